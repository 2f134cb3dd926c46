//! The money is there: a held seat becomes a booked one.

use crate::ids::{Day, SeatNo};
use crate::shift::command::Answer;
use crate::shift::day_book::{DayView, Owner, Seat};
use crate::shift::decide::Decided;
use crate::shift::due::outlived;
use crate::shift::event::{After, SeatChange, SeatImage, ShiftEvent};
use crate::shift::hold::usable;
use crate::timestamp::Timestamp;

pub(super) fn book(
    book: Option<DayView<'_>>,
    owner: Owner,
    place: (Day, SeatNo),
    at: Timestamp,
) -> Decided {
    let (day, seat) = place;
    let Some(book) = book else {
        return Decided::unchanged(Answer::Gone);
    };
    if book.seat(seat) == Seat::Booked(owner) {
        return Decided::unchanged(Answer::Booked { seat });
    }
    let Some(live) = book.live(owner, seat) else {
        return Decided::unchanged(Answer::Gone);
    };
    if !usable(&live, at) {
        return outlived(owner, &live, place, at);
    }
    let image = SeatImage {
        change: SeatChange::Booked,
        day,
        seat,
        request: owner.request,
        hold: owner.hold,
        at,
        decide_by: live.decide_by,
        after: After::Booked,
    };
    Decided { event: Some(ShiftEvent::Seat(image)), answer: Answer::Booked { seat } }
}
