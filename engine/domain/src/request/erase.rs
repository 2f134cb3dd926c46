//! Whether a citizen's data may be erased.

use crate::calendar::tehran::day_of;
use crate::payment::Attempt;
use crate::request::state::RequestState;
use crate::timestamp::{Millis, Timestamp};

/// Why a request is to be erased.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EraseCause {
    /// The citizen wants it.
    Wished,
    /// It came to its end so long ago.
    Over { kept: Millis },
}

/// Why a request is not erased.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum EraseRefusal {
    /// A seat is asked for, held, booked for a day that is not over, or on its way back.
    SeatLives,
    /// A bank may still take money for it, and nobody knows yet.
    PaymentOpen,
    /// The completion has begun, and the request has not come to its end.
    CardUnderWay,
    /// Money is there that no seat was given for.
    CreditLives,
    /// A bank is to send money back, and has not yet.
    ReversalWaits,
    /// The request did not come to its end, or not so long ago.
    NotOver,
}

/// A seat of a day that is over is history: it stays booked under the request's key, and so does
/// the money that paid for it.
///
/// # Errors
/// What lives still.
pub fn may_erase(
    state: &RequestState,
    cause: EraseCause,
    at: Timestamp,
) -> Result<(), EraseRefusal> {
    if let EraseCause::Over { kept } = cause {
        let since = state.over_since().ok_or(EraseRefusal::NotOver)?;
        if at < since.plus(kept) {
            return Err(EraseRefusal::NotOver);
        }
    }
    let ahead = state.bookings().any(|it| it.choice.day >= day_of(at));
    let moving = state.intent.is_some() || !state.holds.is_empty();
    if ahead || moving || !state.giving_back.is_empty() {
        return Err(EraseRefusal::SeatLives);
    }
    if state.is_begun() && !state.is_ended() {
        return Err(EraseRefusal::CardUnderWay);
    }
    if state.attempts.iter().any(Attempt::open) {
        return Err(EraseRefusal::PaymentOpen);
    }
    if !state.purse.is_empty() {
        return Err(EraseRefusal::CreditLives);
    }
    if !state.to_reverse.is_empty() {
        return Err(EraseRefusal::ReversalWaits);
    }
    assert!(!state.in_flight(), "what is at rest owes nobody an answer");
    Ok(())
}
