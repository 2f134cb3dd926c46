//! When a desk sends again, asks a bank, and must be woken.

use super::kit::{KEY, Played, START, booked, desk, held, paid, state_of, token};
use crate::ids::{AttemptNo, SeatNo};
use crate::keeper::WaitId;
use crate::keeper::in_flight::{
    HOLDING_AGAIN, RESEND_AFTER, SILENCE, SWEEP_FIRST, SWEEP_LONGEST, SWEEP_SHOWN,
};
use crate::limits::ASKED_AFTER;
use crate::payment::BankSays;
use crate::request::RequestCommand;
use crate::shift::{Answer, Ask, ShiftCommand};
use crate::timestamp::{Millis, Timestamp};

const LIMIT: usize = 100;

fn asks(sends: &[crate::request::Owed]) -> Vec<Ask> {
    let ask = |owed: &crate::request::Owed| match owed.command {
        ShiftCommand::Seat { ask, .. } => ask,
        _ => panic!("a desk asks only about seats"),
    };
    sends.iter().map(ask).collect()
}

/// Plays the clock until `end`, a second at most between two looks; the ticks that had sends.
fn ticks(played: &mut Played, end: Timestamp) -> Vec<(Timestamp, Vec<Ask>)> {
    let mut seen = Vec::new();
    let mut looks = 0;
    while let Some(at) = played.desk.next_wake().filter(|at| *at <= end) {
        looks += 1;
        assert!(looks < 10_000, "a desk does not spin");
        played.now = played.now.max(at);
        let sends = played.desk.tick(played.now, LIMIT);
        if !sends.is_empty() {
            seen.push((played.now, asks(&sends)));
        }
    }
    played.now = end;
    seen
}

#[test]
fn what_is_not_answered_is_sent_again() {
    let (mut played, hold) = Played::chosen(None);
    assert_eq!(played.desk.next_wake(), Some(START.plus(RESEND_AFTER)));
    let seen = ticks(&mut played, START.plus(Millis::seconds(5)));
    assert_eq!(seen.len(), 5);
    assert_eq!(seen[0], (START.plus(RESEND_AFTER), asks(&[hold])));
    assert_eq!(played.desk.unanswered(), 1);
}

#[test]
fn looking_more_often_does_not_send_more_often() {
    let (mut played, _) = Played::chosen(None);
    played.pass(Millis(500));
    assert_eq!(played.ask(RequestCommand::View, None).sends, []);
    assert_eq!(played.desk.tick(played.now, LIMIT), []);
}

#[test]
fn an_extension_that_is_answered_is_sent_no_more() {
    let (mut played, extend) = Played::tokened(None);
    assert_eq!(played.desk.unanswered(), 1);
    played.answer(extend, held(START.plus(Millis::minutes(17))));
    assert_eq!(played.desk.unanswered(), 0);
    assert_eq!(ticks(&mut played, START.plus(Millis::minutes(16))), []);
}

#[test]
fn a_hold_whose_deadline_passed_in_silence_is_asked_about_now_and_then() {
    let (mut played, extend) = Played::tokened(None);
    let deadline = START.plus(Millis::minutes(17));
    played.answer(extend, held(deadline));
    let seen = ticks(&mut played, deadline.plus(SILENCE));
    let holding = Ask::Holding { seat: SeatNo(0) };
    assert_eq!(seen, [(deadline.plus(SILENCE), vec![holding])]);
    assert_eq!(played.desk.unanswered(), 1);
    let ShiftCommand::Seat { request, hold, day, .. } = extend.command else { panic!("a seat") };
    let asked = ShiftCommand::Seat { request, hold, day, ask: holding };
    let owed = crate::request::Owed { command: asked, ..extend };
    let lives = Ok(Answer::Held { seat: SeatNo(0), deadline, token: true, secured: false });
    played.answer(owed, lives);
    assert_eq!(played.desk.unanswered(), 0, "the start of an engine must not wait for more");
    let until = played.now.plus(Millis(HOLDING_AGAIN.0 * 3 + 1));
    let again = ticks(&mut played, until);
    assert!((1..=15).contains(&again.len()), "{} questions", again.len());
}

#[test]
fn a_long_wait_costs_few_looks() {
    let (mut played, extend) = Played::tokened(None);
    played.answer(extend, held(START.plus(Millis::minutes(17))));
    // The shift never answers again; a desk that spins would look a million times.
    let seen = ticks(&mut played, START.plus(Millis::minutes(37)));
    assert!(seen.len() <= 20 * 60 + 2, "{} looks", seen.len());
}

#[test]
fn a_shown_page_is_asked_about_now_and_then_and_an_open_question_often() {
    let (mut played, extend) = Played::tokened(None);
    played.answer(extend, held(START.plus(Millis::minutes(17))));
    assert_eq!(played.desk.asks(START, LIMIT), []);
    let shown = START.plus(SWEEP_SHOWN);
    let ask = played.desk.asks(shown, LIMIT);
    assert_eq!((ask.len(), ask[0].request, ask[0].attempt), (1, KEY, AttemptNo(1)));
    assert_eq!(played.desk.asks(shown, LIMIT), []);
    played.now = shown;
    let says = BankSays::Unknown;
    played.ask(RequestCommand::BankSaid { attempt: AttemptNo(1), says }, None);
    let mut at = shown;
    let mut pause = SWEEP_FIRST;
    for _ in 0..8 {
        assert_eq!(played.desk.asks(Timestamp(at.plus(pause).0 - 1), LIMIT), []);
        at = at.plus(pause);
        assert_eq!(played.desk.asks(at, LIMIT).len(), 1);
        if at > shown.plus(SWEEP_FIRST) {
            pause = Millis((pause.0 * 2).min(SWEEP_LONGEST.0));
        }
    }
}

