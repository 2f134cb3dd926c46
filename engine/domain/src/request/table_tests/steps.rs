//! What happens after the booking, told from elsewhere: once, again, too early and too late.

use super::picture::{AT_THE_BANK, BOOKED, Picture, START, check};
use crate::ids::OfficeId;
use crate::request::advance::report;
use crate::request::{
    Denied, EraseCause, EraseRefusal, NotOpen, OfficeAct, Operation, RequestEvent, RequestRefusal,
    Stage, Step, may_erase,
};
use crate::timestamp::{Millis, Timestamp};

/// The booked day begins 27,987,400 s after the start and is over a day later, well before this.
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
fn of_two_systems_that_tell_the_same_the_second_hears_that_it_was_told() {
    let picture = booked(&TO_THE_CARD[..2]);
    let state = picture.state.expect("entered");
    let reached = state.reached.expect("it is finished").at;
    let told = |step| report(&state, step, reached.plus(Millis(1)));
    assert_eq!(told(Step::Finished), Err(RequestRefusal::StepAgain { at: reached }));
    let step = Step::InProduction;
    assert_eq!(told(step), Ok(vec![RequestEvent::Advanced { step }]));
    let begun = Step::Begun { office: OfficeId(32) };
    assert_eq!(told(begun), Err(RequestRefusal::StepBehind { now: Step::Finished }));
    assert_eq!(told(Step::Delivered), Err(RequestRefusal::StepSkips { now: Some(Step::Finished) }));
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
        let erasing = may_erase(&state, EraseCause::Wished, Timestamp(u64::MAX));
        let expected = if steps < 5 { Err(EraseRefusal::CardUnderWay) } else { Ok(()) };
        assert_eq!(erasing, expected, "after {steps} steps");
    }
}

#[test]
fn a_request_is_over_so_long_after_its_card_was_handed_over_and_never_before_that() {
    let kept = Millis::hours(90 * 24);
    let all: Vec<String> = TO_THE_CARD.iter().map(|row| format!("{OVER}{}", &row[3..])).collect();
    for steps in 0..all.len() {
        let rows: Vec<&str> = all[..steps].iter().map(String::as_str).collect();
        let state = booked(&rows).state.expect("entered");
        let cause = EraseCause::Over { kept };
        let at = Timestamp(u64::MAX);
        assert_eq!(may_erase(&state, cause, at), Err(EraseRefusal::NotOver), "{steps} steps");
    }
    let rows: Vec<&str> = all.iter().map(String::as_str).collect();
    let state = booked(&rows).state.expect("entered");
    let delivered = state.over_since().expect("the last step");
    let over = |kept, at| may_erase(&state, EraseCause::Over { kept }, at);
    let due = delivered.plus(kept);
    assert_eq!(over(kept, due), Ok(()));
    assert_eq!(over(kept, due.minus(Millis(1))), Err(EraseRefusal::NotOver));
    assert_eq!(over(Millis(kept.0 + 1), due), Err(EraseRefusal::NotOver));
}

/// What the table must say, written down once more by hand: rows are where a request stands,
/// columns the operations in the guide's order. `+` is allowed; a letter says why not, by the list
/// in the test.
#[test]
fn every_standing_meets_every_operation() {
    let office = OfficeId(32);
    let why = |letter| match letter {
        '+' => None,
        'f' => Some(Denied::NoForm),
        's' => Some(Denied::NotBooked),
        'b' => Some(Denied::Begun { office }),
        'h' => Some(Denied::HalfDone { office }),
        'm' => Some(Denied::InProduction { place: office }),
        'r' => Some(Denied::InProduction { place: OfficeId(40) }),
        'd' => Some(Denied::Delivered),
        'n' => Some(Denied::NotOpen(NotOpen::NoCard)),
        other => panic!("{other} stands for nothing"),
    };
    let steps = |count: usize| [AT_THE_BANK, BOOKED, &TO_THE_CARD[..count]].concat();
    let missed = format!("{OVER} | missed | missed | Booked | -");
    let rows: [(Vec<&str>, &str); 9] = [
        (vec!["0 | enter | entered | Form | -"], "sf+ssssssn+"),
        (AT_THE_BANK.to_vec(), "s++ssssssn+"),
        (steps(0), "+++++++++n+"),
        ([AT_THE_BANK, BOOKED, &[&missed]].concat(), "+++++++++n+"),
        (steps(1), "+b+bh++bbnb"),
        (steps(2), "+b+b+++bbnb"),
        (steps(3), "+b+bm++bbnb"),
        (steps(4), "+b+br++bbnb"),
        (steps(5), "+b+bd++bb+b"),
    ];
    for (rows, letters) in rows {
        let state = check(&rows).state.expect("entered");
        let (stage, step) = (Stage::of(&state), state.step());
        assert_eq!(letters.len(), Operation::ALL.len());
        for (operation, letter) in Operation::ALL.into_iter().zip(letters.chars()) {
            let denied = operation.ruling(&state).err();
            assert_eq!(denied, why(letter), "{operation:?} at {stage:?}, {step:?}");
        }
    }
}

