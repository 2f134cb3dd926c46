//! Changing what the citizen has stated.

use crate::person::Mobile;
use crate::request::decide::{Events, Verdict};
use crate::request::details::Details;
use crate::request::event::RequestEvent;
use crate::request::refusal::RequestRefusal;
use crate::request::state::RequestState;

pub(super) fn edit(state: &RequestState, details: &Details) -> Verdict {
    match &state.details {
        None => Err(RequestRefusal::NoDetails),
        Some(old) if old == details => Ok(Events::new()),
        Some(_) => Ok(vec![RequestEvent::Edited { details: Box::new(details.clone()) }]),
    }
}

pub(super) fn change_mobile(state: &RequestState, mobile: &Mobile) -> Verdict {
    match &state.details {
        None => Err(RequestRefusal::NoDetails),
        Some(old) if old.mobile == *mobile => Ok(Events::new()),
        Some(_) => Ok(vec![RequestEvent::MobileChanged { mobile: *mobile }]),
    }
}
