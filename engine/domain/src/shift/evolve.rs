//! Event to state: total, and the same in life and in replay.

use crate::shift::day_book::{DayBook, Seat};
use crate::shift::event::{After, DayImage, DayState, SeatImage, ShiftEvent};
use crate::shift::state::ShiftState;

/// Applies what has happened. It never refuses; an impossible event is a broken invariant.
pub fn evolve(state: &mut ShiftState, event: &ShiftEvent) {
    match event {
        ShiftEvent::Day(image) => day(state, image),
        ShiftEvent::Seat(image) => seat(state, image),
    }
}

fn day(state: &mut ShiftState, image: &DayImage) {
    if image.state == DayState::Dropped {
        let dropped = state.days.remove(image.day).expect("only an opened day is dropped");
        assert_eq!(dropped.capacity.held(), 0, "HOLD-1: no hold goes with its day");
        return;
    }
    let book = state.days.insert(image.day, DayBook::new(image));
    book.opens_at = image.opens_at;
    book.closed = image.state == DayState::Closed;
    book.approved_max = image.approved_max;
    book.capacity.resize(image.approved);
}

fn seat(state: &mut ShiftState, image: &SeatImage) {
    let book = state.days.get_mut(image.day).expect("a seat belongs to an opened day");
    let before = book.seat(image.seat);
    match (before, image.after) {
        (Seat::Vacant, After::Held(_)) => book.capacity.hold(),
        (Seat::Held(owner), After::Held(_)) => {
            assert_eq!(owner.request, image.request, "HOLD-1: a held seat keeps its owner");
            assert_eq!(owner.hold, image.hold, "HOLD-1: a held seat keeps its hold");
        }
        (Seat::Held(_), After::Booked) => book.capacity.book(),
        (Seat::Held(_), After::Free) => book.capacity.release_held(),
        (Seat::Booked(_), After::Held(_)) => book.capacity.cool(),
        (Seat::Booked(_), After::Free) => book.capacity.release_booked(),
        (Seat::Vacant, After::Free | After::Booked) | (Seat::Booked(_), After::Booked) => {
            unreachable!("HOLD-1: no event leads from {before:?} to {:?}", image.after)
        }
    }
    state.put(image);
}
