//! What may be asked of an office-shift. Every command may be repeated without harm.

use crate::ids::{Day, HoldNo, RequestKey, SeatNo};
use crate::shift::event::Purpose;
use crate::timestamp::Timestamp;

/// A command of the registrar or of a request's desk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ShiftCommand {
    /// Approve seats for a day, for the first time or anew; `opens_at` is when booking begins.
    OpenDay { day: Day, approved: u32, opens_at: Timestamp },
    /// Take a day out of booking. Booked citizens keep their seats until they move.
    CloseDay { day: Day },
    /// A request's desk asks about one hold.
    Seat { request: RequestKey, hold: HoldNo, day: Day, ask: Ask },
}

/// What a desk asks about the hold that the command names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ask {
    /// Hold a free seat. After `decide_by` the clock alone refuses.
    Hold { purpose: Purpose, deadline: Timestamp, cap: Timestamp, decide_by: Timestamp },
    /// Is the hold still there? Asked in recovery and when a deadline has passed in silence.
    Holding { seat: SeatNo },
    /// The bank has given a token: the hold outlives the bank's page.
    Extend { seat: SeatNo, deadline: Timestamp },
    /// The bank is being asked: the hold ends with its answer, or at `deadline`.
    Secure { seat: SeatNo, deadline: Timestamp },
    /// The money is there, or none is needed.
    Book { seat: SeatNo },
    /// The hold is not wanted any more.
    Release { seat: SeatNo },
    /// A booked seat comes back; it cools as a hold of nobody until `cool_until`, if that is given.
    GiveBack { seat: SeatNo, cool_until: Option<Timestamp> },
}

/// What an office-shift answers to a desk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    /// The seat is held until `deadline`: the answer to `Hold`, `Holding`, `Extend` and `Secure`.
    Held {
        seat: SeatNo,
        deadline: Timestamp,
        token: bool,
        secured: bool,
    },
    Booked {
        seat: SeatNo,
    },
    /// The hold, or the booking, is not there: released, expired, given back or never taken.
    Gone,
    /// The registrar's command is done.
    Done,
}
