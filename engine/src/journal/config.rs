//! Every bound of the journal, named.

use std::fmt;
use std::sync::Arc;

use super::error::JournalError;
use super::format::{BATCH_BYTES_LIMIT, BATCH_HEADER_BYTES, BLOCK, SEGMENT_HEADER_BYTES};
use super::lane::FRAME_HEAD_BYTES;

/// 64 MiB: large enough that a change of segment costs nothing, small enough to archive quickly.
const SEGMENT_BYTES: u64 = 64 << 20;
pub(super) const SEGMENTS_READY: u32 = 2;
/// 1.5 GiB on disk: the backlog's bound and eight segments on top for archive and reserve.
const SEGMENTS_MAX: u32 = 24;
/// Above the 256 MiB after which tables are flushed, with room for a slow flush or two.
const BACKLOG_BYTES_MAX: u64 = 1 << 30;
const LANE_BYTES: usize = 4 << 20;
const NEW_WORK_PERCENT: u32 = 75;
const FRAME_BYTES_MAX: usize = 128 << 10;
const FOLLOWER_BYTES_MAX: usize = 16 << 20;

/// What is done when a write or a sync of the ring has failed: the process must not go on.
pub type FatalHook = Arc<dyn Fn(&JournalError) + Send + Sync>;

/// How a journal is run. [`JournalConfig::new`] has the house's numbers.
#[derive(Clone)]
pub struct JournalConfig {
    /// Bytes of a segment file that is made from now on; older files keep their size.
    pub segment_bytes: u64,
    /// How many empty segments are kept ready.
    pub segments_ready: u32,
    /// The ring never has more files than this.
    pub segments_max: u32,
    /// One lane for each thread that decides.
    pub lanes: usize,
    /// Bytes that one lane holds for the writer.
    pub lane_bytes: usize,
    /// The share of a lane that new work may fill; the rest is for finishing.
    pub new_work_percent: u32,
    /// The largest decision.
    pub frame_bytes_max: usize,
    /// The largest batch, header and padding with it.
    pub batch_bytes_max: usize,
    /// Beyond so many bytes that a restart would replay, new work is refused.
    pub backlog_bytes_max: u64,
    /// What a follower may have waiting in memory before it is sent to the disk instead.
    pub follower_bytes_max: usize,
    /// Written into a journal that is made by this start; an existing one keeps its own.
    pub cluster_if_new: [u8; 16],
    /// Nanoseconds of a clock that never goes back. The room itself owns no clock.
    pub monotonic_ns: fn() -> u64,
    pub fatal: FatalHook,
}

impl JournalConfig {
    #[must_use]
    pub fn new(lanes: usize, cluster_if_new: [u8; 16], monotonic_ns: fn() -> u64) -> Self {
        Self {
            segment_bytes: SEGMENT_BYTES,
            segments_ready: SEGMENTS_READY,
            segments_max: SEGMENTS_MAX,
            lanes,
            lane_bytes: LANE_BYTES,
            new_work_percent: NEW_WORK_PERCENT,
            frame_bytes_max: FRAME_BYTES_MAX,
            batch_bytes_max: BATCH_BYTES_LIMIT,
            backlog_bytes_max: BACKLOG_BYTES_MAX,
            follower_bytes_max: FOLLOWER_BYTES_MAX,
            cluster_if_new,
            monotonic_ns,
            fatal: Arc::new(log_and_abort),
        }
    }

    pub(super) fn check(&self) -> Result<(), JournalError> {
        let block = BLOCK as u64;
        let batch = self.batch_bytes_max as u64;
        let share = self.new_work_bytes();
        let rules = [
            (self.lanes > 0, "at least one lane"),
            (self.segment_bytes.is_multiple_of(block), "segments of whole 4 KiB blocks"),
            (self.batch_bytes_max.is_multiple_of(BLOCK), "batches of whole 4 KiB blocks"),
            (self.batch_bytes_max <= BATCH_BYTES_LIMIT, "a batch within the format's limit"),
            (batch + SEGMENT_HEADER_BYTES <= self.segment_bytes, "a batch within a segment"),
            (
                self.frame_bytes_max + BATCH_HEADER_BYTES <= self.batch_bytes_max,
                "the largest frame within a batch",
            ),
            (self.new_work_percent < 100, "some share of a lane left for finishing"),
            (
                share >= self.frame_bytes_max + FRAME_HEAD_BYTES,
                "the largest frame within the share of a lane that new work may fill",
            ),
            (self.segments_ready > 0, "at least one segment ready"),
            (self.segments_max > self.segments_ready, "more segments than are kept ready"),
        ];
        match rules.iter().find(|(kept, _)| !kept) {
            None => Ok(()),
            Some((_, rule)) => Err(JournalError::Unfit { what: format!("it needs {rule}") }),
        }
    }

    /// Bytes of a lane that new work may fill.
    pub(super) fn new_work_bytes(&self) -> usize {
        self.lane_bytes / 100 * self.new_work_percent as usize
    }
}

impl fmt::Debug for JournalConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JournalConfig")
            .field("segment_bytes", &self.segment_bytes)
            .field("segments_ready", &self.segments_ready)
            .field("segments_max", &self.segments_max)
            .field("lanes", &self.lanes)
            .finish_non_exhaustive()
    }
}

/// What was decided but not written can no longer be taken back: only a restart is honest.
fn log_and_abort(error: &JournalError) {
    let source = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    tracing::error!(%error, source, "the journal cannot be written: the process ends");
    std::process::abort();
}
