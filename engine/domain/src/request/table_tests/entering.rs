//! The entry and what is typed.

use super::picture::check;
use crate::limits::DRAFT_BYTES_MAX;
use crate::request::{Operation, Stage};

#[test]
fn the_request_exists_from_the_entry_on() {
    check(&[
        "0 | enter       | entered | Form | -",
        "9 | enter       | -       | Form | -",
        "9 | view        | -       | Form | -",
        "9 | draft hello | drafted | Form | -",
        "9 | draft hello | -       | Form | -",
    ]);
}

#[test]
fn nobody_does_anything_before_the_entry() {
    for command in ["choose A", "view", "give back", "move A", "again", "draft hello", "edit"] {
        check(&[&format!("0 | {command} | no: NotEntered | - | -")]);
    }
}

#[test]
fn a_new_booklet_changes_the_serial_and_nothing_else() {
    let picture = check(&[
        "0 | enter               | entered | Form | -",
        "1 | draft hello         | drafted | Form | -",
        "2 | enter serial 000282 | entered | Form | -",
        "3 | enter serial 000282 | -       | Form | -",
    ]);
    let state = picture.state.expect("entered");
    assert_eq!((state.serial.as_str(), &state.draft[..]), ("000282", &b"hello"[..]));
}

#[test]
fn a_draft_has_a_bound() {
    let long = "x".repeat(DRAFT_BYTES_MAX + 1);
    check(&[
        "0 | enter | entered | Form | -",
        &format!("1 | draft {long} | no: TooLong | Form | -"),
        &format!("1 | draft {} | drafted | Form | -", &long[1..]),
    ]);
}

#[test]
fn details_are_changed_once_they_are_stated_and_the_mobile_before_that_too() {
    check(&[
        "0 | enter              | entered         | Form     | -",
        "1 | edit               | no: Denied(NoForm) | Form     | -",
        "1 | mobile             | mobile changed  | Form     | -",
        "2 | choose A           | intend 1 A bank | Deciding | hold 1",
        "3 | mobile             | mobile changed  | Deciding | hold 1",
        "4 | edit               | edited          | Deciding | hold 1",
        "4 | edit               | -               | Deciding | hold 1",
        "5 | answer hold 1 full | refused 1 Full  | ChooseAgain A | -",
        "6 | mobile             | mobile changed  | ChooseAgain A | -",
    ]);
}

#[test]
fn what_was_submitted_is_no_draft_any_more() {
    let picture = check(&[
        "0 | enter       | entered         | Form     | -",
        "1 | draft hello | drafted         | Form     | -",
        "2 | choose A    | intend 1 A bank | Deciding | hold 1",
    ]);
    let state = picture.state.expect("entered");
    assert!(state.draft.is_empty() && state.details.is_some());
}

#[test]
fn what_was_typed_to_edit_is_no_draft_after_it() {
    let picture = check(&[
        "0 | enter              | entered         | Form     | -",
        "2 | choose A           | intend 1 A bank | Deciding | hold 1",
        "3 | draft hello        | drafted         | Deciding | hold 1",
        "4 | edit               | edited, drafted | Deciding | hold 1",
        "5 | draft again        | drafted         | Deciding | hold 1",
        "6 | edit               | drafted         | Deciding | hold 1",
    ]);
    assert!(picture.state.expect("entered").draft.is_empty());
}

#[test]
fn operations_are_allowed_by_one_table() {
    let entered = check(&["0 | enter | entered | Form | -"]).state.expect("entered");
    let booked = [super::picture::AT_THE_BANK, super::picture::BOOKED].concat();
    let booked = check(&booked).state.expect("entered");
    assert_eq!(Stage::of(&booked), Stage::Booked);
    for operation in Operation::ALL {
        let before = matches!(operation, Operation::ChangeMobile | Operation::SendScan);
        assert_eq!(operation.allowed(&entered), before, "{operation:?} before the form");
        let after = operation != Operation::OpenRequest;
        assert_eq!(operation.allowed(&booked), after, "{operation:?} after the booking");
    }
}
