//! Tokens, and banks that give none.

use super::picture::{AT_THE_BANK, check};

const HELD: &[&str] = &[
    "0 | enter              | entered                        | Form              | -",
    "1 | choose A           | intend 1 A bank                | Deciding          | hold 1",
    "1 | answer hold 1 held | taken 1 seat 5, opened 1 for 1 | Unpaid 1 till 301 | -",
];

#[test]
fn another_bank_is_offered_where_one_gives_no_token() {
    let other = [
        "20 | tokenless 1    | closed 1 NotShown | Unpaid 1 till 301  | -",
        "21 | tokenless 1    | -                 | Unpaid 1 till 301  | -",
        "22 | token 1        | no: NoSuchAttempt | Unpaid 1 till 301  | -",
        "30 | again bank 1   | opened 2 for 1    | Unpaid 1 till 301  | -",
        "31 | token 2        | tokened 2         | Unpaid 1 till 1051 | extend 1 till 1051",
        "32 | tokenless 2    | no: NoSuchAttempt | Unpaid 1 till 1051 | extend 1 till 1051",
    ];
    check(&[HELD, &other].concat());
}

#[test]
fn a_token_is_taken_once() {
    let twice = [
        "3 | token 1 named T | -                 | Unpaid 1 till 1022 | extend 1 till 1022",
        "3 | token 1 named U | no: NoSuchAttempt | Unpaid 1 till 1022 | extend 1 till 1022",
        "3 | token 9         | no: NoSuchAttempt | Unpaid 1 till 1022 | extend 1 till 1022",
    ];
    check(&[AT_THE_BANK, &twice].concat());
}

#[test]
fn a_token_that_comes_after_the_deadline_is_never_shown() {
    let late = [
        "301 | token 1     | no: NoHold | Unpaid 1 till 301 | holding 1",
        "302 | due 1 ended | closed 1 NotShown, ended 1 RanOut | ChooseAgain A | -",
    ];
    check(&[HELD, &late].concat());
}

#[test]
fn a_refused_extension_ends_the_hold_before_the_token_is_shown() {
    let refused = [
        "300 | token 1              | tokened 1      | Unpaid 1 till 1320 | extend 1 till 1320",
        "301 | answer extend 1 gone | ended 1 RanOut | ChooseAgain A      | -",
    ];
    check(&[HELD, &refused].concat());
}

#[test]
fn no_hold_lives_past_its_cap_by_paying_anew() {
    let anew = [
        "1000 | again   | opened 2 for 1 | Unpaid 1 till 1022 | extend 1 till 1022",
        "1010 | token 2 | tokened 2      | Unpaid 1 till 2030 | extend 1 till 2030",
        "2000 | again   | opened 3 for 1 | Unpaid 1 till 2030 | extend 1 till 2030",
        "2010 | token 3 | tokened 3      | Unpaid 1 till 2401 | extend 1 till 2401",
        "2390 | again   | opened 4 for 1 | Unpaid 1 till 2401 | extend 1 till 2401",
        "2401 | token 4 | no: NoHold     | Unpaid 1 till 2401 | holding 1",
        "2401 | again   | no: NoHold     | Unpaid 1 till 2401 | holding 1",
    ];
    check(&[AT_THE_BANK, &anew].concat());
}

#[test]
fn nothing_is_paid_without_a_hold() {
    check(&[
        "0 | enter    | entered    | Form | -",
        "1 | again    | no: NoHold | Form | -",
        "1 | token 1  | no: NoSuchAttempt | Form | -",
    ]);
}

#[test]
fn attempts_that_may_still_take_money_have_a_bound() {
    let four = [
        "10 | again    | opened 2 for 1 | Unpaid 1 till 1022 | extend 1 till 1022",
        "10 | again    | opened 3 for 1 | Unpaid 1 till 1022 | extend 1 till 1022",
        "10 | again    | opened 4 for 1 | Unpaid 1 till 1022 | extend 1 till 1022",
        "11 | again    | no: TooManyAttempts | Unpaid 1 till 1022 | extend 1 till 1022",
        "11 | choose B | no: TooManyAttempts | Unpaid 1 till 1022 | extend 1 till 1022",
        "12 | tokenless 4 | closed 4 NotShown | Unpaid 1 till 1022 | extend 1 till 1022",
        "13 | choose B | intend 2 B bank | Deciding | hold 2, extend 1 till 1022",
        "13 | again    | no: IntentOpen  | Deciding | hold 2, extend 1 till 1022",
    ];
    check(&[AT_THE_BANK, &four].concat());
}

#[test]
fn many_attempts_leave_only_the_last_ones_remembered() {
    let mut rows: Vec<String> = AT_THE_BANK.iter().map(|row| (*row).to_owned()).collect();
    for no in 2..40 {
        let stays = "Unpaid 1 till 1022 | extend 1 till 1022";
        rows.push(format!("{no} | again         | opened {no} for 1  | {stays}"));
        rows.push(format!("{no} | tokenless {no} | closed {no} NotShown | {stays}"));
    }
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let state = check(&rows).state.expect("entered");
    assert!(state.attempts.len() <= crate::limits::ATTEMPTS_KEPT_MAX);
    let first = state.attempts.first().expect("the open one is never forgotten");
    assert!(first.open() && first.no.0 == 1);
}

#[test]
fn a_banks_page_that_would_outlive_every_hold_is_refused() {
    let unpaid = "Unpaid 1 till 301 | -";
    check(&[
        "0 | enter              | entered         | Form     | -",
        "1 | choose A           | intend 1 A bank | Deciding | hold 1",
        "1 | answer hold 1 held | taken 1 seat 5, opened 1 for 1 | Unpaid 1 till 301 | -",
        &format!("2 | token 1 window 86401 | no: WindowTooLong | {unpaid}"),
        &format!("2 | token 1 window 18446744073709551 | no: WindowTooLong | {unpaid}"),
        "2 | token 1 window 86400 | tokened 1 | Unpaid 1 till 2401 | extend 1 till 2401",
    ]);
}
