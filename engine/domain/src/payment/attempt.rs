//! The life of one attempt to pay.

use crate::ids::{AttemptNo, BankId, HoldNo, OrderNo};
use crate::limits::{ASKED_AFTER, HoldTerms};
use crate::money::Rial;
use crate::payment::text::{Reference, Token};
use crate::timestamp::Timestamp;

/// One try of a citizen to pay at one bank.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attempt {
    pub no: AttemptNo,
    /// The hold that it was opened for. Verified money books whichever hold lives.
    pub hold: HoldNo,
    pub bank: BankId,
    pub order: OrderNo,
    pub amount: Rial,
    pub opened_at: Timestamp,
    pub state: AttemptState,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AttemptState {
    /// The bank is being asked for a token; nobody can pay yet.
    Opened,
    /// The citizen may be paying, until `window_ends` by the bank's clock.
    Shown { token: Token, window_ends: Timestamp },
    /// The bank is being asked for the outcome.
    Asking { token: Token, window_ends: Timestamp, failed_return: bool },
    /// Verified: the money is in the purse or in the booking.
    Paid { token: Token, reference: Reference },
    /// Final, as far as we know: a later success of a shown token is still taken.
    Closed { token: Option<Token>, why: Closed },
}

/// How an attempt ended without money.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Closed {
    /// The bank gave no token, or it was never shown: nobody could pay.
    NotShown,
    /// The citizen came back with a failure, and the bank says that it was not paid.
    Failed,
    /// The bank's window ended, and the bank says that it was not paid.
    RunOut,
    /// The bank has returned the money.
    Returned,
    /// The request was booked by other money: asking would capture this, so the bank returns it.
    LeftToBank,
}

impl Attempt {
    /// Whether money may still come from it without anybody coming back.
    #[must_use]
    pub const fn open(&self) -> bool {
        matches!(
            self.state,
            AttemptState::Opened | AttemptState::Shown { .. } | AttemptState::Asking { .. }
        )
    }

    #[must_use]
    pub const fn asking(&self) -> bool {
        matches!(self.state, AttemptState::Asking { .. })
    }

    /// Whether the bank cannot have been asked about it yet.
    #[must_use]
    pub fn surely_unasked(&self, at: Timestamp) -> bool {
        !self.asking() && at < self.opened_at.plus(ASKED_AFTER)
    }

    #[must_use]
    pub const fn token(&self) -> Option<&Token> {
        match &self.state {
            AttemptState::Opened => None,
            AttemptState::Closed { token, .. } => token.as_ref(),
            AttemptState::Shown { token, .. }
            | AttemptState::Asking { token, .. }
            | AttemptState::Paid { token, .. } => Some(token),
        }
    }

    /// "Not paid" is final after a failed return, or after the window with a margin; before, the
    /// citizen may still be typing.
    #[must_use]
    pub fn not_paid_is_final(&self, terms: &HoldTerms, at: Timestamp) -> bool {
        match &self.state {
            AttemptState::Shown { window_ends, .. } => at >= window_ends.plus(terms.final_margin),
            AttemptState::Asking { window_ends, failed_return, .. } => {
                *failed_return || at >= window_ends.plus(terms.final_margin)
            }
            AttemptState::Opened | AttemptState::Paid { .. } | AttemptState::Closed { .. } => false,
        }
    }
}
