//! Citizens at their computers, browsers on their way, and the registrar.

use nobat_domain::ids::{AttemptNo, OrderNo, ShiftId};
use nobat_domain::payment::AttemptState;
use nobat_domain::request::{Choice, RequestCommand, RequestState};
use nobat_domain::shift::ShiftCommand;
use nobat_domain::timestamp::Millis;

use super::life::{Step, World};
use super::machine::Caller;
use crate::coverage::Case;
use crate::population::{OnThePage, desired};

/// So many of a thousand who choose look at a list first.
const LOOKS_AT_A_LIST: u64 = 250;

impl World {
    /// The first day ends, and is dropped before long: whoever has booked it may still move.
    pub(super) fn evening(&mut self) {
        self.workload.wished = self.workload.days.clone();
        self.crashes_left += self.random.below(3);
        for citizen in 0..self.citizens.len() {
            let visits = self.random.between(0, 4);
            self.citizens[citizen].visits = u32::try_from(visits).expect("a small number");
            let arrives = self.random.below(70 * 60_000);
            self.agenda.after(arrives, Step::Visit { citizen });
        }
        self.agenda.after(60_000, Step::Registrar);
    }

    pub(super) fn visit(&mut self, number: usize) {
        let rests = self.citizens[number].rests(&mut self.random);
        let citizen = &mut self.citizens[number];
        let key = citizen.key;
        if citizen.visits == 0 || !self.in_time() {
            return;
        }
        let citizen = &mut self.citizens[number];
        citizen.visits -= 1;
        self.agenda.after(rests, Step::Visit { citizen: number });
        let entry = citizen.entry();
        self.ask(key, entry, Caller::Looks(number));
    }

    /// The page is there: the citizen does something about it, some twice.
    pub(super) fn looked(&mut self, number: usize, state: Option<&RequestState>) {
        if !self.in_time() {
            return;
        }
        let citizen = &self.citizens[number];
        let (key, hurried) = (citizen.key, citizen.temper.hurried);
        if let Some(state) = state {
            self.at_the_counter(key, state);
        }
        let citizen = &self.citizens[number];
        let Some(command) = citizen.acts(state, &self.workload, &mut self.random) else { return };
        let command = self.of_a_list(command);
        self.ask(key, command.clone(), Caller::Acts);
        if self.random.per_mille(hurried) {
            self.ask(key, command, Caller::Acts);
        }
    }

    /// Some choose from a list, and the best of it.
    fn of_a_list(&mut self, command: RequestCommand) -> RequestCommand {
        let RequestCommand::Choose { choice, desired, details } = command else { return command };
        if !self.random.per_mille(LOOKS_AT_A_LIST) {
            return RequestCommand::Choose { choice, desired, details };
        }
        let best = self.search(choice.day);
        let choice = Choice { shift: best.unwrap_or(choice.shift), day: choice.day };
        RequestCommand::Choose { choice, desired, details }
    }

    /// The bank's page is before the citizen's eyes.
    pub(super) fn page_shown(&mut self, citizen: usize, no: AttemptNo, state: &RequestState) {
        let attempt = state.attempt(no).expect("a page is of an attempt");
        let AttemptState::Shown { window_ends, .. } = attempt.state else { return };
        let key = self.citizens[citizen].key;
        self.auditor.page_shown(key.0, no.0);
        let Millis(window_ms) = window_ends.since(self.now());
        let (order, now) = (attempt.order, self.agenda.now());
        for deed in self.citizens[citizen].pays(window_ms, now, &mut self.random) {
            match deed {
                OnThePage::Pay { after } => self.agenda.after(after, Step::Pays { order }),
                OnThePage::Return { after, failed } => {
                    let returns = Step::Returns { citizen, attempt: no, order, failed };
                    self.agenda.after(after, returns);
                }
                OnThePage::SecondTab { after } => {
                    self.agenda.after(after, Step::SecondTab { citizen });
                }
            }
        }
    }

    /// A browser that finds the server down tries again a little later.
    pub(super) fn browser_returns(
        &mut self,
        citizen: usize,
        attempt: AttemptNo,
        order: OrderNo,
        failed: bool,
    ) {
        if self.machine.is_none() {
            let later = self.random.between(2_000, 60_000);
            let again = Step::Returns { citizen, attempt, order, failed };
            return self.agenda.after(later, again);
        }
        if failed {
            self.auditor.browser_failed(order.0);
        } else if self.gateway.page(order).is_some_and(|page| page.paid_at.is_none()) {
            self.meet(Case::ForgedReturn);
        }
        let key = self.citizens[citizen].key;
        let command = RequestCommand::Returned { attempt, failed };
        self.ask(key, command.clone(), Caller::Returned { attempt });
        if self.random.per_mille(100) {
            self.meet(Case::RepeatedReturn);
            self.ask(key, command, Caller::Returned { attempt });
        }
    }

    pub(super) fn second_tab(&mut self, citizen: usize) {
        if self.machine.is_none() || !self.in_time() {
            return;
        }
        self.meet(Case::SecondTab);
        let key = self.citizens[citizen].key;
        let desired = desired(&mut self.random);
        self.ask(key, RequestCommand::PayAgain { desired }, Caller::Acts);
    }

    pub(super) fn open_days(&mut self) {
        for shift in self.workload.shift_ids() {
            for (number, day) in self.workload.days.clone().into_iter().enumerate() {
                let later = number == 1 && self.random.per_mille(500);
                let minutes = if later { self.random.between(5, 30) } else { 0 };
                let opens_at = self.workload.start.plus(Millis::minutes(minutes));
                let approved = self.seats();
                let open = ShiftCommand::OpenDay { day, approved, opens_at };
                self.put_shift(place_of(shift), open);
                self.shift_works(place_of(shift));
            }
        }
    }

    fn seats(&mut self) -> u32 {
        let most = self.workload.seats_max;
        u32::try_from(self.random.between(1, most)).expect("few seats")
    }

    /// Now and then a day is cut, enlarged, closed or opened again.
    pub(super) fn registrar(&mut self) {
        if !self.in_time() {
            return;
        }
        let later = self.random.between(60_000, 1_500_000);
        self.agenda.after(later, Step::Registrar);
        if self.machine.is_none() {
            return;
        }
        let (shift, day) = self.workload.wish(&mut self.random);
        let place = place_of(shift);
        let command = if self.random.per_mille(200) {
            let state = self.machine().shifts[place].state();
            let taken = state.day(day).map(|book| book.capacity()).unwrap_or_default();
            if taken.booked() > 0 {
                self.meet(Case::BookedOnAClosedDay);
            }
            if taken.held() > 0 {
                self.meet(Case::HeldSeatOnAClosedDay);
            }
            ShiftCommand::CloseDay { day }
        } else {
            let approved = self.seats() - u32::from(self.random.per_mille(300));
            let state = self.machine().shifts[place].state();
            let capacity = state.day(day).map(|book| book.capacity()).unwrap_or_default();
            if capacity.held() + capacity.booked() > approved {
                self.meet(Case::CutBelowTaken);
            }
            ShiftCommand::OpenDay { day, approved, opens_at: self.workload.start }
        };
        self.put_shift(place, command);
    }
}

fn place_of(shift: ShiftId) -> usize {
    usize::try_from(shift.0).expect("few shifts")
}
