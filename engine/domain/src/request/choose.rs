//! Choosing a seat: for the first time, again, in place of a living hold, or of a booked seat.

use crate::limits::HOLDS_MAX;
use crate::request::command::{Choice, Desired};
use crate::request::decide::{Chances, Events, Verdict};
use crate::request::details::Details;
use crate::request::event::{Pay, RequestEvent};
use crate::request::kind::NotOpen;
use crate::request::operation::{Denied, Operation};
use crate::request::patience::MoveCost;
use crate::request::pay;
use crate::request::refusal::RequestRefusal;
use crate::request::state::{Phase, RequestState};
use crate::shift::Purpose;
use crate::tariff::Service;

/// Two tabs cannot choose at once, and nobody chooses while the bank is being asked: the money
/// might be there already.
pub(super) fn at_leisure(
    state: &RequestState,
    chances: &Chances<'_>,
) -> Result<(), RequestRefusal> {
    if state.intent.is_some() || state.holds.len() >= HOLDS_MAX {
        return Err(RequestRefusal::IntentOpen);
    }
    if !state.giving_back.is_empty() {
        return Err(RequestRefusal::GivingBack);
    }
    match state.wanted_hold().map(|hold| hold.phase) {
        Some(Phase::Booking) => Err(RequestRefusal::IntentOpen),
        Some(Phase::Verifying { .. }) => Err(RequestRefusal::BankBeingAsked { since: chances.at }),
        Some(Phase::Live | Phase::Ending(_)) | None => Ok(()),
    }
}

pub(super) fn choose(
    state: &RequestState,
    choice: Choice,
    desired: Desired,
    details: Option<&Details>,
    chances: &Chances<'_>,
) -> Verdict {
    if state.booking.is_some() {
        return Err(RequestRefusal::AlreadyBooked);
    }
    if state.is_between() {
        return Err(RequestRefusal::Denied(Denied::NotOpen(NotOpen::HasCard)));
    }
    at_leisure(state, chances)?;
    let stated = details.or(state.details.as_ref()).ok_or(RequestRefusal::NoDetails)?;
    if stated.lacks_home() {
        return Err(RequestRefusal::NoHome);
    }
    // Free by law: it costs neither a fee that somebody names nor a credit.
    let pay = if state.service == Service::OfficersMistake {
        Pay::Nothing
    } else if !state.purse.is_empty() {
        Pay::Credit
    } else if desired.fee.is_zero() {
        Pay::Nothing
    } else {
        Pay::Bank { bank: desired.bank, fee: desired.fee }
    };
    let held_already = state.wanted_hold().is_some_and(|hold| {
        hold.choice == choice && hold.phase == Phase::Live && chances.at < hold.deadline
    });
    if held_already && let Pay::Bank { .. } = pay {
        // The same seat once more is only another way to pay for it.
        let edited = details.filter(|details| state.details.as_ref() != Some(*details));
        let mut events: Events = edited
            .map(|details| RequestEvent::Edited { details: Box::new(details.clone()) })
            .into_iter()
            .collect();
        events.extend(pay::again(state, desired, chances)?);
        return Ok(events);
    }
    if let Some(from) = state.chooses_from(&chances.terms, chances.at) {
        return Err(RequestRefusal::MovesFrom { from });
    }
    if let Pay::Bank { .. } = pay {
        if let Some(until) = state.cools_until(&chances.terms, chances.at) {
            return Err(RequestRefusal::CoolsUntil { until });
        }
        pay::room(state)?;
    }
    Ok(vec![intend(state, choice, Purpose::Pay, pay, details, chances)])
}

pub(super) fn move_to(state: &RequestState, choice: Choice, chances: &Chances<'_>) -> Verdict {
    Operation::ChangePlaceAndTime.ruling(state).map_err(RequestRefusal::Denied)?;
    let booking = state.booking.as_ref().ok_or(RequestRefusal::NotBooked)?;
    if booking.choice == choice {
        return Err(RequestRefusal::SameSeat);
    }
    if state.details.as_ref().is_some_and(Details::lacks_home) {
        return Err(RequestRefusal::NoHome);
    }
    at_leisure(state, chances)?;
    if let Some(MoveCost::Waits(from)) = state.move_cost(&chances.terms, chances.at) {
        return Err(RequestRefusal::MovesFrom { from });
    }
    Ok(vec![intend(state, choice, Purpose::Move, Pay::Nothing, None, chances)])
}

pub(super) fn intend(
    state: &RequestState,
    choice: Choice,
    purpose: Purpose,
    pay: Pay,
    details: Option<&Details>,
    chances: &Chances<'_>,
) -> RequestEvent {
    let terms = &chances.terms;
    assert!(terms.fit(), "terms are checked when the engine starts");
    let (until, cap) = match purpose {
        Purpose::Offer => (terms.offers.lasts, terms.offers.lasts),
        _ => (terms.until_token, terms.cap),
    };
    RequestEvent::Intended {
        hold: state.next_hold(),
        choice,
        purpose,
        pay,
        decide_by: chances.at.plus(terms.decide_within),
        deadline: chances.at.plus(until),
        cap: chances.at.plus(cap),
        details: details.map(|details| Box::new(details.clone())),
    }
}
