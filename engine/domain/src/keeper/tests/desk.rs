//! Rows, waiting callers, what answers rest on, and numbers that are given once.

use super::kit::{
    FIRST, KEY, Played, RECOVERED, START, booked, choose, desired, desk, entry, held, paid,
    state_of, token, told,
};
use crate::ids::{AttemptNo, OrderNo, RequestKey, Sequence};
use crate::keeper::in_flight::WAITS_MAX;
use crate::keeper::{Counters, DeskInput, Outcome, Row, WaitId};
use crate::request::{Phase, Remains, RequestCommand, RequestRefusal, RequestState};
use crate::shift::{Answer, Refusal};
use crate::timestamp::Millis;

const WAIT: WaitId = WaitId(1);

#[test]
fn a_row_older_than_what_the_desk_has_decided_is_read_again() {
    let mut played = Played::entered();
    let old = Row { state: None, remains: Remains::default(), applied: RECOVERED };
    let output = played.give(Some(old), choose(), Some(WAIT));
    assert_eq!(output.answers, [(WAIT, Outcome::Reload(played.sequence))]);
    assert_eq!((output.events, output.sends), (vec![], vec![]));
    let output = played.ask(choose(), Some(WAIT));
    assert_eq!(output.events.len(), 1);
}

#[test]
fn a_command_without_a_row_asks_for_one() {
    let mut played = Played::entered();
    let output = played.give(None, RequestCommand::View, Some(WAIT));
    assert_eq!(output.answers, [(WAIT, Outcome::Reload(played.sequence))]);
    let output = played.give(None, RequestCommand::FellDue { hold: FIRST, secured: false }, None);
    assert_eq!((output.events, output.answers), (vec![], vec![]));
}

#[test]
fn whoever_was_here_a_moment_ago_needs_no_row() {
    let mut played = Played { desk: desk().keeping(1), ..Played::entered() };
    played.ask(RequestCommand::View, None);
    let output = played.give(None, choose(), Some(WAIT));
    assert_eq!(output.events.len(), 1);
    assert!(state_of_kept(&played).intent.is_some());
}

#[test]
fn a_refusal_keeps_what_was_kept() {
    let mut played = Played { desk: desk().keeping(1), ..Played::entered() };
    played.ask(RequestCommand::View, None);
    for _ in 0..2 {
        let output = played.give(None, token(1, START), Some(WAIT));
        assert!(matches!(output.answers[..], [(WAIT, Outcome::Refused(_, Some(_)))]));
    }
}

#[test]
fn whoever_comes_later_to_a_place_takes_it_and_the_first_needs_a_row_again() {
    let other = RequestKey([9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 8]);
    let mut played = Played { desk: desk().keeping(1), ..Played::entered() };
    played.ask(RequestCommand::View, None);
    let row =
        Row { state: played.row.clone(), remains: Remains::default(), applied: played.sequence };
    let input = DeskInput {
        key: other,
        row: Some(row),
        command: RequestCommand::View,
        wait: None,
        chance: 0,
        at: START,
    };
    played.desk.receive(input);
    assert_eq!(played.desk.data_key(KEY), None);
    assert!(played.desk.data_key(other).is_some());
    let output = played.give(None, choose(), Some(WAIT));
    assert_eq!(output.answers, [(WAIT, Outcome::Reload(RECOVERED))]);
}

fn state_of_kept(played: &Played) -> &RequestState {
    played.desk.states().find(|(key, _)| *key == KEY).expect("in flight").1
}

#[test]
fn what_is_in_flight_needs_no_row_and_beats_an_old_one() {
    let (mut played, _) = Played::chosen(None);
    let old = Row { state: None, remains: Remains::default(), applied: Sequence(0) };
    let output = played.give(Some(old), RequestCommand::View, Some(WAIT));
    assert!(state_of(&output.answers[0].1).intent.is_some());
}

#[test]
fn a_request_at_rest_is_let_go_and_its_slot_remembers_how_far_it_came() {
    let mut played = Played::entered();
    assert_eq!(played.desk.in_flight(), 0);
    assert_eq!(played.desk.rests_on(KEY), played.sequence);
    played.ask(RequestCommand::View, None);
    assert_eq!(played.desk.in_flight(), 0);
}

#[test]
fn nobody_is_told_that_nobody_has_entered() {
    let mut played = Played { desk: desk(), sequence: RECOVERED, row: None, now: START };
    let output = played.ask(RequestCommand::View, Some(WAIT));
    assert_eq!(output.answers, [(WAIT, Outcome::Refused(RequestRefusal::NotEntered, None))]);
}

#[test]
fn who_chooses_waits_for_the_shift() {
    let (mut played, hold) = Played::chosen(Some(WAIT));
    let output = played.answer(hold, held(START.plus(Millis::minutes(5))));
    assert_eq!(told(&output), [WAIT]);
    let hold = state_of(&output.answers[0].1).hold(FIRST).expect("held");
    assert_eq!(hold.phase, Phase::Live);
}

