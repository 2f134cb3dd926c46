//! The ring's book-keeping: which segment is free, current or full, and how full the whole is.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use nobat_domain::ids::Sequence;

use super::config::JournalConfig;
use super::segment::{SegmentFile, Tip};

/// Positions of the tables are turned into bytes by marks at least so far apart.
pub(super) const MARK_BYTES: u64 = 1 << 20;

/// How long a closing writer waits for a segment for what is still in the lanes.
const CLOSE_PATIENCE: Duration = Duration::from_secs(5);

/// What a restart would replay.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Backlog {
    /// Exact to 1 MiB.
    pub bytes: u64,
    pub records: u64,
}

/// Figures that deciding threads read and never wait for.
pub(super) struct Levels {
    /// Bytes left in the current segment.
    remaining: AtomicU64,
    /// Bytes of the free segments.
    free: AtomicU64,
    /// Bytes of batches that the ring took, since some beginning.
    written: AtomicU64,
    /// The part of `written` that the tables are flushed past.
    released: AtomicU64,
    /// The last sequence that the tables are flushed up to.
    flushed: AtomicU64,
    /// What new work leaves for finishing: one segment.
    reserve: u64,
    backlog_bytes_max: u64,
}

/// Whether new work is taken, for whoever stands before the deciding threads.
#[derive(Clone)]
pub struct Intake(Arc<Levels>);

impl Intake {
    /// A few loads. It may change before the work is decided on, where it is asked again.
    #[must_use]
    pub fn takes_new_work(&self) -> bool {
        self.0.takes_new_work()
    }
}

/// A segment that is written to its end.
#[derive(Clone)]
pub(super) struct FullSegment {
    pub(super) file: SegmentFile,
    pub(super) lap: u64,
    pub(super) first: Sequence,
    pub(super) last: Sequence,
    /// Header and batches; the rest of the file means nothing.
    pub(super) used_bytes: u64,
    pub(super) archived: bool,
}

pub(super) struct Ring {
    pub(super) cluster: [u8; 16],
    pub(super) segment_bytes: u64,
    segments_ready: usize,
    segments_max: u32,
    state: Mutex<RingState>,
    changed: Condvar,
    pub(super) levels: Arc<Levels>,
}

/// What recovery found, or a new journal begins with.
pub(super) struct RingState {
    pub(super) free: VecDeque<SegmentFile>,
    /// Neighbours by lap, oldest first; the current segment is the next lap.
    pub(super) full: VecDeque<FullSegment>,
    pub(super) current: SegmentFile,
    pub(super) current_lap: u64,
    pub(super) current_first: Sequence,
    pub(super) next_number: u32,
    pub(super) segments: u32,
    pub(super) flushed: Sequence,
    /// Last sequence and `written` at some batches that are not flushed yet.
    pub(super) marks: VecDeque<(Sequence, u64)>,
    /// The writer gets what is there and waits only briefly for more.
    pub(super) closing: bool,
    /// The writer has ended.
    pub(super) finished: bool,
    /// A preparation or an archiving failed; the other kind of work goes first next time.
    pub(super) upkeep_failed: bool,
}

/// What a ring begins with.
pub(super) struct Found<'a> {
    pub(super) cluster: [u8; 16],
    pub(super) state: RingState,
    pub(super) tip: &'a Tip,
    /// Bytes of batches up to the tip, and the part of them that the tables are flushed past.
    pub(super) written: u64,
    pub(super) released: u64,
}

/// What the steward is to do next.
pub(super) enum Upkeep {
    /// The number of the file to make, and how many there will be.
    Prepare {
        number: u32,
        files: u32,
    },
    Archive(FullSegment),
    Close,
}

/// Where the reader finds a segment.
pub(super) struct Located {
    pub(super) file: SegmentFile,
    pub(super) lap: u64,
}

impl Ring {
    pub(super) fn intake(&self) -> Intake {
        Intake(Arc::clone(&self.levels))
    }
}

impl Levels {
    pub(super) fn new(config: &JournalConfig) -> Self {
        Self {
            remaining: AtomicU64::new(0),
            free: AtomicU64::new(0),
            written: AtomicU64::new(0),
            released: AtomicU64::new(0),
            flushed: AtomicU64::new(0),
            reserve: config.segment_bytes,
            backlog_bytes_max: config.backlog_bytes_max,
        }
    }

