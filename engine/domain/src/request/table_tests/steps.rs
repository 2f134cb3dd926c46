//! What happens after the booking, told from elsewhere: once, again, too early and too late.

use super::picture::{AT_THE_BANK, BOOKED, Picture, check};
use crate::ids::OfficeId;
use crate::request::{Denied, EraseRefusal, NotOpen, Operation, Stage, Step, may_erase};

/// The booked day begins 28,080,000 s after the start, and is over a day later.
const OVER: &str = "28200000";

/// The way to the card, from the counter to the owner's hand.
pub const TO_THE_CARD: [&str; 5] = [
    "100 | begun 32   | begun at 32   | Booked | -",
    "200 | finished   | finished      | Booked | -",
    "300 | production | in production | Booked | -",
    "400 | ready 40   | ready at 40   | Booked | -",
    "500 | delivered  | delivered     | Booked | -",
];

fn booked(rows: &[&str]) -> Picture {
    check(&[AT_THE_BANK, BOOKED, rows].concat())
}

#[test]
fn the_way_goes_from_the_counter_to_the_owners_hand() {
    let state = booked(&TO_THE_CARD).state.expect("entered");
    assert_eq!(state.step(), Some(Step::Delivered));
    assert!(state.booking.is_some(), "the seat was used, and stays its request's");
}

#[test]
fn a_step_that_is_told_again_changes_nothing() {
    booked(&[
        "100 | begun 32   | begun at 32   | Booked | -",
        "150 | begun 32   | -             | Booked | -",
        "200 | finished   | finished      | Booked | -",
        "250 | finished   | -             | Booked | -",
        "300 | production | in production | Booked | -",
        "350 | production | -             | Booked | -",
        "400 | ready 40   | ready at 40   | Booked | -",
        "450 | ready 40   | -             | Booked | -",
        "460 | ready 41   | ready at 41   | Booked | -",
        "500 | delivered  | delivered     | Booked | -",
        "550 | delivered  | -             | Booked | -",
    ]);
}

#[test]
fn no_step_goes_back_or_over_another() {
    let begun = "Begun { office: OfficeId(32) }";
    booked(&[
        "100 | finished   | no: StepSkips { now: None } | Booked | -",
        "100 | delivered  | no: StepSkips { now: None } | Booked | -",
        "110 | begun 32   | begun at 32                 | Booked | -",
        &format!("120 | production | no: StepSkips {{ now: Some({begun}) }} | Booked | -"),
        &format!("130 | missed     | no: StepBehind {{ now: {begun} }} | Booked | -"),
        "200 | finished   | finished                    | Booked | -",
        "210 | begun 32   | no: StepBehind { now: Finished } | Booked | -",
        "220 | ready 40   | no: StepSkips { now: Some(Finished) } | Booked | -",
    ]);
}

#[test]
fn the_word_that_a_card_lies_ready_may_be_lost() {
    let mut rows = TO_THE_CARD.to_vec();
    rows.remove(3);
    booked(&rows);
}

#[test]
fn nothing_happens_to_who_has_no_seat() {
    check(
        &[
            AT_THE_BANK,
            &["90 | begun 32 | no: NotBooked | Unpaid 1 till 1022 | extend 1 till 1022"],
        ]
        .concat(),
    );
}

#[test]
fn only_the_office_of_the_seat_begins() {
    booked(&[
        "100 | begun 33 | no: BookedElsewhere { office: OfficeId(32) } | Booked | -",
        "100 | begun 32 | begun at 32 | Booked | -",
    ]);
}

#[test]
fn a_move_that_is_being_decided_comes_before_the_office() {
    booked(&[
        "90 | move B               | intend 2 B nothing move | Booked | hold 2",
        "91 | begun 32             | no: IntentOpen          | Booked | hold 2",
        "92 | answer hold 2 held   | taken 2 seat 5          | Booked | book 2",
        "92 | begun 32             | no: IntentOpen          | Booked | book 2",
        "93 | answer book 2 booked | booked 2                | Booked | back 1",
        "94 | begun 32 | no: BookedElsewhere { office: OfficeId(33) } | Booked | back 1",
        "94 | begun 33             | begun at 33             | Booked | back 1",
        "95 | answer back 1 gone   | seat back 1             | Booked | -",
    ]);
}

