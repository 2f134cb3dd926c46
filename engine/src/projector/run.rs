//! The projector's thread: follow, apply, flush, release.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use nobat_domain::ids::Sequence;
use nobat_domain::timestamp::Millis;

use crate::clock::monotonic_ns;
use crate::error::EngineError;
use crate::journal::{Batch, Durable, Follower, Journal, JournalError};
use crate::metric_names as names;
use crate::projector::applied::Applied;
use crate::projector::apply::{Projection, ProjectorError};
use crate::storage::{StorageError, Tables};

/// Tables are flushed after so many segments of journal, or after so long, whichever is first: with
/// segments of 64 MiB after 256 MiB, and in a ring of any size long before it is full.
const FLUSH_SEGMENTS: u64 = 4;
const FLUSH_AFTER: Millis = Millis::seconds(10);
/// How long one look at the journal waits for something new.
const PATIENCE: Duration = Duration::from_millis(50);
/// While much comes, it gathers for so long before it is applied, or until somebody waits for a
/// row: what changes again meanwhile, as a request does from its choice to its booking, is then
/// written once.
const GATHER: Duration = Duration::from_millis(100);
/// It gathers so long whoever waits: where many do, none of them waits for a group of its own.
const GATHER_AT_LEAST: Duration = Duration::from_millis(5);
/// So many records of one group are much.
const MUCH: u64 = 2_048;
/// The largest group, in bytes of journal.
const GROUP_BYTES_MAX: usize = 16 << 20;
/// Between two tries while the disk is full.
const FULL_PAUSE: Duration = Duration::from_millis(100);

/// Handle of the projector's thread.
pub struct Projector {
    thread: Option<JoinHandle<()>>,
    stop: Arc<AtomicBool>,
    applied: Applied,
}

struct Work {
    projection: Projection,
    follower: Follower,
    tables: Arc<Tables>,
    journal: Arc<Journal>,
    durable: Durable,
    applied: Applied,
    stop: Arc<AtomicBool>,
    unflushed_bytes: u64,
    /// The last group was large: the next one may gather for a while.
    much: bool,
    flushed_at_ns: u64,
}

impl Projector {
    /// # Errors
    /// If the thread cannot be started.
    pub fn start(
        projection: Projection,
        tables: Arc<Tables>,
        journal: Arc<Journal>,
    ) -> Result<Self, EngineError> {
        let applied = Applied::at(tables.applied());
        let stop = Arc::new(AtomicBool::new(false));
        let work = Work {
            projection,
            follower: journal.follow(tables.applied()),
            tables,
            durable: journal.durable(),
            journal,
            applied: applied.clone(),
            stop: Arc::clone(&stop),
            unflushed_bytes: 0,
            much: false,
            flushed_at_ns: monotonic_ns(),
        };
        let thread = std::thread::Builder::new()
            .name("projector".into())
            .spawn(move || work.run())
            .map_err(EngineError::Thread)?;
        Ok(Self { thread: Some(thread), stop, applied })
    }

    /// The position of the tables, to read and to wait for.
    #[must_use]
    pub fn applied(&self) -> Applied {
        self.applied.clone()
    }

    /// Applies what is durable, flushes, and ends the thread.
    pub fn stop(mut self) {
        self.stop.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the projector had panicked");
        }
    }
}

impl Work {
    fn run(mut self) {
        self.applied.is_moved_here();
        let followed = self.follow();
        self.applied.end();
        match followed {
            Ok(()) => {}
            // Only a stop ends the wait for room.
            Err(ProjectorError::Storage(StorageError::Full { what, .. })) => {
                tracing::warn!(what, "stopped on a full disk; the next start does what is left");
            }
            Err(error) => {
                // The tables can no longer be trusted to follow; a restart recovers or refuses.
                tracing::error!(%error, "the projector cannot go on");
                std::process::abort();
            }
        }
    }

    fn follow(&mut self) -> Result<(), ProjectorError> {
        loop {
            let stopping = self.stop.load(Ordering::Acquire);
            let group = self.gather()?;
            match group.last() {
                Some(last) => self.apply(&group, last.last())?,
                None if stopping => return self.flush(),
                None => {}
            }
            let waited = Millis((monotonic_ns() - self.flushed_at_ns) / 1_000_000);
            if self.unflushed_bytes > FLUSH_SEGMENTS * self.journal.segment_bytes()
                || (self.unflushed_bytes > 0 && waited >= FLUSH_AFTER)
            {
                self.flush()?;
            }
        }
    }

    /// What is durable and not applied: one batch, or while much comes all that gathers.
    fn gather(&mut self) -> Result<Vec<Batch>, JournalError> {
        if self.much {
            std::thread::park_timeout(GATHER_AT_LEAST);
            self.applied.rest(GATHER);
        }
        let mut group = Vec::new();
        let mut bytes = 0;
        let mut patience = PATIENCE;
        while bytes < GROUP_BYTES_MAX
            && let Some(batch) = self.follower.next_batch(patience)?
        {
            bytes += batch.bytes();
            group.push(batch);
            patience = Duration::ZERO;
        }
        Ok(group)
    }

    fn apply(&mut self, group: &[Batch], last: Sequence) -> Result<(), ProjectorError> {
        let records = loop {
            match self.projection.apply(group) {
                Err(ProjectorError::Storage(StorageError::Full { what, .. }))
                    if self.waits_for_room(&what) => {}
                done => break done?,
            }
        };
        self.much = records >= MUCH;
        let bytes: usize = group.iter().map(Batch::bytes).sum();
        self.unflushed_bytes += bytes as u64;
        metrics::counter!(names::PROJECTOR_RECORDS).increment(records);
        let durable = self.durable.sequence();
        let lag = u32::try_from(durable.0.saturating_sub(last.0)).unwrap_or(u32::MAX);
        metrics::gauge!(names::PROJECTOR_LAG).set(f64::from(lag));
        self.applied.moved_to(self.tables.applied());
        Ok(())
    }

    fn flush(&mut self) -> Result<(), ProjectorError> {
        let begun = monotonic_ns();
        let flushed = loop {
            match self.tables.flush() {
                Err(StorageError::Full { what, .. }) if self.waits_for_room(&what) => {}
                done => break done?,
            }
        };
        self.applied.has_room(true);
        self.journal.released(flushed);
        self.unflushed_bytes = 0;
        self.flushed_at_ns = monotonic_ns();
        let took = Duration::from_nanos(self.flushed_at_ns - begun);
        metrics::histogram!(names::PROJECTOR_FLUSH_SECONDS).record(took.as_secs_f64());
        Ok(())
    }

    /// A full disk: the journal's bound refuses new work meanwhile, and nothing is lost. A stop
    /// does not wait: what is not in the tables is in the journal.
    fn waits_for_room(&self, what: &str) -> bool {
        self.applied.has_room(false);
        if self.stop.load(Ordering::Acquire) {
            return false;
        }
        tracing::warn!(what, "the disk is full; the tables wait");
        std::thread::park_timeout(FULL_PAUSE);
        true
    }
}
