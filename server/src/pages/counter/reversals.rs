//! Money that banks are to send back to citizens: the list, and the form that says that one has.

use askama::Template;
use nobat_domain::money::Rial;
use nobat_domain::staff::Role;

use super::address;
use super::frame::{CounterFaults, CounterFrame};
use crate::pages::assets;
use crate::pages::seat::sample_day;
use crate::persian::amounts::rials;
use crate::persian::{Language, Value, dates};

/// The name under which a form says the last word.
pub const SURE: &str = "sure";

/// One payment that goes back. It names no citizen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GoesBack {
    pub order: String,
    pub bank: String,
    pub amount: String,
    /// What the bank calls the payment.
    pub reference: String,
    /// When the bank confirmed it.
    pub since: String,
}

#[derive(Template, Debug)]
#[template(path = "counter/reversals.html")]
pub struct Reversals {
    pub frame: CounterFrame,
    /// Those that wait longest, the first before the others.
    pub rows: Vec<GoesBack>,
    /// Citizens whose money waits, beyond those in the list.
    pub more: u64,
    /// Key of what has just come of one.
    pub told: Option<&'static str>,
}

#[derive(Template, Debug)]
#[template(path = "counter/reversal.html")]
pub struct Reversal {
    pub frame: CounterFrame,
    pub money: GoesBack,
    /// What was typed as the bank's word for the reversal.
    pub reference: String,
    /// It was right: only the last word is missing.
    pub is_sure: bool,
    pub faults: CounterFaults,
}

impl GoesBack {
    fn facts(&self) -> [(&'static str, &str); 5] {
        [
            ("ops-reversals-bank", &self.bank),
            ("ops-reversals-amount", &self.amount),
            ("ops-reversals-order", &self.order),
            ("ops-reversals-reference", &self.reference),
            ("ops-reversals-since", &self.since),
        ]
    }

    fn sample() -> Self {
        Self {
            order: "1909546878587062550".to_owned(),
            bank: Language::Persian.say("bank-sadad").into_owned(),
            amount: rials(Rial::new(1_000).expect("a sound amount")),
            reference: "320836193084".to_owned(),
            since: dates::in_words(sample_day(0)),
        }
    }
}

impl Reversals {
    fn beyond(&self) -> Option<String> {
        let count = Value::Count(self.more);
        (self.more > 0).then(|| self.frame.with("ops-reversals-more", "count", count))
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let of = |rows, more, told| Self {
            frame: CounterFrame::sample(Role::Operator),
            rows,
            more,
            told,
        };
        let sample = GoesBack::sample;
        vec![
            ("empty", of(Vec::new(), 0, None)),
            ("done", of(vec![sample()], 0, Some("ops-reversals-done"))),
            ("many", of(vec![sample(), sample()], 7, Some("ops-reversals-gone"))),
        ]
    }
}

impl Reversal {
    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let of = |reference: &str, is_sure, faults| Self {
            frame: CounterFrame::sample(Role::Operator),
            money: GoesBack::sample(),
            reference: reference.to_owned(),
            is_sure,
            faults,
        };
        let wrong = CounterFaults::of("reference", "ops-reversal-reference-wrong");
        vec![
            ("empty", of("", false, CounterFaults::default())),
            ("faults", of("RV 1", false, wrong)),
            ("sure", of("990011", true, CounterFaults::default())),
        ]
    }
}
