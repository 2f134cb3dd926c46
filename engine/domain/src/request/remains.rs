//! What stays of a request whose data was erased, and how the next one of that citizen goes on.

use crate::request::event::RequestEvent;
use crate::request::evolve::evolve;
use crate::request::kind::Issued;
use crate::request::state::RequestState;
use crate::timestamp::Timestamp;

/// Numbers that an erased request has used, and what its owner was given. The next request under
/// its key counts on behind them: a message of the old one, however late, never speaks of a hold or
/// an attempt of the new one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Remains {
    pub holds_used: u32,
    pub attempts_used: u32,
    /// Who has a card has it, whatever is forgotten of the way to it.
    pub issued: Issued,
}

impl Remains {
    #[must_use]
    pub const fn of(state: &RequestState) -> Self {
        let RequestState { holds_used, attempts_used, issued, .. } = state;
        Self { holds_used: *holds_used, attempts_used: *attempts_used, issued: *issued }
    }
}

/// As [`evolve`], where an erased request may stand before the first event.
#[must_use]
pub fn evolve_after(
    remains: Remains,
    state: Option<RequestState>,
    event: &RequestEvent,
    at: Timestamp,
) -> RequestState {
    let begins = state.is_none();
    let mut state = evolve(state, event, at);
    if begins {
        let Remains { holds_used, attempts_used, issued } = remains;
        (state.holds_used, state.attempts_used) = (holds_used, attempts_used);
        state.issued = issued;
    }
    state
}
