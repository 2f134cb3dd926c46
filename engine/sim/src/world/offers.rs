//! Rounds of offers to those who wait for an earlier seat, as the engine makes them.

use nobat_domain::earlier::{Vacancies, Vacancy, Waiter};
use nobat_domain::office::{Capabilities, Needs};
use nobat_domain::request::{Choice, RequestCommand, RequestState};

use super::life::{Step, World};
use super::machine::Caller;
use crate::fault::Fault;

const EVERY_MS: u64 = 45_000;

impl World {
    pub(super) fn offers_round(&mut self) {
        let run = self.run;
        self.agenda.after(EVERY_MS, Step::Offers { run });
        if !self.in_time() {
            return;
        }
        let (at, terms) = (self.now(), self.workload.terms.offers);
        let free = self.machine().board.iter().map(|((shift, day), standing)| Vacancy {
            choice: Choice { shift: *shift, day: *day },
            capabilities: Capabilities::NONE,
            free: standing.free(),
        });
        let mut vacancies = Vacancies::of(free.collect::<Vec<_>>());
        for waiter in self.in_turn() {
            if waiter.is_over(&terms, at) {
                self.ask(waiter.request, RequestCommand::StopWaiting, Caller::Nobody);
            } else if let Some(choice) = vacancies.best(&waiter, Needs::NONE, &terms, at) {
                vacancies.take(choice);
                self.ask(waiter.request, RequestCommand::Offer { choice }, Caller::Nobody);
            }
        }
    }

    /// Those who wait, as the tables list them.
    fn in_turn(&self) -> Vec<Waiter> {
        let forgets = self.is(Fault::ForgottenOffers);
        let listed = self.store.live.rows().filter_map(|(key, state)| {
            if forgets { forgotten(state).waiter(key) } else { state.waiter(key) }
        });
        let mut listed: Vec<Waiter> = listed.collect();
        listed.sort_unstable_by_key(|waiter| (waiter.since, waiter.request));
        listed
    }
}

/// Planted: nobody knows of the offers before.
pub(super) fn forgotten(state: &RequestState) -> RequestState {
    RequestState { offers: 0, offered_at: None, ..state.clone() }
}
