//! The engine stops between any two steps, and what is left of it is what the disk has.

use nobat_domain::journal::Log;

use super::life::{Step, World};
use crate::coverage::Case;
use crate::disk::Left;
use crate::fault::Fault;
use crate::journal::Phase;

impl World {
    pub(super) fn maybe_crash(&mut self) {
        let up = self.machine.is_some() || self.opened.is_some();
        if self.crashes_left == 0 || !up || !self.in_time() {
            return;
        }
        if self.random.per_million(self.workload.crash_per_million) {
            self.crashes_left -= 1;
            let power = self.random.per_mille(500);
            self.crash(power);
        }
    }

    /// The process ends, and the power with it or not.
    pub(super) fn crash(&mut self, power: bool) {
        self.meet(Case::Crash);
        self.crashes += 1;
        self.meet(if power { Case::PowerLost } else { Case::ProcessKilled });
        self.where_it_stood();
        // While a start is under way, the last batch need not be on the platter.
        let certain = self.machine.take().is_some();
        self.flush_planned = false;
        self.opened = None;
        self.run += 1;
        self.writing = false;
        self.stuck_since = None;
        self.store_crashes();
        let quiet = certain && matches!(self.journal.phase(), Phase::Idle | Phase::Gathered(_));
        let left = self.journal.crash(power, &mut self.random);
        if self.aloud {
            let since = self.agenda.now().since(self.workload.start).0;
            let what = if power { "the power fails" } else { "the process ends" };
            println!("{since:>9} ms {what}; of what was not synced, left: {left:?}");
        }
        match left {
            Left::Certain | Left::Whole => {}
            Left::Nothing => self.meet(Case::LostWholly),
            Left::Beginning => self.meet(Case::TornWrite),
            Left::Holes => self.meet(Case::ReorderedWrite),
        }
        if quiet && self.random.per_mille(100) && self.journal.double_a_batch(&mut self.random) {
            self.meet(Case::DoubledWrite);
        }
        if certain && self.random.per_mille(self.workload.rots_per_mille) {
            self.journal.rot_a_batch(self.store.flushed(), &mut self.random);
        }
        let downtime = match self.random.below(10) {
            0..6 => self.random.between(200, 20_000),
            6..9 => self.random.between(20_000, 600_000),
            _ => self.random.between(600_000, 3_000_000),
        };
        self.agenda.after(downtime, Step::Restart);
    }

    fn store_crashes(&mut self) {
        if self.store.live.applied() < self.journal.durable() {
            self.meet(Case::CrashWithTablesBehind);
        }
        if !self.store.is_flushing() {
            return self.store.crash(&self.journal, false);
        }
        self.meet(Case::CrashInAFlush);
        let whole = self.random.per_mille(500) && !self.disk_full;
        self.meet(if whole { Case::FlushKept } else { Case::FlushLost });
        if self.is(Fault::TornGroup) {
            self.store.crash_torn(&self.journal);
        } else {
            self.store.crash(&self.journal, whole);
        }
    }

    /// Which step of the journal this crash has met.
    fn where_it_stood(&mut self) {
        if self.opened.is_some() {
            self.meet(Case::CrashInRecovery);
        }
        self.end_at_the_crash = self.end_at_the_crash.max(self.journal.end());
        let durable = self.journal.durable();
        let ready = |machine: &super::machine::Machine| {
            machine.parked.iter().any(|parked| parked.0 <= durable)
        };
        if self.machine.as_ref().is_some_and(ready) {
            self.meet(Case::CrashBeforeAnswers);
        }
        let case = match self.journal.phase() {
            Phase::Idle => return,
            Phase::Gathered(_) => Case::CrashBeforeTheWrite,
            Phase::Writing(_) => Case::CrashInTheWrite,
            Phase::Syncing(_) => Case::CrashBeforeTheSync,
            Phase::Synced(_) => Case::CrashAfterTheSync,
        };
        self.meet(case);
    }
}
