//! What the clock alone does: holds that have come to their deadline, and days that are long past.

use crate::ids::{Day, HoldNo, RequestKey, SeatNo};
use crate::limits::ShiftTerms;
use crate::shift::command::Answer;
use crate::shift::day_book::{LiveHold, Owner, Seat};
use crate::shift::decide::Decided;
use crate::shift::drop_day;
use crate::shift::event::{After, HeldSeat, NOBODY, SeatChange, SeatImage, ShiftEvent};
use crate::shift::state::ShiftState;
use crate::timestamp::{Millis, Timestamp};

/// One hold that the clock has ended or secured, and whom to tell; or a day that it has dropped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Due {
    pub event: ShiftEvent,
    /// Nobody is told of a cooling hold, nor of a day.
    pub tell: Option<(RequestKey, HoldNo)>,
    pub secured: bool,
}

/// The nearest hold whose deadline is not after `at`; call again until there is none.
///
/// A hold with a token is not ended but secured for `verify_within`: the bank is asked first. When
/// no hold is due, the oldest day is looked at.
#[must_use]
pub fn due(state: &ShiftState, terms: &ShiftTerms, at: Timestamp) -> Option<Due> {
    match state.deadlines.first() {
        Some((deadline, day, seat)) if *deadline <= at => {
            Some(fall_due(state, *day, *seat, terms.verify_within, at))
        }
        _ => drop_day::drop_oldest(state, terms, at).map(|event| Due {
            event,
            tell: None,
            secured: false,
        }),
    }
}

/// When [`due`] has something next.
#[must_use]
pub fn next_due(state: &ShiftState, terms: &ShiftTerms) -> Option<Timestamp> {
    state.next_deadline().into_iter().chain(drop_day::next(state, terms)).min()
}

fn fall_due(
    state: &ShiftState,
    day: Day,
    seat: SeatNo,
    verify_within: Millis,
    at: Timestamp,
) -> Due {
    let book = state.days.get(day).expect("a deadline names an opened day");
    let live = *state.held.get(&(day, seat)).expect("a deadline names a held seat");
    let Seat::Held(owner) = book.seat(seat) else { unreachable!("a held seat has an owner") };
    assert!(live.terms.deadline <= at, "HOLD-2: a hold does not end before its deadline");
    let secured = live.terms.token && !live.terms.secured;
    let ended = expired(owner, &live, (day, seat), at);
    let image = if secured {
        let terms = HeldSeat { secured, deadline: at.plus(verify_within), ..live.terms };
        SeatImage { change: SeatChange::Secured, after: After::Held(terms), ..ended }
    } else {
        ended
    };
    let tell = (owner.request != NOBODY).then_some((owner.request, owner.hold));
    Due { event: ShiftEvent::Seat(image), tell, secured }
}

fn expired(owner: Owner, live: &LiveHold, (day, seat): (Day, SeatNo), at: Timestamp) -> SeatImage {
    SeatImage {
        change: SeatChange::Expired,
        day,
        seat,
        request: owner.request,
        hold: owner.hold,
        at,
        decide_by: live.decide_by,
        after: After::Free,
    }
}

/// A desk asks for a hold whose deadline has passed and which the clock has not looked at yet.
///
/// It is not usable any more (HOLD-2), and the answer is "gone"; so it ends now and not with the
/// next look. Else a paid citizen who was too late would meet a full day, and the seat that fills
/// it would be the one that they have just lost: after a late start the desks are answered before
/// the clock may look at all. The seat is free for whoever asks next, which is the same citizen
/// with a retake unless somebody was before them.
pub(super) fn outlived(
    owner: Owner,
    live: &LiveHold,
    place: (Day, SeatNo),
    at: Timestamp,
) -> Decided {
    assert!(live.terms.deadline <= at, "HOLD-2: a hold does not end before its deadline");
    let event = ShiftEvent::Seat(expired(owner, live, place, at));
    Decided { event: Some(event), answer: Answer::Gone }
}
