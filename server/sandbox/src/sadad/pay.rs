//! What a citizen does on the bank's page: pays, is refused, gives up.

use nobat_domain::timestamp::Timestamp;

use super::book::{Book, Unwritable};
use super::card::Card;
use super::entry::{Entry, Paid};
use super::ledger::{Payment, Standing};
use super::numbers;

/// A page is closed after so many refused cards.
pub const CARDS_REFUSED_MAX: u32 = 3;

/// What the card's issuer says. The second password decides it: a sandbox has no accounts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IssuerSays {
    Charged,
    /// Charged, and then the bank's own trouble: reported as failed, and given back by the bank.
    ChargedAndGivenBack,
    NotEnoughMoney,
    WrongPassword,
    CardBlocked,
}

impl IssuerSays {
    /// The documented passwords; every other one pays.
    pub fn of_password(password: &str) -> Self {
        match password {
            "00000" => Self::NotEnoughMoney,
            "11111" => Self::WrongPassword,
            "22222" => Self::CardBlocked,
            "33333" => Self::ChargedAndGivenBack,
            _ => Self::Charged,
        }
    }

    /// The sentence of a refusal; nothing for a charge.
    pub const fn refusal(self) -> Option<&'static str> {
        match self {
            Self::Charged | Self::ChargedAndGivenBack => None,
            Self::NotEnoughMoney => Some("موجودی کافی نیست"),
            Self::WrongPassword => Some("رمز دوم نادرست است"),
            Self::CardBlocked => Some("کارت مسدود است؛ با بانک صادرکننده تماس بگیرید"),
        }
    }
}

/// Tries to charge a card. Where the page is no longer open nothing happens, so a form that is sent
/// twice charges once.
///
/// # Errors
/// The ledger could not be written, and nothing has happened.
pub fn charge(
    book: &mut Book,
    token: &str,
    card: &Card,
    says: IssuerSays,
    now: Timestamp,
) -> Result<Option<Payment>, Unwritable> {
    let open = book.settled(token, now)?.filter(|payment| payment.standing == Standing::Issued);
    if let Some(payment) = open {
        let token = token.to_owned();
        if says.refusal().is_some() {
            book.record(Entry::Refused { token: token.clone(), at: now.0 })?;
            if payment.cards_refused + 1 >= CARDS_REFUSED_MAX {
                book.record(Entry::Failed { token, at: now.0 })?;
            }
        } else {
            let paid = Paid {
                token: token.clone(),
                at: now.0,
                reference: numbers::reference(book.ledger(), now),
                trace: numbers::trace(book.ledger()),
                card_masked: card.masked(),
                issuer: card.issuer().to_owned(),
            };
            book.record(Entry::Paid(paid))?;
            if says == IssuerSays::ChargedAndGivenBack {
                book.record(Entry::Reversed { token, at: now.0 })?;
            }
        }
    }
    book.settled(token, now)
}

/// Gives up; only an open page can be given up.
///
/// # Errors
/// As [`charge`].
pub fn cancel(book: &mut Book, token: &str, now: Timestamp) -> Result<Option<Payment>, Unwritable> {
    let payment = book.settled(token, now)?;
    if payment.is_some_and(|payment| payment.standing == Standing::Issued) {
        book.record(Entry::Cancelled { token: token.to_owned(), at: now.0 })?;
    }
    book.settled(token, now)
}
