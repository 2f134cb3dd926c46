//! Every start, step by step: the journal is opened and repaired, the tables follow it, time goes
//! on, owners take their seats, desks send what they owe, and only then the clock may tick.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use nobat_domain::ids::{DeskNo, Sequence, ShiftId};
use nobat_domain::journal::Log;
use nobat_domain::keeper::{DeskKeeper, ShiftKeeper};
use nobat_domain::payment::AttemptState;
use nobat_domain::ranking::Standing;
use nobat_domain::request::{Phase, RequestState};
use nobat_domain::shift::{After, SeatImage};
use nobat_domain::timestamp::{Millis, Timestamp};
use nobat_domain::tracking_code::TrackingCode;

use super::life::{Step, World};
use super::machine::Machine;
use super::planted::Images;
use super::report;
use crate::auditor::Told;
use crate::coverage::Case;
use crate::fault::Fault;
use crate::journal::{Moved, Phase as Writing, Refused};

/// Looks at whether the desks have their answers before the shifts' clocks start all the same.
const BEGIN_TRIES_MAX: u32 = 100;
const BEGIN_EVERY_MS: u64 = 50;
/// A leap of the engine's time past this may close a page early: see [`World::exempt`].
const LEAP_MS: i64 = 30_000;
/// An operator needs so long.
const OPERATOR_MS: (u64, u64) = (60_000, 1_200_000);

/// What a start does next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stage {
    Repairs,
    Projects,
    Flushes,
    Seats,
}

impl World {
    /// A process begins: it walks the journal, and is refused where something durable is missing.
    pub(super) fn start(&mut self) {
        self.opens();
        if self.opened.is_some() {
            self.goes_on(Stage::Repairs, 0);
        }
    }

    fn opens(&mut self) {
        let (flushed, told) = (self.store.flushed(), self.audited);
        match self.journal.open(flushed, told, self.fault, &mut self.random) {
            Ok(opened) => self.opened = Some(opened),
            Err(refused) if self.journal.mend() => {
                self.meet(match refused {
                    Refused::PositionBeyondEnd => Case::BeyondEndRefused,
                    Refused::Damaged(_) | Refused::MissingSegment => Case::DamageRefused,
                });
                self.operator_comes();
            }
            Err(refused) => self.auditor.refused(&format!("{refused:?}")),
        }
    }

    fn operator_comes(&mut self) {
        let ms = self.random.between(OPERATOR_MS.0, OPERATOR_MS.1);
        self.agenda.after(ms, Step::Restart);
    }

    fn goes_on(&mut self, stage: Stage, ms: u64) {
        let run = self.run;
        self.agenda.after(ms, Step::Starts { run, stage });
    }

    pub(super) fn starts(&mut self, stage: Stage) {
        let ms = self.random.below(20);
        match stage {
            Stage::Repairs => {
                let syncing = matches!(self.journal.phase(), Writing::Syncing(_));
                if syncing && self.sync_fails() {
                    return;
                }
                let repaired = self.journal.step() == Moved::Rested;
                self.goes_on(if repaired { Stage::Projects } else { Stage::Repairs }, ms);
            }
            Stage::Projects => {
                let limit = self.random.between(20, 2_000);
                self.store.live.follow(&self.journal, limit);
                let behind = self.store.live.applied() < self.journal.durable();
                self.goes_on(if behind { Stage::Projects } else { Stage::Flushes }, ms);
            }
            // What was read again need not be read once more.
            Stage::Flushes => {
                self.store.begin_flush();
                let ms = self.random.between(5, 2_000);
                self.goes_on(Stage::Seats, ms);
            }
            Stage::Seats => self.takes_seats(),
        }
    }

    /// The first start meets no crash: there is nothing to lose yet.
    pub(super) fn start_at_once(&mut self) {
        self.opens();
        while self.journal.step() != Moved::Rested {}
        self.takes_seats();
    }

    /// Engine time goes on where the journal has left it, or where the wall clock is.
    fn time_goes_on(&mut self) -> bool {
        let now = self.agenda.now();
        let last = self.store.live.time();
        let before = self.lead_ms();
        let confirmed = std::mem::take(&mut self.confirmed);
        if self.clocks.start(now, last, confirmed).is_err() {
            self.meet(Case::StartRefusedByClock);
            if self.random.per_mille(500) {
                self.clocks.set_wall(0);
            }
            self.confirmed = true;
            self.opened = None;
            self.run += 1;
            self.store.crash(&self.journal, false);
            self.operator_comes();
            return false;
        }
        if self.clocks.engine(now) > self.clocks.wall(now) {
            self.meet(Case::EngineAheadOfWall);
        }
        if self.lead_ms() - before > LEAP_MS {
            self.meet(Case::EngineLeaptAhead);
            self.leaps.push(now);
        }
        true
    }

