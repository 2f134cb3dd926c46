//! Who takes seat after seat waits in between: after unpaid holds, and after moves beyond the free
//! ones. Every wait ends by itself and is said beforehand; nobody is locked out.

use crate::calendar::tehran::day_of;
use crate::limits::{HoldTerms, UNPAID_WAIT_MAX};
use crate::request::event::EndReason;
use crate::request::state::{Booking, RequestState};
use crate::timestamp::{Millis, Timestamp};

/// What another move would cost.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MoveCost {
    /// The booked day has passed, or its office has closed it.
    NotCounted,
    /// So many free moves are left, this one counted.
    Free(u8),
    /// The waiting is over; the move after this one waits again.
    Waited,
    /// It is possible from then on.
    Waits(Timestamp),
}

impl RequestState {
    /// What a move of the booked seat would cost now; nothing where none is booked.
    #[must_use]
    pub fn move_cost(&self, terms: &HoldTerms, at: Timestamp) -> Option<MoveCost> {
        let booking = self.booking.as_ref()?;
        if !self.is_counted(booking, at) {
            return Some(MoveCost::NotCounted);
        }
        let left = terms.moves_free.saturating_sub(self.moves);
        if left > 0 {
            return Some(MoveCost::Free(left));
        }
        let from = booking.booked_at.plus(terms.move_wait);
        Some(if at < from { MoveCost::Waits(from) } else { MoveCost::Waited })
    }

    /// Whether leaving this seat now counts as a move.
    pub(super) fn is_counted(&self, booking: &Booking, at: Timestamp) -> bool {
        !self.excused && day_of(at) <= booking.choice.day
    }

    /// Until when no seat is taken that is to be paid for at a bank.
    #[must_use]
    pub fn cools_until(&self, terms: &HoldTerms, at: Timestamp) -> Option<Timestamp> {
        let last = self.last?;
        let doublings = self.unpaid.checked_sub(terms.unpaid_free)?;
        if !matches!(last.why, EndReason::RanOut | EndReason::NotPaid) {
            return None;
        }
        let doubled = terms.unpaid_wait.0.checked_shl(doublings.into());
        let wait = doubled.filter(|wait| wait >> doublings == terms.unpaid_wait.0);
        let wait = Millis(wait.unwrap_or(u64::MAX).min(UNPAID_WAIT_MAX.0));
        Some(last.at.plus(wait)).filter(|until| at < *until)
    }

    /// Until when no seat is chosen in place of one that was given back: giving back and choosing
    /// anew is a move in two steps.
    #[must_use]
    pub fn chooses_from(&self, terms: &HoldTerms, at: Timestamp) -> Option<Timestamp> {
        let last = self.last.filter(|last| last.why == EndReason::GivenBack)?;
        let waits = self.moves > terms.moves_free;
        Some(last.at.plus(terms.move_wait)).filter(|until| waits && at < *until)
    }
}
