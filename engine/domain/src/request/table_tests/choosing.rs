//! Choosing a seat, and what a shift answers.

use super::picture::{AT_THE_BANK, check};

#[test]
fn a_choice_is_intended_then_held_then_paid_for() {
    check(AT_THE_BANK);
}

#[test]
fn the_form_comes_before_the_choice() {
    check(&[
        "0 | enter         | entered         | Form     | -",
        "1 | choose A bare | no: NoDetails   | Form     | -",
        "1 | choose A      | intend 1 A bank | Deciding | hold 1",
    ]);
}

#[test]
fn a_second_tab_is_told_that_the_first_is_choosing() {
    check(&[
        "0 | enter              | entered                        | Form              | -",
        "1 | choose A           | intend 1 A bank                | Deciding          | hold 1",
        "1 | choose A           | no: IntentOpen                 | Deciding          | hold 1",
        "1 | choose B           | no: IntentOpen                 | Deciding          | hold 1",
        "2 | answer hold 1 held | taken 1 seat 5, opened 1 for 1 | Unpaid 1 till 301 | -",
        "2 | answer hold 1 held | -                              | Unpaid 1 till 301 | -",
        "2 | answer hold 1 full | -                              | Unpaid 1 till 301 | -",
    ]);
}

#[test]
fn every_no_of_a_shift_ends_the_intent() {
    for (answer, why) in
        [("full", "Full"), ("late", "TooLate"), ("closed", "Closed"), ("ended", "HoldEnded")]
    {
        check(&[
            "0 | enter    | entered         | Form     | -",
            "1 | choose A | intend 1 A bank | Deciding | hold 1",
            &format!("2 | answer hold 1 {answer} | refused 1 {why} | ChooseAgain A | -"),
            "3 | choose B | intend 2 B bank | Deciding | hold 2",
            "3 | answer hold 1 held | - | Deciding | hold 2",
        ]);
    }
}

#[test]
fn a_hold_that_ended_before_its_answer_came_is_a_no() {
    check(&[
        "0   | enter              | entered             | Form          | -",
        "1   | choose A           | intend 1 A bank     | Deciding      | hold 1",
        "400 | answer hold 1 gone | refused 1 HoldEnded | ChooseAgain A | -",
    ]);
}

#[test]
fn a_free_tariff_needs_no_bank() {
    check(&[
        "0 | enter                | entered            | Form     | -",
        "1 | choose A fee 0       | intend 1 A nothing | Deciding | hold 1",
        "2 | answer hold 1 held   | taken 1 seat 5     | Booking  | book 1",
        "3 | answer book 1 booked | booked 1           | Booked   | -",
        "4 | choose B             | no: AlreadyBooked  | Booked   | -",
    ]);
}

#[test]
fn a_new_choice_while_a_hold_lives_moves_the_hold() {
    let new = [
        "30 | choose B              | intend 2 B bank | Deciding | hold 2, extend 1 till 1022",
        "31 | answer hold 2 held    | taken 2 seat 5, ending 1 Replaced, opened 2 for 2 \
             | Unpaid 2 till 330 | release 1",
        "32 | answer release 1 gone | ended 1 Replaced | Unpaid 2 till 330 | -",
    ];
    check(&[AT_THE_BANK, &new].concat());
}

#[test]
fn a_refused_new_choice_leaves_the_hold_that_lives() {
    let new = [
        "30 | choose B           | intend 2 B bank | Deciding | hold 2, extend 1 till 1022",
        "31 | answer hold 2 full | refused 2 Full  | Unpaid 1 till 1022 | extend 1 till 1022",
    ];
    check(&[AT_THE_BANK, &new].concat());
}

#[test]
fn an_attempt_that_nobody_saw_ends_with_the_hold_that_is_replaced() {
    check(&[
        "0 | enter              | entered                        | Form              | -",
        "1 | choose A           | intend 1 A bank                | Deciding          | hold 1",
        "1 | answer hold 1 held | taken 1 seat 5, opened 1 for 1 | Unpaid 1 till 301 | -",
        "2 | choose B           | intend 2 B bank                | Deciding          | hold 2",
        "3 | answer hold 2 held | taken 2 seat 5, closed 1 NotShown, ending 1 Replaced, \
             opened 2 for 2 | Unpaid 2 till 302 | release 1",
        "4 | token 1            | no: NoSuchAttempt              | Unpaid 2 till 302 | release 1",
    ]);
}

#[test]
fn the_same_seat_once_more_is_another_way_to_pay_for_it() {
    let same = [
        "30 | choose A bank 1 | opened 2 for 1 | Unpaid 1 till 1022 | extend 1 till 1022",
        "31 | token 2         | tokened 2      | Unpaid 1 till 1051 | extend 1 till 1051",
    ];
    check(&[AT_THE_BANK, &same].concat());
}

#[test]
fn a_hold_in_silence_is_asked_about_and_then_ends() {
    check(&[
        "0   | enter                 | entered         | Form          | -",
        "1   | choose A              | intend 1 A bank | Deciding      | hold 1",
        "1   | answer hold 1 held    | taken 1 seat 5, opened 1 for 1 | Unpaid 1 till 301 | -",
        "300 | view                  | -               | Unpaid 1 till 301 | -",
        "301 | view                  | -               | Unpaid 1 till 301 | holding 1",
        "301 | again                 | no: NoHold      | Unpaid 1 till 301 | holding 1",
        "302 | answer holding 1 gone | closed 1 NotShown, ended 1 RanOut | ChooseAgain A | -",
        "303 | due 1 ended           | -               | ChooseAgain A | -",
        "304 | choose A              | intend 2 A bank | Deciding      | hold 2",
    ]);
}

#[test]
fn the_clock_of_the_shift_ends_an_unpaid_hold() {
    check(&[
        "0   | enter              | entered                        | Form              | -",
        "1   | choose A           | intend 1 A bank                | Deciding          | hold 1",
        "1   | answer hold 1 held | taken 1 seat 5, opened 1 for 1 | Unpaid 1 till 301 | -",
        "301 | due 1 ended | closed 1 NotShown, ended 1 RanOut     | ChooseAgain A     | -",
        "301 | due 1 ended | -                                     | ChooseAgain A     | -",
    ]);
}
