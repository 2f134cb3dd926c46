//! A shift has answered what this request owed it.

use crate::ids::HoldNo;
use crate::payment::{Attempt, AttemptState, Closed};
use crate::request::choose::intend;
use crate::request::decide::{Chances, Events};
use crate::request::event::{EndReason, Pay, RequestEvent};
use crate::request::pay;
use crate::request::returned;
use crate::request::state::{Hold, Intent, Phase, RequestState};
use crate::shift::{Answer, Ask, Purpose, Refusal, ShiftCommand};

pub(super) fn answered(
    state: &RequestState,
    asked: &ShiftCommand,
    answer: Result<Answer, Refusal>,
    chances: &Chances<'_>,
) -> Events {
    let ShiftCommand::Seat { hold: no, ask, .. } = asked else {
        unreachable!("a desk asks only about seats")
    };
    match ask {
        Ask::Hold { .. } => match state.intent.filter(|intent| intent.hold == *no) {
            Some(intent) => hold_answered(state, &intent, answer, chances),
            None => Events::new(),
        },
        Ask::Holding { .. } | Ask::Extend { .. } | Ask::Secure { .. } => match answer {
            Ok(Answer::Gone) => gone(state, *no),
            // The shift's clock had secured it, and its word was lost on the way.
            Ok(Answer::Held { secured: true, .. }) => returned::fell_due(state, *no, true, chances),
            _ => Events::new(),
        },
        Ask::Book { .. } => book_answered(state, *no, answer, chances),
        Ask::Release { .. } => match state.hold(*no).map(|hold| hold.phase) {
            Some(Phase::Ending(why)) => vec![RequestEvent::Ended { hold: *no, why }],
            _ => Events::new(),
        },
        Ask::GiveBack { .. } => {
            if state.giving_back.iter().any(|back| back.hold == *no) {
                vec![RequestEvent::SeatBack { hold: *no }]
            } else {
                Events::new()
            }
        }
    }
}

fn hold_answered(
    state: &RequestState,
    intent: &Intent,
    answer: Result<Answer, Refusal>,
    chances: &Chances<'_>,
) -> Events {
    let (seat, deadline) = match answer {
        Ok(Answer::Held { seat, deadline, .. }) => (seat, deadline),
        Ok(_) => return vec![RequestEvent::Refused { hold: intent.hold, why: Refusal::HoldEnded }],
        Err(why) => return vec![RequestEvent::Refused { hold: intent.hold, why }],
    };
    let mut events = vec![RequestEvent::Taken { hold: intent.hold, seat, deadline }];
    let booking = state.wanted_hold().is_some_and(|old| old.phase == Phase::Booking);
    let booked = state.booking.is_some() && !intent.purpose.is_second_seat();
    if booking || booked {
        // Money has come for the old hold meanwhile, or an offer was accepted: that one is being
        // booked, or is by now.
        events.push(RequestEvent::Ending { hold: intent.hold, why: EndReason::Replaced });
        return events;
    }
    if intent.purpose == Purpose::Offer && state.waiting.is_none() {
        // Who has left the list meanwhile is not asked.
        events.push(RequestEvent::Ending { hold: intent.hold, why: EndReason::Declined });
        return events;
    }
    if let Some(old) = state.wanted_hold() {
        // A new choice while a hold lives moves the hold: the old one goes only now.
        events.extend(pay::close_unshown(state, old));
        events.push(RequestEvent::Ending { hold: old.no, why: EndReason::Replaced });
    }
    let asking = state.attempts.iter().any(Attempt::asking);
    if let Pay::Bank { .. } = intent.pay
        && state.purse.is_empty()
        && !asking
    {
        let hold = Hold {
            no: intent.hold,
            choice: intent.choice,
            seat,
            purpose: intent.purpose,
            pay: intent.pay,
            deadline,
            cap: intent.cap,
            phase: Phase::Live,
        };
        events.push(pay::open(state, &hold, chances));
    }
    events
}

/// The shift has no such hold any more.
fn gone(state: &RequestState, no: HoldNo) -> Events {
    let Some(hold) = state.hold(no) else {
        return Events::new();
    };
    let why = match hold.phase {
        Phase::Live | Phase::Verifying { .. } => EndReason::RanOut,
        Phase::Ending(why) => why,
        // The booking's own answer decides.
        Phase::Booking => return Events::new(),
    };
    let mut events = pay::close_unshown(state, hold);
    events.push(RequestEvent::Ended { hold: no, why });
    events
}

fn book_answered(
    state: &RequestState,
    no: HoldNo,
    answer: Result<Answer, Refusal>,
    chances: &Chances<'_>,
) -> Events {
    let Some(hold) = state.hold(no).filter(|hold| hold.phase == Phase::Booking) else {
        return Events::new();
    };
    if !matches!(answer, Ok(Answer::Booked { .. })) {
        let mut events = pay::close_unshown(state, hold);
        events.push(RequestEvent::Ended { hold: no, why: EndReason::RanOut });
        // A choice that is being decided meanwhile takes the money instead.
        let paid = hold.purpose == Purpose::Pay && hold.pay != Pay::Nothing;
        if paid && state.intent.is_none() {
            events.push(intend(state, hold.choice, Purpose::Retake, Pay::Credit, None, chances));
        }
        return events;
    }
    let code = state.code.unwrap_or_else(|| (chances.code)());
    let cool_until = chances.at.plus(chances.cooling);
    let mut events = vec![RequestEvent::Booked { hold: no, code, cool_until }];
    // Asking about a further attempt would capture its money; unasked, the bank returns it. Of one
    // that may have been asked about, the money may be captured: it is asked until it is final.
    let verify_by = chances.at.plus(chances.terms.verify_within);
    let left = |attempt: &Attempt| {
        let (no, surely_unasked) = (attempt.no, attempt.surely_unasked(chances.at));
        let why = match attempt.state {
            AttemptState::Opened => Closed::NotShown,
            AttemptState::Shown { .. } if surely_unasked => Closed::LeftToBank,
            AttemptState::Shown { .. } => {
                let failed_return = false;
                return Some(RequestEvent::Verifying { attempt: no, failed_return, verify_by });
            }
            _ => return None,
        };
        Some(pay::closed(no, why))
    };
    events.extend(state.attempts.iter().filter_map(left));
    events.extend(pay::leave_closed(state, None, chances.at));
    events
}
