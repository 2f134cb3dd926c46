//! Changing what the citizen has stated.

use crate::ids::OfficeId;
use crate::person::Mobile;
use crate::request::decide::{Events, Verdict};
use crate::request::details::Details;
use crate::request::earlier;
use crate::request::event::RequestEvent;
use crate::request::operation::Operation;
use crate::request::refusal::RequestRefusal;
use crate::request::state::RequestState;

pub(super) fn edit(state: &RequestState, details: &Details) -> Verdict {
    Operation::EditDetails.ruling(state).map_err(RequestRefusal::Denied)?;
    if details.lacks_home() {
        return Err(RequestRefusal::NoHome);
    }
    let mut events = Events::new();
    let old = state.details.as_ref();
    if old != Some(details) {
        // The offered office may not be able to serve the new answers.
        let answers = old.is_none_or(|old| old.answers != details.answers);
        events.extend(earlier::let_go(state).filter(|_| answers));
        events.push(RequestEvent::Edited { details: Box::new(details.clone()) });
    }
    // What was typed on the way to these details has come to its end.
    if !state.draft.is_empty() {
        events.push(RequestEvent::Drafted { draft: Vec::new() });
    }
    Ok(events)
}

pub(super) fn change_mobile(state: &RequestState, mobile: &Mobile) -> Verdict {
    Operation::ChangeMobile.ruling(state).map_err(RequestRefusal::Denied)?;
    if state.reached_by() == Some(*mobile) {
        return Ok(Events::new());
    }
    Ok(vec![RequestEvent::MobileChanged { mobile: *mobile }])
}

pub(super) fn change_delivery(state: &RequestState, office: OfficeId) -> Verdict {
    Operation::ChangeDeliveryPlace.ruling(state).map_err(RequestRefusal::Denied)?;
    if state.collected_at() == Some(office) {
        return Ok(Events::new());
    }
    Ok(vec![RequestEvent::DeliveryChanged { office }])
}

/// The office has closed the booked day, which it may say more than once.
pub(super) fn excuse(state: &RequestState) -> Verdict {
    Operation::ChangePlaceAndTime.ruling(state).map_err(RequestRefusal::Denied)?;
    Ok(if state.excused { Events::new() } else { vec![RequestEvent::Excused] })
}
