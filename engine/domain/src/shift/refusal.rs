//! Why an office-shift answered no. A refusal is an answer of the law, not a broken machine.

use crate::timestamp::Timestamp;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// This shift has never been opened on that day.
    NoSuchDay,
    /// The day is published but its booking begins later.
    NotOpenYet { opens_at: Timestamp },
    /// The day was closed after it had been opened.
    Closed,
    /// The day has begun, or is over: it gives no seats, and is not opened for the first time.
    Past,
    /// Every seat is held or booked.
    Full,
    /// The command came after the moment by which it had to be decided.
    TooLate,
    /// The same hold was taken before and has ended since.
    HoldEnded,
    /// More seats or days than the law allows, or an opening after every moment that can be kept.
    OverLimit,
}
