//! An earlier seat than the booked one: waiting for it, being offered one, taking it or not.
//!
//! An offer is the first half of a move: a hold of its own beside the booking, which waits for the
//! citizen and not for money. Accepted, it is booked, and the old seat goes back, as in any move.

use crate::earlier::Scope;
use crate::ids::HoldNo;
use crate::limits::OFFERS_MAX;
use crate::person::AreaCode;
use crate::request::choose::{at_leisure, intend};
use crate::request::command::Choice;
use crate::request::decide::{Chances, Events, Verdict};
use crate::request::event::{EndReason, Pay, RequestEvent};
use crate::request::operation::Operation;
use crate::request::refusal::RequestRefusal;
use crate::request::state::{Phase, RequestState};
use crate::shift::Purpose;

pub(super) fn wait(
    state: &RequestState,
    area: AreaCode,
    scope: Scope,
    chances: &Chances<'_>,
) -> Verdict {
    Operation::AwaitEarlierSeat.ruling(state).map_err(RequestRefusal::Denied)?;
    let booking = state.booking.as_ref().ok_or(RequestRefusal::NotBooked)?;
    if state.waiting.is_some_and(|waiting| (waiting.area, waiting.scope) == (area, scope)) {
        return Ok(Events::new());
    }
    if state.offers >= OFFERS_MAX {
        return Err(RequestRefusal::OffersUsedUp);
    }
    if booking.choice.day <= chances.terms.offers.first_day(chances.at) {
        return Err(RequestRefusal::NothingEarlier);
    }
    Ok(vec![RequestEvent::WaitBegan { area, scope }])
}

pub(super) fn stop(state: &RequestState) -> Events {
    let ended = state.waiting.map(|_| RequestEvent::WaitEnded);
    let_go(state).into_iter().chain(ended).collect()
}

/// The engine asks once for each seat that it finds; who is not waiting for it now is not asked.
pub(super) fn offer(state: &RequestState, choice: Choice, chances: &Chances<'_>) -> Verdict {
    Operation::AwaitEarlierSeat.ruling(state).map_err(RequestRefusal::Denied)?;
    // Whose list it is makes no difference here.
    let waiter = state.waiter(crate::shift::NOBODY).ok_or(RequestRefusal::NoOffer)?;
    if !waiter.wants(choice, &chances.terms.offers, chances.at) {
        return Err(RequestRefusal::NoOffer);
    }
    at_leisure(state, chances)?;
    if state.wanted_hold().is_some() {
        return Err(RequestRefusal::IntentOpen);
    }
    Ok(vec![intend(state, choice, Purpose::Offer, Pay::Nothing, None, chances)])
}

pub(super) fn accept(state: &RequestState, no: HoldNo, chances: &Chances<'_>) -> Verdict {
    if state.booking.as_ref().is_some_and(|booking| booking.hold == no) {
        return Ok(Events::new());
    }
    let offer = state.offer().filter(|offer| offer.no == no).ok_or(RequestRefusal::OfferOver)?;
    if offer.phase == Phase::Booking {
        return Ok(Events::new());
    }
    Operation::AwaitEarlierSeat.ruling(state).map_err(RequestRefusal::Denied)?;
    if chances.at >= offer.deadline {
        return Err(RequestRefusal::OfferOver);
    }
    if state.intent.is_some() {
        return Err(RequestRefusal::IntentOpen);
    }
    Ok(vec![RequestEvent::OfferAccepted { hold: no }])
}

/// One that has ended is declined by itself; one that was accepted is no offer any more.
pub(super) fn decline(state: &RequestState, no: HoldNo) -> Verdict {
    match state.offer().filter(|offer| offer.no == no).map(|offer| offer.phase) {
        Some(Phase::Booking) => Err(RequestRefusal::OfferOver),
        Some(_) => Ok(let_go(state).into_iter().collect()),
        None => Ok(Events::new()),
    }
}

/// Lets an offer go that nobody has answered.
pub(super) fn let_go(state: &RequestState) -> Option<RequestEvent> {
    let offer = state.offer().filter(|offer| offer.phase == Phase::Live)?;
    Some(RequestEvent::Ending { hold: offer.no, why: EndReason::Declined })
}

/// What is done with the booked seat comes before an offer, but not before a seat that the citizen
/// is taking at this moment.
pub(super) fn without_offer(state: &RequestState) -> Verdict {
    let taking = state
        .wanted_hold()
        .is_some_and(|hold| hold.purpose != Purpose::Offer || hold.phase != Phase::Live);
    if state.intent.is_some() || taking {
        return Err(RequestRefusal::IntentOpen);
    }
    Ok(let_go(state).into_iter().collect())
}
