//! Event to state: total, and the same in life and in replay.

use crate::ids::{AttemptNo, HoldNo, SeatNo};
use crate::limits::{ATTEMPTS_KEPT_MAX, OFFERS_MAX, PURSE_MAX, UNPAID_COUNTED_FOR};
use crate::payment::{Attempt, AttemptState, Closed, Money, Page, Receipt, Token};
use crate::request::event::{EndReason, Pay, RequestEvent};
use crate::request::import::imported;
use crate::request::kind::Past;
use crate::request::reverse::reversed;
use crate::request::scan::Scan;
use crate::request::state::{
    Booking, GivingBack, Hold, Intent, LastChoice, Phase, RequestState, Waiting,
};
use crate::request::step::{Follows, Reached, Step};
use crate::shift::Purpose;
use crate::tariff::Service;
use crate::timestamp::Timestamp;

/// Applies what has happened. It never refuses; an impossible event is a broken invariant.
#[must_use]
pub fn evolve(state: Option<RequestState>, event: &RequestEvent, at: Timestamp) -> RequestState {
    let mut state = match (state, event) {
        (None, RequestEvent::Entered { national_id, serial, data_key }) => {
            return RequestState::entered(*national_id, *serial, *data_key, at);
        }
        (None, _) => unreachable!("REQ-1: a request begins by entering"),
        (Some(state), _) => state,
    };
    state.evolve(event, at);
    state
}

impl RequestState {
    /// As [`evolve`], in place, of a request that has begun.
    pub fn evolve(&mut self, event: &RequestEvent, at: Timestamp) {
        apply(self, event, at);
    }
}

fn apply(state: &mut RequestState, event: &RequestEvent, at: Timestamp) {
    match event {
        RequestEvent::Entered { serial, .. } => state.serial = *serial,
        RequestEvent::Drafted { draft } => state.draft.clone_from(draft),
        RequestEvent::Intended { .. } => intended(state, event),
        RequestEvent::Refused { hold, why } => {
            let intent = state.intent.take().expect("a refusal answers an intent");
            assert_eq!(intent.hold, *hold, "a refusal answers its own intent");
            if intent.purpose == Purpose::Offer {
                return;
            }
            let why = EndReason::Refused(*why);
            state.last = Some(LastChoice { hold: *hold, choice: intent.choice, why, at });
        }
        RequestEvent::Taken { hold, seat, deadline } => taken(state, (*hold, *seat), *deadline, at),
        RequestEvent::AttemptOpened { attempt, hold, bank, order, amount } => {
            assert!(attempt.0 > state.attempts_used, "an attempt's number is never used twice");
            state.attempts_used = attempt.0;
            forget_oldest(state);
            let (no, hold, bank) = (*attempt, *hold, *bank);
            let (order, amount, opened_at) = (*order, *amount, at);
            let fresh = AttemptState::Opened;
            state.attempts.push(Attempt { no, hold, bank, order, amount, opened_at, state: fresh });
        }
        RequestEvent::Tokened { attempt, token, window_ends, deadline } => {
            let shown = AttemptState::Shown { token: token.clone(), window_ends: *window_ends };
            let no = set_attempt(state, *attempt, shown);
            let hold = state.hold_mut(no).expect("a token is shown only for a living hold");
            hold.deadline = hold.deadline.max(*deadline);
        }
        RequestEvent::AttemptClosed { attempt, why, ask_again } => {
            closed(state, *attempt, *why, *ask_again);
        }
        RequestEvent::Verifying { attempt, failed_return, verify_by } => {
            verifying(state, *attempt, *failed_return, *verify_by);
        }
        RequestEvent::Verified { attempt, receipt } => verified(state, *attempt, receipt, at),
        RequestEvent::Ending { hold, why } => {
            let hold = state.hold_mut(*hold).expect("only a living hold is let go");
            hold.phase = Phase::Ending(*why);
        }
        RequestEvent::Ended { hold, why } => ended(state, *hold, *why, at),
        RequestEvent::Booked { .. } => booked(state, event, at),
        RequestEvent::GivenBack { cool_until } => given_back(state, *cool_until, at),
        RequestEvent::SeatBack { hold } => state.giving_back.retain(|back| back.hold != *hold),
        RequestEvent::Edited { details } => state.details = Some((**details).clone()),
        RequestEvent::MobileChanged { mobile } => match &mut state.details {
            Some(details) => details.mobile = *mobile,
            None => state.mobile = Some(*mobile),
        },
        RequestEvent::Excused => state.excused = true,
        RequestEvent::DeliveryChanged { office } => state.delivery = Some(*office),
        RequestEvent::Advanced { step } => advanced(state, *step, at),
        RequestEvent::Undone { step } => undone(state, *step),
        RequestEvent::WaitBegan { area, scope } => {
            // Who only changes the wish keeps the place.
            let since = state.waiting.map_or(at, |waiting| waiting.since);
            state.waiting = Some(Waiting { since, area: *area, scope: *scope });
        }
        RequestEvent::WaitEnded => state.waiting = None,
        RequestEvent::Imported { .. } => imported(state, event, at),
        RequestEvent::OfferAccepted { hold } => offer_accepted(state, *hold),
        RequestEvent::Opened { service } => opened(state, *service, at),
        RequestEvent::MistakeFound => state.issued.mistaken = true,
        RequestEvent::ScanKept { scan } => scanned(state, *scan),
        RequestEvent::Reversed { order, reference } => reversed(state, *order, reference, at),
    }
}

