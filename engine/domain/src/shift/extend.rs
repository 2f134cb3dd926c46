//! The bank has given a token: the hold now outlives the bank's page, never past its cap.

use crate::ids::{Day, SeatNo};
use crate::shift::command::Answer;
use crate::shift::day_book::{DayView, Owner};
use crate::shift::decide::Decided;
use crate::shift::due::outlived;
use crate::shift::event::{After, HeldSeat, SeatChange, SeatImage, ShiftEvent};
use crate::shift::hold::{answer, usable};
use crate::timestamp::Timestamp;

pub(super) fn extend(
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
    // A further attempt may ask for less; what an earlier token was promised stays.
    let deadline = deadline.min(live.terms.cap).max(live.terms.deadline);
    // The bank was asked about an earlier token; at the new deadline it is asked about this one.
    let terms = HeldSeat { deadline, token: true, secured: false, ..live.terms };
    if terms == live.terms {
        return Decided::unchanged(answer(seat, &live.terms));
    }
    assert!(terms.deadline >= live.terms.deadline, "an extension never shortens a hold");
    let image = SeatImage {
        change: SeatChange::Extended,
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
