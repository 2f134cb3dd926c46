//! Giving the booked seat back: one event turns the booking into a credit.

use crate::request::decide::{Chances, Verdict};
use crate::request::earlier;
use crate::request::event::RequestEvent;
use crate::request::operation::Operation;
use crate::request::refusal::RequestRefusal;
use crate::request::state::RequestState;

pub(super) fn give_back(state: &RequestState, chances: &Chances<'_>) -> Verdict {
    Operation::GiveSeatBack.ruling(state).map_err(RequestRefusal::Denied)?;
    let mut events = earlier::without_offer(state)?;
    events.push(RequestEvent::GivenBack { cool_until: chances.at.plus(chances.cooling) });
    Ok(events)
}
