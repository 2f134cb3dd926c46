//! What an audit can find.

use crate::book::{Contradiction, Receipt};
use crate::client::page::{Place, Seen};
use std::fmt;

/// A fault of the system under load, with the names that are needed to look into it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    /// A booking that was shown is not shown any more.
    Lost {
        receipt: Box<Receipt>,
        saw: String,
    },
    /// It is shown with another code, office or date.
    Changed {
        receipt: Box<Receipt>,
        now: Box<Seen>,
    },
    /// Two pages contradicted each other during the run.
    Contradicted(Contradiction),
    /// Booked at a place that the citizen never chose.
    Strayed {
        national_id: String,
        place: Place,
    },
    CodeTwice {
        code: String,
        national_ids: [String; 2],
    },
    /// More bookings than the shift has seats on that date.
    Oversold {
        place: Place,
        booked: usize,
        approved: u32,
    },
    /// The bank has confirmed money of somebody who has neither seat nor credit.
    PaidForNothing {
        national_id: String,
        tokens: Vec<String>,
        saw: String,
    },
    /// A seat or credit for which the bank never confirmed any money.
    Unpaid {
        national_id: String,
        tokens: Vec<String>,
    },
}

fn place(place: &Place) -> String {
    format!("«{}» {} {:?}", place.office, place.day, place.period)
}

fn receipt(receipt: &Receipt) -> String {
    let code = receipt.code.as_deref().unwrap_or("without a code yet");
    format!("{} {code} {}", receipt.national_id, place(&receipt.place))
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lost { receipt: lost, saw } => {
                write!(f, "lost: {} was shown, now {saw}", receipt(lost))
            }
            Self::Changed { receipt: was, now } => {
                let code = now.code.as_deref().unwrap_or("no code");
                write!(f, "changed: {} was shown, now {code} {}", receipt(was), place(&now.place))
            }
            Self::Contradicted(Contradiction { before, now, .. }) => {
                write!(f, "contradicted: {} was shown, then {}", receipt(before), receipt(now))
            }
            Self::Strayed { national_id, place: at } => {
                write!(f, "strayed: {national_id} never chose {}", place(at))
            }
            Self::CodeTwice { code, national_ids: [one, other] } => {
                write!(f, "code twice: {code} for {one} and {other}")
            }
            Self::Oversold { place: at, booked, approved } => {
                write!(f, "oversold: {booked} of {approved} seats at {}", place(at))
            }
            Self::PaidForNothing { national_id, tokens, saw } => {
                write!(f, "paid for nothing: {national_id} by {}, now {saw}", tokens.join(", "))
            }
            Self::Unpaid { national_id, tokens } => {
                write!(f, "never paid: {national_id}, tokens {}", tokens.join(", "))
            }
        }
    }
}

/// What an audit has to say.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    pub faults: Vec<Fault>,
    pub receipts: usize,
    /// Receipts that were asked for again and are as they were.
    pub confirmed: usize,
    /// Citizens about whom no answer came: nothing is known of them.
    pub unanswered: usize,
    pub money: Option<Money>,
}

/// Payments of the run's citizens, by what became of them.
#[derive(Clone, Copy, Debug, Default, serde::Serialize)]
pub struct Money {
    pub tokens: usize,
    pub verified: usize,
    pub bookings: usize,
    pub credits: usize,
    /// Confirmed a second time for one booking: a credit that no page of the booked shows.
    pub surplus: usize,
    /// Charged, and not asked about: the bank gives it back by itself.
    pub left_to_the_bank: usize,
    pub unknown_to_the_bank: usize,
}
