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
    match &state.details {
        Some(old) if old == details => Ok(Events::new()),
        old => {
            let edited = RequestEvent::Edited { details: Box::new(details.clone()) };
            // The offered office may not be able to serve the new answers.
            let answers = old.as_ref().is_none_or(|old| old.answers != details.answers);
            let declined = earlier::let_go(state).filter(|_| answers);
            Ok(declined.into_iter().chain([edited]).collect())
        }
    }
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
