//! The engine stops between any two steps, and starts again from what is durable.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use nobat_domain::ids::Sequence;
use nobat_domain::journal::Log;
use nobat_domain::keeper::{DeskKeeper, ShiftKeeper};
use nobat_domain::payment::AttemptState;
use nobat_domain::request::{Phase, RequestState};
use nobat_domain::shift::{After, SeatImage};
use nobat_domain::timestamp::{Millis, Timestamp};
use nobat_domain::tracking_code::TrackingCode;

use super::life::{Step, World};
use super::machine::Machine;
use super::report;
use crate::coverage::Case;
use crate::fault::Fault;

/// Looks at whether the desks have their answers before the shifts' clocks start all the same.
const BEGIN_TRIES_MAX: u32 = 100;
const BEGIN_EVERY_MS: u64 = 50;

impl World {
    pub(super) fn maybe_crash(&mut self) {
        let here = self.workload.crash_per_mille;
        if self.crashes_left == 0 || self.machine.is_none() || !self.in_time() {
            return;
        }
        if self.random.per_mille(here) {
            self.crashes_left -= 1;
            self.crash();
        }
    }

    fn crash(&mut self) {
        self.meet(Case::Crash);
        if self.aloud {
            println!("{:>9} ms crash", self.agenda.now().since(self.workload.start).0);
        }
        self.machine = None;
        self.run += 1;
        let torn = self.journal.tear(&mut self.random);
        if torn.lost > 0 {
            self.meet(Case::TornSuffix);
        }
        if torn.unacknowledged > 0 {
            self.meet(Case::KeptUnacknowledged);
        }
        if self.is(Fault::LostFrame) {
            let applied = self.tables.applied();
            self.audited.0 -= self.journal.lose_from_the_middle(applied, &mut self.random);
        }
        let downtime = match self.random.below(10) {
            0..6 => self.random.between(200, 20_000),
            6..9 => self.random.between(20_000, 600_000),
            _ => self.random.between(600_000, 3_000_000),
        };
        self.agenda.after(downtime, Step::Restart);
    }

    /// The first start, and every one after a crash.
    pub(super) fn start(&mut self) {
        let now = self.agenda.now();
        self.up_since = now;
        self.tables.follow(&self.journal, usize::MAX);
        self.audit();
        let recovered = self.tables.applied();
        let (desks, shifts) = (self.workload.desks, self.workload.shifts);
        let mut machine = Machine {
            desks: (0..desks).map(|_| self.desk(recovered)).collect(),
            shifts: self.restored_shifts(),
            to_shift: vec![VecDeque::new(); shifts],
            to_desk: (0..desks).map(|_| VecDeque::new()).collect(),
            journal_end: self.journal.end(),
            shift_last: vec![recovered; shifts],
            callers: BTreeMap::new(),
            waits: 0,
            parked: Vec::new(),
            ticking: false,
            shift_ticks: vec![None; shifts],
            desk_ticks: vec![None; desks],
            asked: BTreeSet::new(),
            sent: Vec::new(),
        };
        for (desk, counters) in self.tables.counters() {
            machine.desks[usize::from(desk.0) % desks].restore_counters(desk, counters);
        }
        let in_flight: Vec<_> = self
            .tables
            .rows()
            .filter(|(_, state)| state.in_flight())
            .map(|(key, state)| (key, state.clone()))
            .collect();
        for (key, state) in in_flight {
            self.notice(&state, now);
            if !self.is(Fault::ForgetfulDesk) {
                let desk = self.desk_of(key);
                machine.desks[desk].restore(key, state, now);
            }
        }
        self.machine = Some(machine);
        let run = self.run;
        (0..desks).for_each(|place| self.desk_tick(place));
        self.agenda.after(0, Step::BeginTicking { run, tries: 0 });
        self.agenda.after(0, Step::Sweep { run });
    }

    fn desk(&self, recovered: Sequence) -> DeskKeeper {
        let code_of = |desk: nobat_domain::ids::DeskNo, counter: u32| {
            let number = 100_000_000 + u32::from(desk.0) * 800_000 + counter;
            TrackingCode::new(number).expect("nine digits")
        };
        DeskKeeper::new(self.workload.terms, 0, recovered, Box::new(code_of))
            .keeping(self.workload.kept_at_rest)
    }

