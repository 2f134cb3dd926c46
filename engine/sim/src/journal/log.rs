//! The door of the journal, its ring, and who finds room in it.

use std::collections::VecDeque;
use std::rc::Rc;

use nobat_domain::ids::Sequence;
use nobat_domain::journal::{Elsewhere, Log};

use super::format::{
    BATCH_RECORDS_MAX, Batch, FRAME_RECORDS_MAX, Lap, Record, STARTS_RESERVE, Seal, Shape, Write,
    sectors,
};
use super::writer::{Job, Phase};
use crate::disk::Disk;

/// Records that wait for the writer at once, before nothing more is decided.
const WAITING_MAX: usize = 96;
/// New work leaves the rest of them to what finishes accepted work.
const WAITING_NEW_MAX: usize = 72;

/// Who asks for room.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Work {
    New,
    Finishing,
}

/// A durable batch that the tables still need, and its sector.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub at: usize,
    pub write: Rc<Write>,
}

impl Kept {
    pub fn batch(&self) -> &Batch {
        let Write::Batch(batch) = &*self.write else { unreachable!("only batches are kept") };
        batch
    }
}

/// Where the next batch goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tip {
    pub segment: usize,
    /// In sectors from the beginning of the segment.
    pub offset: usize,
    pub lap: u64,
    pub next: Sequence,
    pub before: Seal,
    pub epoch: u64,
}

/// A segment that is used up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Full {
    pub segment: usize,
    pub last: Sequence,
}

#[derive(Debug)]
pub struct Journal {
    pub(super) disk: Disk<Write>,
    pub(super) shape: Shape,
    pub(super) tip: Tip,
    pub(super) free: VecDeque<usize>,
    pub(super) full: VecDeque<Full>,
    /// Frames that the writer has not taken yet.
    pub(super) waiting: VecDeque<Vec<Record>>,
    waiting_records: usize,
    pub(super) end: Sequence,
    pub(super) durable: Sequence,
    pub(super) phase: Phase,
    /// What a start writes before anything else.
    pub(super) owed: VecDeque<Job>,
    /// Durable batches that are not flushed, and the last one whatever becomes of it.
    pub(super) tail: VecDeque<Kept>,
    pub(super) seals: u64,
    /// Laps begun in a segment that had been used before.
    pub laps_again: u64,
}

impl Log for Journal {
    /// The records of one decision.
    type Batch<'a> = Vec<Record>;
    type Error = Elsewhere;

    fn end(&self) -> Sequence {
        self.end
    }

    /// Gathered, and not durable before it is written and synced.
    fn append(&mut self, expected: Sequence, frame: Vec<Record>) -> Result<Sequence, Elsewhere> {
        self.fence(expected)?;
        assert!(!frame.is_empty() && frame.len() <= FRAME_RECORDS_MAX, "a frame within its bounds");
        self.waiting_records += frame.len();
        self.end.0 += frame.len() as u64;
        self.waiting.push_back(frame);
        Ok(self.end)
    }
}

impl Journal {
    /// An empty ring whose first lap is begun.
    #[must_use]
    pub fn empty(shape: Shape) -> Self {
        assert!(shape.segments > 2 && shape.sectors > BATCH_RECORDS_MAX + STARTS_RESERVE);
        let tip =
            Tip { segment: 0, offset: 1, lap: 1, next: Sequence(1), before: Seal(0), epoch: 1 };
        let mut disk = Disk::blank(shape.segments * shape.sectors);
        let lap = Lap { lap: 1, epoch: 1, first: Sequence(1), before: Seal(0) };
        disk.write(0, &sectors(&Rc::new(Write::Lap(lap))));
        disk.sync();
        Self {
            disk,
            shape,
            tip,
            free: (1..shape.segments).collect(),
            full: VecDeque::new(),
            waiting: VecDeque::new(),
            waiting_records: 0,
            end: Sequence(0),
            durable: Sequence(0),
            phase: Phase::Idle,
            owed: VecDeque::new(),
            tail: VecDeque::new(),
            seals: 0,
            laps_again: 0,
        }
    }

    #[must_use]
    pub const fn durable(&self) -> Sequence {
        self.durable
    }

    /// The durable record with this number, counted from 1, as long as the tables lack it.
    #[must_use]
    pub fn durable_record(&self, sequence: Sequence) -> Option<&Record> {
        let behind = self.tail.partition_point(|kept| kept.batch().next() <= sequence);
        let batch = self.tail.get(behind)?.batch();
        let place = sequence.0.checked_sub(batch.first.0)?;
        batch.records.get(usize::try_from(place).expect("a place in a batch"))
    }

    /// Whether the largest decision finds room. New work leaves a segment to what finishes.
    #[must_use]
    pub fn has_room(&self, work: Work) -> bool {
        let most = match work {
            Work::New if self.room() < self.shape.sectors => return false,
            Work::New => WAITING_NEW_MAX,
            Work::Finishing => WAITING_MAX,
        };
        self.waiting_records + FRAME_RECORDS_MAX <= most
    }

    /// Sectors that can be written before a segment must come free.
    fn room(&self) -> usize {
        let usable = self.shape.sectors - STARTS_RESERVE;
        usable.saturating_sub(self.tip.offset) + self.free.len() * (usable - 1)
    }

    /// The tables are flushed up to `flushed`, and there is space for the archive: what they do not
    /// need any more is free.
    pub fn release(&mut self, flushed: Sequence) {
        while self.full.front().is_some_and(|full| full.last <= flushed) {
            let full = self.full.pop_front().expect("it has a front");
            self.free.push_back(full.segment);
        }
        self.forget(flushed);
    }

    /// Planted: segments that the tables still need are used again.
    pub fn reuse_early(&mut self) {
        self.free.extend(self.full.drain(..).map(|full| full.segment));
    }

    pub(super) fn forget(&mut self, flushed: Sequence) {
        while self.tail.len() > 1 && self.tail[0].batch().last() <= flushed {
            self.tail.pop_front();
        }
    }

    /// Takes the frames of the next batch, if the segment has room for any.
    pub(super) fn gather(&mut self) -> Vec<Record> {
        let left = (self.shape.sectors - self.tip.offset).saturating_sub(1 + STARTS_RESERVE);
        let most = left.min(BATCH_RECORDS_MAX);
        let mut records = Vec::new();
        while let Some(frame) = self.waiting.front()
            && records.len() + frame.len() <= most
        {
            records.extend(self.waiting.pop_front().expect("it has a front"));
        }
        self.waiting_records -= records.len();
        records
    }

    /// What nobody has written is gone with the process.
    pub(super) fn drop_waiting(&mut self) {
        self.waiting.clear();
        self.waiting_records = 0;
    }

    pub(super) fn start_of(&self, segment: usize) -> usize {
        segment * self.shape.sectors
    }
}
