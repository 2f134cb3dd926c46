//! A browser is back from the bank, or a hold has come to its deadline: the bank must be asked.

use crate::ids::{AttemptNo, HoldNo};
use crate::payment::{Attempt, AttemptState, Closed};
use crate::request::decide::{Chances, Events, Verdict};
use crate::request::event::{EndReason, RequestEvent};
use crate::request::pay::{close_unshown, closed};
use crate::request::refusal::RequestRefusal;
use crate::request::state::{Phase, RequestState};

pub(super) fn returned(
    state: &RequestState,
    no: AttemptNo,
    failed: bool,
    chances: &Chances<'_>,
) -> Verdict {
    let attempt = state.attempt(no).ok_or(RequestRefusal::NoSuchAttempt)?;
    let verifying = RequestEvent::Verifying {
        attempt: no,
        failed_return: failed,
        verify_by: chances.at.plus(chances.terms.verify_within),
    };
    match &attempt.state {
        AttemptState::Opened => Err(RequestRefusal::NoSuchAttempt),
        AttemptState::Paid { .. } => Ok(Events::new()),
        // Asking would capture the money of a second payment; unasked, the bank returns it.
        AttemptState::Shown { .. } if state.booking.is_some() => {
            Ok(vec![closed(no, Closed::LeftToBank)])
        }
        AttemptState::Closed { .. } if state.booking.is_some() => Ok(Events::new()),
        AttemptState::Shown { .. } => Ok(vec![verifying]),
        AttemptState::Asking { failed_return, .. } if failed && !failed_return => {
            Ok(vec![verifying])
        }
        AttemptState::Asking { .. } => Ok(Events::new()),
        AttemptState::Closed { page: None, .. }
        | AttemptState::Closed { why: Closed::LeftToBank, .. } => Ok(Events::new()),
        // It was final for us, and now a success is claimed: the bank is asked once more.
        AttemptState::Closed { .. } if !failed => Ok(vec![verifying]),
        AttemptState::Closed { .. } => Ok(Events::new()),
    }
}

/// What the shift's clock has done to a hold of this request.
pub(super) fn fell_due(
    state: &RequestState,
    no: HoldNo,
    secured: bool,
    chances: &Chances<'_>,
) -> Events {
    let Some(hold) = state.hold(no) else {
        return Events::new();
    };
    match (hold.phase, secured) {
        (Phase::Live, true) => {
            let shown = |attempt: &&Attempt| {
                attempt.hold == no && matches!(attempt.state, AttemptState::Shown { .. })
            };
            let ask = |attempt: &Attempt| RequestEvent::Verifying {
                attempt: attempt.no,
                failed_return: false,
                verify_by: chances.at.plus(chances.terms.verify_within),
            };
            state.attempts.iter().filter(shown).map(ask).collect()
        }
        (Phase::Verifying { .. }, true) => Events::new(),
        (Phase::Live | Phase::Verifying { .. }, false) => {
            let mut events = close_unshown(state, hold);
            events.push(RequestEvent::Ended { hold: no, why: EndReason::RanOut });
            events
        }
        (Phase::Ending(why), false) => vec![RequestEvent::Ended { hold: no, why }],
        // The booking's own answer will say that the hold has gone.
        (Phase::Booking, _) | (Phase::Ending(_), true) => Events::new(),
    }
}
