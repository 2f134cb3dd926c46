//! The bank was asked. Its word is compared with our own record before anything rests on it.

use crate::ids::AttemptNo;
use crate::limits::LAST_QUESTION_WITHIN;
use crate::payment::{Attempt, AttemptState, BankSays, Closed, PaymentRefusal, Receipt};
use crate::request::choose::intend;
use crate::request::command::Choice;
use crate::request::decide::{Chances, Events, Verdict};
use crate::request::event::{EndReason, Pay, RequestEvent};
use crate::request::pay::{closed, leave_closed};
use crate::request::refusal::RequestRefusal;
use crate::request::state::{LastChoice, Phase, RequestState};
use crate::shift::Purpose;
use crate::timestamp::Timestamp;

pub(super) fn bank_said(
    state: &RequestState,
    no: AttemptNo,
    says: &BankSays,
    chances: &Chances<'_>,
) -> Verdict {
    let attempt = state.attempt(no).ok_or(RequestRefusal::NoSuchAttempt)?;
    if attempt.token().is_none() {
        // Nobody could pay without a token, so no bank was asked.
        return Err(RequestRefusal::NoSuchAttempt);
    }
    match says {
        BankSays::Unknown => Ok(in_doubt(attempt, chances)),
        BankSays::Paid(receipt) => paid(state, attempt, receipt, chances),
        BankSays::Returned if attempt.open() => {
            Ok(close(state, attempt, Closed::Returned, chances))
        }
        BankSays::Returned if attempt.ask_again().is_some() => {
            Ok(vec![closed(no, Closed::Returned)])
        }
        // The page is over, and nobody has paid on it: that was the last question.
        BankSays::NotPaid if attempt.may_be_asked_again(chances.at) => {
            Ok(vec![closed(no, Closed::RunOut)])
        }
        BankSays::NotPaid if attempt.not_paid_is_final(&chances.terms, chances.at) => {
            let failed = matches!(attempt.state, AttemptState::Asking { failed_return: true, .. });
            let why = if failed { Closed::Failed } else { Closed::RunOut };
            Ok(close(state, attempt, why, chances))
        }
        BankSays::Returned | BankSays::NotPaid => Ok(Events::new()),
    }
}

/// The question itself may have captured the money: from now on it is asked until it is final.
///
/// A closed attempt stays closed meanwhile, so that its owner is free to choose and to pay.
fn in_doubt(attempt: &Attempt, chances: &Chances<'_>) -> Events {
    if let Some(due) = attempt.ask_again()
        && chances.at >= due.plus(LAST_QUESTION_WITHIN)
    {
        return vec![closed(attempt.no, Closed::Unanswered)];
    }
    if !matches!(attempt.state, AttemptState::Shown { .. }) {
        return Events::new();
    }
    let verify_by = chances.at.plus(chances.terms.verify_within);
    vec![RequestEvent::Verifying { attempt: attempt.no, failed_return: false, verify_by }]
}

fn paid(
    state: &RequestState,
    attempt: &Attempt,
    receipt: &Receipt,
    chances: &Chances<'_>,
) -> Verdict {
    receipt.compare(attempt).map_err(RequestRefusal::Payment)?;
    if let AttemptState::Paid { reference, .. } = &attempt.state {
        return if *reference == receipt.reference {
            Ok(Events::new())
        } else {
            Err(RequestRefusal::Payment(PaymentRefusal::WrongReference))
        };
    }
    let mut events = vec![RequestEvent::Verified { attempt: attempt.no, receipt: receipt.clone() }];
    events.extend(leave_closed(state, Some(attempt.no), chances.at));
    let wanted = state.wanted_hold().is_some() || state.intent.is_some();
    if wanted || state.booking.is_some() || !state.giving_back.is_empty() {
        return Ok(events);
    }
    // The hold is gone. A seat of the same shift and day is as good, unless the citizen has
    // chosen anew since; else the money stays as credit.
    if let Some(choice) = lost_choice(state, attempt) {
        events.push(intend(state, choice, Purpose::Retake, Pay::Credit, None, chances));
    }
    Ok(events)
}

/// What this attempt was to pay for, if nothing was chosen since.
fn lost_choice(state: &RequestState, attempt: &Attempt) -> Option<Choice> {
    match state.hold(attempt.hold) {
        Some(hold) if hold.phase == Phase::Ending(EndReason::Replaced) => None,
        Some(hold) => Some(hold.choice),
        None => {
            let lost =
                |last: &LastChoice| last.hold == attempt.hold && last.why != EndReason::GivenBack;
            state.last.filter(lost).map(|last| last.choice)
        }
    }
}

/// When the bank is to be asked once more about an attempt that its no makes final: as soon as its
/// page is surely over, if somebody might still pay on it until then. Where other money has paid
/// already nobody asks: that would capture what the bank else returns.
fn last_question(
    state: &RequestState,
    attempt: &Attempt,
    why: Closed,
    chances: &Chances<'_>,
) -> Option<Timestamp> {
    let paid = state.booking.is_some() || !state.purse.is_empty();
    let over = attempt.page()?.window_ends.plus(chances.terms.final_margin);
    (why == Closed::Failed && !paid && chances.at < over).then_some(over)
}

/// The seat is let go when the hold's last open attempt is final.
fn close(state: &RequestState, attempt: &Attempt, why: Closed, chances: &Chances<'_>) -> Events {
    let ask_again = last_question(state, attempt, why, chances);
    let mut events = vec![RequestEvent::AttemptClosed { attempt: attempt.no, why, ask_again }];
    let others = state
        .attempts
        .iter()
        .any(|other| other.no != attempt.no && other.hold == attempt.hold && other.open());
    let waits = state
        .hold(attempt.hold)
        .is_some_and(|hold| matches!(hold.phase, Phase::Live | Phase::Verifying { .. }));
    if waits && !others {
        let why = if why == Closed::RunOut { EndReason::RanOut } else { EndReason::NotPaid };
        events.push(RequestEvent::Ending { hold: attempt.hold, why });
    }
    events
}
