//! The one `match` over commands; each arm is one call.

use crate::shift::command::{Answer, Ask, ShiftCommand};
use crate::shift::day_book::Owner;
use crate::shift::event::ShiftEvent;
use crate::shift::refusal::Refusal;
use crate::shift::state::ShiftState;
use crate::shift::{book, extend, give_back, hold, open, release, secure};
use crate::timestamp::Timestamp;

/// What was decided: at most one event, and the answer that rests on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Decided {
    pub event: Option<ShiftEvent>,
    pub answer: Answer,
}

impl Decided {
    pub(super) const fn unchanged(answer: Answer) -> Self {
        Self { event: None, answer }
    }
}

/// Decides one command at the moment `at`. Changes nothing: see [`super::evolve`].
///
/// # Errors
/// A [`Refusal`] is the law's answer; nothing has happened.
pub fn decide(
    state: &ShiftState,
    command: &ShiftCommand,
    at: Timestamp,
) -> Result<Decided, Refusal> {
    let (request, number, day, ask) = match *command {
        ShiftCommand::OpenDay { day, approved, opens_at } => {
            return open::open(state, day, approved, opens_at, at);
        }
        ShiftCommand::CloseDay { day } => return open::close(state, day, at),
        ShiftCommand::Seat { request, hold, day, ask } => (request, hold, day, ask),
    };
    let owner = Owner { request, hold: number };
    let book = state.view(day);
    match ask {
        Ask::Hold { purpose, deadline, cap, decide_by } => {
            let wish = hold::Wish { purpose, deadline, cap, decide_by };
            hold::hold(book.ok_or(Refusal::NoSuchDay)?, owner, day, wish, at)
        }
        Ask::Holding { seat } => Ok(hold::holding(book, owner, (day, seat), at)),
        Ask::Extend { seat, deadline } => {
            Ok(extend::extend(book, owner, (day, seat), deadline, at))
        }
        Ask::Secure { seat, deadline } => {
            Ok(secure::secure(book, owner, (day, seat), deadline, at))
        }
        Ask::Book { seat } => Ok(book::book(book, owner, (day, seat), at)),
        Ask::Release { seat } => Ok(release::release(book, owner, (day, seat), at)),
        Ask::GiveBack { seat, cool_until } => {
            Ok(give_back::give_back(book, owner, (day, seat), cool_until, at))
        }
    }
}
