//! More verified money than one citizen can use: PAY-1 holds, and nothing is lost.

use std::ops::RangeInclusive;

use super::last_question::cancelled_once_more;
use super::picture::{Picture, START, check};
use crate::limits::PURSE_MAX;
use crate::request::{EraseCause, EraseRefusal, RequestState, may_erase};
use crate::timestamp::Millis;

const MOST: u64 = PURSE_MAX as u64;

/// Pages up to the last of these were cancelled, paid all the same, and claimed at once; these are
/// verified, and the last chosen seat is taken again.
fn paid(pages: RangeInclusive<u64>, more: &[&str]) -> Picture {
    let last = *pages.end();
    let hold = last + 1;
    let mut rows = vec!["0 | enter | entered | Form | -".to_owned()];
    rows.extend((1..=last).flat_map(|no| cancelled_once_more(no, no * 10)));
    rows.extend((1..=last).map(|no| format!("300 | returns {no} ok | asking {no} | Asking | -")));
    for no in pages.take_while(|no| *no < last) {
        rows.push(format!("301 | bank {no} paid | verified {no} | Credit | -"));
    }
    rows.push(format!(
        "302 | bank {last} paid | verified {last}, intend {hold} A credit retake | Deciding \
         | hold {hold}"
    ));
    rows.extend(more.iter().map(|row| (*row).to_owned()));
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    check(&rows)
}

#[test]
fn a_purse_that_is_full_sends_what_comes_beyond_to_be_reversed() {
    let state = paid(1..=MOST, &[]).state.expect("entered");
    assert_eq!((state.purse.len(), state.to_reverse.len()), (PURSE_MAX, 0));
    let state = paid(1..=MOST + 3, &[]).state.expect("entered");
    assert_eq!((state.purse.len(), state.to_reverse.len()), (PURSE_MAX, 3));
    assert_eq!(state.money().count(), PURSE_MAX + 3, "each is in one place");
}

#[test]
fn a_seat_that_is_given_back_to_a_full_purse_has_its_money_reversed() {
    let back = [
        "303 | answer hold 10 held   | taken 10 seat 5 | Booking | book 10",
        "304 | answer book 10 booked | booked 10       | Booked  | -",
        "305 | bank 1 paid           | verified 1      | Booked  | -",
        "306 | give back             | given back      | Credit  | back 10",
    ];
    let state = paid(2..=MOST + 1, &back).state.expect("entered");
    assert_eq!((state.purse.len(), state.to_reverse.len()), (PURSE_MAX, 1));
    assert_eq!(state.money().count(), PURSE_MAX + 1, "each is in one place");
}

#[test]
fn a_purse_beyond_its_bound_is_found() {
    let mut state = paid(1..=MOST + 1, &[]).state.expect("entered");
    assert_eq!(state.check(), None);
    let money = state.to_reverse.pop().expect("one too many");
    state.purse.push(money.clone());
    assert_eq!(state.check(), Some(crate::invariant::Violation::Pay1));
    state.purse.pop();
    state.to_reverse = vec![money.clone(), money];
    assert_eq!(state.check(), Some(crate::invariant::Violation::Pay1));
}

#[test]
fn what_a_bank_has_sent_back_is_said_once_and_then_the_request_may_end() {
    let rows = [
        "303 | answer hold 10 full | refused 10 Full  | Credit | -",
        "310 | reverse 9 as RV-9   | reversed 9 as RV-9 | Credit | -",
        "311 | reverse 9 as RV-9   | -                | Credit | -",
        "312 | reverse 9 as RV-8   | no: ReversedBefore | Credit | -",
        "313 | reverse 8 as RV-8   | no: NothingToReverse | Credit | -",
        "314 | reverse 77 as RV-7  | no: NothingToReverse | Credit | -",
    ];
    let before = paid(1..=MOST + 1, &rows[..1]).state.expect("entered");
    assert_eq!(before.to_reverse_since(), Some(START.plus(Millis::seconds(302))));
    let mut state = paid(1..=MOST + 1, &rows).state.expect("entered");
    assert_eq!((state.to_reverse.len(), state.reversed.len()), (0, 1));
    assert_eq!(state.to_reverse_since(), None);
    let done = &state.reversed[0];
    assert_eq!((done.reference.as_str(), done.at), ("RV-9", START.plus(Millis::seconds(310))));
    assert_eq!(state.money().count(), PURSE_MAX + 1, "each is in one place");
    assert_eq!(state.check(), None);
    // The credits are another matter; what went back keeps nobody's data.
    let wished =
        |state: &RequestState| may_erase(state, EraseCause::Wished, START.plus(Millis::hours(48)));
    assert_eq!(wished(&state), Err(EraseRefusal::CreditLives));
    state.purse.clear();
    assert_eq!(wished(&state), Ok(()));
    state.to_reverse.push(state.reversed[0].money.clone());
    assert_eq!(state.check(), Some(crate::invariant::Violation::Pay1), "one rial in two places");
    assert_eq!(wished(&state), Err(EraseRefusal::ReversalWaits));
}
