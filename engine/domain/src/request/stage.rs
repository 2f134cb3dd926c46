//! Where a request stands, as its owner should meet it at the next entry.

use crate::ids::HoldNo;
use crate::request::event::EndReason;
use crate::request::state::{LastChoice, Phase, RequestState};
use crate::timestamp::Timestamp;

/// The page that a citizen is led to. Order matters: the first that fits is taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// A seat is booked: the result.
    Booked,
    /// The seat is paid and is being booked at this moment.
    Booking,
    /// The bank is being asked about a payment.
    Asking,
    /// A shift is deciding at this moment.
    Deciding,
    /// Money is there and no seat: choose again, nothing to pay.
    Credit,
    /// A seat is held and not paid: confirmation with a button to pay.
    Unpaid { hold: HoldNo, deadline: Timestamp },
    /// The last payment failed or was cancelled: pay first, for the same seat if it is free.
    NotPaid(LastChoice),
    /// The time ran out, or the seat was not to be had: choose again.
    ChooseAgain(LastChoice),
    /// The form has been filled in before and no seat was chosen.
    Filled,
    /// A card was delivered, and no other request is open.
    Between,
    /// The form, empty or as it was left.
    Form,
}

impl Stage {
    #[must_use]
    pub fn of(state: &RequestState) -> Self {
        let wanted = state.wanted_hold().copied();
        let asking = state.attempts.iter().any(crate::payment::Attempt::asking);
        if state.booking.is_some() {
            return Self::Booked;
        }
        if state.intent.is_some() {
            return Self::Deciding;
        }
        match wanted.map(|hold| (hold, hold.phase)) {
            Some((_, Phase::Booking)) => return Self::Booking,
            Some((_, Phase::Verifying { .. })) => return Self::Asking,
            Some((_, Phase::Live)) if asking => return Self::Asking,
            Some((hold, Phase::Live)) => {
                return Self::Unpaid { hold: hold.no, deadline: hold.deadline };
            }
            Some((_, Phase::Ending(_))) | None => {}
        }
        if !state.purse.is_empty() {
            return Self::Credit;
        }
        if asking {
            return Self::Asking;
        }
        let ending = state.holds.iter().rev().find_map(|hold| match hold.phase {
            Phase::Ending(why) if why != EndReason::Replaced => {
                let (hold_no, choice) = (hold.no, hold.choice);
                Some(LastChoice { hold: hold_no, choice, why, at: hold.deadline })
            }
            _ => None,
        });
        match ending.or(state.last) {
            Some(last) if last.why == EndReason::NotPaid => Self::NotPaid(last),
            Some(last) => Self::ChooseAgain(last),
            None if state.is_between() => Self::Between,
            None if state.details.is_some() => Self::Filled,
            None => Self::Form,
        }
    }
}
