//! Opening another request after the one before has ended, and finding that an officer erred.

use crate::request::decide::{Events, Verdict};
use crate::request::event::RequestEvent;
use crate::request::kind::{Kind, NotOpen};
use crate::request::operation::Denied;
use crate::request::refusal::RequestRefusal;
use crate::request::state::RequestState;

pub(super) fn open(state: &RequestState, kind: Kind) -> Verdict {
    let service = kind.ruling(state).map_err(not_open)?;
    let again = state.booking.is_none() && state.service == service;
    Ok(if again { Events::new() } else { vec![RequestEvent::Opened { service }] })
}

/// Nobody is given a card for nothing by claiming it: somebody behind the counter says it first.
pub(super) fn find_mistake(state: &RequestState) -> Verdict {
    match state.mistake_ruling() {
        Ok(()) if state.issued.mistaken => Ok(Events::new()),
        Ok(()) => Ok(vec![RequestEvent::MistakeFound]),
        Err(denied) => Err(not_open(denied)),
    }
}

const fn not_open(denied: NotOpen) -> RequestRefusal {
    RequestRefusal::Denied(Denied::NotOpen(denied))
}

impl RequestState {
    /// Whether there is a card in which an officer can have erred, and no request for another.
    ///
    /// # Errors
    /// [`NotOpen::NoCard`], [`NotOpen::UnderWay`].
    pub fn mistake_ruling(&self) -> Result<(), NotOpen> {
        match Kind::Replacement.ruling(self) {
            Err(denied @ (NotOpen::NoCard | NotOpen::UnderWay)) => Err(denied),
            _ => Ok(()),
        }
    }
}
