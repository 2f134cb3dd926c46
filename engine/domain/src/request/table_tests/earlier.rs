//! Waiting for an earlier seat, and what becomes of the offers.

use super::picture::{AT_THE_BANK, BOOKED, Picture, START, check_by, choice};
use crate::earlier::OfferHours;
use crate::limits::{HoldTerms, OfferTerms};
use crate::timestamp::Millis;

const WAITS: [&str; 1] = ["70 | wait area | waits | Booked | -"];
/// Hold 2 is offered, three days before the booked one; it lives until 7290.
const OFFERED: [&str; 2] = [
    "90 | offer B-3          | intend 2 B-3 nothing offer | Booked | hold 2",
    "91 | answer hold 2 held | taken 2 seat 5             | Booked | -",
];

fn terms() -> HoldTerms {
    let offers = OfferTerms { hours: OfferHours::ALWAYS, ..OfferTerms::DEFAULT };
    HoldTerms { offers, ..HoldTerms::DEFAULT }
}

fn waits(rows: &[&str]) -> Picture {
    check_by(terms(), &[AT_THE_BANK, BOOKED, &WAITS, rows].concat())
}

fn offered(rows: &[&str]) -> Picture {
    waits(&[&OFFERED, rows].concat())
}

#[test]
fn an_accepted_offer_is_a_move_that_is_not_counted() {
    let state = offered(&[
        "99  | accept 2             | accepted 2  | Booked | book 2",
        "99  | accept 2             | -           | Booked | book 2",
        "99  | decline 2            | no: OfferOver | Booked | book 2",
        "99  | give back            | no: IntentOpen | Booked | book 2",
        "100 | answer book 2 booked | booked 2    | Booked | back 1",
        "101 | answer back 1 gone   | seat back 1 | Booked | -",
        "102 | accept 2             | -           | Booked | -",
    ])
    .state
    .expect("entered");
    let booking = state.booking.as_ref().expect("booked");
    assert_eq!((booking.choice, state.moves, state.offers), (choice("B-3"), 0, 1));
    assert!(booking.paid.is_some(), "the money moves with the booking");
    assert_eq!(state.waiting, None, "the wish is fulfilled");
}

#[test]
fn declined_or_passed_by_the_booked_seat_is_as_it_was_and_the_wish_stands() {
    let declined = [
        "95 | decline 2             | ending 2 Declined | Booked | release 2",
        "95 | decline 2             | -                 | Booked | release 2",
        "95 | accept 2              | no: OfferOver     | Booked | release 2",
        "96 | answer release 2 gone | ended 2 Declined  | Booked | -",
    ];
    let passed = [
        "7290 | accept 2  | no: OfferOver  | Booked | holding 2",
        "7291 | due 2 over | ended 2 RanOut | Booked | -",
    ];
    for rows in [&declined[..], &passed[..]] {
        let state = offered(rows).state.expect("entered");
        assert_eq!(state.booking.expect("booked").choice, choice("A"));
        assert!(state.waiting.is_some());
        assert_eq!((state.last, state.unpaid, state.moves), (None, 0, 0));
    }
}

#[test]
fn an_accepted_seat_that_is_gone_leaves_the_booked_one() {
    let state = offered(&[
        "7289 | accept 2           | accepted 2     | Booked | book 2",
        "7291 | answer book 2 gone | ended 2 RanOut | Booked | -",
    ])
    .state
    .expect("entered");
    assert_eq!(state.booking.expect("booked").choice, choice("A"));
    assert!(state.purse.is_empty());
}

#[test]
fn a_seat_that_was_gone_before_it_could_be_held_is_no_offer() {
    let state = waits(&[
        "90 | offer B-3          | intend 2 B-3 nothing offer | Booked | hold 2",
        "91 | offer C-3          | no: IntentOpen             | Booked | hold 2",
        "91 | answer hold 2 full | refused 2 Full             | Booked | -",
        "92 | offer C-3          | intend 3 C-3 nothing offer | Booked | hold 3",
    ])
    .state
    .expect("entered");
    assert_eq!((state.offers, state.last), (0, None));
}

