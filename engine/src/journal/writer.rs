//! The one thread that writes: gathers what stands next in the lanes, writes it as one batch,
//! says that it is durable. One write is outstanding at any time, so only the last can tear.

use std::sync::Arc;

use metrics::{Counter, Gauge, Histogram};
use nobat_domain::ids::Sequence;
use nobat_domain::journal::Log;

use super::buffer::AlignedBuffer;
use super::config::{FatalHook, JournalConfig};
use super::durable::{Condition, Durable};
use super::error::JournalError;
use super::follower::Followers;
use super::format::{BATCH_HEADER_BYTES, BatchHeader, padded};
use super::lane::{LaneExit, LaneShared};
use super::medium::Medium;
use super::metric_names;
use super::reader::Batch;
use super::ring::{FullSegment, Ring};
use super::segment::{Sealed, Tip};

/// Looking again costs nothing against a wake-up of about 20 µs, so for so long it is tried.
const POLL_NS: u64 = 20_000;
/// Looks between two readings of the clock.
const POLL_LOOKS: u32 = 64;

pub(super) struct Writer {
    medium: Arc<dyn Medium>,
    ring: Arc<Ring>,
    lanes: Vec<LaneExit>,
    shared: Arc<LaneShared>,
    durable: Durable,
    followers: Arc<Followers>,
    tip: Tip,
    /// The last record that this writer knows of: its own, or the last at the start.
    known: Sequence,
    segment_first: Sequence,
    buffer: AlignedBuffer,
    batch_bytes_max: usize,
    monotonic_ns: fn() -> u64,
    fatal: FatalHook,
    meters: Meters,
    /// As it was said last.
    refuses_new_work: bool,
}

/// Handles are looked up once; a look-up for each batch would cost more than the batch.
struct Meters {
    syncs: Counter,
    records: Histogram,
    bytes: Histogram,
    seconds: Histogram,
    backlog_bytes: Gauge,
    backlog_records: Gauge,
    stalls: Counter,
    refuses_new_work: Gauge,
}

/// What the writer is made of.
pub(super) struct WriterParts {
    pub(super) medium: Arc<dyn Medium>,
    pub(super) ring: Arc<Ring>,
    pub(super) lanes: Vec<LaneExit>,
    pub(super) shared: Arc<LaneShared>,
    pub(super) durable: Durable,
    pub(super) followers: Arc<Followers>,
    pub(super) tip: Tip,
    pub(super) segment_first: Sequence,
}

/// Frames that wait in the buffer.
struct Gathered {
    records: u32,
    body_bytes: usize,
    /// The next frame does not fit what is left of the segment.
    segment_ends: bool,
}

impl Writer {
    pub(super) fn new(config: &JournalConfig, parts: WriterParts) -> Self {
        Self {
            medium: parts.medium,
            ring: parts.ring,
            lanes: parts.lanes,
            shared: parts.shared,
            durable: parts.durable,
            followers: parts.followers,
            known: parts.tip.end(),
            tip: parts.tip,
            segment_first: parts.segment_first,
            buffer: AlignedBuffer::zeroed(config.batch_bytes_max),
            batch_bytes_max: config.batch_bytes_max,
            monotonic_ns: config.monotonic_ns,
            fatal: config.fatal.clone(),
            meters: Meters::new(),
            refuses_new_work: false,
        }
    }

    /// Writes until the lanes are closed and empty, or a write fails.
    pub(super) fn run(mut self) {
        self.shared.bell().belongs_to(std::thread::current());
        loop {
            let gathered = self.gather();
            let written = if gathered.records > 0 {
                self.write(&gathered)
            } else if gathered.segment_ends {
                match self.next_segment() {
                    Ok(true) => Ok(()),
                    Ok(false) => break,
                    Err(error) => Err(error),
                }
            } else if self.idle() {
                Ok(())
            } else {
                break;
            };
            if let Err(error) = written {
                // First nothing more is taken in, then the waiting are told.
                self.shared.close();
                self.followers.close();
                self.durable.set_condition(Condition::Failed);
                (self.fatal)(&error);
                return;
            }
        }
        self.durable.set_condition(Condition::Closed);
        self.followers.close();
    }

    /// Moves the contiguous run of frames that has gathered into the buffer.
    fn gather(&mut self) -> Gathered {
        let room = self.tip.remaining().min(self.batch_bytes_max as u64) as usize;
        let room = room.saturating_sub(BATCH_HEADER_BYTES);
        let mut gathered = Gathered { records: 0, body_bytes: 0, segment_ends: false };
        let mut expected = self.known.next();
        loop {
            let before = gathered.records;
            for lane in &mut self.lanes {
                while let Some(head) = lane.head()
                    && head.first == expected
                {
                    let end = gathered.body_bytes + head.bytes as usize;
                    if end > room {
                        // With an empty batch only the segment can be what is too small.
                        gathered.segment_ends = gathered.records == 0;
                        return gathered;
                    }
                    let start = BATCH_HEADER_BYTES + gathered.body_bytes;
                    let into = &mut self.buffer.bytes_mut()[start..BATCH_HEADER_BYTES + end];
                    lane.take(head, into);
                    gathered.body_bytes = end;
                    gathered.records += head.records;
                    expected = Sequence(expected.0 + u64::from(head.records));
                }
            }
            if gathered.records == before {
                return gathered;
            }
        }
    }