#[test]
fn an_office_begins_on_the_booked_day_and_after_it_and_not_before() {
    let early = "no: DayNotCome { day: Day(20000) }";
    booked(&[
        &format!("100 | office 32 begins | {early} | Booked | -"),
        &format!("27987399 | office 32 begins | {early} | Booked | -"),
        "27987400 | office 32 begins | begun at 32 | Booked | -",
        "28000000 | office 32 finishes | finished | Booked | -",
        "28000001 | office 32 begins | no: StepBehind { now: Finished } | Booked | -",
    ]);
    booked(&[
        &format!("{OVER} | office 32 misses | missed | Booked | -"),
        &format!("{OVER} | office 32 begins | begun at 32 | Booked | -"),
    ]);
    // What was told from elsewhere is a fact, whatever the day.
    booked(&[
        "100 | begun 32 | begun at 32 | Booked | -",
        "101 | office 32 begins | - | Booked | -",
    ]);
}

#[test]
fn no_other_office_does_anything_with_a_booking() {
    for act in ["begins", "finishes", "misses", "undoes 28000000"] {
        let no = "no: BookedElsewhere { office: OfficeId(32) }";
        let late = format!("{OVER} | office 33 {act} | {no} | Booked | -");
        booked(&[&late]);
        booked(&["28000000 | office 32 begins | begun at 32 | Booked | -", &late]);
        check(&[
            "0 | enter | entered | Form | -",
            &format!("1 | office 32 {act} | no: NotBooked | Form | -"),
        ]);
    }
}

#[test]
fn two_clerks_and_two_clicks_are_one_act() {
    booked(&[
        "28000000 | office 32 begins   | begun at 32     | Booked | -",
        "28000001 | office 32 begins   | -               | Booked | -",
        "28000600 | office 32 finishes | finished        | Booked | -",
        "28000601 | office 32 finishes | -               | Booked | -",
        "28000602 | office 32 misses   | no: StepBehind { now: Finished } | Booked | -",
    ]);
    booked(&["28000000 | office 32 finishes | no: StepSkips { now: None } | Booked | -"]);
    booked(&["28000000 | office 32 misses | no: DayNotOver { day: Day(20000) } | Booked | -"]);
}

#[test]
fn a_slip_is_undone_as_long_as_nothing_followed() {
    let begun = "28000000 | office 32 begins | begun at 32 | Booked | -";
    let undone = "28000060 | office 32 undoes 28000000 | no more begun at 32 | Booked | -";
    let behind = "no: StepBehind { now: Begun { office: OfficeId(32) } }";
    let state = booked(&[begun, undone]).state.expect("entered");
    let mut of_a_booking = Operation::ALL.into_iter().filter(|it| *it != Operation::OpenRequest);
    assert!(of_a_booking.all(|operation| operation.allowed(&state)));
    booked(&[
        begun,
        undone,
        "28000061 | office 32 undoes 28000000 | -           | Booked | -",
        "28000120 | office 32 begins          | begun at 32 | Booked | -",
        // A page from before the second beginning knows nothing of it.
        &format!("28000121 | office 32 undoes 28000000 | {behind} | Booked | -"),
        "28000600 | office 32 finishes        | finished    | Booked | -",
        "28000601 | office 32 undoes 28000600 | no: StepBehind { now: Finished } | Booked | -",
        "28000601 | office 32 undoes 28000120 | no: StepBehind { now: Finished } | Booked | -",
    ]);
    let missed = format!("{OVER} | office 32 misses | missed | Booked | -");
    let undone = format!("{OVER} | office 32 undoes {OVER} | no more missed | Booked | -");
    booked(&[&missed, &undone]);
}

/// What an office's page has buttons for: rows are where a request stands, columns begin, finish,
/// miss and undo; first on the day, then after it.
#[test]
fn an_offices_buttons_are_what_the_law_allows_it() {
    let office = OfficeId(32);
    let day = crate::timestamp::Timestamp(START.0 + 28_000_000_000);
    let later = crate::timestamp::Timestamp(START.0 + 28_200_000_000);
    let begun = "28000000 | begun 32 | begun at 32 | Booked | -";
    let rows: [(&[&str], [&str; 2]); 5] = [
        (&[], ["b---", "b-m-"]),
        (&[begun], ["-f-u", "-f-u"]),
        (&[begun, "28000001 | finished | finished | Booked | -"], ["----", "----"]),
        (
            &[begun, "28000001 | office 32 undoes 28000000 | no more begun at 32 | Booked | -"],
            ["b---", "b-m-"],
        ),
        (&["28200000 | missed | missed | Booked | -"], ["b--u", "b--u"]),
    ];
    for (rows, signs) in rows {
        let state = booked(rows).state.expect("entered");
        let reached = state.reached.map_or(day, |reached| reached.at);
        let acts =
            [OfficeAct::Begin, OfficeAct::Finish, OfficeAct::Miss, OfficeAct::Undo { reached }];
        for (at, signs) in [day, later].into_iter().zip(signs) {
            let allowed = acts.map(|act| act.allowed(&state, office, at));
            assert_eq!(
                allowed.to_vec(),
                signs.chars().map(|it| it != '-').collect::<Vec<_>>(),
                "{rows:?}"
            );
        }
    }
}
