//! The bank is being asked: from now on only its answer, or the verify deadline, ends the hold.

use crate::ids::{Day, SeatNo};
use crate::shift::command::Answer;
use crate::shift::day_book::{DayView, Owner};
use crate::shift::decide::Decided;
use crate::shift::due::outlived;
use crate::shift::event::{After, HeldSeat, SeatChange, SeatImage, ShiftEvent};
use crate::shift::hold::{answer, usable};
use crate::timestamp::Timestamp;

pub(super) fn secure(
    book: Option<DayView<'_>>,
    owner: Owner,
    place: (Day, SeatNo),
    deadline: Timestamp,
    at: Timestamp,
) -> Decided {
    let (day, seat) = place;
    let Some(live) = book.and_then(|book| book.live(owner, seat)) else {
        return Decided::unchanged(Answer::Gone);
    };
    if !usable(&live, at) {
        return outlived(owner, &live, place, at);
    }
    if live.terms.secured {
        return Decided::unchanged(answer(seat, &live.terms));
    }
    let deadline = deadline.max(live.terms.deadline);
    let terms = HeldSeat { deadline, secured: true, ..live.terms };
    let image = SeatImage {
        change: SeatChange::Secured,
        day,
        seat,
        request: owner.request,
        hold: owner.hold,
        at,
        decide_by: live.decide_by,
        after: After::Held(terms),
    };
    Decided { event: Some(ShiftEvent::Seat(image)), answer: answer(seat, &terms) }
}
