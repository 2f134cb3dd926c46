//! Whether an event can have happened to a request as it stands.
//!
//! The law's `evolve` may not refuse: it ends the process on an impossible event. Somebody who
//! looks at a damaged directory asks here first.

use nobat_domain::ids::{AttemptNo, HoldNo};
use nobat_domain::request::{Follows, Kind, Pay, Phase, RequestEvent, RequestState};
use nobat_domain::shift::Purpose;
use nobat_domain::tariff::Service;

/// Whether `evolve` can take this event.
pub(super) fn fits(state: Option<&RequestState>, event: &RequestEvent) -> bool {
    let Some(state) = state else {
        return matches!(event, RequestEvent::Entered { .. });
    };
    let intended = |hold: &HoldNo| state.intent.is_some_and(|intent| intent.hold == *hold);
    match event {
        RequestEvent::Entered { national_id, .. } => *national_id == state.national_id,
        RequestEvent::Drafted { .. }
        | RequestEvent::SeatBack { .. }
        | RequestEvent::Edited { .. }
        | RequestEvent::MobileChanged { .. } => true,
        RequestEvent::Intended { hold, .. } => state.intent.is_none() && hold.0 > state.holds_used,
        RequestEvent::Refused { hold, .. } | RequestEvent::Taken { hold, .. } => intended(hold),
        RequestEvent::AttemptOpened { attempt, .. } => attempt.0 > state.attempts_used,
        RequestEvent::Tokened { attempt, .. } => {
            let hold = state.attempt(*attempt).map(|attempt| attempt.hold);
            hold.is_some_and(|hold| state.hold(hold).is_some())
        }
        RequestEvent::AttemptClosed { attempt, .. } => state.attempt(*attempt).is_some(),
        RequestEvent::Verifying { attempt, .. } | RequestEvent::Verified { attempt, .. } => {
            shown(state, *attempt)
        }
        RequestEvent::Ending { hold, .. } | RequestEvent::Ended { hold, .. } => {
            state.hold(*hold).is_some()
        }
        RequestEvent::Booked { hold, .. } => bookable(state, *hold),
        RequestEvent::GivenBack { .. }
        | RequestEvent::Excused
        | RequestEvent::DeliveryChanged { .. } => state.booking.is_some(),
        RequestEvent::WaitBegan { .. } => state.booking.is_some(),
        RequestEvent::WaitEnded => state.waiting.is_some(),
        RequestEvent::Imported { .. } => state.is_untouched(),
        RequestEvent::OfferAccepted { hold } => {
            state.hold(*hold).is_some_and(|hold| hold.purpose == Purpose::Offer)
        }
        RequestEvent::ScanKept { scan } => state.next_scan() == Some(scan.no),
        RequestEvent::Advanced { step } => {
            let made = state.makes_card() || !step.is_of_the_card();
            state.booking.is_some() && made && step.follows(state.step()) == Follows::Next
        }
        RequestEvent::Undone { step } => state.step() == Some(*step) && step.is_undoable(),
        RequestEvent::Opened { service } => opens(state, *service),
        RequestEvent::MistakeFound => state.mistake_ruling().is_ok(),
        RequestEvent::Reversed { order, .. } => state.reversal_ruling(*order).is_ok(),
    }
}

/// What may be opened follows from all that was issued: no fee is named that is not due.
fn opens(state: &RequestState, service: Service) -> bool {
    Kind::ALL.into_iter().any(|kind| kind.ruling(state) == Ok(service))
}

fn shown(state: &RequestState, attempt: AttemptNo) -> bool {
    state.attempt(attempt).is_some_and(|attempt| attempt.token().is_some())
}

fn bookable(state: &RequestState, hold: HoldNo) -> bool {
    let Some(hold) = state.hold(hold).filter(|hold| hold.phase == Phase::Booking) else {
        return false;
    };
    let moves = hold.purpose.is_second_seat();
    let paid = moves || hold.pay == Pay::Nothing || !state.purse.is_empty();
    state.booking.is_some() == moves && paid
}

#[cfg(test)]
mod tests {
    use super::*;
    use nobat_domain::ids::DataKeyNo;
    use nobat_domain::person::{BookletSerial, NationalId};
    use nobat_domain::timestamp::Timestamp;

    fn entered() -> RequestState {
        let id = NationalId::parse("2580200606").expect("a right number");
        let serial = BookletSerial::parse("883810").expect("six digits");
        RequestState::entered(id, serial, DataKeyNo(1), Timestamp(1))
    }

    #[test]
    fn a_history_begins_with_an_entry() {
        let draft = RequestEvent::Drafted { draft: Vec::new() };
        assert!(!fits(None, &draft));
        assert!(fits(Some(&entered()), &draft));
    }

    #[test]
    fn what_was_never_held_cannot_end_or_be_booked() {
        let hold = HoldNo(1);
        let state = entered();
        let code = nobat_domain::tracking_code::TrackingCode::new(100_000_000).expect("a code");
        let booked = RequestEvent::Booked { hold, code, cool_until: Timestamp(2) };
        assert!(!fits(Some(&state), &booked));
        let why = nobat_domain::request::EndReason::RanOut;
        assert!(!fits(Some(&state), &RequestEvent::Ended { hold, why }));
        assert!(!fits(Some(&state), &RequestEvent::GivenBack { cool_until: Timestamp(2) }));
        let step = nobat_domain::request::Step::Missed;
        assert!(!fits(Some(&state), &RequestEvent::Advanced { step }));
        assert!(!fits(Some(&state), &RequestEvent::Undone { step }));
        assert!(!fits(
            Some(&state),
            &RequestEvent::Refused { hold, why: nobat_domain::shift::Refusal::Full }
        ));
    }
}
