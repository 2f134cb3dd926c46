//! Taking a seat for a while, and letting it go.

use super::picture::check;

#[test]
fn a_free_seat_is_held_until_its_deadline() {
    check(&[
        "0 | open 2         | done            | 2 0 0",
        "1 | a1 hold        | held 0 till 300 | 1 1 0",
        "2 | b1 hold by 12  | held 1 till 300 | 0 2 0",
        "3 | a1 still?      | held 0 till 300 | 0 2 0",
    ]);
}

#[test]
fn a_full_shift_refuses_a_hold() {
    check(&[
        "0 | open 1         | done            | 1 0 0",
        "1 | a1 hold        | held 0 till 300 | 0 1 0",
        "1 | b1 hold        | Full            | 0 1 0",
        "2 | a1 release     | gone            | 1 0 0",
        "2 | b1 hold        | held 0 till 300 | 0 1 0",
        "3 | b1 book        | booked 0        | 0 0 1",
        "3 | c1 hold        | Full            | 0 0 1",
    ]);
}

#[test]
fn the_same_message_gets_the_same_hold_whatever_has_become_of_the_day() {
    check(&[
        "0  | open 2        | done            | 2 0 0",
        "1  | a1 hold       | held 0 till 300 | 1 1 0",
        "2  | close         | done            | 1 1 0",
        "3  | a1 hold       | held 0 till 300 | 1 1 0",
        "4  | b1 hold       | Closed          | 1 1 0",
        "5  | open 0        | done            | 0 1 0 over 1",
        "50 | a1 hold       | held 0 till 300 | 0 1 0 over 1",
    ]);
}

#[test]
fn a_repeated_message_keeps_the_seat_that_was_extended_meanwhile() {
    check(&[
        "0 | open 1                  | done                  | 1 0 0",
        "1 | a1 hold                 | held 0 till 300       | 0 1 0",
        "2 | a1 extend till 900      | held 0 till 900 token | 0 1 0",
        "3 | a1 hold                 | held 0 till 900 token | 0 1 0",
    ]);
}

#[test]
fn a_request_that_asks_under_a_new_number_gets_another_seat() {
    check(&[
        "0 | open 2       | done            | 2 0 0",
        "1 | a1 hold      | held 0 till 300 | 1 1 0",
        "2 | a2 hold move | held 1 till 300 | 0 2 0",
    ]);
}

#[test]
fn a_day_that_nobody_opened_holds_nothing() {
    check(&[
        "0 | a1 hold             | NoSuchDay | -",
        "0 | open 1              | done      | 1 0 0",
        "1 | a1 hold elsewhere   | NoSuchDay | 1 0 0",
        "1 | a1 book elsewhere   | gone      | 1 0 0",
        "1 | a1 still? elsewhere | gone      | 1 0 0",
    ]);
}

#[test]
fn a_day_is_held_from_the_moment_it_opens() {
    check(&[
        "0      | open 1 from 60        | done             | 1 0 0",
        "59.999 | a1 hold by 70 till 90 | not open till 60 | 1 0 0",
        "60     | a1 hold by 70 till 90 | held 0 till 90   | 0 1 0",
    ]);
}

#[test]
fn a_day_that_has_begun_is_past() {
    check(&[
        "0         | open 2                                  | done               | 2 0 0",
        "86399.999 | a1 hold by 86410 till 86700 cap 90000   | held 0 till 86700  | 1 1 0",
        "86400     | b1 hold by 86410 till 86700 cap 90000   | Past               | 1 1 0",
        "86400     | a1 hold by 86410 till 86700 cap 90000   | held 0 till 86700  | 1 1 0",
        "86401     | a1 book                                 | booked 0           | 1 0 1",
    ]);
}

#[test]
fn after_its_moment_a_hold_is_refused_by_the_clock_alone() {
    check(&[
        "0      | open 3  | done            | 3 0 0",
        "10     | a1 hold | held 0 till 300 | 2 1 0",
        "10.001 | b1 hold | TooLate         | 2 1 0",
        "10.001 | a1 hold | held 0 till 300 | 2 1 0",
    ]);
}

#[test]
fn a_hold_that_was_released_does_not_rise_again() {
    check(&[
        "0      | open 1     | done            | 1 0 0",
        "1      | a1 hold    | held 0 till 300 | 0 1 0",
        "2      | a1 release | gone            | 1 0 0",
        "3      | a1 hold    | HoldEnded       | 1 0 0",
        "10     | a1 hold    | HoldEnded       | 1 0 0",
        "10.001 | a1 hold    | TooLate         | 1 0 0",
    ]);
}

#[test]
fn not_even_at_the_very_moment_by_which_it_had_to_be_decided() {
    check(&[
        "0  | open 2      | done            | 2 0 0",
        "1  | a1 hold     | held 0 till 300 | 1 1 0",
        "10 | a1 release  | gone            | 2 0 0",
        "10 | a1 hold     | HoldEnded       | 2 0 0",
    ]);
    check(&[
        "0  | open 2            | done            | 2 0 0",
        "1  | a1 hold           | held 0 till 300 | 1 1 0",
        "2  | a1 release        | gone            | 2 0 0",
        "10 | b1 hold by 20     | held 0 till 300 | 1 1 0",
        "10 | b1 release        | gone            | 2 0 0",
        "10 | a1 hold           | HoldEnded       | 2 0 0",
    ]);
}

#[test]
fn a_hold_that_was_booked_does_not_rise_beside_its_booking() {
    check(&[
        "0 | open 2        | done            | 2 0 0",
        "1 | a1 hold       | held 0 till 300 | 1 1 0",
        "2 | a1 book       | booked 0        | 1 0 1",
        "3 | a1 hold       | HoldEnded       | 1 0 1",
        "4 | a1 back       | gone            | 2 0 0",
        "5 | a1 hold       | HoldEnded       | 2 0 0",
    ]);
}

#[test]
fn the_lowest_seat_that_was_let_go_is_given_first() {
    check(&[
        "0 | open 3            | done            | 3 0 0",
        "1 | a1 hold           | held 0 till 300 | 2 1 0",
        "1 | b1 hold           | held 1 till 300 | 1 2 0",
        "1 | c1 hold           | held 2 till 300 | 0 3 0",
        "2 | c1 release seat 2 | gone            | 1 2 0",
        "2 | a1 release seat 0 | gone            | 2 1 0",
        "3 | d1 hold           | held 0 till 300 | 1 2 0",
        "3 | e1 hold           | held 2 till 300 | 0 3 0",
    ]);
}

#[test]
fn nobody_releases_the_hold_of_another() {
    check(&[
        "0 | open 1     | done            | 1 0 0",
        "1 | a1 hold    | held 0 till 300 | 0 1 0",
        "2 | b1 release | gone            | 0 1 0",
        "2 | a2 release | gone            | 0 1 0",
        "2 | b1 still?  | gone            | 0 1 0",
        "2 | b1 book    | gone            | 0 1 0",
        "2 | b1 secure till 900 | gone    | 0 1 0",
        "2 | b1 extend till 900 | gone    | 0 1 0",
        "2 | a1 release seat 1  | gone    | 0 1 0",
        "3 | a1 still?  | held 0 till 300 | 0 1 0",
    ]);
}

#[test]
fn a_booking_is_given_back_never_released() {
    check(&[
        "0 | open 1     | done            | 1 0 0",
        "1 | a1 hold    | held 0 till 300 | 0 1 0",
        "2 | a1 book    | booked 0        | 0 0 1",
        "3 | a1 release | gone            | 0 0 1",
        "4 | a1 still?  | booked 0        | 0 0 1",
    ]);
}
