//! What a bank's answer means for money. Every bank's codes end in these few words.

use std::fmt;

use nobat_domain::payment::{BankSays, Receipt as StatedReceipt, Reference};

use super::integrity::{Mismatch, Receipt};

/// A bank's own result number. Only the bank's folder knows what it means.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct BankCode(pub i32);

impl fmt::Display for BankCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Why there is no token, by what may have happened at the bank.
///
/// Only `NotSent` may be tried again blindly. In none of the three can money have moved: nobody has
/// seen a token. An order number that was sent is never sent again.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum GatewayError {
    #[error("asking a bank for a token: not sent, {0}")]
    NotSent(NotSentWhy),
    #[error("asking a bank for a token: outcome unknown, {0}")]
    Unknown(UnknownWhy),
    #[error("asking a bank for a token: refused with code {code}")]
    Refused { code: BankCode, remedy: Remedy },
}

/// What helps after a refusal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Remedy {
    /// The same question under a new order number.
    NewOrder,
    /// The bank's service is down; another bank, or later.
    Later,
    /// Credentials, limits or configuration: nothing helps but a person.
    Person,
}

/// Why nothing can have reached the bank.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotSentWhy {
    #[error("no connection")]
    NoConnection,
    #[error("too many calls to this bank are under way")]
    BankBusy,
    #[error("the request could not be built")]
    NotBuilt,
}

/// Why an outcome is not known.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum UnknownWhy {
    #[error("no answer in time")]
    Timeout,
    #[error("the connection broke")]
    Broken,
    #[error("the answer was too long")]
    TooLong,
    #[error("status {0}")]
    Status(u16),
    #[error("the answer made no sense: {0}")]
    Nonsense(&'static str),
    #[error("the bank's code {0} decides nothing")]
    Undecided(BankCode),
    #[error("the bank's code {0} needs a person")]
    ForPerson(BankCode),
    #[error("the bank speaks of something else: {0}")]
    Mismatch(#[from] Mismatch),
    #[error("the bank was not asked: {0}")]
    NotAsked(NotSentWhy),
}

/// What the bank says about an attempt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Confirmed, and equal to our record; also when it had been confirmed before.
    Paid(Receipt),
    /// Nothing was paid so far. Whether for ever is the law's to say: before a failed return or the
    /// end of the page's window the citizen may be typing the card number at this moment.
    NotPaid { code: BankCode },
    /// It had been paid, and the bank gives it back by itself: no credit, no reversal.
    ReturnedByBank { code: BankCode },
    /// Ask again; until then the seat is neither booked nor freed.
    Unknown { why: UnknownWhy },
}

impl Verdict {
    /// The same in the words of the law, which compares once more and decides what is final.
    #[must_use]
    pub fn said(&self) -> BankSays {
        match self {
            Self::Paid(receipt) => stated(receipt).map_or(BankSays::Unknown, BankSays::Paid),
            Self::NotPaid { .. } => BankSays::NotPaid,
            Self::ReturnedByBank { .. } => BankSays::Returned,
            Self::Unknown { .. } => BankSays::Unknown,
        }
    }

    /// Whether only a person can get further: asking again will bring the same.
    #[must_use]
    pub const fn needs_person(&self) -> bool {
        matches!(self, Self::Unknown { why: UnknownWhy::ForPerson(_) | UnknownWhy::Mismatch(_) })
    }
}

fn stated(receipt: &Receipt) -> Option<StatedReceipt> {
    Some(StatedReceipt {
        reference: Reference::new(receipt.reference())?,
        trace: Reference::new(receipt.trace())?,
        amount: receipt.amount(),
        order: receipt.order(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_law_hears_the_same_verdict() {
        let unknown = Verdict::Unknown { why: UnknownWhy::Mismatch(Mismatch::Token) };
        assert_eq!(unknown.said(), BankSays::Unknown);
        assert_eq!(Verdict::NotPaid { code: BankCode(-1) }.said(), BankSays::NotPaid);
        assert_eq!(Verdict::ReturnedByBank { code: BankCode(101) }.said(), BankSays::Returned);
    }

    #[test]
    fn only_lies_and_faults_of_configuration_go_to_a_person() {
        let unknown = |why| Verdict::Unknown { why };
        assert!(unknown(UnknownWhy::Mismatch(Mismatch::Token)).needs_person());
        assert!(unknown(UnknownWhy::ForPerson(BankCode(1025))).needs_person());
        assert!(!unknown(UnknownWhy::Timeout).needs_person());
        assert!(!unknown(UnknownWhy::Undecided(BankCode(1066))).needs_person());
        assert!(!Verdict::NotPaid { code: BankCode(-1) }.needs_person());
        assert!(!Verdict::ReturnedByBank { code: BankCode(101) }.needs_person());
    }
}
