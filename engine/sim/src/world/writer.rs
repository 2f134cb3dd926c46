//! What becomes of a decision: gathered, written, synced, published, answered, projected, flushed.

use nobat_domain::ids::Sequence;
use nobat_domain::journal::Log;

use super::life::{Step, World};
use crate::coverage::Case;
use crate::fault::Fault;
use crate::journal::{Moved, Phase, Record, Work};

/// What has been applied is flushed within this.
const FLUSH_AFTER_MS: u64 = 40_000;
/// A disk that is full is tried again after this.
const FLUSH_AGAIN_MS: u64 = 7_000;
/// A disk stays full for so long at most, in a crowd and among few.
const DISK_FULL_MS_MIN: u64 = 120_000;
const DISK_FULL_MS_MAX: u64 = 3_000_000;
/// How often the planted faults of readers strike.
const STRIKES_PER_MILLE: u64 = 50;

impl World {
    /// Whether the largest decision finds room in the journal.
    pub(super) fn has_room(&mut self, work: Work) -> bool {
        let room = self.journal.has_room(work);
        match (work, room) {
            (Work::New, false) => self.meet(Case::RefusedForRoom),
            (Work::Finishing, true) if self.disk_full && !self.journal.has_room(Work::New) => {
                self.meet(Case::FinishedOnTheReserve);
            }
            _ => {}
        }
        room
    }

    pub(super) fn append(&mut self, frame: Vec<Record>) -> Sequence {
        let known = self.machine().journal_end;
        let appended = self.journal.append(known, frame);
        let last = appended.expect("one machine owns the journal, and a crash ends it");
        self.machine().journal_end = last;
        self.ring_the_writer();
        last
    }

    /// The writer looks for work, unless it is at work.
    pub(super) fn ring_the_writer(&mut self) {
        if !self.writing {
            self.writing = true;
            let run = self.run;
            self.agenda.after(0, Step::Writes { run });
        }
    }

    /// One step of the one write that is outstanding.
    pub(super) fn writes(&mut self) {
        if matches!(self.journal.phase(), Phase::Syncing(_)) && self.sync_fails() {
            return;
        }
        let laps = self.journal.laps_again;
        let moved = self.journal.step();
        if self.journal.laps_again > laps {
            self.meet(Case::LapAgain);
        }
        match moved {
            Moved::Rested => self.writing = false,
            Moved::Stuck => {
                self.writing = false;
                if self.stuck_since.is_none() {
                    self.meet(Case::WriterWaited);
                    self.stuck_since = Some(self.agenda.now());
                }
                self.try_to_flush();
            }
            Moved::On => {
                let slow =
                    matches!(self.journal.phase(), Phase::Syncing(_)) && self.random.per_mille(20);
                let ms = if slow { self.random.between(20, 3_000) } else { self.random.below(3) };
                self.writes_on(ms);
            }
            Moved::Published(_) | Moved::Repaired => {
                self.published();
                self.writes_on(0);
            }
        }
    }

    fn writes_on(&mut self, ms: u64) {
        let run = self.run;
        self.agenda.after(ms, Step::Writes { run });
    }

    /// The process ends with a failed sync: what it has covered is in doubt for ever.
    pub(super) fn sync_fails(&mut self) -> bool {
        if !self.random.per_million(self.workload.sync_fails_per_million) || !self.in_time() {
            return false;
        }
        self.meet(Case::FailedSync);
        self.journal.fail_sync(&mut self.random);
        if self.is(Fault::RetriedSync) {
            return false;
        }
        self.crash(false);
        true
    }

    /// A write is on the disk: what rests on it may leave, a moment later.
    fn published(&mut self) {
        if self.machine.is_none() {
            return;
        }
        self.stuck_since = None;
        self.audit();
        let (run, ms) = (self.run, self.random.below(300));
        self.agenda.after(ms, Step::Project { run });
        let ms = self.random.below(2);
        self.agenda.after(ms, Step::Leave { run });
    }

    pub(super) fn project(&mut self) {
        let limit = self.random.between(1, 60);
        let before = self.store.live.applied();
        self.store.live.follow(&self.journal, limit);
        let applied = self.store.live.applied();
        if self.is(Fault::DoubledFeed)
            && applied > before
            && self.random.per_mille(STRIKES_PER_MILLE)
        {
            self.store.live.double_feed();
        }
        if applied < self.journal.durable() {
            let (run, ms) = (self.run, self.random.below(200));
            self.agenda.after(ms, Step::Project { run });
        }
        if !self.flush_planned {
            self.flush_planned = true;
            let (run, ms) = (self.run, self.random.between(FLUSH_AFTER_MS / 4, FLUSH_AFTER_MS));
            self.agenda.after(ms, Step::Flush { run });
        }
        if applied.0 - self.store.flushed().0 >= self.workload.flush_every {
            self.try_to_flush();
        }
        if self.is(Fault::EagerReuse) {
            self.journal.reuse_early();
        }
    }

    /// However little has come, it does not wait for long.
    pub(super) fn flush_in_time(&mut self) {
        self.flush_planned = false;
        self.try_to_flush();
    }

    pub(super) fn try_to_flush(&mut self) {
        if self.store.begin_flush() {
            let run = self.run;
            let ms = self.random.between(5, 2_000);
            self.agenda.after(ms, Step::Flushed { run });
        }
    }

    /// A flush is over: journal that nobody needs any more is used again.
    pub(super) fn flushed(&mut self) {
        let run = self.run;
        if self.disk_full {
            self.store.fail_flush();
            self.flush_planned = true;
            return self.agenda.after(FLUSH_AGAIN_MS, Step::Flush { run });
        }
        self.store.end_flush(&self.journal);
        self.journal.release(self.store.flushed());
        if self.machine.is_none() {
            return;
        }
        if self.stuck_since.is_some() {
            // Nobody could act meanwhile.
            self.up_since = self.now();
        }
        self.ring_the_writer();
    }

    pub(super) fn disk_fills(&mut self) {
        if self.disk_full || !self.in_time() {
            return;
        }
        self.meet(Case::DiskFull);
        self.disk_full = true;
        // Whoever waits asks again each second, which takes its time where they are many.
        let crowd = 1 + self.citizens.len() as u64 / 100;
        let ms = self.random.between(60_000, DISK_FULL_MS_MIN.max(DISK_FULL_MS_MAX / crowd));
        self.agenda.after(ms, Step::DiskRecovers);
    }

    pub(super) fn disk_recovers(&mut self) {
        self.meet(Case::DiskRecovered);
        self.disk_full = false;
        if self.machine.is_some() {
            self.try_to_flush();
        }
    }

    /// Somebody sets the wall clock, forward or back. Only a start looks at it.
    pub(super) fn wall_steps(&mut self) {
        let most: u64 = match self.random.below(10) {
            0..5 => 45_000,
            5..8 => 300_000,
            _ => 1_200_000,
        };
        let off = self.random.between(0, 2 * most).cast_signed() - most.cast_signed();
        self.clocks.set_wall(off);
        let up = self.machine.is_some();
        self.meet(if up { Case::ClockStepWhileUp } else { Case::ClockStepWhileDown });
    }
}
