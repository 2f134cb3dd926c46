//! What is told of a request: every change once, nothing of what was before, and nothing that no
//! longer holds.

use super::picture::{AT_THE_BANK, BOOKED, START, check_by};
use crate::calendar::tehran::day_begins;
use crate::earlier::OfferHours;
use crate::ids::Day;
use crate::limits::{HoldTerms, OfferTerms};
use crate::message::{Intent, Kind, Known, MessageTerms, To, holds, look};
use crate::person::Mobile;
use crate::request::RequestState;
use crate::timestamp::{Millis, Timestamp};

const TERMS: MessageTerms = MessageTerms::DEFAULT;
const NEVER: Timestamp = Timestamp(0);

fn after(rows: &[&[&str]]) -> RequestState {
    let offers = OfferTerms { hours: OfferHours::ALWAYS, ..OfferTerms::DEFAULT };
    let terms = HoldTerms { offers, unpaid_free: u8::MAX, ..HoldTerms::DEFAULT };
    check_by(terms, &rows.concat()).state.expect("entered")
}

fn at(seconds: u64) -> Timestamp {
    START.plus(Millis::seconds(seconds))
}

/// Looks at each of these stages in turn, as the ledger does; what the last one owes.
fn told(stages: &[&RequestState]) -> Vec<Intent> {
    let (mut known, mut owed) = (None, Vec::new());
    for state in stages {
        let (now, said) = look(known.as_ref(), state, &TERMS, NEVER, at(1_000));
        let again = look(Some(&now), state, &TERMS, NEVER, at(2_000)).1;
        assert_eq!(again, [], "nothing is owed twice");
        (known, owed) = (Some(now), said);
    }
    owed
}

fn kinds(owed: &[Intent]) -> Vec<(Kind, u32)> {
    owed.iter().map(|intent| (intent.kind, intent.about)).collect()
}

const BACK: &[&str] = &["100 | give back | given back | Credit | back 1"];
const MOVED: &[&str] = &[
    "100 | move B               | intend 2 B nothing move   | Booked | hold 2",
    "101 | answer hold 2 held   | taken 2 seat 5            | Booked | book 2",
    "102 | answer book 2 booked | booked 2                  | Booked | back 1",
];

#[test]
fn a_booking_is_told_once_and_its_day_before_it() {
    let booked = after(&[AT_THE_BANK, BOOKED]);
    let owed = told(&[&after(&[AT_THE_BANK]), &booked]);
    assert_eq!(kinds(&owed), [(Kind::Booked, 1), (Kind::Reminder, 1)]);
    let hour = day_begins(Day(19_999)).plus(Millis::hours(17));
    assert_eq!((owed[1].due, owed[1].until), (hour, hour.plus(Millis::hours(4))));
    assert_eq!(owed[0].due, at(1_000));
    for intent in owed {
        assert!(holds(intent.kind, intent.about, intent.to, &booked, at(2_000)));
        let over = day_begins(Day(20_001));
        assert!(!holds(intent.kind, intent.about, intent.to, &booked, over), "its day is over");
    }
}

#[test]
fn whoever_books_after_the_hour_of_reminders_is_not_reminded() {
    let booked = after(&[AT_THE_BANK, BOOKED]);
    let late = day_begins(Day(19_999)).plus(Millis::hours(18));
    let (_, owed) = look(None, &booked, &TERMS, NEVER, late);
    assert_eq!(kinds(&owed), [(Kind::Booked, 1)]);
}

#[test]
fn a_move_is_told_as_one_and_takes_the_word_of_the_old_seat_with_it() {
    let (booked, moved) = (after(&[AT_THE_BANK, BOOKED]), after(&[AT_THE_BANK, BOOKED, MOVED]));
    let owed = told(&[&booked, &moved]);
    assert_eq!(kinds(&owed), [(Kind::Moved, 2), (Kind::Reminder, 2)]);
    for kind in [Kind::Booked, Kind::Reminder] {
        assert!(!holds(kind, 1, To::OnFile, &moved, at(2_000)), "{kind:?} of the old seat");
        assert!(holds(kind, 2, To::OnFile, &moved, at(2_000)));
    }
}

#[test]
fn a_seat_given_back_is_told_and_not_as_a_credit_too() {
    let (booked, back) = (after(&[AT_THE_BANK, BOOKED]), after(&[AT_THE_BANK, BOOKED, BACK]));
    assert_eq!(kinds(&told(&[&booked, &back])), [(Kind::GivenBack, 1)]);
    assert!(holds(Kind::GivenBack, 1, To::OnFile, &back, at(2_000)));
    assert!(!holds(Kind::GivenBack, 1, To::OnFile, &booked, at(2_000)), "booked again by then");
    // Both happened between two looks: of what changed and changed back nobody hears.
    assert_eq!(kinds(&told(&[&after(&[AT_THE_BANK]), &back])), [(Kind::Credited, 1)]);
}

#[test]
fn what_was_so_before_anybody_was_told_anything_is_not_told_but_reminded_of() {
    let booked = after(&[AT_THE_BANK, BOOKED]);
    let (known, owed) = look(None, &booked, &TERMS, at(500), at(1_000));
    assert_eq!(kinds(&owed), [(Kind::Reminder, 1)]);
    let moved = after(&[AT_THE_BANK, BOOKED, MOVED]);
    let (_, owed) = look(Some(&known), &moved, &TERMS, at(90), at(1_000));
    assert_eq!(kinds(&owed), [(Kind::Moved, 2), (Kind::Reminder, 2)]);
}