    /// New work may not touch the last segment's worth, nor make a restart too long.
    pub(super) fn takes_new_work(&self) -> bool {
        let room = self.remaining.load(Ordering::Relaxed) + self.free.load(Ordering::Relaxed);
        room >= self.reserve && self.backlog_bytes() <= self.backlog_bytes_max
    }

    pub(super) fn backlog(&self, durable: Sequence) -> Backlog {
        let records = durable.0.saturating_sub(self.flushed.load(Ordering::Relaxed));
        Backlog { bytes: self.backlog_bytes(), records }
    }

    fn backlog_bytes(&self) -> u64 {
        let released = self.released.load(Ordering::Relaxed);
        self.written.load(Ordering::Relaxed).saturating_sub(released)
    }

    #[cfg(test)]
    pub(super) fn set_room_for_tests(&self, bytes: u64) {
        self.free.store(bytes, Ordering::Relaxed);
    }
}

impl Ring {
    pub(super) fn new(config: &JournalConfig, found: Found) -> Self {
        let Found { cluster, state, tip, written, released } = found;
        let ring = Self {
            cluster,
            segment_bytes: config.segment_bytes,
            segments_ready: config.segments_ready as usize,
            segments_max: config.segments_max,
            levels: Arc::new(Levels::new(config)),
            state: Mutex::new(state),
            changed: Condvar::new(),
        };
        ring.levels.written.store(written, Ordering::Relaxed);
        ring.levels.released.store(released, Ordering::Relaxed);
        ring.levels.remaining.store(tip.remaining(), Ordering::Relaxed);
        ring.recycle(&mut ring.state());
        ring
    }

    /// The writer's report after each batch.
    pub(super) fn wrote(&self, tip: &Tip, batch_bytes: u64) {
        let written = self.levels.written.fetch_add(batch_bytes, Ordering::Relaxed) + batch_bytes;
        self.levels.remaining.store(tip.remaining(), Ordering::Relaxed);
        if written / MARK_BYTES != (written - batch_bytes) / MARK_BYTES {
            self.state().marks.push_back((Sequence(tip.next.0 - 1), written));
        }
    }

    /// A free segment for the writer; waits for one, and gives up only when closing.
    ///
    /// `on_wait` is called once before the first wait.
    pub(super) fn next_free(&self, on_wait: impl FnOnce()) -> Option<SegmentFile> {
        let mut state = self.state();
        if state.free.is_empty() {
            on_wait();
        }
        while state.free.is_empty() && !state.closing {
            state = self.wait(state);
        }
        if state.free.is_empty() {
            // Full of what nobody flushes any more, or a disk that is: a close must end.
            let hope = |state: &mut RingState| state.free.is_empty() && !state.upkeep_failed;
            let waiting = self.changed.wait_timeout_while(state, CLOSE_PATIENCE, hope);
            state = waiting.unwrap_or_else(PoisonError::into_inner).0;
        }
        let file = state.free.pop_front();
        self.free_changed(&state);
        file
    }

    /// The writer has gone on from `old` into the segment of `tip`.
    pub(super) fn moved(&self, old: FullSegment, tip: &Tip) {
        let mut state = self.state();
        state.full.push_back(old);
        state.current = tip.file.clone();
        state.current_lap = tip.lap;
        state.current_first = tip.next;
        self.levels.remaining.store(tip.remaining(), Ordering::Relaxed);
        self.recycle(&mut state);
        self.changed.notify_all();
    }

    /// The tables are flushed up to `flushed`.
    pub(super) fn released(&self, flushed: Sequence) {
        let mut state = self.state();
        state.flushed = state.flushed.max(flushed);
        state.upkeep_failed = false;
        self.recycle(&mut state);
        self.changed.notify_all();
    }

    /// Blocks the steward until there is something to do. After a failure it waits first, at
    /// most `pause`, unless something changes.
    pub(super) fn upkeep(&self, failed: bool, pause: Duration) -> Upkeep {
        let mut state = self.state();
        if failed {
            state.upkeep_failed = true;
            self.changed.notify_all();
            let waiting = self
                .changed
                .wait_timeout_while(state, pause, |state| state.upkeep_failed && !state.finished);
            state = waiting.unwrap_or_else(PoisonError::into_inner).0;
            state.upkeep_failed = false;
        }
        loop {
            if state.finished {
                return Upkeep::Close;
            }
            if state.free.len() < self.segments_ready && state.segments < self.segments_max {
                return Upkeep::Prepare { number: state.next_number, files: state.segments + 1 };
            }
            if let Some(full) = state.full.iter().find(|full| !full.archived) {
                return Upkeep::Archive(full.clone());
            }
            state = self.wait(state);
        }
    }