    fn write(&mut self, gathered: &Gathered) -> Result<(), JournalError> {
        let bytes = padded(gathered.body_bytes);
        let batch = &mut self.buffer.bytes_mut()[..bytes];
        batch[BATCH_HEADER_BYTES + gathered.body_bytes..].fill(0);
        let header = BatchHeader {
            records: gathered.records,
            epoch: self.tip.epoch,
            lap: self.tip.lap,
            first: self.known.next(),
            body_bytes: u32::try_from(gathered.body_bytes).expect("a batch is within 1 MiB"),
            body_crc: 0,
            before: self.tip.before,
        };
        let seal = header.seal_into(batch);
        let offset = self.tip.offset;
        let started = (self.monotonic_ns)();
        let batch = Sealed { bytes: batch, seal, records: gathered.records };
        let appended = self.tip.append(self.known, batch);
        self.known = appended.map_err(|error| error.of(self.place()))?;
        let ended = (self.monotonic_ns)();

        self.ring.wrote(&self.tip, bytes as u64);
        self.durable.publish(header.last());
        self.followers.offer(header.last(), || {
            Batch::new(&header, self.buffer.bytes(), &self.tip.file.name, offset)
        });
        self.meters.wrote(gathered.records, bytes, ended.saturating_sub(started));
        let backlog = self.ring.levels.backlog(header.last());
        self.meters.backlog_bytes.set(backlog.bytes as f64);
        self.meters.backlog_records.set(backlog.records as f64);
        self.say_whether_new_work_is_taken(backlog.bytes);
        Ok(())
    }

    /// Whoever decides looks at the same figures and refuses; here it is said, once for each time.
    fn say_whether_new_work_is_taken(&mut self, backlog_bytes: u64) {
        let refuses = !self.ring.levels.takes_new_work();
        if refuses == self.refuses_new_work {
            return;
        }
        self.refuses_new_work = refuses;
        self.meters.refuses_new_work.set(if refuses { 1.0 } else { 0.0 });
        if refuses {
            tracing::warn!(backlog_bytes, "new work is refused: tables or archive are behind");
        } else {
            tracing::info!(backlog_bytes, "new work is taken again");
        }
    }

    /// Goes on in the next segment. `false`: there is none, and the journal is closing.
    fn next_segment(&mut self) -> Result<bool, JournalError> {
        let full = FullSegment {
            file: self.tip.file.clone(),
            lap: self.tip.lap,
            first: self.segment_first,
            last: Sequence(self.tip.next.0 - 1),
            used_bytes: self.tip.offset,
            archived: false,
        };
        let free = self.ring.next_free(|| {
            self.meters.stalls.increment(1);
            self.durable.set_condition(Condition::Stalled);
            tracing::warn!("no segment is free: the journal waits for flush, archive or space");
        });
        let Some(free) = free else {
            tracing::error!("closed without a free segment: what waits in the lanes is dropped");
            return Ok(false);
        };
        self.durable.set_condition(Condition::Running);
        let moved = self.tip.move_to(free, self.ring.cluster);
        moved.map_err(|error| JournalError::io("begin", self.place(), error))?;
        self.segment_first = self.tip.next;
        self.ring.moved(full, &self.tip);
        Ok(true)
    }

    /// Polls briefly, then sleeps. `false`: closed, and everything is written.
    fn idle(&mut self) -> bool {
        let started = (self.monotonic_ns)();
        while (self.monotonic_ns)().saturating_sub(started) < POLL_NS {
            for _ in 0..POLL_LOOKS {
                if self.something_waits() {
                    return true;
                }
                std::hint::spin_loop();
            }
        }
        if self.shared.is_closed() {
            return self.something_waits();
        }
        let Self { shared, lanes, known, .. } = self;
        shared.bell().sleep_unless(|| shared.is_closed() || waits(lanes, known.next()));
        true
    }

    fn something_waits(&mut self) -> bool {
        waits(&mut self.lanes, self.known.next())
    }

    /// The file that is written, for people.
    fn place(&self) -> String {
        self.medium.describe(self.tip.file.shelf, &self.tip.file.name)
    }
}

impl Meters {
    fn new() -> Self {
        Self {
            syncs: metrics::counter!(metric_names::SYNCS),
            records: metrics::histogram!(metric_names::BATCH_RECORDS),
            bytes: metrics::histogram!(metric_names::BATCH_BYTES),
            seconds: metrics::histogram!(metric_names::SYNC_SECONDS),
            backlog_bytes: metrics::gauge!(metric_names::BACKLOG_BYTES),
            backlog_records: metrics::gauge!(metric_names::BACKLOG_RECORDS),
            stalls: metrics::counter!(metric_names::STALLS),
            refuses_new_work: metrics::gauge!(metric_names::REFUSES_NEW_WORK),
        }
    }

    fn wrote(&self, records: u32, bytes: usize, sync_ns: u64) {
        self.syncs.increment(1);
        self.records.record(f64::from(records));
        self.bytes.record(bytes as f64);
        self.seconds.record(sync_ns as f64 / 1e9);
    }
}

fn waits(lanes: &mut [LaneExit], next: Sequence) -> bool {
    lanes.iter_mut().any(|lane| lane.head().is_some_and(|head| head.first == next))
}
