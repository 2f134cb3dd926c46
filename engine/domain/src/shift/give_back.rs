//! A booked seat comes back, at once or after it has cooled as a hold of nobody.

use crate::ids::{Day, HoldNo, SeatNo};
use crate::shift::command::Answer;
use crate::shift::day_book::{DayView, Owner, Seat};
use crate::shift::decide::Decided;
use crate::shift::event::{After, HeldSeat, NOBODY, Purpose, SeatChange, SeatImage, ShiftEvent};
use crate::timestamp::Timestamp;

/// A day that is no longer kept, or a seat that has gone on, answers "gone", which is success.
pub(super) fn give_back(
    book: Option<DayView<'_>>,
    owner: Owner,
    place: (Day, SeatNo),
    cool_until: Option<Timestamp>,
    at: Timestamp,
) -> Decided {
    let (day, seat) = place;
    if book.is_none_or(|book| book.seat(seat) != Seat::Booked(owner)) {
        return Decided::unchanged(Answer::Gone);
    }
    let free = SeatImage {
        change: SeatChange::GivenBack,
        day,
        seat,
        request: owner.request,
        hold: owner.hold,
        at,
        decide_by: at,
        after: After::Free,
    };
    let image = match cool_until {
        Some(until) if until > at => SeatImage {
            request: NOBODY,
            // Two cooling seats of one day have different numbers, so they never meet by owner.
            hold: HoldNo(seat.0),
            after: After::Held(HeldSeat {
                purpose: Purpose::Cooling,
                deadline: until,
                cap: until,
                token: false,
                secured: false,
            }),
            ..free
        },
        _ => free,
    };
    Decided { event: Some(ShiftEvent::Seat(image)), answer: Answer::Gone }
}
