//! What a bank says when it is asked, and the money that follows from it.

use crate::ids::{BankId, OrderNo};
use crate::money::Rial;
use crate::payment::attempt::Attempt;
use crate::payment::text::Reference;
use crate::timestamp::Timestamp;

/// The answer of a bank that was asked about one attempt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BankSays {
    /// Paid and confirmed; also when it had been confirmed before.
    Paid(Receipt),
    /// Not paid. Final only by the rule of [`Attempt::not_paid_is_final`].
    NotPaid,
    /// The bank has returned the money, or will by itself.
    Returned,
    /// No answer, or none that can be understood.
    Unknown,
}

/// What the bank states about a confirmed payment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receipt {
    pub reference: Reference,
    pub trace: Reference,
    pub amount: Rial,
    pub order: OrderNo,
}

/// Verified money of a request: in the purse, or in the booking that it paid.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Money {
    pub bank: BankId,
    pub order: OrderNo,
    pub amount: Rial,
    pub reference: Reference,
    pub trace: Reference,
    pub verified_at: Timestamp,
}

/// Why a bank's word is not taken. Each goes to a person; no seat and no money moves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PaymentRefusal {
    /// The bank speaks of another order than the one that was asked about.
    WrongOrder,
    /// The bank confirms another amount than the one that was asked for.
    WrongAmount,
    /// The attempt was confirmed before under another reference.
    WrongReference,
}

impl Receipt {
    /// Compares the bank's statement with our own record of the attempt.
    ///
    /// # Errors
    /// The first point in which they differ.
    pub fn compare(&self, attempt: &Attempt) -> Result<(), PaymentRefusal> {
        if self.order != attempt.order {
            return Err(PaymentRefusal::WrongOrder);
        }
        if self.amount != attempt.amount {
            return Err(PaymentRefusal::WrongAmount);
        }
        Ok(())
    }
}
