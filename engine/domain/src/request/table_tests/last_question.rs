//! A page that could be paid after the bank's no: the bank is asked once more when it is over.

use super::picture::{AT_THE_BANK, check};
use crate::limits::{ATTEMPTS_KEPT_MAX, LAST_QUESTION_WITHIN};
use crate::timestamp::Millis;

/// Cancelled at the bank, and the seat is back. The page stays open until 902 and is surely over
/// at 1082.
const CANCELLED: &[&str] = &[
    "60 | returns 1 failed      | asking 1 | Asking | secure 1 till 1260",
    "61 | bank 1 unpaid         | closed 1 Failed again 1082, ending 1 NotPaid | NotPaid A \
         | release 1",
    "62 | answer release 1 gone | ended 1 NotPaid | NotPaid A | -",
];

#[test]
fn who_pays_after_cancelling_is_found_when_the_page_is_over() {
    let paid = [
        "1081 | bank 1 unpaid        | -              | NotPaid A | -",
        "1082 | bank 1 paid          | verified 1, intend 2 A credit retake | Deciding | hold 2",
        "1083 | answer hold 2 held   | taken 2 seat 5 | Booking   | book 2",
        "1084 | answer book 2 booked | booked 2       | Booked    | -",
    ];
    let state = check(&[AT_THE_BANK, CANCELLED, &paid].concat()).state.expect("entered");
    assert!(state.booking.is_some_and(|booking| booking.paid.is_some()));
}

#[test]
fn a_request_is_in_flight_until_the_last_question_is_answered_and_no_longer() {
    let open = check(&[AT_THE_BANK, CANCELLED].concat()).state.expect("entered");
    assert!(open.in_flight() && open.holds.is_empty(), "a crash must not forget it");
    for (last_word, why) in [("unpaid", "RunOut"), ("returned", "Returned")] {
        let answered = [
            format!("1082 | bank 1 {last_word} | closed 1 {why} | NotPaid A | -"),
            "1083 | bank 1 unpaid | - | NotPaid A | -".to_owned(),
        ];
        let answered: Vec<&str> = answered.iter().map(String::as_str).collect();
        let state = check(&[AT_THE_BANK, CANCELLED, &answered].concat()).state.expect("entered");
        assert!(!state.in_flight());
    }
}

#[test]
fn a_silent_bank_is_left_to_a_person_in_the_end() {
    let Millis(within) = LAST_QUESTION_WITHIN;
    let end = 1_082 + within / 1_000;
    let silent = [
        "1082 | bank 1 silent | - | NotPaid A | -".to_owned(),
        format!("{} | bank 1 silent | - | NotPaid A | -", end - 1),
        format!("{end} | bank 1 silent | closed 1 Unanswered | NotPaid A | -"),
        // Even then its money is taken where it comes.
        format!("{} | returns 1 ok | asking 1 | Asking | -", end + 1),
    ];
    let silent: Vec<&str> = silent.iter().map(String::as_str).collect();
    check(&[AT_THE_BANK, CANCELLED, &silent].concat());
}

#[test]
fn a_later_return_asks_once_more_and_the_last_question_stays() {
    let turned = [
        "70   | returns 1 ok  | asking 1 | Asking | -",
        "71   | bank 1 unpaid | closed 1 Failed again 1082 | NotPaid A | -",
        "1082 | bank 1 unpaid | closed 1 RunOut | NotPaid A | -",
    ];
    check(&[AT_THE_BANK, CANCELLED, &turned].concat());
}

#[test]
fn a_no_after_the_page_is_over_was_the_last_question() {
    let late = [
        "1081 | returns 1 failed | asking 1 | Asking | secure 1 till 2281",
        "1082 | bank 1 unpaid    | closed 1 Failed, ending 1 NotPaid | NotPaid A | release 1",
        "1083 | answer release 1 gone | ended 1 NotPaid | NotPaid A | -",
    ];
    assert!(!check(&[AT_THE_BANK, &late].concat()).state.expect("entered").in_flight());
}

/// Choosing and paying go on as if nothing were open.
const CHOSEN_ANEW: &[&str] = &[
    "100 | choose B             | intend 2 B bank | Deciding | hold 2",
    "101 | answer hold 2 held   | taken 2 seat 5, opened 2 for 2 | Unpaid 2 till 400 | -",
    "102 | token 2              | tokened 2 | Unpaid 2 till 1122 | extend 2 till 1122",
];