fn offer_accepted(state: &mut RequestState, hold: HoldNo) {
    let hold = state.hold_mut(hold).expect("only a living offer is accepted");
    assert_eq!(hold.purpose, Purpose::Offer, "only what was offered is accepted");
    hold.phase = Phase::Booking;
}

fn taken(
    state: &mut RequestState,
    (no, seat): (HoldNo, SeatNo),
    deadline: Timestamp,
    at: Timestamp,
) {
    let intent = state.intent.take().expect("a hold answers an intent");
    assert_eq!(intent.hold, no, "a hold answers its own intent");
    let Intent { choice, purpose, pay, cap, .. } = intent;
    let phase = Phase::Live;
    state.holds.push(Hold { no, choice, seat, purpose, pay, deadline, cap, phase });
    if purpose == Purpose::Offer {
        (state.offers, state.offered_at) = (state.offers.saturating_add(1), Some(at));
    }
    fund(state);
}

fn ended(state: &mut RequestState, hold: HoldNo, why: EndReason, at: Timestamp) {
    let place = state.holds.iter().position(|held| held.no == hold);
    let held = state.holds.remove(place.expect("HOLD-1: a hold ends once"));
    if held.purpose == Purpose::Offer {
        // The booked seat is as it was; nobody is offered more than so many.
        state.waiting = state.waiting.filter(|_| state.offers < OFFERS_MAX);
    } else if why != EndReason::Replaced {
        count_unpaid(state, &held, at);
        state.last = Some(LastChoice { hold, choice: held.choice, why, at });
    }
}

fn scanned(state: &mut RequestState, scan: Scan) {
    assert_eq!(state.next_scan(), Some(scan.no), "scans are numbered without a gap");
    state.scan = Some(scan);
}

fn advanced(state: &mut RequestState, step: Step, at: Timestamp) {
    assert!(state.booking.is_some(), "STAGE-1: only a booked request goes further");
    assert_eq!(
        step.follows(state.step()),
        Follows::Next,
        "STAGE-1: no step is skipped or goes back"
    );
    state.reached = Some(Reached { step, at });
    if !step.is_undoable() {
        state.waiting = None;
    }
    if state.is_ended() {
        state.issued = state.issued.with(state.service);
    }
}

fn undone(state: &mut RequestState, step: Step) {
    assert_eq!(state.step(), Some(step), "STAGE-1: only the last step is undone");
    assert!(step.is_undoable(), "STAGE-1: nothing rests on a step that is undone");
    state.reached = None;
}

