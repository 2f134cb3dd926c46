//! What one client has counted.

use hdrhistogram::Histogram;
use std::sync::{Mutex, MutexGuard};

/// A wait of a minute is a minute or more.
const LATENCY_NS_MAX: u64 = 60_000_000_000;

/// Pairs, refusals and latencies of one client, or of many together.
#[derive(Clone, Debug)]
pub struct Tally {
    /// A hold with its confirm or release; or a list.
    pub pairs: u64,
    /// Holds that the law refused: the date was full.
    pub full: u64,
    /// Commands that found no room.
    pub busy: u64,
    /// Of a schedule: what it had and was not sent, for so many were under way.
    pub unsent: u64,
    /// Of a schedule: commands that finish something accepted and found no room; they came again.
    pub unfinished: u64,
    /// Of a schedule: nanoseconds from the first command to its refusal for want of room.
    pub busy_ns: Histogram<u64>,
    /// Nanoseconds from a hold's command to its durable answer; or of a list.
    pub hold_ns: Histogram<u64>,
    /// Nanoseconds from a hold's command to the second durable answer.
    pub pair_ns: Histogram<u64>,
}

impl Default for Tally {
    fn default() -> Self {
        let histogram =
            || Histogram::new_with_max(LATENCY_NS_MAX, 2).expect("two digits up to a minute");
        Self {
            pairs: 0,
            full: 0,
            busy: 0,
            unsent: 0,
            unfinished: 0,
            busy_ns: histogram(),
            hold_ns: histogram(),
            pair_ns: histogram(),
        }
    }
}

/// What several clients count in together.
///
/// # Panics
/// If one of them has.
pub fn open(tally: &Mutex<Tally>) -> MutexGuard<'_, Tally> {
    tally.lock().expect("nobody panics with it")
}

impl Tally {
    pub fn add(&mut self, other: &Self) {
        self.pairs += other.pairs;
        self.full += other.full;
        self.busy += other.busy;
        self.unsent += other.unsent;
        self.unfinished += other.unfinished;
        self.busy_ns.add(&other.busy_ns).expect("all histograms have one shape");
        self.hold_ns.add(&other.hold_ns).expect("all histograms have one shape");
        self.pair_ns.add(&other.pair_ns).expect("all histograms have one shape");
    }
}
