//! Opening, resizing and closing a day.

use super::picture::{DAY, check, start};
use crate::limits::{DAYS_OPEN_MAX, SEATS_MAX};
use crate::shift::{Refusal, ShiftCommand, ShiftState, decide, evolve};
use crate::timestamp::Timestamp;

#[test]
fn a_day_may_be_resized_below_what_is_taken() {
    check(&[
        "0   | open 3     | done            | 3 0 0",
        "1   | a1 hold    | held 0 till 300 | 2 1 0",
        "1   | b1 hold    | held 1 till 300 | 1 2 0",
        "2   | b1 book seat 1 | booked 1    | 1 1 1",
        "3   | open 1     | done            | 0 1 1 over 1",
        "4   | c1 hold    | Full            | 0 1 1 over 1",
        "300 | tick       | 0 ended         | 0 0 1",
        "301 | b1 back seat 1 | gone        | 1 0 0",
        "302 | open 5     | done            | 5 0 0",
    ]);
}

#[test]
fn a_seat_beyond_the_approved_number_keeps_its_owner() {
    check(&[
        "0 | open 2            | done            | 2 0 0",
        "1 | a1 hold           | held 0 till 300 | 1 1 0",
        "1 | b1 hold           | held 1 till 300 | 0 2 0",
        "2 | open 0            | done            | 0 2 0 over 2",
        "3 | b1 book seat 1    | booked 1        | 0 1 1 over 2",
        "4 | a1 release        | gone            | 0 0 1 over 1",
        "5 | open 2            | done            | 1 0 1",
        "6 | c1 hold           | held 0 till 300 | 0 1 1",
    ]);
}

#[test]
fn a_closed_day_refuses_and_opens_again() {
    check(&[
        "0 | close     | NoSuchDay       | -",
        "0 | open 1    | done            | 1 0 0",
        "1 | close     | done            | 1 0 0",
        "2 | close     | done            | 1 0 0",
        "3 | a1 hold   | Closed          | 1 0 0",
        "4 | open 1    | done            | 1 0 0",
        "5 | a1 hold   | held 0 till 300 | 0 1 0",
    ]);
}

#[test]
fn an_opening_may_be_put_off() {
    check(&[
        "0  | open 1           | done             | 1 0 0",
        "1  | open 1 from 60   | done             | 1 0 0",
        "2  | a1 hold          | not open till 60 | 1 0 0",
        "3  | open 1 from 2    | done             | 1 0 0",
        "4  | a1 hold          | held 0 till 300  | 0 1 0",
    ]);
}

#[test]
fn a_day_that_has_begun_is_resized_but_never_opened_for_the_first_time() {
    check(&["86399.999 | open 1 | done | 1 0 0", "86400     | open 2 | done | 2 0 0"]);
    check(&["86400 | open 1 | Past | -"]);
}

#[test]
fn an_opening_that_no_record_can_keep_is_refused() {
    let open = |opens_at| ShiftCommand::OpenDay { day: DAY, approved: 1, opens_at };
    let state = ShiftState::default();
    assert!(decide(&state, &open(Timestamp::LATEST), start()).is_ok());
    let beyond = Timestamp(Timestamp::LATEST.0 + 1);
    assert_eq!(decide(&state, &open(beyond), start()), Err(Refusal::OverLimit));
}

#[test]
fn more_seats_or_days_than_the_law_allows_are_refused() {
    let mut state = ShiftState::default();
    let open = |day, approved| ShiftCommand::OpenDay { day, approved, opens_at: start() };
    assert_eq!(decide(&state, &open(DAY, SEATS_MAX + 1), start()), Err(Refusal::OverLimit));
    let days = i32::try_from(DAYS_OPEN_MAX).expect("a small number");
    for n in 0..days {
        let decided = decide(&state, &open(DAY.plus(n), SEATS_MAX), start());
        evolve(&mut state, &decided.expect("within the limit").event.expect("a new day"));
    }
    assert_eq!(decide(&state, &open(DAY.plus(days), 1), start()), Err(Refusal::OverLimit));
    assert!(decide(&state, &open(DAY, 1), start()).is_ok(), "an old day is still resized");
}
