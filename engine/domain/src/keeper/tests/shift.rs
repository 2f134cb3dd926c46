//! What a shift's keeper tells, to whom, and what it shows.

use super::kit::{KEY, START};
use crate::capacity::Capacity;
use crate::ids::{Day, HoldNo, SeatNo, ShiftId};
use crate::keeper::refusals::REFUSALS_MAX;
use crate::keeper::{ShiftKeeper, Tell};
use crate::limits::{HoldTerms, ShiftTerms};
use crate::request::RequestCommand;
use crate::shift::{
    Answer, Ask, DayState, Purpose, Refusal, ShiftCommand, ShiftEvent, dropped_from,
};
use crate::timestamp::{Millis, Timestamp};

const DAY: Day = Day(20_000);
const TERMS: ShiftTerms = ShiftTerms::of(&HoldTerms::DEFAULT);

fn opened(approved: u32) -> ShiftKeeper {
    let mut keeper = ShiftKeeper::new(ShiftId(4), TERMS);
    let open = ShiftCommand::OpenDay { day: DAY, approved, opens_at: START };
    let output = keeper.receive(&open, START);
    assert_eq!((output.tell, output.answer), (None, Ok(Answer::Done)));
    keeper
}

fn seat(hold: u32, ask: Ask) -> ShiftCommand {
    ShiftCommand::Seat { request: KEY, hold: HoldNo(hold), day: DAY, ask }
}

fn hold(hold: u32) -> ShiftCommand {
    let deadline = START.plus(Millis::minutes(5));
    let (cap, decide_by) = (START.plus(Millis::minutes(40)), START.plus(Millis::seconds(10)));
    seat(hold, Ask::Hold { purpose: Purpose::Pay, deadline, cap, decide_by })
}

fn shown(output: &crate::keeper::ShiftOutput) -> Option<(u32, u32, u32)> {
    output.counts.map(|(_, counts)| (counts.free(), counts.held(), counts.booked()))
}

#[test]
fn the_desk_is_told_every_answer_also_a_repeated_one_and_a_no() {
    let mut keeper = opened(1);
    let tell = |asked, answer| {
        let command = RequestCommand::Answered { asked, answer };
        Some(Tell { request: KEY, command })
    };
    let first = keeper.receive(&hold(1), START);
    assert_eq!(first.tell, tell(hold(1), first.answer));
    assert_eq!(shown(&first), Some((0, 1, 0)));
    let again = keeper.receive(&hold(1), START);
    assert_eq!((again.event, again.tell), (None, first.tell));
    assert_eq!(again.counts, None, "nothing has changed");
    let full = keeper.receive(&hold(2), START);
    assert_eq!(full.tell, tell(hold(2), Err(Refusal::Full)));
}

#[test]
fn the_same_message_gets_the_same_no_though_a_seat_came_free_meanwhile() {
    let mut keeper = opened(1);
    keeper.receive(&hold(1), START);
    assert_eq!(keeper.receive(&hold(2), START).answer, Err(Refusal::Full));
    keeper.receive(&seat(1, Ask::Release { seat: SeatNo(0) }), START);
    // The first no is on its way: a yes now would hold a seat that nobody waits for.
    let decide_by = START.plus(Millis::seconds(10));
    assert_eq!(keeper.receive(&hold(2), decide_by).answer, Err(Refusal::Full));
    assert!(keeper.receive(&hold(3), decide_by).answer.is_ok(), "another hold is another message");
    let later = decide_by.plus(Millis(1));
    assert_eq!(keeper.receive(&hold(2), later).answer, Err(Refusal::TooLate));
}

#[test]
fn refusals_that_are_remembered_have_a_bound() {
    let mut keeper = opened(0);
    let most = u32::try_from(REFUSALS_MAX).expect("a small number");
    for n in 1..=most + 2 {
        assert_eq!(keeper.receive(&hold(n), START).answer, Err(Refusal::Full));
    }
    let open = ShiftCommand::OpenDay { day: DAY, approved: 9, opens_at: START };
    keeper.receive(&open, START);
    assert!(keeper.receive(&hold(1), START).answer.is_ok(), "the oldest is forgotten");
    assert_eq!(keeper.receive(&hold(most), START).answer, Err(Refusal::Full));
}

