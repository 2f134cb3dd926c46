//! A journal in memory that delays its syncs and tears at a crash: what was not synced is lost, and
//! always as a suffix of whole frames.

use nobat_domain::ids::{RequestKey, Sequence, ShiftId};
use nobat_domain::journal::{Elsewhere, Log};
use nobat_domain::request::RequestEvent;
use nobat_domain::shift::ShiftEvent;
use nobat_domain::timestamp::Timestamp;

use crate::random::Random;

#[derive(Clone, Debug)]
pub enum Record {
    Seat { shift: ShiftId, event: ShiftEvent },
    Request { key: RequestKey, at: Timestamp, event: RequestEvent },
}

#[derive(Debug, Default)]
pub struct Journal {
    records: Vec<Record>,
    /// How many records there are at the end of each frame.
    frames: Vec<usize>,
    durable: usize,
    syncing: Option<usize>,
}

/// What a crash has left.
#[derive(Clone, Copy, Debug)]
pub struct Torn {
    pub lost: usize,
    /// Records that were on the disk though nobody had been told so.
    pub unacknowledged: usize,
}

impl Log for Journal {
    /// The records of one decision.
    type Batch<'a> = Vec<Record>;
    type Error = Elsewhere;

    fn end(&self) -> Sequence {
        Sequence(self.records.len() as u64)
    }

    /// Gathered, and not durable before a sync.
    fn append(&mut self, expected: Sequence, frame: Vec<Record>) -> Result<Sequence, Elsewhere> {
        self.fence(expected)?;
        assert!(!frame.is_empty(), "a frame has records");
        self.records.extend(frame);
        self.frames.push(self.records.len());
        Ok(self.end())
    }
}

impl Journal {
    #[must_use]
    pub const fn durable(&self) -> Sequence {
        Sequence(self.durable as u64)
    }

    /// Begins to sync everything gathered, unless a sync is under way or nothing is to be synced.
    pub const fn begin_sync(&mut self) -> bool {
        let begins = self.syncing.is_none() && self.records.len() > self.durable;
        if begins {
            self.syncing = Some(self.records.len());
        }
        begins
    }

    pub fn end_sync(&mut self) {
        self.durable = self.syncing.take().expect("a sync is under way");
    }

    /// The record with this number, counted from 1, if it is durable.
    #[must_use]
    pub fn durable_record(&self, sequence: Sequence) -> Option<&Record> {
        let place = usize::try_from(sequence.0).expect("few records").checked_sub(1)?;
        self.records[..self.durable].get(place)
    }

    /// Planted: a whole frame that was durable, and had not reached the tables, is gone. Gives how
    /// many records it had.
    pub fn lose_from_the_middle(&mut self, applied: Sequence, random: &mut Random) -> u64 {
        let applied = usize::try_from(applied.0).expect("few records");
        let starts = std::iter::once(0).chain(self.frames.iter().copied());
        let frames = starts.zip(self.frames.iter().copied());
        let lost: Vec<(usize, usize)> =
            frames.filter(|(start, end)| *start >= applied && *end < self.durable).collect();
        if lost.is_empty() {
            return 0;
        }
        let (start, end) = *random.pick(&lost);
        self.records.drain(start..end);
        let size = end - start;
        self.frames.retain(|frame| *frame != end);
        for frame in self.frames.iter_mut().filter(|frame| **frame > end) {
            *frame -= size;
        }
        self.durable -= size;
        size as u64
    }

    /// The machine stops now. Of the batch that was being written, any number of whole frames may
    /// be on the disk; of what was gathered behind it, none.
    pub fn tear(&mut self, random: &mut Random) -> Torn {
        let written = self.syncing.take().unwrap_or(self.durable);
        let survives = |end: &usize| *end >= self.durable && *end <= written;
        let mut ends: Vec<usize> = self.frames.iter().copied().filter(survives).collect();
        ends.push(self.durable);
        let kept = *random.pick(&ends);
        let torn = Torn {
            lost: self.records.len() - kept,
            unacknowledged: kept.saturating_sub(self.durable),
        };
        self.records.truncate(kept);
        self.frames.retain(|end| *end <= kept);
        self.durable = kept;
        torn
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nobat_domain::ids::Day;
    use nobat_domain::shift::{DayImage, DayState};

    fn record(approved: u32) -> Record {
        let (day, at) = (Day(0), Timestamp(0));
        let (approved_max, opens_at, state) = (approved, at, DayState::Open);
        let image = DayImage { day, approved, approved_max, opens_at, state, at };
        Record::Seat { shift: ShiftId(0), event: ShiftEvent::Day(image) }
    }

    #[test]
    fn a_crash_keeps_what_was_synced_and_tears_between_frames_alone() {
        for seed in 0..50 {
            let mut journal = Journal::default();
            let append = |journal: &mut Journal, frame: Vec<Record>| {
                journal.append(journal.end(), frame).expect("it knows the end")
            };
            append(&mut journal, vec![record(1)]);
            assert!(journal.begin_sync() && !journal.begin_sync());
            journal.end_sync();
            append(&mut journal, vec![record(2), record(3)]);
            append(&mut journal, vec![record(4)]);
            assert!(journal.begin_sync());
            append(&mut journal, vec![record(5)]);
            let torn = journal.tear(&mut Random::new(seed));
            let kept = journal.durable().0;
            assert!([1, 3, 4].contains(&kept), "{kept} records");
            assert_eq!(torn.lost as u64, 5 - kept);
            assert_eq!(journal.end(), journal.durable());
        }
    }
    #[test]
    fn an_owner_that_has_not_heard_of_a_crash_or_of_another_is_refused() {
        let mut journal = Journal::default();
        let known = journal.append(Sequence(0), vec![record(1)]).expect("it is empty");
        journal.tear(&mut Random::new(1));
        let end = Sequence(0);
        let refused = journal.append(known, vec![record(2)]);
        assert_eq!(refused, Err(Elsewhere { expected: known, end }), "its record was never synced");
        let owner = journal.append(end, vec![record(3)]).expect("it has read to the end");
        let stale = journal.append(end, vec![record(4)]);
        assert_eq!(stale, Err(Elsewhere { expected: end, end: owner }));
        assert_eq!(journal.end(), owner, "nothing was written");
    }
}
