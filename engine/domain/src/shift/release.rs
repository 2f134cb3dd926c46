//! A hold is not wanted any more: the seat is free at once for others.

use crate::ids::{Day, SeatNo};
use crate::shift::command::Answer;
use crate::shift::day_book::{DayView, Owner};
use crate::shift::decide::Decided;
use crate::shift::event::{After, SeatChange, SeatImage, ShiftEvent};
use crate::timestamp::Timestamp;

/// A hold that is not there is answered the same way: gone, which is what was wanted.
pub(super) fn release(
    book: Option<DayView<'_>>,
    owner: Owner,
    place: (Day, SeatNo),
    at: Timestamp,
) -> Decided {
    let (day, seat) = place;
    let Some(live) = book.and_then(|book| book.live(owner, seat)) else {
        return Decided::unchanged(Answer::Gone);
    };
    let image = SeatImage {
        change: SeatChange::Released,
        day,
        seat,
        request: owner.request,
        hold: owner.hold,
        at,
        decide_by: live.decide_by,
        after: After::Free,
    };
    Decided { event: Some(ShiftEvent::Seat(image)), answer: Answer::Gone }
}
