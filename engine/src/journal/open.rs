//! Opening a journal: lock, recover, repair the end, make a new start durable, set to work.

use std::sync::Arc;
use std::thread::JoinHandle;

use nobat_domain::ids::Sequence;
use nobat_domain::journal::Log;

use super::buffer::AlignedBuffer;
use super::config::JournalConfig;
use super::durable::Durable;
use super::error::JournalError;
use super::follower::{Follower, Followers};
use super::format::{BLOCK, BatchHeader, Seal};
use super::lane::{self, Lane, LaneShared};
use super::medium::{Medium, MediumLock, Shelf};
use super::reader::{End, Library, Reader, RingView};
use super::recovery::{self, Recovered};
use super::retention::Archive;
use super::ring::{Backlog, Found, FullSegment, Intake, Ring, RingState};
use super::segment::{Sealed, SegmentFile, Tip, ring_name};
use super::steward::Steward;
use super::writer::{Writer, WriterParts};

/// An open journal. Dropping it closes it.
pub struct Journal {
    ring: Arc<Ring>,
    shared: Arc<LaneShared>,
    durable: Durable,
    followers: Arc<Followers>,
    library: Library,
    epoch: u64,
    recovered_end: Sequence,
    writer: Option<JoinHandle<()>>,
    steward: Option<JoinHandle<()>>,
    _lock: MediumLock,
}

/// What opening gives.
pub struct Opened {
    pub journal: Journal,
    /// One for each deciding thread.
    pub lanes: Vec<Lane>,
    /// The records after the tables' position, to be replayed before anything is decided.
    pub tail: Reader,
}

impl Journal {
    /// Opens the journal on `medium`, or makes one there.
    ///
    /// `known` is the position up to which the tables are flushed. When this returns, everything
    /// in `tail` is durable, whatever it was before, and so is the new start epoch.
    ///
    /// # Errors
    /// If another process has it, if anything but the very last write is not as it was written,
    /// if the tables know more than the journal, or if the disk fails or is full.
    pub fn open(
        config: &JournalConfig,
        medium: Arc<dyn Medium>,
        known: Sequence,
    ) -> Result<Opened, JournalError> {
        config.check()?;
        let lock = medium.lock().map_err(|error| {
            let place = medium.describe(Shelf::Ring, "");
            match error.kind() {
                std::io::ErrorKind::WouldBlock => JournalError::Locked { place },
                _ => JournalError::io("lock", place, error),
            }
        })?;
        let mut recovered = recovery::recover(&medium, config, known)?;
        if let Some(end) = &recovered.end {
            end.repair(&*medium)?;
        }
        let (tip, segment_first) = begin(&*medium, config, &mut recovered)?;
        let recovered_end = Sequence(tip.next.0 - 1);
        tracing::info!(
            epoch = tip.epoch,
            end = recovered_end.0,
            replay = recovered_end.0 - known.0,
            "the journal is open"
        );
        let ring = Arc::new(ring(config, recovered, &tip, segment_first, known));
        let durable = Durable::at(recovered_end);
        let shared = Arc::new(LaneShared::new(tip.next, ring.levels.clone()));
        let (lanes, exits) = lane::lanes(config, &shared);
        let followers = Arc::new(Followers::new(durable.clone(), config.follower_bytes_max));
        let library = Library { medium: medium.clone(), ring: RingView::Live(ring.clone()) };
        let epoch = tip.epoch;
        let steward = Steward { medium: medium.clone(), ring: ring.clone() };
        let parts = WriterParts {
            medium,
            ring: ring.clone(),
            lanes: exits,
            shared: shared.clone(),
            durable: durable.clone(),
            followers: followers.clone(),
            tip,
            segment_first,
        };
        let writer = Writer::new(config, parts);
        let tail = Reader::new(library.clone(), known.next(), End::At(recovered_end));
        let journal = Self {
            ring,
            shared,
            durable,
            followers,
            library,
            epoch,
            recovered_end,
            writer: Some(thread("journal-writer", move || writer.run())?),
            steward: Some(thread("journal-steward", move || steward.run())?),
            _lock: lock,
        };
        Ok(Opened { journal, lanes, tail })
    }

    #[must_use]
    pub fn durable(&self) -> Durable {
        self.durable.clone()
    }

    /// Says that the tables are flushed up to `flushed`: older segments may be used again once
    /// they are archived.
    pub fn released(&self, flushed: Sequence) {
        self.ring.released(flushed);
    }

    /// Bytes of a segment that is made from now on.
    #[must_use]
    pub fn segment_bytes(&self) -> u64 {
        self.ring.segment_bytes
    }

    /// What a restart would replay.
    #[must_use]
    pub fn backlog(&self) -> Backlog {
        self.ring.levels.backlog(self.durable.sequence())
    }

    /// Whether new work is taken at the moment, to be asked by anybody.
    #[must_use]
    pub fn intake(&self) -> Intake {
        self.ring.intake()
    }

    /// Follows live, from the record after `after` on.
    #[must_use]
    pub fn follow(&self, after: Sequence) -> Follower {
        self.followers.follow(self.library.clone(), after)
    }

