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

/// A bank's page that somebody may have seen: as long as its window is open it can be paid.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    pub token: Token,
    pub window_ends: Timestamp,
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
    /// Final, as far as we know: a later success of a shown token is still taken. Where the page
    /// could be paid after the bank's no, the bank is asked `ask_again`: once more at that moment.
    Closed { page: Option<Page>, why: Closed, ask_again: Option<Timestamp> },
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
    /// The bank was to be asked once more and has not answered for [`LAST_QUESTION_WITHIN`]: a
    /// person asks it.
    ///
    /// [`LAST_QUESTION_WITHIN`]: crate::limits::LAST_QUESTION_WITHIN
    Unanswered,
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

    /// When the bank is to be asked once more about an attempt that is closed.
    #[must_use]
    pub const fn ask_again(&self) -> Option<Timestamp> {
        if let AttemptState::Closed { ask_again, .. } = &self.state { *ask_again } else { None }
    }

    /// Whether the question of a closed attempt may have been asked by now: it may have captured
    /// money, so it is asked until it is answered.
    #[must_use]
    pub fn may_be_asked_again(&self, at: Timestamp) -> bool {
        self.ask_again().is_some_and(|due| due <= at)
    }

    /// Whether somebody still owes an answer about it, or will: the desk keeps its request.
    #[must_use]
    pub const fn unsettled(&self) -> bool {
        self.open() || self.ask_again().is_some()
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
            AttemptState::Closed { page: Some(page), .. } => Some(&page.token),
            AttemptState::Closed { page: None, .. } => None,
            AttemptState::Shown { token, .. }
            | AttemptState::Asking { token, .. }
            | AttemptState::Paid { token, .. } => Some(token),
        }
    }

    /// The page that was shown, as far as it matters still: not once it is paid.
    #[must_use]
    pub fn page(&self) -> Option<Page> {
        match &self.state {
            AttemptState::Shown { token, window_ends }
            | AttemptState::Asking { token, window_ends, .. } => {
                Some(Page { token: token.clone(), window_ends: *window_ends })
            }
            AttemptState::Closed { page, .. } => page.clone(),
            AttemptState::Opened | AttemptState::Paid { .. } => None,
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
