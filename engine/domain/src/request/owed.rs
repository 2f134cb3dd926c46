//! What a request owes to shifts: implied by its journaled state, sent again until it is answered.

use crate::ids::{RequestKey, ShiftId};
use crate::payment::{Attempt, AttemptState};
use crate::request::state::{Hold, Phase, RequestState};
use crate::shift::{Ask, ShiftCommand};
use crate::timestamp::Timestamp;

/// A command that a shift has still to answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Owed {
    pub shift: ShiftId,
    pub command: ShiftCommand,
}

/// Everything that this request owes at the moment `at`, the same after any restart.
#[must_use]
pub fn owed(state: &RequestState, key: RequestKey, at: Timestamp) -> Vec<Owed> {
    let mut list = Vec::new();
    if let Some(intent) = &state.intent {
        let ask = Ask::Hold {
            purpose: intent.purpose,
            deadline: intent.deadline,
            cap: intent.cap,
            decide_by: intent.decide_by,
        };
        let (shift, day) = (intent.choice.shift, intent.choice.day);
        let command = ShiftCommand::Seat { request: key, hold: intent.hold, day, ask };
        list.push(Owed { shift, command });
    }
    for hold in &state.holds {
        if let Some(ask) = of_hold(state, hold, at) {
            let day = hold.choice.day;
            let command = ShiftCommand::Seat { request: key, hold: hold.no, day, ask };
            list.push(Owed { shift: hold.choice.shift, command });
        }
    }
    for back in &state.giving_back {
        let ask = Ask::GiveBack { seat: back.seat, cool_until: Some(back.cool_until) };
        let day = back.choice.day;
        let command = ShiftCommand::Seat { request: key, hold: back.hold, day, ask };
        list.push(Owed { shift: back.choice.shift, command });
    }
    list
}

fn of_hold(state: &RequestState, hold: &Hold, at: Timestamp) -> Option<Ask> {
    let seat = hold.seat;
    let shown = |attempt: &Attempt| {
        attempt.hold == hold.no && matches!(attempt.state, AttemptState::Shown { .. })
    };
    match hold.phase {
        Phase::Live if at >= hold.deadline => Some(Ask::Holding { seat }),
        Phase::Live if state.attempts.iter().any(shown) => {
            Some(Ask::Extend { seat, deadline: hold.deadline })
        }
        Phase::Live => None,
        Phase::Verifying { verify_by } if at >= verify_by => Some(Ask::Holding { seat }),
        Phase::Verifying { verify_by } => Some(Ask::Secure { seat, deadline: verify_by }),
        Phase::Booking => Some(Ask::Book { seat }),
        Phase::Ending(_) => Some(Ask::Release { seat }),
    }
}
