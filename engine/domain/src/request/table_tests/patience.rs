//! Who takes seat after seat waits in between, is told until when, and is never locked out.

use super::picture::{AT_THE_BANK, BOOKED, Picture, START, check, check_by};
use crate::ids::AttemptNo;
use crate::limits::{HoldTerms, UNPAID_WAIT_MAX};
use crate::request::{EndReason, MoveCost, RequestState};
use crate::timestamp::{Millis, Timestamp};

const TERMS: HoldTerms = HoldTerms::DEFAULT;
const HOUR: u64 = 3_600;

fn second(at: u64) -> Timestamp {
    START.plus(Millis::seconds(at))
}

/// The n-th move, from the second `at` on: the new seat is booked and the old one is back.
fn moved(no: u32, to: &str, at: u64) -> [String; 4] {
    let (hold, old) = (no + 1, no);
    [
        format!("{at} | move {to} | intend {hold} {to} nothing move | Booked | hold {hold}"),
        format!("{at} | answer hold {hold} held | taken {hold} seat 5 | Booked | book {hold}"),
        format!("{at} | answer book {hold} booked | booked {hold} | Booked | back {old}"),
        format!("{at} | answer back {old} gone | seat back {old} | Booked | -"),
    ]
}

fn booked(rows: &[String]) -> Picture {
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    check(&[AT_THE_BANK, BOOKED, &rows].concat())
}

fn three_moves() -> Vec<String> {
    [moved(1, "B", 100), moved(2, "A", 200), moved(3, "B", 300)].concat()
}

fn cost(picture: &Picture, at: u64) -> Option<MoveCost> {
    picture.state.as_ref().expect("entered").move_cost(&TERMS, second(at))
}

#[test]
fn three_moves_are_free_and_each_further_one_waits_a_day_that_is_said_before() {
    assert_eq!(cost(&booked(&[]), 100), Some(MoveCost::Free(3)));
    assert_eq!(cost(&booked(&moved(1, "B", 100)), 150), Some(MoveCost::Free(2)));
    let mut rows = three_moves();
    let from = 300 + 24 * HOUR;
    assert_eq!(cost(&booked(&rows), 301), Some(MoveCost::Waits(second(from))));
    let waits = format!("no: MovesFrom {{ from: {:?} }}", second(from));
    rows.push(format!("{} | move A | {waits} | Booked | -", from - 1));
    rows.extend(moved(4, "A", from));
    let again = booked(&rows);
    assert_eq!(cost(&again, from), Some(MoveCost::Waits(second(from + 24 * HOUR))));
    assert_eq!(cost(&again, from + 24 * HOUR), Some(MoveCost::Waited));
}

#[test]
fn a_missed_day_and_a_closed_one_cost_no_move() {
    // The booked day is over 28,073,800 s after the start.
    let late = 28_200_000;
    let mut rows = three_moves();
    assert_eq!(cost(&booked(&rows), late), Some(MoveCost::NotCounted));
    rows.extend(moved(4, "A", late));
    assert_eq!(booked(&rows).state.expect("entered").moves, 3);

    let mut rows = three_moves();
    rows.push("400 | closed | excused | Booked | -".to_owned());
    let closed = booked(&rows);
    assert_eq!(cost(&closed, 401), Some(MoveCost::NotCounted));
    rows.extend(moved(4, "A", 401));
    let state = booked(&rows).state.expect("entered");
    assert_eq!((state.moves, state.excused), (3, false), "the next seat has no excuse");
}

#[test]
fn giving_back_and_choosing_anew_is_a_move_in_two_steps() {
    let back = |at: u64, hold: u32| {
        [
            format!("{at} | give back | given back | Credit | back {hold}"),
            format!("{at} | answer back {hold} gone | seat back {hold} | Credit | -"),
        ]
    };
    let mut rows = moved(1, "B", 100).to_vec();
    rows.extend(back(110, 2));
    rows.push("111 | choose A | intend 3 A credit | Deciding | hold 3".to_owned());
    let state = booked(&rows).state.expect("entered");
    assert_eq!(state.moves, 2);

    let mut rows = three_moves();
    rows.extend(back(400, 4));
    let from = 400 + 24 * HOUR;
    let waits = format!("no: MovesFrom {{ from: {:?} }}", second(from));
    rows.push(format!("{} | choose A | {waits} | Credit | -", from - 1));
    rows.push(format!("{from} | choose A | intend 5 A credit | Deciding | hold 5"));
    booked(&rows);

    let mut rows = three_moves();
    rows.push("400 | closed | excused | Booked | -".to_owned());
    rows.extend(back(400, 4));
    rows.push("401 | choose A | intend 5 A credit | Deciding | hold 5".to_owned());
    assert_eq!(booked(&rows).state.expect("entered").moves, 3, "the office was in the way");
}

