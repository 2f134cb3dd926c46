//! What the clock alone does: holds that have come to their deadline.

use crate::ids::{Day, HoldNo, RequestKey, SeatNo};
use crate::shift::event::{After, HeldSeat, NOBODY, SeatChange, SeatImage, ShiftEvent};
use crate::shift::state::{Seat, ShiftState};
use crate::timestamp::{Millis, Timestamp};

/// One hold that the clock has ended or secured, and whom to tell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Due {
    pub event: ShiftEvent,
    /// Nobody is told of a cooling hold.
    pub tell: Option<(RequestKey, HoldNo)>,
    pub secured: bool,
}

/// The nearest hold whose deadline is not after `at`; call again until there is none.
///
/// A hold with a token is not ended but secured for `verify_within`: the bank is asked first.
#[must_use]
pub fn due(state: &ShiftState, verify_within: Millis, at: Timestamp) -> Option<Due> {
    let (deadline, day, seat) = *state.deadlines.first()?;
    if deadline > at {
        return None;
    }
    Some(fall_due(state, day, seat, verify_within, at))
}

fn fall_due(
    state: &ShiftState,
    day: Day,
    seat: SeatNo,
    verify_within: Millis,
    at: Timestamp,
) -> Due {
    let book = state.days.get(&day).expect("a deadline names an opened day");
    let live = *book.held.get(&seat).expect("a deadline names a held seat");
    let Seat::Held(owner) = book.seat(seat) else { unreachable!("a held seat has an owner") };
    assert!(live.terms.deadline <= at, "HOLD-2: a hold does not end before its deadline");
    let secure = live.terms.token && !live.terms.secured;
    let after = if secure {
        After::Held(HeldSeat { secured: true, deadline: at.plus(verify_within), ..live.terms })
    } else {
        After::Free
    };
    let image = SeatImage {
        change: if secure { SeatChange::Secured } else { SeatChange::Expired },
        day,
        seat,
        request: owner.request,
        hold: owner.hold,
        at,
        decide_by: live.decide_by,
        after,
    };
    let tell = (owner.request != NOBODY).then_some((owner.request, owner.hold));
    Due { event: ShiftEvent::Seat(image), tell, secured: secure }
}