#[test]
fn only_who_waits_is_offered_a_seat_and_only_an_earlier_one() {
    check_by(
        terms(),
        &[AT_THE_BANK, BOOKED, &["90 | offer B-3 | no: NoOffer | Booked | -"]].concat(),
    );
    waits(&[
        "90 | offer B    | no: NoOffer | Booked | -",
        "90 | offer A+1  | no: NoOffer | Booked | -",
        // The story begins 324 days before the booked day.
        "90 | offer B-324 | no: NoOffer | Booked | -",
        "90 | offer B-323 | no: NoOffer | Booked | -",
        "90 | offer B-322 | intend 2 B-322 nothing offer | Booked | hold 2",
    ]);
    let here = ["80 | wait here | waits | Booked | -"];
    waits(&[&here[..], &["90 | offer B-3 | no: NoOffer | Booked | -"]].concat());
}

#[test]
fn one_offer_a_day_and_three_in_all() {
    let day = Millis::hours(24).0 / 1_000;
    let mut rows: Vec<String> = Vec::new();
    for offer in 1..=3_u64 {
        let (hold, from) = (offer + 1, 90 + offer * day);
        if offer > 1 {
            rows.push(format!("{} | offer B-3 | no: NoOffer | Booked | -", from - 10));
        }
        rows.extend([
            format!("{from} | offer B-3 | intend {hold} B-3 nothing offer | Booked | hold {hold}"),
            format!("{from} | answer hold {hold} held | taken {hold} seat 5 | Booked | -"),
            format!("{from} | decline {hold} | ending {hold} Declined | Booked | release {hold}"),
            format!("{from} | answer release {hold} gone | ended {hold} Declined | Booked | -"),
        ]);
    }
    let later = 90 + 5 * day;
    rows.push(format!("{later} | offer B-3 | no: NoOffer | Booked | -"));
    rows.push(format!("{later} | wait area | no: OffersUsedUp | Booked | -"));
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let state = waits(&rows).state.expect("entered");
    assert_eq!((state.waiting, state.offers), (None, 3));
}

#[test]
fn at_night_nobody_is_asked() {
    // The story begins at a quarter to two in the morning.
    let rows = ["90 | offer B-3 | no: NoOffer | Booked | -"];
    check_by(HoldTerms::DEFAULT, &[AT_THE_BANK, BOOKED, &WAITS, &rows].concat());
}

#[test]
fn a_move_a_return_and_the_counter_come_before_an_offer() {
    offered(&[
        "95 | move C               | intend 3 C nothing move            | Booked | hold 3",
        "95 | accept 2             | no: IntentOpen                     | Booked | hold 3",
        "96 | answer hold 3 held | taken 3 seat 5, ending 2 Replaced | Booked | release 2, book 3",
        "97 | answer book 3 booked | booked 3                 | Booked | release 2, back 1",
        "98 | answer release 2 gone | ended 2 Replaced        | Booked | back 1",
    ]);
    offered(&[
        "95 | give back | ending 2 Declined, given back | Credit | release 2, back 1",
        "96 | answer release 2 gone | ended 2 Declined | Credit | back 1",
    ]);
    let state = offered(&[
        "95 | begun 32 | ending 2 Declined, begun at 32 | Booked | release 2",
        "96 | answer release 2 gone | ended 2 Declined | Booked | -",
    ])
    .state
    .expect("entered");
    assert_eq!(state.waits(), None);
}