#[test]
fn a_changed_number_is_told_to_the_old_one_and_the_new_one() {
    let mobile = &["200 | mobile | mobile changed | Booked | -"][..];
    let (booked, changed) = (after(&[AT_THE_BANK, BOOKED]), after(&[AT_THE_BANK, BOOKED, mobile]));
    let owed = told(&[&booked, &changed]);
    assert_eq!(kinds(&owed), [(Kind::NumberLeft, 1), (Kind::NumberTaken, 1)]);
    let old = Mobile::parse("09121234567").expect("a mobile");
    assert_eq!([owed[0].to, owed[1].to], [To::Former(old), To::OnFile]);
    assert!(holds(Kind::NumberLeft, 1, owed[0].to, &changed, at(2_000)));
    assert!(!holds(Kind::NumberLeft, 1, owed[0].to, &booked, at(2_000)), "it is back on file");
    // Before anybody was told anything, nothing went to the old number.
    let bare = after(&[&AT_THE_BANK[..1]]);
    assert_eq!(told(&[&bare, &after(&[AT_THE_BANK])]), []);
}

#[test]
fn every_step_after_the_booking_is_told_but_the_beginning() {
    let steps = [
        ("200 | begun 32   | begun at 32   | Booked | -", None),
        ("201 | finished   | finished   | Booked | -", Some(Kind::Finished)),
        ("202 | production | in production | Booked | -", Some(Kind::InProduction)),
        ("203 | ready 33   | ready at 33   | Booked | -", Some(Kind::CardReady)),
        ("204 | delivered  | delivered  | Booked | -", Some(Kind::Delivered)),
    ];
    let mut rows = Vec::new();
    let mut before = after(&[AT_THE_BANK, BOOKED]);
    for (row, kind) in steps {
        rows.push(row);
        let state = after(&[AT_THE_BANK, BOOKED, &rows]);
        let owed = told(&[&before, &state]);
        assert_eq!(owed.iter().map(|it| it.kind).collect::<Vec<_>>(), Vec::from_iter(kind));
        assert!(owed.iter().all(|it| holds(it.kind, it.about, it.to, &state, at(2_000))));
        assert!(owed.iter().all(|it| !holds(it.kind, it.about, it.to, &before, at(2_000))));
        assert!(!holds(Kind::Reminder, 1, To::OnFile, &state, at(2_000)), "{row}");
        before = state;
    }
}

#[test]
fn an_offer_is_told_until_it_is_over() {
    let offer = &[
        "70 | wait area          | waits                        | Booked | -",
        "90 | offer B-3          | intend 2 B-3 nothing offer | Booked | hold 2",
        "91 | answer hold 2 held | taken 2 seat 5             | Booked | -",
    ][..];
    let state = after(&[AT_THE_BANK, BOOKED, offer]);
    let owed = told(&[&after(&[AT_THE_BANK, BOOKED]), &state]);
    assert_eq!(kinds(&owed), [(Kind::Offer, 2)]);
    let deadline = state.offer().expect("it is held").deadline;
    assert_eq!(owed[0].until, deadline);
    assert!(holds(Kind::Offer, 2, To::OnFile, &state, at(100)));
    assert!(!holds(Kind::Offer, 2, To::OnFile, &state, deadline));
    let declined = &["95 | decline 2 | ending 2 Declined | Booked | release 2"][..];
    let state = after(&[AT_THE_BANK, BOOKED, offer, declined]);
    assert!(!holds(Kind::Offer, 2, To::OnFile, &state, at(100)));
}

#[test]
fn a_closed_day_is_told_and_the_reminder_of_it_is_not() {
    let closed = &["200 | closed | excused | Booked | -"][..];
    let state = after(&[AT_THE_BANK, BOOKED, closed]);
    let owed = told(&[&after(&[AT_THE_BANK, BOOKED]), &state]);
    assert_eq!(kinds(&owed), [(Kind::DayClosed, 1)]);
    assert!(holds(Kind::DayClosed, 1, To::OnFile, &state, at(300)));
    assert!(!holds(Kind::Reminder, 1, To::OnFile, &state, at(300)));
}

#[test]
fn what_another_system_did_is_not_told() {
    let imported =
        after(&[&["0 | import paid P1 delivered | entered, imported paid delivered | Booked | -"]]);
    assert_eq!(told(&[&imported]), []);
    let credit = after(&[&["0 | import paid P1 | entered, imported paid | Credit | -"]]);
    assert_eq!(told(&[&credit]), []);
}

#[test]
fn the_next_request_of_a_citizen_begins_afresh_and_keeps_the_count_of_numbers() {
    let booked = after(&[AT_THE_BANK, BOOKED]);
    let (known, _) = look(None, &booked, &TERMS, NEVER, at(100));
    let mut opened = after(&[&AT_THE_BANK[..1]]);
    opened.entered_at = at(900);
    opened.details.clone_from(&booked.details);
    let (next, owed) = look(Some(&known), &opened, &TERMS, NEVER, at(1_000));
    assert_eq!(owed, [], "the seat of the request before was not given back");
    assert_eq!((next.stood.seat, next.mobile), (0, known.mobile));
    assert_eq!(look(None, &opened, &TERMS, NEVER, at(1_000)).0, Known { ..next });
}