#[test]
fn nobody_misses_a_day_before_it_is_over_and_who_has_missed_it_goes_on() {
    let missed = [
        "100 | missed | no: DayNotOver { day: Day(20000) } | Booked | -",
        &format!("{OVER} | missed | missed | Booked | -"),
        &format!("{OVER} | missed | -      | Booked | -"),
    ];
    let state = booked(&missed).state.expect("entered");
    assert!(
        Operation::ChangePlaceAndTime.allowed(&state) && Operation::GiveSeatBack.allowed(&state)
    );

    let late = format!("{OVER} | begun 32 | begun at 32 | Booked | -");
    booked(&[missed.as_slice(), &[&late]].concat());

    let moved = [
        format!("{OVER} | move B               | intend 2 B nothing move | Booked | hold 2"),
        format!("{OVER} | answer hold 2 held   | taken 2 seat 5          | Booked | book 2"),
        format!("{OVER} | answer book 2 booked | booked 2                | Booked | back 1"),
    ];
    let moved: Vec<&str> = missed.into_iter().chain(moved.iter().map(String::as_str)).collect();
    assert_eq!(booked(&moved).state.expect("entered").step(), None, "the day is behind");

    let back = format!("{OVER} | give back | given back | Credit | back 1");
    let state = booked(&[missed.as_slice(), &[&back]].concat()).state.expect("entered");
    assert_eq!(state.step(), None);
}

#[test]
fn who_has_begun_keeps_the_seat_and_the_details() {
    let begun = "Denied(Begun { office: OfficeId(32) })";
    booked(&[
        "100 | begun 32  | begun at 32       | Booked | -",
        &format!("110 | move B    | no: {begun}       | Booked | -"),
        &format!("110 | give back | no: {begun}       | Booked | -"),
        &format!("110 | edit      | no: {begun}       | Booked | -"),
        "110 | choose B  | no: AlreadyBooked | Booked | -",
        "120 | mobile    | mobile changed    | Booked | -",
    ]);
}

#[test]
fn a_card_under_way_keeps_its_request_and_one_in_its_owners_hand_does_not() {
    let late = |rows: &[&str]| -> Vec<String> {
        let later = |row: &&str| format!("{OVER}{}", &row[3..]);
        rows.iter().map(later).collect()
    };
    let all = late(&TO_THE_CARD);
    for steps in 1..=all.len() {
        let rows: Vec<&str> = all[..steps].iter().map(String::as_str).collect();
        let picture = booked(&rows);
        let state = picture.state.expect("entered");
        let erasing = may_erase(&state, crate::timestamp::Timestamp(u64::MAX));
        let expected = if steps < 5 { Err(EraseRefusal::CardUnderWay) } else { Ok(()) };
        assert_eq!(erasing, expected, "after {steps} steps");
    }
}

/// What the table must say, written down once more by hand: rows are where a request stands,
/// columns the operations in the guide's order. `+` is allowed.
#[test]
fn every_standing_meets_every_operation() {
    let office = OfficeId(32);
    let (form, seat) = (Denied::NoForm, Denied::NotBooked);
    let (begun, half) = (Denied::Begun { office }, Denied::HalfDone { office });
    let (made, ready) =
        (Denied::InProduction { place: office }, Denied::InProduction { place: OfficeId(40) });
    let given = Denied::Delivered;
    let entered = ["0 | enter | entered | Form | -"];
    let steps = |count: usize| [AT_THE_BANK, BOOKED, &TO_THE_CARD[..count]].concat();
    let missed = format!("{OVER} | missed | missed | Booked | -");
    let first = Some(Denied::NotOpen(NotOpen::NoCard));
    let (no_form, no_seat) = (Some(form), Some(seat));
    let booked = [None, None, None, None, None, None, None, None, first];
    let of_who_has_begun = |delivery: Option<Denied>, another: Option<Denied>| {
        let begun = Some(begun);
        [None, begun, None, begun, delivery, None, None, begun, another]
    };
    let rows: Vec<(Vec<&str>, [Option<Denied>; 9])> = vec![
        (
            entered.to_vec(),
            [no_seat, no_form, None, no_seat, no_seat, no_seat, no_seat, no_seat, first],
        ),
        (
            AT_THE_BANK.to_vec(),
            [no_seat, None, None, no_seat, no_seat, no_seat, no_seat, no_seat, first],
        ),
        (steps(0), booked),
        ([AT_THE_BANK, BOOKED, &[&missed]].concat(), booked),
        (steps(1), of_who_has_begun(Some(half), first)),
        (steps(2), of_who_has_begun(None, first)),
        (steps(3), of_who_has_begun(Some(made), first)),
        (steps(4), of_who_has_begun(Some(ready), first)),
        (steps(5), of_who_has_begun(Some(given), None)),
    ];
    for (rows, expected) in rows {
        let state = check(&rows).state.expect("entered");
        let (stage, step) = (Stage::of(&state), state.step());
        for (operation, denied) in Operation::ALL.into_iter().zip(expected) {
            assert_eq!(
                operation.ruling(&state).err(),
                denied,
                "{operation:?} at {stage:?}, {step:?}"
            );
        }
    }
}
