//! Why a request answered no.

use crate::payment::PaymentRefusal;
use crate::timestamp::Timestamp;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RequestRefusal {
    /// Nobody has entered with this national ID.
    NotEntered,
    /// Another tab is choosing at this moment.
    IntentOpen,
    /// A seat is booked: it can be moved, not chosen again.
    AlreadyBooked,
    /// No seat is booked.
    NotBooked,
    /// The form has never been filled in.
    NoDetails,
    /// No hold lives that could be paid for.
    NoHold,
    /// The bank is being asked about an attempt; paying again could pay twice.
    BankBeingAsked { since: Timestamp },
    /// More tabs at the bank than the law allows.
    TooManyAttempts,
    /// A bank's page that would stay open longer than any does.
    WindowTooLong,
    /// The attempt is not of this request, or not at this point of its life.
    NoSuchAttempt,
    /// The seat that was given back is not yet back.
    GivingBack,
    /// The choice is the seat that is booked already.
    SameSeat,
    /// A text is longer than the law allows.
    TooLong,
    /// What the bank said does not fit our own record.
    Payment(PaymentRefusal),
}