#[test]
fn a_booked_request_is_asked_about_no_more() {
    let (mut played, extend) = Played::tokened(None);
    played.answer(extend, held(START.plus(Millis::minutes(17))));
    let state = played.row.clone().expect("entered");
    let book = played.ask(paid(&state, 1), None).sends[0];
    played.answer(book, booked());
    assert_eq!(played.desk.asks(START.plus(Millis::hours(9)), LIMIT), []);
    assert_eq!(ticks(&mut played, START.plus(Millis::hours(9))), []);
    assert_eq!(played.desk.next_wake(), None);
}

/// Cancelled at the bank, whose word is final; the page could still be paid.
fn cancelled() -> Played {
    let (mut played, extend) = Played::tokened(None);
    played.answer(extend, held(START.plus(Millis::minutes(17))));
    let attempt = AttemptNo(1);
    played.ask(RequestCommand::Returned { attempt, failed: true }, None);
    let says = BankSays::NotPaid;
    let release = played.ask(RequestCommand::BankSaid { attempt, says }, None).sends;
    played.answer(release[0], Ok(Answer::Gone));
    assert_eq!(played.row.as_ref().map(|state| state.holds.len()), Some(0));
    played
}

/// The page's window, and the margin after which it is surely over.
const OVER: Timestamp = START.plus(Millis::minutes(15 + 3));

#[test]
fn a_cancelled_page_is_asked_about_once_more_when_it_is_over() {
    let mut played = cancelled();
    assert_eq!(played.desk.in_flight(), 1, "the last question is open");
    assert_eq!(ticks(&mut played, OVER), [], "nothing is owed to a shift meanwhile");
    assert_eq!(played.desk.asks(Timestamp(OVER.0 - 1), LIMIT), []);
    let asks = played.desk.asks(OVER, LIMIT);
    assert_eq!((asks.len(), asks[0].attempt), (1, AttemptNo(1)));
    assert_eq!(played.desk.asks(Timestamp(OVER.0 + SWEEP_FIRST.0 - 1), LIMIT), []);
    assert_eq!(played.desk.asks(OVER.plus(SWEEP_FIRST), LIMIT).len(), 1, "until it is answered");
    played.now = OVER.plus(SWEEP_FIRST);
    let says = BankSays::NotPaid;
    played.ask(RequestCommand::BankSaid { attempt: AttemptNo(1), says }, None);
    assert_eq!(played.desk.in_flight(), 0);
    assert_eq!(played.desk.asks(START.plus(Millis::hours(9)), LIMIT), [], "and never again");
}

#[test]
fn a_last_question_outlives_a_crash() {
    let state = cancelled().row.expect("entered");
    assert!(state.in_flight());
    for (restart, asked) in [(START.plus(Millis::minutes(5)), OVER), (OVER, OVER)] {
        let mut restarted = desk();
        restarted.restore(KEY, state.clone(), restart);
        assert_eq!(restarted.tick(restart, LIMIT), []);
        assert_eq!(restarted.unanswered(), 0, "no start waits for it");
        assert_eq!(restarted.asks(Timestamp(asked.0 - 1), LIMIT), []);
        assert_eq!(restarted.asks(asked, LIMIT).len(), 1);
    }
}

#[test]
fn a_restored_request_is_looked_at_at_once_and_sends_what_it_owes() {
    let (played, _) = Played::tokened(None);
    let state = played.row.clone().expect("entered");
    let mut restarted = desk();
    let now = START.plus(Millis::minutes(3));
    restarted.restore(KEY, state, now);
    assert_eq!(restarted.next_wake(), Some(now));
    let sends = restarted.tick(now, LIMIT);
    assert!(matches!(asks(&sends)[..], [Ask::Extend { .. }]), "{sends:?}");
    assert_eq!(restarted.unanswered(), 1);
    assert_eq!(restarted.asks(now, LIMIT).len(), 1, "a question may have been in the air");
    assert_eq!(restarted.asks(now, LIMIT), []);
}

#[test]
fn not_even_a_restart_asks_about_a_page_that_has_just_been_opened() {
    let (played, _) = Played::tokened(None);
    let state = played.row.clone().expect("entered");
    let mut restarted = desk();
    restarted.restore(KEY, state, START.plus(Millis(1)));
    let earliest = START.plus(ASKED_AFTER);
    assert_eq!(restarted.asks(Timestamp(earliest.0 - 1), LIMIT), []);
    assert_eq!(restarted.asks(earliest, LIMIT).len(), 1);
}

#[test]
fn the_limit_of_a_tick_is_kept() {
    let (mut played, _) = Played::tokened(None);
    let output = played.ask(token(1, played.now), Some(WaitId(5)));
    assert!(output.answers.is_empty() && output.events.is_empty(), "it waits for the shift");
    let at = START.plus(RESEND_AFTER);
    assert_eq!(played.desk.tick(at, 0), []);
    assert_eq!(played.desk.asks(START.plus(SWEEP_SHOWN), 0), []);
    assert!(!played.desk.tick(at, LIMIT).is_empty());
    let looked = played.ask(RequestCommand::View, Some(WaitId(6)));
    assert!(!state_of(&looked.answers[0].1).holds.is_empty());
}