    /// Reads what is durable, from `first` on, out of the ring or the archive.
    #[must_use]
    pub fn read_from(&self, first: Sequence) -> Reader {
        Reader::new(self.library.clone(), first, End::Durable(self.durable.clone()))
    }

    /// The archive, for whoever decides how long it is kept.
    #[must_use]
    pub fn archive(&self) -> Archive {
        Archive::new(self.library.medium.clone(), self.ring.clone())
    }

    /// Counts the starts of this journal, from 1.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Which journal this is: tables that belong to another must not follow it.
    #[must_use]
    pub fn cluster(&self) -> [u8; 16] {
        self.ring.cluster
    }

    /// The last record that was there when it was opened.
    #[must_use]
    pub fn recovered_end(&self) -> Sequence {
        self.recovered_end
    }

    /// Takes nothing more in, writes what waits in the lanes, and ends the threads.
    pub fn close(mut self) {
        self.end();
    }

    fn end(&mut self) {
        self.shared.close();
        self.ring.close();
        join(self.writer.take());
        self.ring.finish();
        join(self.steward.take());
    }

    #[cfg(test)]
    pub(super) fn ring(&self) -> &Ring {
        &self.ring
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        self.end();
    }
}

/// Makes the new start durable: an empty batch of a new epoch, behind everything recovered.
pub(super) fn begin(
    medium: &dyn Medium,
    config: &JournalConfig,
    recovered: &mut Recovered,
) -> Result<(Tip, Sequence), JournalError> {
    let fresh = recovered.end.is_none();
    let wanted = if fresh { config.segments_ready as usize } else { 0 };
    while recovered.free.len() < wanted {
        prepare(medium, config, recovered)?;
    }
    let (mut tip, mut first) = match recovered.end.take() {
        Some(end) => (end.tip, end.first),
        None => (before_everything(&recovered.free[0]), Sequence(1)),
    };
    tip.epoch += 1;
    if tip.remaining() < BLOCK as u64 {
        if recovered.free.is_empty() {
            prepare(medium, config, recovered)?;
        }
        let file = recovered.free.pop_front().expect("one was just prepared");
        if tip.lap > 0 {
            recovered.full.push_back(FullSegment {
                file: tip.file.clone(),
                lap: tip.lap,
                first,
                last: Sequence(tip.next.0 - 1),
                used_bytes: tip.offset,
                archived: false,
            });
        }
        first = tip.next;
        let place = medium.describe(Shelf::Ring, &file.name);
        let moved = tip.move_to(file, recovered.cluster);
        moved.map_err(|error| JournalError::io("begin", place, error))?;
    }
    let header = BatchHeader {
        records: 0,
        epoch: tip.epoch,
        lap: tip.lap,
        first: tip.next,
        body_bytes: 0,
        body_crc: 0,
        before: tip.before,
    };
    let mut block = AlignedBuffer::zeroed(BLOCK);
    let seal = header.seal_into(block.bytes_mut());
    let batch = Sealed { bytes: block.bytes(), seal, records: 0 };
    let written = tip.append(tip.end(), batch);
    let place = medium.describe(Shelf::Ring, &tip.file.name);
    written.map_err(|error| error.of(place))?;
    recovered.written += BLOCK as u64;
    Ok((tip, first))
}

/// A place that is full, so that the first segment is begun like every other.
fn before_everything(file: &SegmentFile) -> Tip {
    Tip {
        file: file.clone(),
        lap: 0,
        offset: file.bytes,
        next: Sequence(1),
        before: Seal::FIRST,
        epoch: 0,
    }
}

fn prepare(
    medium: &dyn Medium,
    config: &JournalConfig,
    recovered: &mut Recovered,
) -> Result<(), JournalError> {
    let number = recovered.next_number;
    let numbers = (number, recovered.segments + 1);
    let made = SegmentFile::prepare(medium, numbers, recovered.cluster, config.segment_bytes);
    let file = made.map_err(|error| {
        let place = medium.describe(Shelf::Ring, &ring_name(number));
        JournalError::io("prepare", place, error)
    })?;
    recovered.free.push_back(file);
    recovered.next_number += 1;
    recovered.segments += 1;
    Ok(())
}

fn ring(
    config: &JournalConfig,
    recovered: Recovered,
    tip: &Tip,
    segment_first: Sequence,
    known: Sequence,
) -> Ring {
    let state = RingState {
        free: recovered.free,
        full: recovered.full,
        current: tip.file.clone(),
        current_lap: tip.lap,
        current_first: segment_first,
        next_number: recovered.next_number,
        segments: recovered.segments,
        flushed: known,
        marks: recovered.marks,
        closing: false,
        finished: false,
        upkeep_failed: false,
    };
    let (cluster, written, released) = (recovered.cluster, recovered.written, recovered.released);
    Ring::new(config, Found { cluster, state, tip, written, released })
}

fn join(thread: Option<JoinHandle<()>>) {
    if thread.is_some_and(|thread| thread.join().is_err()) {
        tracing::error!("a thread of the journal had panicked");
    }
}

fn thread(name: &str, run: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, JournalError> {
    let spawned = std::thread::Builder::new().name(name.to_owned()).spawn(run);
    spawned.map_err(|error| JournalError::io("start the thread", name, error))
}
