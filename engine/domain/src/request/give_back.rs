//! Giving the booked seat back: one event turns the booking into a credit.

use crate::request::decide::{Chances, Verdict};
use crate::request::event::RequestEvent;
use crate::request::operation::Operation;
use crate::request::refusal::RequestRefusal;
use crate::request::state::RequestState;

pub(super) fn give_back(state: &RequestState, chances: &Chances<'_>) -> Verdict {
    Operation::GiveSeatBack.ruling(state).map_err(RequestRefusal::Denied)?;
    if state.intent.is_some() || state.wanted_hold().is_some() {
        return Err(RequestRefusal::IntentOpen);
    }
    Ok(vec![RequestEvent::GivenBack { cool_until: chances.at.plus(chances.cooling) }])
}
