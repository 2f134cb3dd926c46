//! Many worlds on all cores: each thread takes the next seed, and the sum is the same whoever took
//! which.

use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::coverage::Coverage;
use crate::verdict::{Verdict, run};

/// Threads that are started at most.
const THREADS_MAX: usize = 256;

/// What became of many worlds.
#[derive(Debug, Default)]
pub struct Tunnel {
    pub histories: u64,
    pub citizens: u64,
    pub crashes: u64,
    pub steps: u64,
    pub coverage: Coverage,
    /// The worlds that broke a law, in the order of their seeds.
    pub failed: Vec<Verdict>,
}

impl Tunnel {
    fn take(&mut self, verdict: Verdict) {
        self.histories += 1;
        self.citizens += verdict.citizens;
        self.crashes += verdict.crashes;
        self.steps += verdict.steps;
        self.coverage.add(&verdict.coverage);
        if verdict.complaint.is_some() {
            self.failed.push(verdict);
        }
    }

    fn add(&mut self, other: Self) {
        self.histories += other.histories;
        self.citizens += other.citizens;
        self.crashes += other.crashes;
        self.steps += other.steps;
        self.coverage.add(&other.coverage);
        self.failed.extend(other.failed);
    }
}

/// So many threads as there are cores for.
#[must_use]
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

/// Lives the worlds of all seeds, on `threads` threads.
#[must_use]
pub fn blow(seeds: Range<u64>, threads: usize) -> Tunnel {
    let next = AtomicU64::new(seeds.start);
    let sum = Mutex::new(Tunnel::default());
    std::thread::scope(|scope| {
        for _ in 0..threads.clamp(1, THREADS_MAX) {
            scope.spawn(|| {
                let mut mine = Tunnel::default();
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        break;
                    }
                    mine.take(run(seed, None));
                }
                sum.lock().expect("no thread panics: a broken law is a verdict").add(mine);
            });
        }
    });
    let mut sum = sum.into_inner().expect("no thread panics: a broken law is a verdict");
    sum.failed.sort_by_key(|verdict| verdict.seed);
    sum
}
