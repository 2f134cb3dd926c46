//! The thread behind the ring: prepares segments ahead, archives full ones, and never hurries.

use std::sync::Arc;
use std::time::Duration;

use super::archive;
use super::error::JournalError;
use super::medium::Medium;
use super::medium::Shelf;
use super::metric_names;
use super::ring::{FullSegment, Ring, Upkeep};
use super::segment::{SegmentFile, ring_name};

/// How long a full disk or a broken archive is left alone before the next try.
const RETRY_PAUSE: Duration = Duration::from_secs(1);

pub(super) struct Steward {
    pub(super) medium: Arc<dyn Medium>,
    pub(super) ring: Arc<Ring>,
}

impl Steward {
    pub(super) fn run(self) {
        let mut failed = false;
        loop {
            failed = match self.ring.upkeep(failed, RETRY_PAUSE) {
                Upkeep::Close => return,
                // A disk too full for a segment may be the ring's alone: the archive, which
                // is what frees segments, must not wait for it.
                Upkeep::Prepare { number, files } => {
                    let prepared = self.attempt(self.prepare(number, files));
                    !prepared && !self.ring.to_archive().is_some_and(|full| self.archive(&full))
                }
                Upkeep::Archive(full) => !self.archive(&full),
            };
            self.report();
        }
    }

    fn prepare(&self, number: u32, files: u32) -> Result<(), JournalError> {
        let (cluster, bytes) = (self.ring.cluster, self.ring.segment_bytes);
        let prepared = SegmentFile::prepare(&*self.medium, (number, files), cluster, bytes);
        let file = prepared.map_err(|error| {
            let name = self.medium.describe(Shelf::Ring, &ring_name(number));
            JournalError::io("prepare", name, error)
        })?;
        self.ring.prepared(file);
        Ok(())
    }

    fn archive(&self, full: &FullSegment) -> bool {
        let done = archive::copy(&*self.medium, full).map(|()| self.ring.archived(full.lap));
        self.attempt(done)
    }

    fn attempt(&self, done: Result<(), JournalError>) -> bool {
        if let Err(error) = &done {
            metrics::counter!(metric_names::UPKEEP_FAILURES).increment(1);
            let source = std::error::Error::source(error).map(ToString::to_string);
            tracing::warn!(%error, source, "the journal's upkeep failed and will be tried again");
        }
        done.is_ok()
    }

    fn report(&self) {
        let gauge = |name: &'static str, value: usize| metrics::gauge!(name).set(value as f64);
        gauge(metric_names::SEGMENTS_FREE, self.ring.free_segments());
        gauge(metric_names::ARCHIVE_LAG_SEGMENTS, self.ring.archive_lag());
    }
}