/// What rests on the request before becomes history, and nothing of it is taken over but what the
/// citizen has stated: prices differ, so money that is left goes back to the bank that it is from.
fn opened(state: &mut RequestState, service: Service, at: Timestamp) {
    assert!(!state.in_flight(), "REQ-1: a request ends before the next one is opened");
    if let Some(booking) = state.booking.take() {
        let reached = state.reached.take().expect("STAGE-1: a request that has ended has come far");
        let code = state.code.take().expect("a booking has a code");
        let (service, ended_at) = (state.service, reached.at);
        state.past.push(Past { service, code, booking, ended_at });
    }
    (state.service, state.entered_at) = (service, at);
    state.to_reverse.append(&mut state.purse);
    state.attempts.clear();
    state.draft.clear();
    (state.moves, state.unpaid, state.excused) = (0, 0, false);
    (state.last, state.delivery) = (None, None);
    // The scan stays what an office sees, and is none of those that may be sent now.
    state.scans_before = state.scan.map_or(0, |scan| scan.no);
    // When somebody was offered a seat last is not forgotten: one in a day is the most.
    (state.waiting, state.offers) = (None, 0);
}

fn intended(state: &mut RequestState, event: &RequestEvent) {
    let RequestEvent::Intended { hold, choice, purpose, pay, decide_by, deadline, cap, details } =
        event
    else {
        unreachable!("called for this event alone")
    };
    assert!(state.intent.is_none(), "REQ-2: one intent at a time");
    assert!(hold.0 > state.holds_used, "a hold's number is never used twice");
    state.holds_used = hold.0;
    if let Some(details) = details {
        state.details = Some((**details).clone());
        state.draft.clear();
        state.mobile = None;
    }
    let (hold, choice, purpose, pay) = (*hold, *choice, *purpose, *pay);
    let (decide_by, deadline, cap) = (*decide_by, *deadline, *cap);
    state.intent = Some(Intent { hold, choice, purpose, pay, decide_by, deadline, cap });
}

/// A hold that waited for money until its end. Money that came for it, or for nothing, is no such.
fn count_unpaid(state: &mut RequestState, held: &Hold, at: Timestamp) {
    let waited = held.phase != Phase::Booking && matches!(held.pay, Pay::Bank { .. });
    if waited && state.purse.is_empty() {
        let long_ago = state.last.is_some_and(|last| at >= last.at.plus(UNPAID_COUNTED_FOR));
        state.unpaid = if long_ago { 1 } else { state.unpaid.saturating_add(1) };
    }
}

fn given_back(state: &mut RequestState, cool_until: Timestamp, at: Timestamp) {
    let booking = state.booking.take().expect("only a booking is given back");
    let counted = state.is_counted(&booking, at);
    state.moves = state.moves.saturating_add(counted.into());
    let Booking { hold, choice, seat, paid, .. } = booking;
    if let Some(money) = paid {
        keep(state, money);
    }
    state.giving_back.push(GivingBack { hold, choice, seat, cool_until });
    state.last = Some(LastChoice { hold, choice, why: EndReason::GivenBack, at });
    (state.reached, state.excused, state.waiting) = (None, false, None);
}

fn booked(state: &mut RequestState, event: &RequestEvent, at: Timestamp) {
    let RequestEvent::Booked { hold: no, code, cool_until } = event else {
        unreachable!("called for this event alone")
    };
    let place = state.holds.iter().position(|held| held.no == *no);
    let hold = state.holds.remove(place.expect("HOLD-1: a hold ends once"));
    assert_eq!(hold.phase, Phase::Booking, "PAY-2: only a paid hold is booked");
    let old = state.booking.take();
    assert_eq!(old.is_some(), hold.purpose.is_second_seat(), "REQ-2: two seats only in a move");
    let paid = match old {
        Some(old) => {
            // Who follows an offer has not begun the move.
            let counted = hold.purpose == Purpose::Move && state.is_counted(&old, at);
            state.moves = state.moves.saturating_add(counted.into());
            let Booking { hold, choice, seat, paid, .. } = old;
            state.giving_back.push(GivingBack { hold, choice, seat, cool_until: *cool_until });
            paid
        }
        None if hold.pay == Pay::Nothing => None,
        None => {
            assert!(!state.purse.is_empty(), "PAY-2: no booking without verified money");
            Some(state.purse.remove(0))
        }
    };
    let Hold { choice, seat, .. } = hold;
    state.booking = Some(Booking { hold: *no, choice, seat, paid, booked_at: at });
    state.code = Some(*code);
    state.last = None;
    state.unpaid = 0;
    // A day that was missed or closed, and the wish for another one, are behind whoever has moved.
    (state.reached, state.excused, state.waiting) = (None, false, None);
}