    fn restored_shifts(&mut self) -> Vec<ShiftKeeper> {
        let mut terms = self.workload.shift_terms;
        if self.is(Fault::HastyDrop) {
            terms.day_kept = Millis(0);
        }
        let half = self.is(Fault::HalfSnapshot);
        let restored = self.workload.shift_ids().map(|shift| {
            let (days, seats) = self.tables.images(shift);
            let kept = |image: &SeatImage| !half || image.after == After::Free || image.seat.0 > 0;
            let seats: Vec<SeatImage> = seats.into_iter().filter(kept).collect();
            ShiftKeeper::restore(shift, terms, &days, &seats)
        });
        restored.collect()
    }

    /// The desks send what they owe, and have answers, before the first tick reaches a shift.
    pub(super) fn begin_ticking(&mut self, tries: u32) {
        let run = self.run;
        let unanswered: usize = self.machine().desks.iter().map(DeskKeeper::unanswered).sum();
        if unanswered > 0 && tries < BEGIN_TRIES_MAX {
            let again = Step::BeginTicking { run, tries: tries + 1 };
            return self.agenda.after(BEGIN_EVERY_MS, again);
        }
        self.machine().ticking = true;
        (0..self.workload.shifts).for_each(|place| self.plan_shift_tick(place));
    }

    /// What this crash has interrupted.
    fn notice(&mut self, state: &RequestState, now: Timestamp) {
        if state.intent.is_some() {
            self.meet(Case::CrashInIntent);
        }
        if !state.giving_back.is_empty() {
            self.meet(Case::CrashWhileGivingBack);
        }
        for attempt in &state.attempts {
            if attempt.ask_again().is_some() {
                self.meet(Case::CrashBeforeTheLastQuestion);
            }
            match attempt.state {
                AttemptState::Shown { .. } => self.meet(Case::CrashAtTheBank),
                AttemptState::Asking { .. } => self.meet(Case::CrashWhileAsking),
                _ => {}
            }
        }
        for hold in &state.holds {
            match hold.phase {
                Phase::Booking => self.meet(Case::CrashBetweenVerifiedAndBooked),
                Phase::Ending(_) => self.meet(Case::CrashWhileReleasing),
                Phase::Live if hold.deadline < now => self.meet(Case::TokenOutlivedDowntime),
                Phase::Live | Phase::Verifying { .. } => {}
            }
        }
    }

    /// What is durable is told to the auditor, in its order.
    pub(super) fn audit(&mut self) {
        while let Some(record) = self.journal.durable_record(self.audited.next()) {
            if self.aloud {
                let since = self.agenda.now().since(self.workload.start).0;
                println!("{since:>9} ms {:>5} {record:?}", self.audited.0);
            }
            self.witness.sees(record, &mut self.coverage);
            let fact = report::fact(record);
            self.audited = self.audited.next();
            if let Some(fact) = fact {
                self.auditor.durable(fact, self.agenda.now().0);
            }
        }
        let now = self.agenda.now();
        let up = if self.machine.is_some() { now.since(self.up_since) } else { Millis(0) };
        self.auditor.look(now.0, up.0);
    }

    /// Time is over: nothing may be open, and everybody is shown where they stand.
    pub(super) fn rest(&mut self) {
        self.tables.follow(&self.journal, usize::MAX);
        self.audit();
        assert_eq!(self.journal.end(), self.journal.durable(), "nothing waits for a sync");
        let everybody: Vec<_> =
            self.tables.rows().map(|(key, state)| report::seen(key, state)).collect();
        let captured: Vec<_> =
            self.gateway.captured().map(|(order, amount)| (order.0, amount.amount())).collect();
        let unasked: Vec<u64> = self.gateway.unasked().map(|order| order.0).collect();
        self.auditor.at_rest(&everybody, &captured, &unasked);
        if self.auditor.complaint().is_none() {
            let open: usize = self.machine().desks.iter().map(DeskKeeper::in_flight).sum();
            assert_eq!(open, 0, "no request is in flight for ever");
        }
    }
}