#[test]
fn other_money_leaves_the_cancelled_page_to_the_bank() {
    let booked = [
        "200  | returns 2 ok         | asking 2 | Asking | secure 2 till 1400",
        "201  | bank 2 paid          | verified 2, closed 1 LeftToBank | Booking | book 2",
        "202  | answer book 2 booked | booked 2 | Booked | -",
        "203  | returns 1 ok         | -        | Booked | -",
        "1082 | bank 1 unpaid        | -        | Booked | -",
    ];
    let picture = check(&[AT_THE_BANK, CANCELLED, CHOSEN_ANEW, &booked].concat());
    assert!(!picture.state.expect("entered").in_flight(), "asking would capture its money");
}

#[test]
fn a_seat_that_costs_nothing_leaves_it_to_the_bank_too() {
    let free = [
        "100 | choose B fee 0       | intend 2 B nothing | Deciding | hold 2",
        "101 | answer hold 2 held   | taken 2 seat 5     | Booking  | book 2",
        "102 | answer book 2 booked | booked 2, closed 1 LeftToBank | Booked | -",
    ];
    let picture = check(&[AT_THE_BANK, CANCELLED, &free].concat());
    assert!(!picture.state.expect("entered").in_flight());
}

#[test]
fn a_last_question_that_may_have_captured_money_is_asked_until_it_is_answered() {
    let doubt = [
        "1082 | bank 1 silent        | - | Unpaid 2 till 1122 | extend 2 till 1122",
        "1083 | returns 2 ok         | asking 2   | Asking  | secure 2 till 2283",
        "1084 | bank 2 paid          | verified 2 | Booking | book 2",
        "1085 | answer book 2 booked | booked 2   | Booked  | -",
        "1090 | bank 1 paid          | verified 1 | Booked  | -",
    ];
    let picture = check(&[AT_THE_BANK, CANCELLED, CHOSEN_ANEW, &doubt].concat());
    let state = picture.state.expect("entered");
    assert_eq!((state.purse.len(), state.in_flight()), (1, false));
}

#[test]
fn money_of_the_last_question_books_the_hold_that_lives_by_then() {
    let paid = [
        "1082 | bank 1 paid          | verified 1 | Booking | book 2",
        "1083 | answer book 2 booked | booked 2, asking 2 | Booked | -",
    ];
    check(&[AT_THE_BANK, CANCELLED, CHOSEN_ANEW, &paid].concat());
}

#[test]
fn where_the_seat_is_gone_by_then_the_money_is_credit() {
    let full = [
        "1082 | bank 1 paid        | verified 1, intend 2 A credit retake | Deciding | hold 2",
        "1083 | answer hold 2 full | refused 2 Full | Credit | -",
    ];
    check(&[AT_THE_BANK, CANCELLED, &full].concat());
}

/// Rows of one more choice of A that is cancelled at the bank, as the `no`-th hold and attempt.
pub fn cancelled_once_more(no: u64, from: u64) -> Vec<String> {
    let (till, shown) = (from + 301, from + 2 + 1_020);
    let (secured, again) = (from + 3 + 1_200, from + 2 + 900 + 180);
    let stage = if no == 1 { "Form" } else { "NotPaid A" };
    vec![
        format!("{from} | enter | - | {stage} | -"),
        format!("{} | choose A | intend {no} A bank | Deciding | hold {no}", from + 1),
        format!(
            "{} | answer hold {no} held | taken {no} seat 5, opened {no} for {no} \
             | Unpaid {no} till {till} | -",
            from + 1
        ),
        format!(
            "{} | token {no} | tokened {no} | Unpaid {no} till {shown} | extend {no} till {shown}",
            from + 2
        ),
        format!(
            "{} | returns {no} failed | asking {no} | Asking | secure {no} till {secured}",
            from + 3
        ),
        format!(
            "{} | bank {no} unpaid | closed {no} Failed again {again}, ending {no} NotPaid \
             | NotPaid A | release {no}",
            from + 4
        ),
        format!("{} | answer release {no} gone | ended {no} NotPaid | NotPaid A | -", from + 5),
    ]
}

#[test]
fn no_attempt_that_is_to_be_asked_about_is_forgotten_for_the_sake_of_another() {
    let most = u64::try_from(ATTEMPTS_KEPT_MAX).expect("a small number");
    let mut rows = vec!["0 | enter | entered | Form | -".to_owned()];
    rows.extend((1..=most).flat_map(|no| cancelled_once_more(no, no * 10)));
    rows.push("200 | choose A | no: TooManyAttempts | NotPaid A | -".to_owned());
    rows.push("1092 | bank 1 unpaid | closed 1 RunOut | NotPaid A | -".to_owned());
    let next = most + 1;
    rows.push(format!("1093 | choose A | intend {next} A bank | Deciding | hold {next}"));
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let state = check(&rows).state.expect("entered");
    assert_eq!(state.attempts.len(), ATTEMPTS_KEPT_MAX);
}
