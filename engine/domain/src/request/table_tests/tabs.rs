//! Two tabs, two banks, one seat.

use super::picture::{AT_THE_BANK, check};

/// Both tabs show a bank's page for the one hold.
const TWO: &[&str] = &[
    "10 | again bank 1         | opened 2 for 1 | Unpaid 1 till 1022 | extend 1 till 1022",
    "11 | token 2              | tokened 2      | Unpaid 1 till 1031 | extend 1 till 1031",
    "11 | answer extend 1 held | -              | Unpaid 1 till 1031 | extend 1 till 1031",
];

#[test]
fn verified_money_books_the_hold_whichever_tab_paid() {
    let second = [
        "60 | returns 2 ok         | asking 2   | Asking  | secure 1 till 1260",
        "61 | bank 2 paid          | verified 2 | Booking | book 1",
        "61 | answer book 1 booked | booked 1, closed 1 LeftToBank | Booked | -",
    ];
    check(&[AT_THE_BANK, TWO, &second].concat());
}

#[test]
fn the_answer_to_one_tab_never_ends_the_others() {
    let one = [
        "60 | returns 1 failed | asking 1 | Asking | secure 1 till 1260",
        "61 | bank 1 unpaid    | closed 1 Failed again 1082 | Unpaid 1 till 1260 \
         | extend 1 till 1260",
        "62 | returns 2 failed | asking 2 | Asking | secure 1 till 1262",
        "63 | bank 2 unpaid    | closed 2 Failed again 1091, ending 1 NotPaid | NotPaid A \
         | release 1",
    ];
    check(&[AT_THE_BANK, TWO, &one].concat());
}

#[test]
fn a_second_payment_of_a_booked_request_is_left_to_the_bank() {
    let both = [
        "60 | returns 2 ok         | asking 2   | Asking  | secure 1 till 1260",
        "61 | bank 2 paid          | verified 2 | Booking | book 1",
        "61 | answer book 1 booked | booked 1, closed 1 LeftToBank | Booked | -",
        "62 | returns 1 ok         | - | Booked | -",
        "63 | returns 1 failed     | - | Booked | -",
        "64 | bank 1 unpaid        | - | Booked | -",
    ];
    let picture = check(&[AT_THE_BANK, TWO, &both].concat());
    let state = picture.state.expect("entered");
    assert!(state.purse.is_empty() && !state.in_flight());
}

#[test]
fn a_second_payment_that_was_asked_about_becomes_credit() {
    let both = [
        "60 | returns 1 ok         | asking 1   | Asking  | secure 1 till 1260",
        "60 | returns 2 ok         | asking 2   | Asking  | secure 1 till 1260",
        "61 | bank 2 paid          | verified 2 | Booking | book 1",
        "61 | answer book 1 booked | booked 1   | Booked  | -",
        "62 | bank 1 silent        | -          | Booked  | -",
        "63 | bank 1 paid          | verified 1 | Booked  | -",
        "63 | bank 1 paid          | -          | Booked  | -",
    ];
    let picture = check(&[AT_THE_BANK, TWO, &both].concat());
    let state = picture.state.expect("entered");
    assert_eq!(state.purse.len(), 1);
    assert!(!state.in_flight());
}

#[test]
fn a_page_that_may_have_been_asked_about_is_asked_until_it_is_final() {
    let late = [
        "120 | bank 2 paid          | verified 2 | Booking | book 1",
        "121 | answer book 1 booked | booked 1, asking 1 | Booked | -",
        "122 | bank 1 silent        | -          | Booked | -",
        "127 | bank 1 paid          | verified 1 | Booked | -",
    ];
    let picture = check(&[AT_THE_BANK, TWO, &late].concat());
    assert_eq!(picture.state.expect("entered").purse.len(), 1);
    let unpaid = [
        "120  | bank 2 paid          | verified 2 | Booking | book 1",
        "121  | answer book 1 booked | booked 1, asking 1 | Booked | -",
        "1081 | bank 1 unpaid        | -          | Booked | -",
        "1082 | bank 1 unpaid        | closed 1 RunOut | Booked | -",
    ];
    let picture = check(&[AT_THE_BANK, TWO, &unpaid].concat());
    assert!(!picture.state.expect("entered").in_flight());
}