    /// The oldest full segment without a copy, for a steward that cannot prepare.
    pub(super) fn to_archive(&self) -> Option<FullSegment> {
        self.state().full.iter().find(|full| !full.archived).cloned()
    }

    pub(super) fn prepared(&self, file: SegmentFile) {
        let mut state = self.state();
        state.free.push_back(file);
        state.segments += 1;
        state.next_number += 1;
        self.free_changed(&state);
        self.changed.notify_all();
    }

    pub(super) fn archived(&self, lap: u64) {
        let mut state = self.state();
        if let Some(full) = state.full.iter_mut().find(|full| full.lap == lap) {
            full.archived = true;
        }
        self.recycle(&mut state);
        self.changed.notify_all();
    }

    /// The writer is to end.
    pub(super) fn close(&self) {
        self.state().closing = true;
        self.changed.notify_all();
    }

    /// The writer has ended, and so may the steward.
    pub(super) fn finish(&self) {
        self.state().finished = true;
        self.changed.notify_all();
    }

    /// The segment in the ring that holds `sequence`, if it has not left the ring.
    pub(super) fn locate(&self, sequence: Sequence) -> Option<Located> {
        let state = self.state();
        if sequence >= state.current_first {
            return Some(Located { file: state.current.clone(), lap: state.current_lap });
        }
        let full = state.full.iter().rev().find(|full| sequence >= full.first)?;
        Some(Located { file: full.file.clone(), lap: full.lap })
    }

    pub(super) fn oldest_lap(&self) -> u64 {
        let state = self.state();
        state.full.front().map_or(state.current_lap, |full| full.lap)
    }

    /// The oldest lap that a file of the ring may still hold, be it flushed, archived and free.
    /// Files are freed and used again in the order of their laps, so that as many of the newest
    /// laps stand in the ring as it has files, at most.
    pub(super) fn oldest_lap_on_disk(&self) -> u64 {
        let state = self.state();
        (state.current_lap + 1).saturating_sub(u64::from(state.segments))
    }

    /// Whether this lap still stands in the ring.
    pub(super) fn has_lap(&self, lap: u64) -> bool {
        let state = self.state();
        state.current_lap == lap || state.full.iter().any(|full| full.lap == lap)
    }

    pub(super) fn free_segments(&self) -> usize {
        self.state().free.len()
    }

    pub(super) fn archive_lag(&self) -> usize {
        self.state().full.iter().filter(|full| !full.archived).count()
    }

    /// Blocks until the book-keeping is as wished; `false` after `patience`.
    #[cfg(test)]
    pub(super) fn wait_until(&self, patience: Duration, wish: impl Fn(&RingState) -> bool) -> bool {
        let waiting = self.changed.wait_timeout_while(self.state(), patience, |s| !wish(s));
        !waiting.expect("nobody panics with the ring").1.timed_out()
    }

    /// Frees what is flushed and archived. Only from the oldest on, so that the full segments
    /// stay neighbours and a reader that leaves one always finds the next.
    fn recycle(&self, state: &mut RingState) {
        self.levels.flushed.store(state.flushed.0, Ordering::Relaxed);
        while let Some(full) = state.full.front()
            && full.archived
            && full.last <= state.flushed
        {
            let full = state.full.pop_front().expect("it was just looked at");
            state.free.push_back(full.file);
        }
        while let Some((last, written)) = state.marks.front().copied()
            && last <= state.flushed
        {
            self.levels.released.store(written, Ordering::Relaxed);
            state.marks.pop_front();
        }
        self.free_changed(state);
    }

    fn free_changed(&self, state: &RingState) {
        let free = state.free.iter().map(SegmentFile::usable_bytes).sum();
        self.levels.free.store(free, Ordering::Relaxed);
    }

    fn state(&self) -> MutexGuard<'_, RingState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, RingState>) -> MutexGuard<'a, RingState> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }
}
