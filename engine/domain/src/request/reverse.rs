//! Money that found no use here, and goes back to who has paid it: a person has the bank reverse
//! it, and says so.

use crate::ids::OrderNo;
use crate::payment::{Money, Reference};
use crate::request::decide::{Events, Verdict};
use crate::request::event::RequestEvent;
use crate::request::refusal::RequestRefusal;
use crate::request::state::RequestState;
use crate::timestamp::Timestamp;

/// Money that its bank has sent back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reversed {
    pub money: Money,
    /// When that was said here.
    pub at: Timestamp,
    /// What the bank calls the reversal.
    pub reference: Reference,
}

impl RequestState {
    /// Whether the money of this order may be called reversed.
    ///
    /// # Errors
    /// [`RequestRefusal::ReversedBefore`], [`RequestRefusal::NothingToReverse`].
    pub fn reversal_ruling(&self, order: OrderNo) -> Result<&Money, RequestRefusal> {
        let waits = self.to_reverse.iter().find(|money| money.order == order);
        let before = self.reversed.iter().any(|done| done.money.order == order);
        waits.ok_or(match before {
            true => RequestRefusal::ReversedBefore,
            false => RequestRefusal::NothingToReverse,
        })
    }

    /// Since when money of this request waits to be reversed: since the bank has confirmed it.
    #[must_use]
    pub fn to_reverse_since(&self) -> Option<Timestamp> {
        self.to_reverse.iter().map(|money| money.verified_at).min()
    }
}

/// A second word about the same money is taken only where it is the same word.
pub(super) fn reverse(state: &RequestState, order: OrderNo, reference: &Reference) -> Verdict {
    let said = |done: &Reversed| done.money.order == order && done.reference == *reference;
    if state.reversed.iter().any(said) {
        return Ok(Events::new());
    }
    state.reversal_ruling(order)?;
    Ok(vec![RequestEvent::Reversed { order, reference: reference.clone() }])
}

/// PAY-1: it leaves one place and stands in the other.
pub(super) fn reversed(
    state: &mut RequestState,
    order: OrderNo,
    reference: &Reference,
    at: Timestamp,
) {
    let place = state.to_reverse.iter().position(|money| money.order == order);
    let money = state.to_reverse.remove(place.expect("PAY-1: only what waits is reversed"));
    state.reversed.push(Reversed { money, at, reference: reference.clone() });
}
