//! Taking a seat for a while, and asking whether it is still held.

use crate::calendar::tehran::day_begins;
use crate::ids::{Day, SeatNo};
use crate::shift::command::Answer;
use crate::shift::day_book::{DayView, LiveHold, Owner, Seat};
use crate::shift::decide::Decided;
use crate::shift::due::outlived;
use crate::shift::event::{After, HeldSeat, Purpose, SeatChange, SeatImage, ShiftEvent};
use crate::shift::refusal::Refusal;
use crate::timestamp::Timestamp;

pub(super) struct Wish {
    pub purpose: Purpose,
    pub deadline: Timestamp,
    pub cap: Timestamp,
    pub decide_by: Timestamp,
}

pub(super) fn hold(
    book: DayView<'_>,
    owner: Owner,
    day: Day,
    wish: Wish,
    at: Timestamp,
) -> Result<Decided, Refusal> {
    assert!(wish.deadline <= wish.cap, "a hold's deadline is within its cap");
    assert!(wish.decide_by <= wish.deadline, "a tombstone ends before its hold would");
    // The same message gets the same hold, whatever has become of the day meanwhile.
    if let Some(seat) = book.seat_of(owner) {
        return Ok(Decided::unchanged(standing(book, owner, seat, at)));
    }
    if book.tombstone(owner, at) {
        return Err(Refusal::HoldEnded);
    }
    if at > wish.decide_by {
        return Err(Refusal::TooLate);
    }
    if book.closed {
        return Err(Refusal::Closed);
    }
    if at < book.opens_at {
        return Err(Refusal::NotOpenYet { opens_at: book.opens_at });
    }
    if at >= day_begins(day) {
        return Err(Refusal::Past);
    }
    if book.capacity.free() == 0 {
        return Err(Refusal::Full);
    }
    let seat = book.next_seat();
    debug_assert_eq!(book.seat(seat), Seat::Vacant, "the next seat is vacant");
    let terms = HeldSeat {
        purpose: wish.purpose,
        deadline: wish.deadline,
        cap: wish.cap,
        token: false,
        secured: false,
    };
    let image = SeatImage {
        change: SeatChange::Held,
        day,
        seat,
        request: owner.request,
        hold: owner.hold,
        at,
        decide_by: wish.decide_by,
        after: After::Held(terms),
    };
    Ok(Decided { event: Some(ShiftEvent::Seat(image)), answer: answer(seat, &terms) })
}

pub(super) fn holding(
    book: Option<DayView<'_>>,
    owner: Owner,
    place: (Day, SeatNo),
    at: Timestamp,
) -> Decided {
    let Some(book) = book else { return Decided::unchanged(Answer::Gone) };
    match book.live(owner, place.1) {
        Some(live) if !usable(&live, at) => outlived(owner, &live, place, at),
        _ => Decided::unchanged(standing(book, owner, place.1, at)),
    }
}

fn standing(book: DayView<'_>, owner: Owner, seat: SeatNo, at: Timestamp) -> Answer {
    match book.live(owner, seat) {
        Some(live) if usable(&live, at) => answer(seat, &live.terms),
        _ if book.seat(seat) == Seat::Booked(owner) => Answer::Booked { seat },
        _ => Answer::Gone,
    }
}

/// HOLD-2: not usable after its deadline. A hold with a token is secured at its deadline instead
/// of ending, so until the clock does that it counts as living.
pub(super) fn usable(live: &LiveHold, at: Timestamp) -> bool {
    at < live.terms.deadline || (live.terms.token && !live.terms.secured)
}

pub(super) const fn answer(seat: SeatNo, terms: &HeldSeat) -> Answer {
    Answer::Held { seat, deadline: terms.deadline, token: terms.token, secured: terms.secured }
}
