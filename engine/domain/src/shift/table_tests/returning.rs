//! A booked seat comes back.

use super::picture::check;

#[test]
fn a_seat_that_is_given_back_is_free_at_once_for_others() {
    check(&[
        "0 | open 1    | done            | 1 0 0",
        "1 | a1 hold   | held 0 till 300 | 0 1 0",
        "2 | a1 book   | booked 0        | 0 0 1",
        "3 | a1 back   | gone            | 1 0 0",
        "4 | b1 hold   | held 0 till 300 | 0 1 0",
        "5 | a1 back   | gone            | 0 1 0",
        "6 | b1 book   | booked 0        | 0 0 1",
        "7 | a1 back   | gone            | 0 0 1",
    ]);
}

#[test]
fn a_cooling_seat_belongs_to_nobody_until_it_returns_to_the_lists() {
    check(&[
        "0   | open 1           | done            | 1 0 0",
        "1   | a1 hold          | held 0 till 300 | 0 1 0",
        "2   | a1 book          | booked 0        | 0 0 1",
        "3   | a1 back cool 203 | gone            | 0 1 0",
        "4   | a1 back cool 999 | gone            | 0 1 0",
        "5   | b1 hold          | Full            | 0 1 0",
        "6   | a1 release       | gone            | 0 1 0",
        "202.999 | tick         | -               | 0 1 0",
        "203 | tick             | 0 ended silently | 1 0 0",
    ]);
}

#[test]
fn a_cooling_time_that_is_over_is_none() {
    check(&[
        "0 | open 1         | done            | 1 0 0",
        "1 | a1 hold        | held 0 till 300 | 0 1 0",
        "2 | a1 book        | booked 0        | 0 0 1",
        "9 | a1 back cool 9 | gone            | 1 0 0",
    ]);
}

#[test]
fn two_seats_cool_side_by_side() {
    check(&[
        "0  | open 2                 | done            | 2 0 0",
        "1  | a1 hold                | held 0 till 300 | 1 1 0",
        "1  | b1 hold                | held 1 till 300 | 0 2 0",
        "2  | a1 book                | booked 0        | 0 1 1",
        "2  | b1 book seat 1         | booked 1        | 0 0 2",
        "3  | a1 back cool 40        | gone            | 0 1 1",
        "3  | b1 back cool 30 seat 1 | gone            | 0 2 0",
        "30 | tick                   | 1 ended silently | 1 1 0",
        "99 | tick                   | 0 ended silently | 2 0 0",
    ]);
}

#[test]
fn a_hold_is_not_given_back() {
    check(&[
        "0 | open 1    | done            | 1 0 0",
        "1 | a1 hold   | held 0 till 300 | 0 1 0",
        "2 | a1 back   | gone            | 0 1 0",
    ]);
}

#[test]
fn a_seat_of_a_closed_or_past_day_is_given_back_all_the_same() {
    check(&[
        "0     | open 1    | done            | 1 0 0",
        "1     | a1 hold   | held 0 till 300 | 0 1 0",
        "2     | a1 book   | booked 0        | 0 0 1",
        "3     | close     | done            | 0 0 1",
        "99999 | a1 back   | gone            | 1 0 0",
    ]);
}
