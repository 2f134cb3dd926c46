//! Money without a seat, seats without money.

use super::picture::{AT_THE_BANK, BOOKED, check};

/// The hold has run out while the bank was silent.
const TOO_LATE: &[&str] = &[
    "60   | returns 1 ok | asking 1       | Asking | secure 1 till 1260",
    "1260 | due 1 ended  | ended 1 RanOut | Asking | -",
];

#[test]
fn paid_but_the_hold_is_gone_takes_a_seat_of_the_same_shift_and_day() {
    let again = [
        "1300 | bank 1 paid          | verified 1, intend 2 A credit retake | Deciding | hold 2",
        "1301 | answer hold 2 held   | taken 2 seat 5 | Booking | book 2",
        "1302 | answer book 2 booked | booked 2       | Booked  | -",
    ];
    let picture = check(&[AT_THE_BANK, TOO_LATE, &again].concat());
    let state = picture.state.expect("entered");
    assert!(state.purse.is_empty() && state.booking.is_some_and(|seat| seat.paid.is_some()));
}

#[test]
fn where_that_is_full_the_money_stays_as_credit_and_pays_the_next_choice() {
    let credit = [
        "1300 | bank 1 paid          | verified 1, intend 2 A credit retake | Deciding | hold 2",
        "1301 | answer hold 2 full   | refused 2 Full    | Credit   | -",
        "1302 | choose B fee 9999    | intend 3 B credit | Deciding | hold 3",
        "1303 | answer hold 3 full   | refused 3 Full    | Credit   | -",
        "1304 | choose B             | intend 4 B credit | Deciding | hold 4",
        "1305 | answer hold 4 held   | taken 4 seat 5    | Booking  | book 4",
        "1306 | answer book 4 booked | booked 4          | Booked   | -",
    ];
    check(&[AT_THE_BANK, TOO_LATE, &credit].concat());
}

#[test]
fn a_booking_that_comes_too_late_at_the_shift_takes_a_seat_again() {
    let late = [
        "60 | returns 1 ok         | asking 1   | Asking  | secure 1 till 1260",
        "61 | bank 1 paid          | verified 1 | Booking | book 1",
        "62 | due 1 ended          | -          | Booking | book 1",
        "63 | answer book 1 gone   | ended 1 RanOut, intend 2 A credit retake | Deciding | hold 2",
        "64 | answer hold 2 held   | taken 2 seat 5 | Booking | book 2",
        "65 | answer book 2 gone   | ended 2 RanOut | Credit  | -",
    ];
    check(&[AT_THE_BANK, &late].concat());
}

#[test]
fn money_that_comes_after_a_failed_return_takes_the_seat_again() {
    let turned = [
        "60 | returns 1 failed      | asking 1 | Asking | secure 1 till 1260",
        "61 | bank 1 unpaid         | closed 1 Failed again 1082, ending 1 NotPaid | NotPaid A \
         | release 1",
        "62 | answer release 1 gone | ended 1 NotPaid | NotPaid A | -",
        "70 | returns 1 ok          | asking 1   | Asking   | -",
        "71 | bank 1 paid           | verified 1, intend 2 A credit retake | Deciding | hold 2",
    ];
    check(&[AT_THE_BANK, &turned].concat());
}

#[test]
fn also_while_the_old_seat_is_still_on_its_way_back() {
    let turned = [
        "60 | returns 1 failed      | asking 1 | Asking | secure 1 till 1260",
        "61 | bank 1 unpaid         | closed 1 Failed again 1082, ending 1 NotPaid | NotPaid A \
         | release 1",
        "70 | returns 1 ok          | asking 1   | Asking   | release 1",
        "71 | bank 1 paid           | verified 1, intend 2 A credit retake | Deciding \
             | hold 2, release 1",
        "72 | answer release 1 gone | ended 1 NotPaid | Deciding | hold 2",
        "73 | answer hold 2 held    | taken 2 seat 5  | Booking  | book 2",
    ];
    check(&[AT_THE_BANK, &turned].concat());
}

