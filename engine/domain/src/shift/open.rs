//! The registrar's commands: approving seats for a day, changing their number, closing the day.

use crate::calendar::tehran::day_begins;
use crate::ids::Day;
use crate::limits::{DAYS_OPEN_MAX, SEATS_MAX};
use crate::shift::command::Answer;
use crate::shift::decide::Decided;
use crate::shift::event::{DayImage, DayState, ShiftEvent};
use crate::shift::refusal::Refusal;
use crate::shift::state::ShiftState;
use crate::timestamp::Timestamp;

pub(super) fn open(
    state: &ShiftState,
    day: Day,
    approved: u32,
    opens_at: Timestamp,
    at: Timestamp,
) -> Result<Decided, Refusal> {
    let book = state.days.get(day);
    if approved > SEATS_MAX || (book.is_none() && state.days.len() >= DAYS_OPEN_MAX) {
        return Err(Refusal::OverLimit);
    }
    if opens_at > Timestamp::LATEST {
        return Err(Refusal::OverLimit);
    }
    // A day that was dropped must not begin anew: requests still name its seats.
    if book.is_none() && at >= day_begins(day) {
        return Err(Refusal::Past);
    }
    let same = book.is_some_and(|book| {
        book.capacity.approved() == approved && book.opens_at == opens_at && !book.closed
    });
    if same {
        return Ok(Decided::unchanged(Answer::Done));
    }
    let approved_max = book.map_or(0, |book| book.approved_max).max(approved);
    Ok(day_changed(DayImage { day, approved, approved_max, opens_at, state: DayState::Open, at }))
}

pub(super) fn close(state: &ShiftState, day: Day, at: Timestamp) -> Result<Decided, Refusal> {
    let book = state.days.get(day).ok_or(Refusal::NoSuchDay)?;
    if book.closed {
        return Ok(Decided::unchanged(Answer::Done));
    }
    let approved = book.capacity.approved();
    let (opens_at, approved_max) = (book.opens_at, book.approved_max);
    Ok(day_changed(DayImage { day, approved, approved_max, opens_at, state: DayState::Closed, at }))
}

const fn day_changed(image: DayImage) -> Decided {
    Decided { event: Some(ShiftEvent::Day(image)), answer: Answer::Done }
}