    /// By how much the engine's time is ahead of the truth.
    fn lead_ms(&self) -> i64 {
        let now = self.agenda.now();
        self.clocks.engine(now).0.cast_signed() - now.0.cast_signed()
    }

    /// Whether a page was open for its citizen while the engine's time leapt ahead: for the engine
    /// it was over early, and what was paid on it afterwards may be left to the bank.
    pub(super) fn exempt(&self, page: &crate::gateway::Page) -> bool {
        let open = page.window_ends.minus(crate::gateway::WINDOW);
        let late = page.window_ends.plus(Millis::minutes(1));
        self.leaps.iter().any(|leap| (open..late).contains(leap))
    }

    fn takes_seats(&mut self) {
        if !self.time_goes_on() {
            return;
        }
        let now = self.now();
        self.up_since = now;
        self.tell_what_was_read();
        self.flushed();
        let recovered = self.store.live.applied();
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
            sent: BTreeSet::new(),
            board: BTreeMap::new(),
            images: self.images(),
        };
        for (desk, counters) in self.store.live.counters() {
            machine.desks[usize::from(desk.0) % desks].restore_counters(desk, counters);
        }
        let rows = self.store.live.rows().filter(|(_, state)| state.in_flight());
        let in_flight: Vec<_> = rows.map(|(key, state)| (key, state.clone())).collect();
        for (key, state) in in_flight {
            self.notice(&state, now);
            if !self.is(Fault::ForgetfulDesk) {
                let desk = self.desk_of(key);
                machine.desks[desk].restore(key, state, now);
            }
        }
        for shift in &machine.shifts {
            let counts = shift.counts();
            let cells = counts.map(|(day, counts)| ((shift.id(), day), Standing::of(&counts)));
            machine.board.extend(cells);
        }
        self.machine = Some(machine);
        self.look_at_the_board();
        let run = self.run;
        (0..desks).for_each(|place| self.desk_tick(place));
        self.agenda.after(0, Step::BeginTicking { run, tries: 0 });
        self.agenda.after(0, Step::Sweep { run });
        self.agenda.after(0, Step::Offers { run });
    }

    /// The auditor hears what this start has read, and looks into the tables.
    fn tell_what_was_read(&mut self) {
        let opened = self.opened.take().expect("a start has opened the journal");
        let again: Vec<Told> = (opened.first.0..=self.journal.durable().0)
            .filter_map(|no| {
                let record = self.journal.durable_record(Sequence(no))?;
                Some(report::told(Sequence(no), record))
            })
            .collect();
        let end = self.journal.durable();
        self.auditor.recovered(&again, end.0);
        if end > self.audited {
            self.meet(Case::KeptUnacknowledged);
        }
        if std::mem::take(&mut self.end_at_the_crash) > end {
            self.meet(Case::TornSuffix);
        }
        self.audit();
        if self.auditor.complaint().is_none() {
            self.look_into_the_tables();
        }
    }

    fn desk(&self, recovered: Sequence) -> DeskKeeper {
        let code_of = |desk: DeskNo, counter: u32| {
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
            let (days, seats) = self.store.live.images(shift);
            let kept = |image: &SeatImage| !half || image.after == After::Free || image.seat.0 > 0;
            let seats: Vec<SeatImage> = seats.into_iter().filter(kept).collect();
            ShiftKeeper::restore(shift, terms, &days, &seats)
        });
        restored.collect()
    }

    /// The last images of every shift, for one fault alone.
    fn images(&self) -> BTreeMap<ShiftId, Images> {
        if !self.is(Fault::NoTombstones) {
            return BTreeMap::new();
        }
        let of = |shift| {
            let (days, seats) = self.store.live.images(shift);
            (shift, Images::of(days, seats))
        };
        self.workload.shift_ids().map(of).collect()
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
        if state.offer().is_some() {
            self.meet(Case::CrashWhileOffered);
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
}