#[test]
fn the_clock_tells_whose_hold_it_has_ended() {
    let mut keeper = opened(1);
    keeper.receive(&hold(1), START);
    let deadline = keeper.next_deadline().expect("a hold lives");
    assert_eq!(keeper.tick(Timestamp(deadline.0 - 1)), None);
    let output = keeper.tick(deadline).expect("it is due");
    let command = RequestCommand::FellDue { hold: HoldNo(1), secured: false };
    assert_eq!(output.tell, Some(Tell { request: KEY, command }));
    assert_eq!(shown(&output), Some((1, 0, 0)));
    assert_eq!(keeper.tick(deadline), None);
    assert_eq!(keeper.next_deadline(), Some(dropped_from(DAY, TERMS.day_kept)), "the day is next");
}

#[test]
fn a_day_that_is_dropped_shows_no_seats_and_wakes_nobody_any_more() {
    let mut keeper = opened(1);
    let from = dropped_from(DAY, TERMS.day_kept);
    assert_eq!(keeper.tick(Timestamp(from.0 - 1)), None);
    let output = keeper.tick(from).expect("the day is long past");
    assert_eq!((shown(&output), output.tell.clone()), (Some((0, 0, 0)), None));
    let Some(ShiftEvent::Day(image)) = output.event else { panic!("a day's event") };
    assert_eq!((image.day, image.state, image.approved), (DAY, DayState::Dropped, 1));
    assert_eq!((keeper.tick(from), keeper.next_deadline()), (None, None));
    assert_eq!(keeper.counts().count(), 0);
    let restored = ShiftKeeper::restore(keeper.id(), TERMS, &[image], &[]);
    assert_eq!(restored.state(), keeper.state(), "its last image brings no day back");
}

#[test]
fn a_paid_citizen_who_came_too_late_meets_the_seat_that_their_own_hold_has_freed() {
    // The engine starts late: desks are answered before the clock looks at the shift.
    let mut keeper = opened(1);
    keeper.receive(&hold(1), START);
    let late = START.plus(Millis::hours(1));
    let output = keeper.receive(&seat(1, Ask::Book { seat: SeatNo(0) }), late);
    assert_eq!(output.answer, Ok(Answer::Gone));
    assert_eq!(shown(&output), Some((1, 0, 0)), "the answer and the end of the hold are one");
    let deadline = late.plus(Millis::minutes(5));
    let (cap, decide_by) = (late.plus(Millis::minutes(40)), late.plus(Millis::seconds(10)));
    let ask = Ask::Hold { purpose: Purpose::Retake, deadline, cap, decide_by };
    assert!(keeper.receive(&seat(2, ask), late).answer.is_ok(), "the day is not full of it");
}

#[test]
fn nobody_is_told_of_a_seat_that_has_cooled() {
    let mut keeper = opened(1);
    keeper.receive(&hold(1), START);
    keeper.receive(&seat(1, Ask::Book { seat: SeatNo(0) }), START);
    let cool_until = Some(START.plus(Millis::minutes(3)));
    keeper.receive(&seat(1, Ask::GiveBack { seat: SeatNo(0), cool_until }), START);
    let output = keeper.tick(START.plus(Millis::minutes(3))).expect("it is due");
    assert_eq!(output.tell, None);
    assert_eq!(shown(&output), Some((1, 0, 0)));
}

#[test]
fn a_closed_day_shows_no_seats_whoever_still_has_one() {
    let mut keeper = opened(2);
    keeper.receive(&hold(1), START);
    let output = keeper.receive(&ShiftCommand::CloseDay { day: DAY }, START);
    assert_eq!(output.counts, Some((DAY, Capacity::default())));
    let all: Vec<_> = keeper.counts().collect();
    assert_eq!(all, [(DAY, Capacity::default())]);
}

#[test]
fn a_restored_keeper_answers_as_the_one_that_stopped() {
    let mut keeper = opened(2);
    let (mut days, mut seats) = (Vec::new(), Vec::new());
    let open = ShiftCommand::OpenDay { day: DAY, approved: 3, opens_at: START };
    for command in [open, hold(1), seat(1, Ask::Book { seat: SeatNo(0) }), hold(2)] {
        match keeper.receive(&command, START).event {
            Some(ShiftEvent::Day(image)) => days = vec![image],
            Some(ShiftEvent::Seat(image)) => {
                seats.retain(|old: &crate::shift::SeatImage| old.seat != image.seat);
                seats.push(image);
            }
            None => {}
        }
    }
    let mut restored = ShiftKeeper::restore(keeper.id(), TERMS, &days, &seats);
    assert_eq!(restored.next_deadline(), keeper.next_deadline());
    for command in [hold(2), seat(1, Ask::Holding { seat: SeatNo(0) }), hold(3), hold(4)] {
        assert_eq!(restored.receive(&command, START), keeper.receive(&command, START));
    }
}
