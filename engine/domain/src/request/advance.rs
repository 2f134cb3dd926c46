//! A step after the booking is told: by an office, the production line, a place of delivery.

use crate::calendar::tehran::day_of;
use crate::request::decide::{Events, Verdict};
use crate::request::earlier;
use crate::request::event::RequestEvent;
use crate::request::operation::Denied;
use crate::request::refusal::RequestRefusal;
use crate::request::state::RequestState;
use crate::request::step::Step;
use crate::timestamp::Timestamp;

/// What happens by this word: nothing if it was told before.
pub(super) fn advance(state: &RequestState, step: Step, at: Timestamp) -> Verdict {
    let booking = state.booking.as_ref().ok_or(RequestRefusal::NotBooked)?;
    if step.is_of_the_card() && !state.makes_card() {
        return Err(RequestRefusal::Denied(Denied::NoCardMade));
    }
    if !step.is_new(state.step())? {
        return Ok(Events::new());
    }
    let mut events = Events::new();
    match step {
        Step::Begun { office } => {
            // An office that has lost the citizen to another hears where to.
            let booked = booking.choice.shift.office();
            if booked != office {
                return Err(RequestRefusal::BookedElsewhere { office: booked });
            }
            // A move is decided within seconds; who begins before it is asked again after it.
            events = earlier::without_offer(state)?;
        }
        Step::Missed if day_of(at) <= booking.choice.day => {
            return Err(RequestRefusal::DayNotOver { day: booking.choice.day });
        }
        Step::Missed
        | Step::Finished
        | Step::InProduction
        | Step::Ready { .. }
        | Step::Delivered => {}
    }
    events.push(RequestEvent::Advanced { step });
    Ok(events)
}

/// The same, where the first of two systems is to be told from the second.
pub(super) fn report(state: &RequestState, step: Step, at: Timestamp) -> Verdict {
    let events = advance(state, step, at)?;
    match state.reached {
        Some(reached) if events.is_empty() => Err(RequestRefusal::StepAgain { at: reached.at }),
        _ => Ok(events),
    }
}
