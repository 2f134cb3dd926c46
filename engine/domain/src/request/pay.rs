//! Attempts to pay for the hold that lives: opening one, and what the bank gave for it.

use crate::ids::AttemptNo;
use crate::limits::{ATTEMPTS_KEPT_MAX, ATTEMPTS_OPEN_MAX, BANK_PAGE_MAX};
use crate::payment::{Attempt, AttemptState, Closed, Token};
use crate::request::command::Desired;
use crate::request::decide::{Chances, Events, Verdict};
use crate::request::event::{Pay, RequestEvent};
use crate::request::refusal::RequestRefusal;
use crate::request::state::{Hold, Phase, RequestState};
use crate::timestamp::Timestamp;

/// The event that opens an attempt for a hold which a bank is to pay.
pub(super) fn open(state: &RequestState, hold: &Hold, chances: &Chances<'_>) -> RequestEvent {
    let Pay::Bank { bank, fee } = hold.pay else {
        unreachable!("only a hold that a bank pays has attempts")
    };
    RequestEvent::AttemptOpened {
        attempt: AttemptNo(state.attempts_used + 1),
        hold: hold.no,
        bank,
        order: chances.order,
        amount: fee,
    }
}

/// Whether a bank's page may still be shown: nobody keeps a seat past its cap by paying anew.
fn payable(hold: &Hold, at: Timestamp) -> bool {
    hold.phase == Phase::Live && at < hold.deadline && at < hold.cap
}

/// Whether one more attempt may be opened: every one may take money until it is final, and each of
/// which the bank is still to be asked is kept.
pub(super) fn room(state: &RequestState) -> Result<(), RequestRefusal> {
    let open = state.attempts.iter().filter(|attempt| attempt.open()).count();
    let unsettled = state.attempts.iter().filter(|attempt| attempt.unsettled()).count();
    if open < ATTEMPTS_OPEN_MAX && unsettled < ATTEMPTS_KEPT_MAX {
        Ok(())
    } else {
        Err(RequestRefusal::TooManyAttempts)
    }
}

pub(super) fn again(state: &RequestState, desired: Desired, chances: &Chances<'_>) -> Verdict {
    let hold = state.wanted_hold().ok_or(RequestRefusal::NoHold)?;
    if state.intent.is_some() {
        return Err(RequestRefusal::IntentOpen);
    }
    if state.attempts.iter().any(Attempt::asking) {
        return Err(RequestRefusal::BankBeingAsked { since: chances.at });
    }
    if !payable(hold, chances.at) {
        return Err(RequestRefusal::NoHold);
    }
    room(state)?;
    let Pay::Bank { fee, .. } = hold.pay else {
        return Err(RequestRefusal::NoHold);
    };
    // The fee is the one that the citizen agreed to when the seat was held.
    let pay = Pay::Bank { bank: desired.bank, fee };
    Ok(vec![open(state, &Hold { pay, ..*hold }, chances)])
}

pub(super) fn tokened(
    state: &RequestState,
    no: AttemptNo,
    token: &Token,
    window_ends: Timestamp,
    chances: &Chances<'_>,
) -> Verdict {
    let attempt = state.attempt(no).ok_or(RequestRefusal::NoSuchAttempt)?;
    match &attempt.state {
        AttemptState::Opened => {}
        AttemptState::Shown { token: shown, .. } if shown == token => return Ok(Events::new()),
        _ => return Err(RequestRefusal::NoSuchAttempt),
    }
    let hold = state.hold(attempt.hold).ok_or(RequestRefusal::NoHold)?;
    if !payable(hold, chances.at) {
        return Err(RequestRefusal::NoHold);
    }
    if window_ends > chances.at.plus(BANK_PAGE_MAX) {
        return Err(RequestRefusal::WindowTooLong);
    }
    let deadline = window_ends.plus(chances.terms.return_grace).min(hold.cap);
    Ok(vec![RequestEvent::Tokened { attempt: no, token: token.clone(), window_ends, deadline }])
}

/// The seat stays held until its own deadline: another gateway may be offered.
pub(super) fn not_tokened(state: &RequestState, no: AttemptNo) -> Verdict {
    let attempt = state.attempt(no).ok_or(RequestRefusal::NoSuchAttempt)?;
    match attempt.state {
        AttemptState::Opened => Ok(vec![closed(no, Closed::NotShown)]),
        AttemptState::Closed { why: Closed::NotShown, .. } => Ok(Events::new()),
        _ => Err(RequestRefusal::NoSuchAttempt),
    }
}

/// Attempts whose token nobody has seen end with their hold.
pub(super) fn close_unshown(state: &RequestState, hold: &Hold) -> Events {
    let unshown = |attempt: &&Attempt| {
        attempt.hold == hold.no && matches!(attempt.state, AttemptState::Opened)
    };
    let not_shown = |attempt: &Attempt| closed(attempt.no, Closed::NotShown);
    state.attempts.iter().filter(unshown).map(not_shown).collect()
}

/// The attempt is over for good: nobody asks about it any more by themselves.
pub(super) const fn closed(attempt: AttemptNo, why: Closed) -> RequestEvent {
    RequestEvent::AttemptClosed { attempt, why, ask_again: None }
}

/// Other money has come. A closed attempt that surely has not been asked about once more is left
/// alone: the question would capture its money, and unasked the bank returns it.
pub(super) fn leave_closed(state: &RequestState, paid: Option<AttemptNo>, at: Timestamp) -> Events {
    let unasked = |attempt: &&Attempt| {
        Some(attempt.no) != paid && attempt.ask_again().is_some_and(|due| at < due)
    };
    let left = |attempt: &Attempt| closed(attempt.no, Closed::LeftToBank);
    state.attempts.iter().filter(unasked).map(left).collect()
}