/// Money that is there books the hold that lives: the newest, and never a second one.
fn fund(state: &mut RequestState) {
    if state.holds.iter().any(|hold| hold.phase == Phase::Booking) {
        return;
    }
    let money = !state.purse.is_empty();
    let waits = |hold: &&mut Hold| {
        // An offered seat waits for its citizen, and for no money.
        hold.purpose != Purpose::Offer
            && matches!(hold.phase, Phase::Live | Phase::Verifying { .. })
    };
    if let Some(hold) = state.holds.iter_mut().rev().find(waits)
        && (money || hold.pay == Pay::Nothing)
    {
        hold.phase = Phase::Booking;
    }
}

fn set_attempt(state: &mut RequestState, no: AttemptNo, to: AttemptState) -> HoldNo {
    let attempt = state.attempt_mut(no).expect("an open attempt is remembered");
    attempt.state = to;
    attempt.hold
}

fn token_of(state: &RequestState, no: AttemptNo) -> Option<Token> {
    state.attempt(no).expect("an open attempt is remembered").token().cloned()
}

fn verifying(state: &mut RequestState, no: AttemptNo, failed: bool, verify_by: Timestamp) {
    let attempt = state.attempt(no).expect("an open attempt is remembered");
    let Page { token, window_ends } = attempt.page().expect("only a shown token comes back");
    // It was closed and is asked once more: the bank's no is final as it was then.
    let failed_return = failed || !attempt.open();
    let asking = AttemptState::Asking { token, window_ends, failed_return };
    let hold = set_attempt(state, no, asking);
    if let Some(hold) = state.hold_mut(hold)
        && hold.phase == Phase::Live
    {
        hold.phase = Phase::Verifying { verify_by };
    }
}

fn closed(state: &mut RequestState, no: AttemptNo, why: Closed, ask_again: Option<Timestamp>) {
    let attempt = state.attempt(no).expect("an open attempt is remembered");
    let (page, was_open) = (attempt.page(), attempt.open());
    let hold = set_attempt(state, no, AttemptState::Closed { page, why, ask_again });
    if !was_open {
        return;
    }
    let still = state.attempts.iter().any(|other| other.hold == hold && other.asking());
    if let Some(hold) = state.hold_mut(hold)
        && let Phase::Verifying { verify_by } = hold.phase
        && !still
    {
        // Another tab may still be paying; the shift keeps the seat until then.
        hold.phase = Phase::Live;
        hold.deadline = hold.deadline.max(verify_by);
    }
}

fn verified(state: &mut RequestState, no: AttemptNo, receipt: &Receipt, at: Timestamp) {
    let token = token_of(state, no).expect("only a shown token is paid");
    let reference = receipt.reference.clone();
    set_attempt(state, no, AttemptState::Paid { token, reference });
    let attempt = state.attempt(no).expect("it was there a line ago");
    let money = Money {
        bank: attempt.bank,
        order: attempt.order,
        amount: receipt.amount,
        reference: receipt.reference.clone(),
        trace: receipt.trace.clone(),
        verified_at: at,
    };
    keep(state, money);
    fund(state);
}

/// PAY-1: all money has a place. A purse that is full takes no more; what comes then is to be
/// reversed, which a person does.
fn keep(state: &mut RequestState, money: Money) {
    let full = state.purse.len() >= PURSE_MAX;
    let place = if full { &mut state.to_reverse } else { &mut state.purse };
    place.push(money);
}

/// A settled attempt is forgotten when there is no more room; others never are.
fn forget_oldest(state: &mut RequestState) {
    while state.attempts.len() >= ATTEMPTS_KEPT_MAX {
        let Some(place) = state.attempts.iter().position(|attempt| !attempt.unsettled()) else {
            return;
        };
        state.attempts.remove(place);
    }
}
