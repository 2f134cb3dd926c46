//! What has happened to a seat or a day. Every event carries the state after it, so that a table of
//! last events is a snapshot and replay needs no arithmetic.

use crate::ids::{Day, HoldNo, RequestKey, SeatNo};
use crate::timestamp::Timestamp;

/// What a hold is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Purpose {
    /// A citizen is about to pay, or has credit.
    Pay,
    /// A booked citizen takes a new seat before giving the old one back.
    Move,
    /// Money has come for a hold that had ended; a seat of the same shift and day is taken again.
    Retake,
    /// A seat is offered to a citizen who waits for one.
    Offer,
    /// A seat that was given back rests before it returns to the lists. It belongs to no request.
    Cooling,
}

impl Purpose {
    /// Whether it is the second seat of a citizen who has one: the first half of a move.
    #[must_use]
    pub const fn is_second_seat(self) -> bool {
        matches!(self, Self::Move | Self::Offer)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ShiftEvent {
    Day(DayImage),
    Seat(SeatImage),
}

impl ShiftEvent {
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        match self {
            Self::Day(day) => day.at,
            Self::Seat(seat) => seat.at,
        }
    }

    #[must_use]
    pub const fn day(&self) -> Day {
        match self {
            Self::Day(day) => day.day,
            Self::Seat(seat) => seat.day,
        }
    }
}

/// A day of a shift after it was opened, resized, closed or dropped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DayImage {
    pub day: Day,
    pub approved: u32,
    /// The most that was ever approved for the day: whoever counts more taken seats than this has
    /// found a seat that was given twice.
    pub approved_max: u32,
    pub opens_at: Timestamp,
    pub state: DayState,
    pub at: Timestamp,
}

/// What may be done with a day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum DayState {
    /// Seats are given, once its opening and until the day itself has come.
    Open,
    /// It was taken out of booking. Booked citizens keep their seats.
    Closed,
    /// It is long past: its shift has forgotten it and all its seats. It never comes back.
    Dropped,
}

/// What has just happened to a seat.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SeatChange {
    Held,
    Extended,
    Secured,
    Booked,
    Released,
    Expired,
    GivenBack,
}

/// A seat after a change. `request` and `hold` name the last owner also when the seat is free.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SeatImage {
    pub change: SeatChange,
    pub day: Day,
    pub seat: SeatNo,
    pub request: RequestKey,
    pub hold: HoldNo,
    pub at: Timestamp,
    /// The command that made the hold is refused by the clock alone after this.
    pub decide_by: Timestamp,
    pub after: After,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum After {
    Free,
    Held(HeldSeat),
    Booked,
}

/// The terms of a live hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HeldSeat {
    pub purpose: Purpose,
    pub deadline: Timestamp,
    /// No extension goes past this.
    pub cap: Timestamp,
    /// A bank's token was shown for this hold: at its deadline the bank is asked first.
    pub token: bool,
    /// The bank is being asked: only its answer, or the deadline, ends the hold.
    pub secured: bool,
}

/// The owner that a cooling hold names: nobody.
pub const NOBODY: RequestKey = RequestKey([0; 16]);
