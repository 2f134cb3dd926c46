//! How fast a backup may go, and when it is to end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use super::error::BackupError;
use crate::clock::monotonic_ns;

/// Beside a serving engine: a small part of what a disk gives, 80 GB in twenty minutes.
const GENTLE_BYTES_PER_S: u64 = 64 << 20;
const NS_PER_S: u64 = 1_000_000_000;

/// One piece of work's own measure of haste.
pub(super) struct Pace {
    bytes_per_s: Option<u64>,
    begun_ns: u64,
    done: AtomicU64,
    stop: Arc<AtomicBool>,
}

impl Pace {
    /// As fast as it goes: nobody else is there.
    pub(super) fn alone() -> Self {
        Self::new(None, Arc::default())
    }

    /// Beside citizens, and until `stop`.
    pub(super) fn beside_others(stop: Arc<AtomicBool>) -> Self {
        Self::new(Some(GENTLE_BYTES_PER_S), stop)
    }

    fn new(bytes_per_s: Option<u64>, stop: Arc<AtomicBool>) -> Self {
        Self { bytes_per_s, begun_ns: monotonic_ns(), done: AtomicU64::new(0), stop }
    }

    /// Waits as long as so many more bytes should take; `false` when the work is to end.
    pub(super) fn step(&self, bytes: u64) -> bool {
        let done = self.done.fetch_add(bytes, Ordering::Relaxed) + bytes;
        if let Some(bytes_per_s) = self.bytes_per_s {
            let due_ns = done.saturating_mul(NS_PER_S / 1024) / (bytes_per_s / 1024).max(1);
            let gone_ns = monotonic_ns().saturating_sub(self.begun_ns);
            if due_ns > gone_ns && !self.stopping() {
                // Whoever stops wakes this thread.
                std::thread::park_timeout(Duration::from_nanos(due_ns - gone_ns));
            }
        }
        !self.stopping()
    }

    /// As [`Pace::step`], for work that ends with an error.
    pub(super) fn go_on(&self, bytes: u64) -> Result<(), BackupError> {
        if self.step(bytes) { Ok(()) } else { Err(BackupError::Stopped) }
    }

    fn stopping(&self) -> bool {
        self.stop.load(Ordering::Acquire)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_alone_never_waits_and_a_stop_is_heard_at_the_next_step() {
        let alone = Pace::alone();
        assert!(alone.step(u64::MAX / 2), "forty years of bytes, at once");
        let stop = Arc::new(AtomicBool::new(false));
        let beside = Pace::beside_others(Arc::clone(&stop));
        assert!(beside.step(1));
        stop.store(true, Ordering::Release);
        assert!(!beside.step(u64::MAX / NS_PER_S), "an hour's work is not waited for");
        assert!(matches!(beside.go_on(1), Err(BackupError::Stopped)));
    }
}
