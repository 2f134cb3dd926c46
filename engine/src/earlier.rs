//! A round of offers: those who wait, in turn, and the seats that the board shows free.
//!
//! It keeps nothing. Who waits stands in the tables, what is free on the board, and whether
//! somebody is asked now is decided by the request's own desk; so a round that was cut off anywhere
//! is simply followed by the next one.

use std::sync::Arc;

use nobat_board::Snapshot;
use nobat_domain::earlier::{Vacancies, Vacancy, Waiter};
use nobat_domain::ids::{Day, Period, RequestKey, ShiftId};
use nobat_domain::limits::OfferTerms;
use nobat_domain::office::Needs;
use nobat_domain::person::AreaCode;
use nobat_domain::request::{RequestCommand, RequestState};
use nobat_domain::timestamp::Timestamp;

use crate::error::AskError;
use crate::handle::{Answered, EngineHandle};

/// Waiters read at once.
const PAGE: usize = 1_000;
/// Seats tried for one waiter: the board may run ahead of them or behind.
const TRIES_MAX: usize = 3;

/// Somebody who is being asked, with the seat that is held meanwhile.
#[derive(Clone, PartialEq, Debug)]
pub struct Offered {
    pub request: RequestKey,
    pub state: Box<RequestState>,
}

/// A round as it goes on.
struct Round<'e> {
    engine: &'e EngineHandle,
    board: Arc<Snapshot>,
    terms: OfferTerms,
    at: Timestamp,
    limit: usize,
    offered: Vec<Offered>,
}

impl EngineHandle {
    /// Offers free seats to those who wait for an earlier one, first come, first served; at most
    /// `limit` in one round. What it gives is durable.
    ///
    /// # Errors
    /// [`AskError`] if the engine had no answer before anybody was asked.
    pub async fn offer_earlier(
        &self,
        terms: &OfferTerms,
        limit: usize,
    ) -> Result<Vec<Offered>, AskError> {
        let (at, board, offered) = (self.now(), self.board(), Vec::new());
        let mut round = Round { engine: self, board, terms: *terms, at, limit, offered };
        if !terms.hours.contain(at) {
            return Ok(round.offered);
        }
        let mut from = 0;
        let next = move |from: u8| self.read(move |tables| tables.next_waiting_area(from));
        while let Some(area) = next(from).await? {
            match round.area(area).await {
                Ok(()) if !round.is_over() => from = area.number() + 1,
                // Who was asked is told, whatever comes between.
                Err(error) if round.offered.is_empty() => return Err(error),
                Ok(()) | Err(_) => break,
            }
        }
        Ok(round.offered)
    }
}

impl Round<'_> {
    fn is_over(&self) -> bool {
        self.offered.len() >= self.limit
    }

    async fn area(&mut self, area: AreaCode) -> Result<(), AskError> {
        let mut vacancies = self.vacancies(area);
        let mut behind = None;
        loop {
            let page = move |tables: &crate::storage::Tables| {
                tables.waiting_in(area, behind.as_ref()).take(PAGE).collect::<Result<Vec<_>, _>>()
            };
            let page = self.engine.read(page).await?;
            for waiter in &page {
                if waiter.is_over(&self.terms, self.at) {
                    self.engine.ask(waiter.request, RequestCommand::StopWaiting).await?;
                } else if vacancies.tempt(waiter, &self.terms, self.at) {
                    self.ask(waiter, &mut vacancies).await?;
                }
                if self.is_over() {
                    return Ok(());
                }
            }
            behind = page.last().copied();
            if page.len() < PAGE {
                return Ok(());
            }
        }
    }

    /// What the board shows free in an area, on the days that may be offered.
    fn vacancies(&self, area: AreaCode) -> Vacancies {
        let (first, last) = (self.terms.first_day(self.at).0, self.board.window().end().0);
        let of = |office: &Arc<nobat_domain::office::Office>, day| {
            [Period::Morning, Period::Evening].map(|period| {
                let shift = ShiftId::of(office.id, period);
                let free = self.board.standing(shift, day).map_or(0, |standing| standing.free());
                let choice = nobat_domain::request::Choice { shift, day };
                Vacancy { choice, capabilities: office.capabilities, free }
            })
        };
        let offices = self.board.directory().in_area(area);
        let days = (first..=last).map(Day);
        Vacancies::of(days.flat_map(|day| offices.iter().flat_map(move |office| of(office, day))))
    }

    async fn ask(&mut self, waiter: &Waiter, vacancies: &mut Vacancies) -> Result<(), AskError> {
        let key = waiter.request;
        let Answered::Is(state) = self.engine.ask(key, RequestCommand::View).await? else {
            return Ok(()); // It was erased since.
        };
        let Some(details) = &state.details else { return Ok(()) };
        let needs = Needs::of(details.answers);
        for _ in 0..TRIES_MAX {
            let Some(choice) = vacancies.best(waiter, needs, &self.terms, self.at) else { break };
            match self.engine.ask(key, RequestCommand::Offer { choice }).await? {
                Answered::Is(state) => {
                    vacancies.take(choice);
                    if state.offer().is_some() {
                        self.offered.push(Offered { request: key, state });
                        break;
                    }
                }
                // The citizen is doing something else at this moment, or has left.
                Answered::Refused(..) | Answered::Nobody => break,
            }
        }
        Ok(())
    }
}
