//! Changing what the citizen has stated.

use crate::person::Mobile;
use crate::request::decide::{Events, Verdict};
use crate::request::details::Details;
use crate::request::event::RequestEvent;
use crate::request::operation::Operation;
use crate::request::refusal::RequestRefusal;
use crate::request::state::RequestState;

pub(super) fn edit(state: &RequestState, details: &Details) -> Verdict {
    Operation::EditDetails.ruling(state).map_err(RequestRefusal::Denied)?;
    match &state.details {
        Some(old) if old == details => Ok(Events::new()),
        _ => Ok(vec![RequestEvent::Edited { details: Box::new(details.clone()) }]),
    }
}

pub(super) fn change_mobile(state: &RequestState, mobile: &Mobile) -> Verdict {
    Operation::ChangeMobile.ruling(state).map_err(RequestRefusal::Denied)?;
    match &state.details {
        Some(old) if old.mobile == *mobile => Ok(Events::new()),
        _ => Ok(vec![RequestEvent::MobileChanged { mobile: *mobile }]),
    }
}
