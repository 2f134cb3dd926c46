//! From the sectors of a dead process to a place where the next batch may go.
//!
//! Only the very last write can be torn, because never more than one was under way. Whatever else
//! does not read as it was written is damage, and stops the start.

use std::collections::VecDeque;
use std::rc::Rc;

use nobat_domain::ids::Sequence;

use super::format::{BATCH_RECORDS_MAX, Batch, Lap, Seal, Write};
use super::log::{Full, Journal, Kept, Tip};
use super::writer::{End, Job, Phase};
use crate::fault::Fault;
use crate::random::Random;

/// Sectors that a torn batch, or one that was done twice, may have left behind the end.
const CLEARED: usize = 2 * (1 + BATCH_RECORDS_MAX) + 2;

/// Why a start is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refused {
    /// A fault stands before the end, in this sector.
    Damaged(usize),
    /// The tables know more than the journal.
    PositionBeyondEnd,
    /// A lap that the tables still need is not in the ring.
    MissingSegment,
}

/// What a start has found.
#[derive(Clone, Copy, Debug)]
pub struct Opened {
    /// The first record that was read again.
    pub first: Sequence,
    pub end: Sequence,
}

/// A place between two batches.
struct Walk<'j> {
    journal: &'j Journal,
    segment: usize,
    offset: usize,
    lap: u64,
    next: Sequence,
    before: Seal,
    epoch: u64,
    planted: Option<Fault>,
}

impl Walk<'_> {
    fn at(&self) -> usize {
        self.journal.start_of(self.segment) + self.offset
    }

    /// The batch whose header stands so far from the beginning of the segment.
    fn header(&self, offset: usize) -> Option<&Rc<Write>> {
        let inside = offset < self.journal.shape.sectors;
        let at = self.journal.start_of(self.segment) + offset;
        let (write, part) = self.journal.disk.read(at).filter(|_| inside)?;
        (part == 0 && matches!(**write, Write::Batch(_))).then_some(write)
    }

    /// The batch that continues the chain here.
    fn step(&mut self) -> Option<Kept> {
        let write = Rc::clone(self.header(self.offset)?);
        let Write::Batch(batch) = &*write else { return None };
        let sectors = batch.sectors();
        let unchained = self.planted == Some(Fault::DoubledBatch);
        if !self.continues(batch) && !unchained {
            return None;
        }
        if sectors > self.journal.shape.sectors - self.offset || !self.whole(&write, sectors) {
            return None;
        }
        let kept = Kept { at: self.at(), write: Rc::clone(&write) };
        self.offset += sectors;
        self.next = Sequence(self.next.0 + batch.records.len() as u64);
        (self.before, self.epoch) = (batch.seal, batch.epoch);
        Some(kept)
    }

    fn continues(&self, batch: &Batch) -> bool {
        batch.lap == self.lap
            && batch.first == self.next
            && batch.before == self.before
            && batch.epoch >= self.epoch
    }

    fn whole(&self, write: &Rc<Write>, sectors: usize) -> bool {
        (0..sectors).all(|part| {
            let read = self.journal.disk.read(self.at() + part);
            read.is_some_and(|(found, place)| Rc::ptr_eq(found, write) && place == part)
        })
    }

    /// Whether a batch stands behind this place that can only have been written after everything
    /// before it was durable. One that goes on from this very place, or is the one before it, may
    /// be a write that was done twice.
    fn later_batch(&self) -> bool {
        (self.offset + 1..self.journal.shape.sectors).any(|offset| {
            let write = self.header(offset).map(|write| &**write);
            let Some(Write::Batch(batch)) = write else { return false };
            let newer = batch.epoch >= self.epoch
                && batch.seal != self.before
                && batch.before != self.before;
            let behind = batch.first > self.next || (batch.first == self.next && newer);
            batch.lap == self.lap && behind
        })
    }

    fn tip(&self) -> Tip {
        let Self { segment, offset, lap, next, before, epoch, .. } = *self;
        Tip { segment, offset, lap, next, before, epoch }
    }
}

/// The segments in use, and where the chain through them ends.
struct Found {
    kept: VecDeque<Kept>,
    full: VecDeque<Full>,
    tip: Tip,
}

impl Journal {
    /// Finds the end and proves everything from `known` to it. What is to be written before
    /// anything else is owed afterwards: see [`Journal::step`]. Records after `told` are kept for
    /// whoever has not heard of them.
    ///
    /// # Errors
    /// [`Refused`]; the journal stays closed.
    pub fn open(
        &mut self,
        known: Sequence,
        told: Sequence,
        planted: Option<Fault>,
        random: &mut Random,
    ) -> Result<Opened, Refused> {
        let used = self.used();
        let from = known.min(told);
        let found = self.find(&used, from, known, planted)?;
        self.disk.accept();
        let busy: Vec<usize> = found.full.iter().map(|full| full.segment).collect();
        let tip = found.tip;
        let free = |segment: &usize| *segment != tip.segment && !busy.contains(segment);
        // The segments that were never used come after those that were, oldest lap first.
        let mut segments: Vec<usize> = used.iter().map(|(segment, _)| *segment).collect();
        let blank: Vec<usize> =
            (0..self.shape.segments).filter(|segment| !segments.contains(segment)).collect();
        segments.extend(blank);
        self.free = segments.into_iter().filter(free).collect();
        self.full = found.full;
        self.tip = tip;
        self.tail = found.kept;
        if planted == Some(Fault::LostFrame) {
            self.lose_from_the_middle(known, random);
        }
        if matches!(planted, Some(Fault::DoubledBatch | Fault::LostFrame)) {
            self.renumber();
        }
        self.durable = Sequence(self.tip.next.0 - 1);
        self.end = self.durable;
        self.phase = Phase::Idle;
        let first = self.tail.front().map_or(self.tip.next, |kept| kept.batch().first);
        self.owe_repairs(planted);
        self.forget(from);
        Ok(Opened { first, end: self.durable })
    }

