//! What a shift's actor carries.

use crate::capacity::Capacity;
use crate::ids::{Day, RequestKey, ShiftId};
use crate::keeper::refusals::Refusals;
use crate::limits::ShiftTerms;
use crate::request::RequestCommand;
use crate::shift::{
    Answer, DayBook, DayImage, Refusal, SeatImage, ShiftCommand, ShiftEvent, ShiftState, decide,
    due, evolve, next_due,
};
use crate::timestamp::Timestamp;

/// The owner of one office-shift.
#[derive(Clone, Debug)]
pub struct ShiftKeeper {
    id: ShiftId,
    terms: ShiftTerms,
    state: ShiftState,
    refusals: Refusals,
}

/// A message for the desk of a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tell {
    pub request: RequestKey,
    pub command: RequestCommand,
}

/// What the shell does next, in this order: journal the event, publish the counts, tell the desk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShiftOutput {
    pub event: Option<ShiftEvent>,
    pub counts: Option<(Day, Capacity)>,
    pub tell: Option<Tell>,
    /// For the registrar, who waits for the answer itself.
    pub answer: Result<Answer, Refusal>,
}

impl ShiftKeeper {
    #[must_use]
    pub fn new(id: ShiftId, terms: ShiftTerms) -> Self {
        Self { id, terms, state: ShiftState::default(), refusals: Refusals::default() }
    }

    /// The shift as its last images leave it.
    #[must_use]
    pub fn restore(id: ShiftId, terms: ShiftTerms, days: &[DayImage], seats: &[SeatImage]) -> Self {
        let state = ShiftState::restore(days, seats);
        Self { id, terms, state, refusals: Refusals::default() }
    }

    #[must_use]
    pub const fn id(&self) -> ShiftId {
        self.id
    }

    #[must_use]
    pub const fn state(&self) -> &ShiftState {
        &self.state
    }

    /// When the shell must call [`Self::tick`] next.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        next_due(&self.state, &self.terms)
    }

    /// Counts of every day, for a board that is laid out anew.
    pub fn counts(&self) -> impl Iterator<Item = (Day, Capacity)> {
        self.state.days().map(|(day, book)| {
            (day, if book.closed() { Capacity::default() } else { book.capacity() })
        })
    }

    /// Reads what deciding this command will read, and says nothing about it that means anything:
    /// done for many commands before the first is decided, their memory comes at the same time.
    #[must_use]
    pub fn look_ahead(&self, command: &ShiftCommand) -> usize {
        self.state.look_ahead(command)
    }

    pub fn receive(&mut self, command: &ShiftCommand, at: Timestamp) -> ShiftOutput {
        let decided = match self.refusals.of(command, at) {
            Some(refusal) => Err(refusal),
            None => decide(&self.state, command, at),
        };
        if let Err(refusal) = decided {
            self.refusals.keep(command, refusal);
        }
        let event = decided.ok().and_then(|decided| decided.event);
        let answer = decided.map(|decided| decided.answer);
        if let Some(event) = &event {
            evolve(&mut self.state, event);
        }
        let tell = match command {
            ShiftCommand::Seat { request, .. } => Some(Tell {
                request: *request,
                command: RequestCommand::Answered { asked: *command, answer },
            }),
            ShiftCommand::OpenDay { .. } | ShiftCommand::CloseDay { .. } => None,
        };
        ShiftOutput { counts: event.map(|event| self.counts_of(event.day())), event, tell, answer }
    }

    /// One hold that has come to its deadline, or one day that is dropped; call again until there
    /// is none.
    pub fn tick(&mut self, at: Timestamp) -> Option<ShiftOutput> {
        let due = due(&self.state, &self.terms, at)?;
        evolve(&mut self.state, &due.event);
        let tell = due.tell.map(|(request, hold)| Tell {
            request,
            command: RequestCommand::FellDue { hold, secured: due.secured },
        });
        Some(ShiftOutput {
            counts: Some(self.counts_of(due.event.day())),
            event: Some(due.event),
            tell,
            answer: Ok(Answer::Done),
        })
    }

    /// A closed day shows no seats, whoever still has one; nor does a day that was just dropped.
    fn counts_of(&self, day: Day) -> (Day, Capacity) {
        let book = self.state.day(day).filter(|book| !book.closed());
        (day, book.map(DayBook::capacity).unwrap_or_default())
    }
}
