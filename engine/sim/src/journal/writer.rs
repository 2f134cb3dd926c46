//! One write outstanding, step by step: gathered, being written, written and not synced, synced and
//! told to nobody, published.

use std::rc::Rc;

use nobat_domain::ids::Sequence;

use super::format::{Batch, Lap, Seal, Write, sectors};
use super::log::{Full, Journal, Kept};
use crate::disk::{Left, Sector};
use crate::random::Random;

/// One write of the writer, or of a start.
#[derive(Clone, Debug)]
pub struct Job {
    pub(super) at: usize,
    pub(super) sectors: Vec<Sector<Write>>,
    pub(super) end: End,
}

/// What it was for.
#[derive(Clone, Debug)]
pub(super) enum End {
    /// Records, or the mark of a start.
    Batch(Rc<Write>),
    /// The last batch once more, or nothing where a torn one may be.
    Repair,
}

#[derive(Clone, Debug, Default)]
pub enum Phase {
    #[default]
    Idle,
    /// Nothing of it is written.
    Gathered(Job),
    /// The call is under way.
    Writing(Job),
    /// The call is back, and whether it is on the platter is not known.
    Syncing(Job),
    /// It is on the platter, and nobody knows.
    Synced(Job),
}

/// What one step has led to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Moved {
    /// Nothing waits.
    Rested,
    /// Something waits, and the ring has no room.
    Stuck,
    /// One phase further.
    On,
    /// Up to here everything is durable.
    Published(Sequence),
    /// A write of a start is done.
    Repaired,
}

impl Journal {
    /// One step of the writer.
    pub fn step(&mut self) -> Moved {
        match std::mem::take(&mut self.phase) {
            Phase::Idle => self.begin(),
            Phase::Gathered(job) => self.moves(Phase::Writing(job)),
            Phase::Writing(job) => {
                self.disk.write(job.at, &job.sectors);
                self.moves(Phase::Syncing(job))
            }
            Phase::Syncing(job) => {
                self.disk.sync();
                self.moves(Phase::Synced(job))
            }
            Phase::Synced(job) => self.done(job),
        }
    }

    fn moves(&mut self, phase: Phase) -> Moved {
        self.phase = phase;
        Moved::On
    }

    fn begin(&mut self) -> Moved {
        if let Some(job) = self.owed.pop_front() {
            return self.moves(Phase::Gathered(job));
        }
        if self.waiting.is_empty() {
            return Moved::Rested;
        }
        let records = self.gather();
        if records.is_empty() {
            return self.next_lap();
        }
        let batch = self.sealed(records);
        let job = self.job(batch);
        self.moves(Phase::Gathered(job))
    }

    pub(super) fn sealed(&mut self, records: Vec<super::Record>) -> Batch {
        self.seals += 1;
        let seal = Seal(self.seals);
        let (epoch, lap) = (self.tip.epoch, self.tip.lap);
        let (first, before) = (self.tip.next, self.tip.before);
        Batch { epoch, lap, first, before, seal, records }
    }

    /// The write of a batch at the tip, and the tip behind it.
    pub(super) fn job(&mut self, batch: Batch) -> Job {
        let at = self.start_of(self.tip.segment) + self.tip.offset;
        self.tip.offset += batch.sectors();
        (self.tip.next, self.tip.before) = (batch.next(), batch.seal);
        let write = Rc::new(Write::Batch(batch));
        Job { at, sectors: sectors(&write), end: End::Batch(write) }
    }

    /// The header of the next lap is durable before the first batch in it.
    fn next_lap(&mut self) -> Moved {
        let Some(segment) = self.free.pop_front() else { return Moved::Stuck };
        let last = Sequence(self.tip.next.0 - 1);
        self.full.push_back(Full { segment: self.tip.segment, last });
        let lap = self.tip.lap + 1;
        (self.tip.segment, self.tip.offset, self.tip.lap) = (segment, 1, lap);
        let (epoch, first, before) = (self.tip.epoch, self.tip.next, self.tip.before);
        let at = self.start_of(segment);
        self.laps_again += u64::from(self.disk.read(at).is_some());
        let write = Rc::new(Write::Lap(Lap { lap, epoch, first, before }));
        self.moves(Phase::Gathered(Job { at, sectors: sectors(&write), end: End::Repair }))
    }

    fn done(&mut self, job: Job) -> Moved {
        match job.end {
            End::Batch(write) => {
                let kept = Kept { at: job.at, write };
                let last = kept.batch().last();
                self.tail.push_back(kept);
                self.durable = last;
                Moved::Published(last)
            }
            End::Repair => Moved::Repaired,
        }
    }

    /// The medium says that a sync has failed. Nobody may go on after it.
    pub fn fail_sync(&mut self, random: &mut Random) {
        self.disk.fail_sync(random);
    }

    #[must_use]
    pub const fn phase(&self) -> &Phase {
        &self.phase
    }

    /// The process ends here; `power` is lost with it, or only the process. Gives what is left of
    /// what was not durable yet.
    pub fn crash(&mut self, power: bool, random: &mut Random) -> Left {
        let mut left = Left::Certain;
        if let Phase::Writing(job) = std::mem::take(&mut self.phase) {
            left = self.disk.write_in_part(job.at, &job.sectors, random);
        }
        if power {
            left = self.disk.lose_power(random);
        }
        self.drop_waiting();
        self.owed.clear();
        left
    }

    /// The device does its last whole write once more, behind the end. Gives whether it could.
    pub fn double_a_batch(&mut self, random: &mut Random) -> bool {
        let Some(kept) = self.tail.back() else { return false };
        let (from, sectors) = (kept.at, kept.batch().sectors());
        // No further than a start clears; where it stands right at the end, it is met first.
        let gap = usize::try_from(random.below(3)).expect("a small number");
        let end = from + sectors + gap;
        let of_the_same_segment = (end + sectors - 1) / self.shape.sectors;
        let fits = of_the_same_segment == from / self.shape.sectors;
        if fits {
            self.disk.double(from, sectors, end);
        }
        fits
    }

    /// A sector of a batch that the next start needs cannot be read any more.
    pub fn rot_a_batch(&mut self, flushed: Sequence, random: &mut Random) -> bool {
        let known = self.tail.iter().rposition(|kept| kept.batch().last() <= flushed);
        // Damage of the last batch looks like a torn one, unless the tables know its records.
        let proven = match known {
            Some(place) if place + 1 == self.tail.len() => place,
            _ if self.tail.len() > 1 => {
                let all_but_the_last = self.tail.len() as u64 - 1;
                usize::try_from(random.below(all_but_the_last)).expect("few batches")
            }
            _ => return false,
        };
        let kept = &self.tail[proven];
        let sector = random.below(kept.batch().sectors() as u64);
        self.disk.rot(kept.at + usize::try_from(sector).expect("few sectors"));
        true
    }

    /// A person puts back what has rotted.
    pub fn mend(&mut self) -> bool {
        self.disk.mend()
    }
}