    /// Segments with a lap, oldest first.
    fn used(&self) -> Vec<(usize, Lap)> {
        let lap = |segment: usize| match self.disk.read(self.start_of(segment)) {
            Some((write, 0)) => match **write {
                Write::Lap(lap) => Some((segment, lap)),
                Write::Batch(_) => None,
            },
            _ => None,
        };
        let mut used: Vec<(usize, Lap)> = (0..self.shape.segments).filter_map(lap).collect();
        used.sort_unstable_by_key(|(_, lap)| lap.lap);
        used
    }

    fn find(
        &self,
        used: &[(usize, Lap)],
        from: Sequence,
        known: Sequence,
        planted: Option<Fault>,
    ) -> Result<Found, Refused> {
        let start = used.iter().rposition(|(_, lap)| lap.first <= from.next());
        let used = &used[start.ok_or(Refused::MissingSegment)?..];
        if used.windows(2).any(|pair| pair[0].1.lap + 1 != pair[1].1.lap) {
            return Err(Refused::MissingSegment);
        }
        let trusting = planted == Some(Fault::TornMiddle);
        let mut found = Found { kept: VecDeque::new(), full: VecDeque::new(), tip: self.tip };
        for (place, (segment, lap)) in used.iter().enumerate() {
            let Lap { lap, epoch, first: next, before } = *lap;
            let segment = *segment;
            let mut walk =
                Walk { journal: self, segment, offset: 1, lap, next, before, epoch, planted };
            while let Some(kept) = walk.step() {
                found.kept.push_back(kept);
            }
            found.tip = walk.tip();
            let follower = used.get(place + 1).map(|(_, lap)| (lap.first, lap.before));
            match follower {
                Some(begins) if begins == (walk.next, walk.before) => {
                    let last = Sequence(walk.next.0 - 1);
                    found.full.push_back(Full { segment, last });
                }
                _ if trusting => break,
                Some(_) => return Err(Refused::Damaged(walk.at())),
                None if walk.next <= known => return Err(Refused::PositionBeyondEnd),
                None if walk.later_batch() => return Err(Refused::Damaged(walk.at())),
                None => {}
            }
        }
        Ok(found)
    }

    /// The end is made certain: what may stand only in a cache is written again, what may be left
    /// of a torn batch is cleared, and this start marks itself.
    fn owe_repairs(&mut self, planted: Option<Fault>) {
        let mut jobs = VecDeque::new();
        if let Some(last) = self.tail.back()
            && planted != Some(Fault::NoRewrite)
        {
            let sectors = super::format::sectors(&last.write);
            jobs.push_back(Job { at: last.at, sectors, end: End::Repair });
        }
        let at = self.start_of(self.tip.segment);
        if self.tip.offset == 1
            && let Some((write, _)) = self.disk.read(at)
        {
            let sectors = super::format::sectors(write);
            jobs.push_back(Job { at, sectors, end: End::Repair });
        }
        let left = self.shape.sectors - self.tip.offset;
        let (at, cleared) = (at + self.tip.offset, left.min(CLEARED));
        let sectors = (0..cleared).map(|_| None).collect();
        jobs.push_back(Job { at, sectors, end: End::Repair });
        self.tip.epoch += 1;
        // A lap leaves room for the marks of starts, so there is some.
        assert!(left > 0, "a start finds room for its mark");
        let mark = self.sealed(Vec::new());
        jobs.push_back(self.job(mark));
        self.owed = jobs;
    }

    /// Planted: a doubled batch was taken for a new one, and its records get numbers of their own.
    fn renumber(&mut self) {
        let mut next = self.tail.front().map(|kept| kept.batch().first);
        for kept in &mut self.tail {
            let old = kept.batch();
            let first = next.expect("there is a first one");
            let Batch { epoch, lap, before, seal, .. } = *old;
            let records = old.records.clone();
            let batch = Batch { epoch, lap, first, before, seal, records };
            next = Some(batch.next());
            kept.write = Rc::new(Write::Batch(batch));
        }
    }

    /// Planted: a whole batch that was durable, and had not reached the tables, is passed over.
    fn lose_from_the_middle(&mut self, known: Sequence, random: &mut Random) {
        let needed = |place: &usize| {
            let batch = self.tail[*place].batch();
            !batch.records.is_empty() && batch.first > known
        };
        let lost: Vec<usize> = (1..self.tail.len().saturating_sub(1)).filter(needed).collect();
        if lost.is_empty() {
            return;
        }
        let kept = self.tail.remove(*random.pick(&lost)).expect("it is one of them");
        self.tip.next.0 -= kept.batch().records.len() as u64;
    }
}