#[test]
fn money_that_comes_after_the_giving_back_takes_no_seat() {
    let rows = [
        "70 | give back          | given back      | Credit | back 1",
        "71 | answer back 1 gone | seat back 1     | Credit | -",
    ];
    let state = check(&[AT_THE_BANK, BOOKED, &rows].concat()).state.expect("entered");
    let last = state.last.expect("the seat that was given back");
    assert_eq!(
        (last.why, state.attempt(AttemptNo(1)).map(|it| it.hold)),
        (EndReason::GivenBack, Some(last.hold))
    );
}

/// The n-th hold, of which nobody pays: its time runs out after five minutes.
fn left(no: u64, at: u64) -> Vec<String> {
    let till = at + 300;
    vec![
        format!("{at} | choose A | intend {no} A bank | Deciding | hold {no}"),
        format!(
            "{at} | answer hold {no} held | taken {no} seat 5, opened {no} for {no} \
             | Unpaid {no} till {till} | -"
        ),
        format!(
            "{till} | due {no} gone | closed {no} NotShown, ended {no} RanOut | ChooseAgain A | -"
        ),
    ]
}

#[test]
fn after_three_unpaid_holds_the_next_one_waits_and_each_further_one_twice_as_long() {
    let unpaid = |count: u8, at: u64| -> RequestState {
        let mut state = check(&["0 | enter | entered | Form | -"]).state.expect("entered");
        let choice = super::picture::choice("A");
        let why = EndReason::NotPaid;
        let last =
            crate::request::LastChoice { hold: crate::ids::HoldNo(1), choice, why, at: second(at) };
        (state.unpaid, state.last) = (count, Some(last));
        state
    };
    for (count, minutes) in [(2, 0), (3, 15), (4, 30), (5, 60), (6, 120), (7, 120), (255, 120)] {
        let state = unpaid(count, 100);
        let until = (minutes > 0).then(|| second(100 + minutes * 60));
        assert_eq!(state.cools_until(&TERMS, second(101)), until, "after {count}");
        let over = second(100).plus(UNPAID_WAIT_MAX);
        assert_eq!(state.cools_until(&TERMS, over), None, "nobody is locked out");
    }
    let mut refused = unpaid(3, 100);
    let why = EndReason::Refused(crate::shift::Refusal::Full);
    refused.last = refused.last.map(|last| crate::request::LastChoice { why, ..last });
    assert_eq!(refused.cools_until(&TERMS, second(101)), None, "a full shift is nobody's fault");
}

#[test]
fn unpaid_holds_are_counted_until_somebody_pays_or_a_day_goes_by() {
    let mut rows = vec!["0 | enter | entered | Form | -".to_owned()];
    for no in 1..=3 {
        rows.extend(left(no, no * 400));
    }
    let texts: Vec<&str> = rows.iter().map(String::as_str).collect();
    let until = second(1_500).plus(TERMS.unpaid_wait);
    let cools =
        format!("1501 | choose B | no: CoolsUntil {{ until: {until:?} }} | ChooseAgain A | -");
    check_by(TERMS, &[texts.as_slice(), &[&cools]].concat());
    let free = "1501 | choose B fee 0 | intend 4 B nothing | Deciding | hold 4";
    check_by(TERMS, &[texts.as_slice(), &[free]].concat());

    let later = 1_500 + 25 * HOUR;
    let mut after: Vec<String> = rows.clone();
    after.extend(left(4, later));
    let texts: Vec<&str> = after.iter().map(String::as_str).collect();
    assert_eq!(check_by(TERMS, &texts).state.expect("entered").unpaid, 1);
}
