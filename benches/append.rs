//! How long until a decision is durable, and how many a second, when so many wait at once? The real
//! writer on a real file system: the figure is mostly the disk's.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use nobat_benches::fixture::{SHIFT, held_seat};
use nobat_domain::ids::Sequence;
use nobat_engine::clock::monotonic_ns;
use nobat_engine::journal::medium::DiskMedium;
use nobat_engine::journal::{Durable, Journal, JournalConfig, Lane, Waiter, Work};
use nobat_engine::record::seat_bytes;
use std::path::Path;
use std::sync::Arc;
use std::thread;

/// Decisions whose answers wait for the disk at the same time.
const IN_FLIGHT: [u64; 3] = [1, 64, 1_024];
/// The tables are far behind in no bench: segments are given back after so many records.
const RELEASED_EACH: u64 = 65_536;

struct Writing {
    journal: Journal,
    lane: Lane,
    durable: Durable,
    waiter: Waiter,
    frame: Vec<u8>,
    released: Sequence,
}

impl Writing {
    fn open(folder: &Path) -> Self {
        let medium = DiskMedium::new(folder.join("ring"), folder.join("archive"));
        let medium = Arc::new(medium.expect("folders for the journal"));
        let config = JournalConfig::new(1, [7; 16], monotonic_ns);
        let mut opened = Journal::open(&config, medium, Sequence(0)).expect("a new journal");
        let durable = opened.journal.durable();
        let caller = thread::current();
        let waiter = durable.register(move || caller.unpark());
        Self {
            lane: opened.lanes.remove(0),
            journal: opened.journal,
            durable,
            waiter,
            frame: seat_bytes(SHIFT, &held_seat()).to_vec(),
            released: Sequence(0),
        }
    }

    fn append(&mut self, frames: u64) {
        let mut last = Sequence(0);
        for _ in 0..frames {
            while !self.lane.has_room(Work::Finishing) {
                thread::yield_now();
            }
            last = self.lane.publish(&self.frame, 1);
        }
        if !self.waiter.wake_at(last) {
            while self.durable.sequence() < last {
                thread::park();
            }
        }
        if last.0 > self.released.0 + RELEASED_EACH {
            self.journal.released(last);
            self.released = last;
        }
    }
}

fn appends(criterion: &mut Criterion) {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder on the disk");
    let mut writing = Writing::open(folder.path());
    let mut group = criterion.benchmark_group("append until durable");
    for in_flight in IN_FLIGHT {
        group.throughput(Throughput::Elements(in_flight));
        group.bench_function(BenchmarkId::from_parameter(in_flight), |bencher| {
            bencher.iter(|| writing.append(in_flight));
        });
    }
    group.finish();
    let Writing { journal, lane, .. } = writing;
    drop(lane);
    journal.close();
}

criterion_group!(benches, appends);
criterion_main!(benches);