#[test]
fn a_beginning_that_was_a_slip_gives_the_place_in_the_list_back() {
    let begun = "no: Denied(Begun { office: OfficeId(32) })";
    let slip = [
        "95 | begun 32 | ending 2 Declined, begun at 32 | Booked | release 2",
        "96 | answer release 2 gone | ended 2 Declined  | Booked | -",
        &format!("97 | wait here | {begun} | Booked | -"),
        &format!("97 | offer B-3 | {begun} | Booked | -"),
    ];
    let undone = "98 | office 32 undoes 95 | no more begun at 32 | Booked | -";
    let state = offered(&[&slip[..], &[undone]].concat()).state.expect("entered");
    let waiting = state.waits().expect("as before");
    assert_eq!(waiting.since, START.plus(Millis::seconds(70)), "the place of then");
    assert_eq!(state.offers, 1, "what was offered stays offered");
    let next = "86500 | offer B-3 | intend 3 B-3 nothing offer | Booked | hold 3";
    offered(&[&slip[..], &[undone, next]].concat());
    // What is finished was no slip.
    let finished = "98 | finished | finished | Booked | -";
    let state = offered(&[&slip[..], &[finished]].concat()).state.expect("entered");
    assert_eq!(state.waiting, None);
}

#[test]
fn a_missed_day_that_was_a_slip_gives_the_place_back_and_one_can_leave_the_list_meanwhile() {
    let missed = "28200000 | missed | missed | Booked | -";
    let undone = "28200060 | office 32 undoes 28200000 | no more missed | Booked | -";
    let state = waits(&[missed]).state.expect("entered");
    assert_eq!((state.waits(), state.waiting.is_some()), (None, true));
    assert!(waits(&[missed, undone]).state.expect("entered").waits().is_some());
    let left = "28200030 | leave | waits no more | Booked | -";
    assert_eq!(waits(&[missed, left, undone]).state.expect("entered").waits(), None);
}

#[test]
fn a_refused_move_leaves_the_offer_as_it_was() {
    offered(&[
        "95 | move C             | intend 3 C nothing move | Booked | hold 3",
        "96 | answer hold 3 full | refused 3 Full          | Booked | -",
        "97 | accept 2           | accepted 2              | Booked | book 2",
    ]);
}

#[test]
fn new_answers_end_an_offer_and_new_words_do_not() {
    offered(&[
        "95 | edit        | edited                    | Booked | -",
        "96 | edit stairs | ending 2 Declined, edited | Booked | release 2",
    ]);
}

#[test]
fn who_leaves_the_list_is_asked_no_more() {
    offered(&[
        "95 | leave | ending 2 Declined, waits no more | Booked | release 2",
        "96 | answer release 2 gone | ended 2 Declined | Booked | -",
        "97 | offer B-3 | no: NoOffer | Booked | -",
    ]);
    waits(&[
        "90 | offer B-3          | intend 2 B-3 nothing offer        | Booked | hold 2",
        "91 | leave              | waits no more                     | Booked | hold 2",
        "92 | answer hold 2 held | taken 2 seat 5, ending 2 Declined | Booked | release 2",
    ]);
}

#[test]
fn money_that_comes_late_takes_no_offered_seat() {
    let tabs = [
        "10 | again bank 1         | opened 2 for 1 | Unpaid 1 till 1022 | extend 1 till 1022",
        "11 | token 2              | tokened 2      | Unpaid 1 till 1031 | extend 1 till 1031",
        "60 | returns 1 ok         | asking 1       | Asking  | secure 1 till 1260",
        "60 | returns 2 ok         | asking 2       | Asking  | secure 1 till 1260",
        "61 | bank 1 paid          | verified 1     | Booking | book 1",
        "61 | answer book 1 booked | booked 1       | Booked  | -",
    ];
    let late = ["92 | bank 2 paid | verified 2 | Booked | -"];
    let rows = [AT_THE_BANK, &tabs, &WAITS, &OFFERED, &late].concat();
    let state = check_by(terms(), &rows).state.expect("entered");
    assert_eq!(state.purse.len(), 1);
    assert!(state.offer().is_some());
}

#[test]
fn who_has_nothing_earlier_to_wait_for_is_told_so() {
    // The last moment of the day two days before the booked one is too late for another.
    let near = "27907199 | wait area | no: NothingEarlier | Booked | -";
    check_by(terms(), &[AT_THE_BANK, BOOKED, &[near]].concat());
    check_by(
        terms(),
        &[
            AT_THE_BANK,
            &["90 | wait area | no: Denied(NotBooked) | Unpaid 1 till 1022 | extend 1 till 1022"],
        ]
        .concat(),
    );
}