#[test]
fn who_chooses_is_told_of_a_no_as_well() {
    let (mut played, hold) = Played::chosen(Some(WAIT));
    let output = played.answer(hold, Err(Refusal::Full));
    assert_eq!(told(&output), [WAIT]);
    assert_eq!(played.desk.in_flight(), 0, "nothing of it is open");
}

#[test]
fn who_brings_a_token_waits_until_the_shift_has_extended_the_hold() {
    let (mut played, extend) = Played::tokened(Some(WAIT));
    let output = played.ask(RequestCommand::View, None);
    assert_eq!(told(&output), []);
    let output = played.answer(extend, held(START.plus(Millis::minutes(17))));
    assert_eq!(told(&output), [WAIT]);
}

#[test]
fn a_token_that_the_shift_refuses_is_told_with_the_hold_gone() {
    let (mut played, extend) = Played::tokened(Some(WAIT));
    let output = played.answer(extend, Ok(Answer::Gone));
    assert_eq!(told(&output), [WAIT]);
    assert!(state_of(&output.answers[0].1).hold(FIRST).is_none());
}

#[test]
fn a_second_token_waits_for_its_own_extension() {
    let (mut played, extend) = Played::tokened(None);
    played.answer(extend, held(START.plus(Millis::minutes(17))));
    played.ask(RequestCommand::PayAgain { desired: desired(1) }, None);
    played.pass(Millis::minutes(1));
    let output = played.ask(token(2, played.now), Some(WAIT));
    assert_eq!(told(&output), []);
    let output = played.answer(output.sends[0], held(START.plus(Millis::minutes(18))));
    assert_eq!(told(&output), [WAIT]);
}

#[test]
fn an_answer_rests_on_the_extension_of_the_shift_too() {
    let (mut played, extend) = Played::tokened(None);
    let extended = played.sequence.next();
    played.desk.rests_also(KEY, extended);
    played.answer(extend, held(START.plus(Millis::minutes(17))));
    assert_eq!(played.desk.rests_on(KEY), extended);
    played.desk.rests_also(KEY, Sequence(1));
    assert_eq!(played.desk.rests_on(KEY), extended);
}

#[test]
fn who_brings_the_banks_word_waits_for_the_booking() {
    let (mut played, extend) = Played::tokened(None);
    played.answer(extend, held(START.plus(Millis::minutes(17))));
    let state = played.row.clone().expect("entered");
    let output = played.ask(paid(&state, 1), Some(WAIT));
    assert_eq!(told(&output), []);
    let output = played.answer(output.sends[0], booked());
    assert!(state_of(&output.answers[0].1).booking.is_some());
    assert_eq!(played.desk.in_flight(), 0);
}

#[test]
fn only_so_many_wait_for_one_request() {
    let (mut played, hold) = Played::chosen(Some(WaitId(0)));
    let state = played.row.clone().expect("entered");
    played.answer(hold, held(START.plus(Millis::minutes(5))));
    played.ask(token(1, played.now), None);
    drop(state);
    let state = played.row.clone().expect("entered");
    let most = u64::try_from(WAITS_MAX).expect("a small number");
    let early = (0..most + 3)
        .filter(|n| !told(&played.ask(paid(&state, 1), Some(WaitId(100 + n)))).is_empty());
    assert_eq!(early.count(), 3, "further ones are answered with what is known");
}

#[test]
fn order_numbers_and_codes_are_counted_and_given_once() {
    let (mut played, extend) = Played::tokened(None);
    let state = played.row.clone().expect("entered");
    let order = state.attempt(AttemptNo(1)).expect("opened").order;
    assert_eq!(order, OrderNo::new(0, KEY.desk(), 1));
    assert_eq!(played.desk.find_order(order), Some(KEY));
    played.answer(extend, held(START.plus(Millis::minutes(17))));
    let output = played.ask(paid(&state, 1), None);
    played.answer(output.sends[0], booked());
    assert_eq!(played.desk.counters(KEY.desk()), Counters { orders: 1, codes: 1 });
    assert_eq!(played.desk.find_order(order), None, "the tables know it by now");
}

#[test]
fn counters_go_on_after_a_restart() {
    let mut restarted = desk();
    restarted.restore_counters(KEY.desk(), Counters { orders: 41, codes: 7 });
    let mut played = Played { desk: restarted, sequence: RECOVERED, row: None, now: START };
    played.ask(entry(), None);
    let hold = played.ask(choose(), None).sends[0];
    played.answer(hold, held(START.plus(Millis::minutes(5))));
    let state = played.row.expect("entered");
    assert_eq!(state.attempts[0].order, OrderNo::new(0, KEY.desk(), 42));
}
