//! Requests that were made elsewhere before.

use super::picture::{check, choice};
use crate::ids::HoldNo;
use crate::request::{EraseCause, Step, may_erase};
use crate::timestamp::Millis;

#[test]
fn who_only_began_elsewhere_goes_on_at_the_form() {
    let picture = check(&[
        "0 | import bare | entered, imported        | Form     | -",
        "1 | import bare | -                        | Form     | -",
        "2 | choose A    | intend 1 A bank          | Deciding | hold 1",
    ]);
    assert!(picture.state.expect("entered").details.is_some(), "the form has said them");
}

#[test]
fn who_has_paid_elsewhere_chooses_without_paying() {
    let picture = check(&[
        "0 | import paid R1   | entered, imported paid | Credit   | -",
        "1 | import paid R1   | -                      | Credit   | -",
        "1 | import paid R2   | no: EnteredBefore      | Credit   | -",
        "2 | choose A bare    | intend 1 A credit      | Deciding | hold 1",
        "2 | answer hold 1 held   | taken 1 seat 5     | Booking  | book 1",
        "3 | answer book 1 booked | booked 1           | Booked   | -",
        "4 | import paid R1   | -                      | Booked   | -",
    ]);
    let state = picture.state.expect("entered");
    let booking = state.booking.expect("booked");
    assert!(booking.is_ours(), "a shift of ours has given it");
    assert_eq!(
        booking.paid.map(|money| money.reference.as_str().to_owned()).as_deref(),
        Some("R1")
    );
}

#[test]
fn whose_card_was_handed_over_elsewhere_is_done_and_is_forgotten_in_time() {
    let picture = check(&[
        "0 | import paid R1 delivered | entered, imported paid delivered | Booked | -",
        "1 | import paid R1 delivered | -                                | Booked | -",
        "2 | give back                | no: Denied(Begun { office: OfficeId(32) }) | Booked | -",
        "2 | move B                   | no: Denied(Begun { office: OfficeId(32) }) | Booked | -",
    ]);
    let state = picture.state.as_ref().expect("entered");
    assert_eq!(state.step(), Some(Step::Delivered));
    let booking = state.booking.as_ref().expect("it has been");
    assert_eq!((booking.hold, booking.choice), (HoldNo::ELSEWHERE, choice("A-400")));
    let kept = Millis::hours(3);
    let since = state.over_since().expect("handed over");
    assert_eq!(may_erase(state, EraseCause::Over { kept }, since.plus(kept)), Ok(()));
}

#[test]
fn who_has_entered_here_keeps_the_request_that_is_here() {
    check(&[
        "0 | enter          | entered           | Form | -",
        "1 | import bare    | -                 | Form | -",
        "1 | import paid R1 | no: EnteredBefore | Form | -",
        "1 | import bare delivered | no: EnteredBefore | Form | -",
    ]);
}

#[test]
fn a_completion_that_is_not_finished_is_not_taken_over() {
    check(&["0 | import begun          | no: StepSkips { now: None } | - | -"]);
    check(&["0 | import bare delivered | no: StepSkips { now: None } | - | -"]);
}