#[test]
fn a_citizen_who_has_chosen_anew_is_not_put_back() {
    let anew = [
        "1300 | choose B           | intend 2 B bank | Deciding      | hold 2",
        "1301 | answer hold 2 full | refused 2 Full  | Asking        | -",
        "1302 | bank 1 paid        | verified 1      | Credit        | -",
    ];
    check(&[AT_THE_BANK, TOO_LATE, &anew].concat());
}

#[test]
fn late_money_books_the_hold_that_lives_by_then() {
    let anew = [
        "1300 | choose B           | intend 2 B bank | Deciding | hold 2",
        "1301 | answer hold 2 held | taken 2 seat 5  | Asking   | -",
        "1302 | bank 1 paid        | verified 1      | Booking  | book 2",
    ];
    check(&[AT_THE_BANK, TOO_LATE, &anew].concat());
}

#[test]
fn late_money_pays_for_a_choice_that_is_being_decided() {
    let anew = [
        "1300 | choose B           | intend 2 B bank | Deciding | hold 2",
        "1301 | bank 1 paid        | verified 1      | Deciding | hold 2",
        "1302 | answer hold 2 held | taken 2 seat 5  | Booking  | book 2",
    ];
    check(&[AT_THE_BANK, TOO_LATE, &anew].concat());
    let refused = [
        "1300 | choose B           | intend 2 B bank | Deciding | hold 2",
        "1301 | bank 1 paid        | verified 1      | Deciding | hold 2",
        "1302 | answer hold 2 full | refused 2 Full  | Credit   | -",
    ];
    check(&[AT_THE_BANK, TOO_LATE, &refused].concat());
}

#[test]
fn a_browser_closed_without_paying_is_met_with_a_button_to_pay() {
    let closed = [
        "600  | enter         | -        | Unpaid 1 till 1022 | extend 1 till 1022",
        "601  | again         | opened 2 for 1 | Unpaid 1 till 1022 | extend 1 till 1022",
        "602  | token 2       | tokened 2      | Unpaid 1 till 1622 | extend 1 till 1622",
    ];
    check(&[AT_THE_BANK, &closed].concat());
}

#[test]
fn a_time_that_ran_out_is_met_with_the_same_seat_first() {
    let out = [
        "1022 | due 1 secured         | asking 1 | Asking | secure 1 till 2222",
        "1082 | bank 1 unpaid         | closed 1 RunOut, ending 1 RanOut | ChooseAgain A \
               | release 1",
        "1083 | answer release 1 gone | ended 1 RanOut | ChooseAgain A | -",
        "9000 | enter                 | -              | ChooseAgain A | -",
    ];
    check(&[AT_THE_BANK, &out].concat());
}

#[test]
fn a_seat_that_is_given_back_leaves_its_money_as_credit() {
    let back = [
        "90  | give back          | given back           | Credit   | back 1",
        "91  | give back          | no: Denied(NotBooked)        | Credit   | back 1",
        "92  | choose B           | no: GivingBack       | Credit   | back 1",
        "92  | move B             | no: Denied(NotBooked)        | Credit   | back 1",
        "93  | answer back 1 gone | seat back 1          | Credit   | -",
        "93  | answer back 1 gone | -                    | Credit   | -",
        "94  | choose B           | intend 2 B credit    | Deciding | hold 2",
        "95  | answer hold 2 held | taken 2 seat 5       | Booking  | book 2",
        "96  | answer book 2 booked | booked 2           | Booked   | -",
    ];
    let state = check(&[AT_THE_BANK, BOOKED, &back].concat()).state.expect("entered");
    assert!(state.purse.is_empty() && !state.in_flight());
    assert_eq!(state.moves, 1, "giving back and choosing anew is a move in two steps");
}

#[test]
fn a_code_is_given_once_and_kept() {
    let back = [
        "90 | give back            | given back        | Credit   | back 1",
        "91 | answer back 1 gone   | seat back 1       | Credit   | -",
    ];
    let state = check(&[AT_THE_BANK, BOOKED, &back].concat()).state.expect("entered");
    assert!(state.booking.is_none() && state.code.is_some());
}

#[test]
fn nothing_is_given_back_without_a_booking() {
    check(&[
        "0 | enter     | entered       | Form | -",
        "1 | give back | no: Denied(NotBooked) | Form | -",
        "1 | move A    | no: Denied(NotBooked) | Form | -",
    ]);
}