#[test]
fn a_claim_after_the_booking_by_another_tab_asks_nobody() {
    let claim = [
        "60 | returns 1 failed     | asking 1 | Asking | secure 1 till 1260",
        "61 | bank 1 unpaid        | closed 1 Failed again 1082 | Unpaid 1 till 1260 \
         | extend 1 till 1260",
        "62 | returns 2 ok         | asking 2   | Asking  | secure 1 till 1262",
        "63 | bank 2 paid          | verified 2, closed 1 LeftToBank | Booking | book 1",
        "63 | answer book 1 booked | booked 1   | Booked  | -",
        "64 | returns 1 ok         | -          | Booked  | -",
    ];
    check(&[AT_THE_BANK, TWO, &claim].concat());
}

#[test]
fn money_of_the_old_choice_books_the_new_one() {
    let moved = [
        "30 | choose B           | intend 2 B bank | Deciding | hold 2, extend 1 till 1022",
        "31 | answer hold 2 held | taken 2 seat 5, ending 1 Replaced, opened 2 for 2 \
             | Unpaid 2 till 330 | release 1",
        "32 | returns 1 ok       | asking 1   | Asking  | release 1",
        "33 | bank 1 paid        | verified 1 | Booking | release 1, book 2",
        "34 | answer book 2 booked | booked 2, closed 2 NotShown | Booked | release 1",
        "35 | answer release 1 gone | ended 1 Replaced | Booked | -",
    ];
    check(&[AT_THE_BANK, &moved].concat());
}

#[test]
fn money_that_comes_while_a_new_choice_is_decided_books_the_old_seat() {
    let racing = [
        "30 | choose B             | intend 2 B bank | Deciding | hold 2, extend 1 till 1022",
        "31 | bank 1 paid          | verified 1 | Deciding | hold 2, book 1",
        "32 | answer hold 2 held   | taken 2 seat 5, ending 2 Replaced | Booking \
             | book 1, release 2",
        "33 | answer book 1 booked | booked 1 | Booked | release 2",
        "34 | answer release 2 gone | ended 2 Replaced | Booked | -",
    ];
    check(&[AT_THE_BANK, &racing].concat());
}

#[test]
fn where_the_old_seat_is_gone_that_money_books_the_new_choice() {
    let racing = [
        "30 | choose B             | intend 2 B bank | Deciding | hold 2, extend 1 till 1022",
        "31 | bank 1 paid          | verified 1      | Deciding | hold 2, book 1",
        "32 | answer book 1 gone   | ended 1 RanOut  | Deciding | hold 2",
        "33 | answer hold 2 held   | taken 2 seat 5  | Booking  | book 2",
        "34 | answer book 2 booked | booked 2        | Booked   | -",
    ];
    check(&[AT_THE_BANK, &racing].concat());
}

#[test]
fn a_new_choice_that_is_answered_after_the_old_seat_was_booked_is_let_go() {
    for pay in ["bank", "nothing"] {
        let fee = if pay == "nothing" { "fee 0" } else { "" };
        let racing = [
            &format!(
                "30 | choose B {fee} | intend 2 B {pay} | Deciding \
                      | hold 2, extend 1 till 1022"
            ),
            "31 | bank 1 paid           | verified 1 | Deciding | hold 2, book 1",
            "32 | answer book 1 booked  | booked 1   | Booked   | hold 2",
            "33 | answer hold 2 held    | taken 2 seat 5, ending 2 Replaced | Booked | release 2",
            "34 | answer release 2 gone | ended 2 Replaced | Booked | -",
        ];
        let state = check(&[AT_THE_BANK, &racing].concat()).state.expect("entered");
        assert!(state.booking.is_some_and(|booking| booking.paid.is_some()));
    }
}
