//! Who may have the card, what to bring, what it costs.

use super::address;
use super::frame::Frame;
use crate::persian::Value;
use askama::Template;
use nobat_domain::ids::Day;
use nobat_domain::money::Rial;

#[derive(Template, Debug)]
#[template(path = "citizen/conditions.html")]
pub struct Conditions {
    pub frame: Frame,
    /// Since when the fees below stand.
    pub tariff_since: Day,
    pub fees: Vec<FeeRow>,
}

/// A line of the tariff.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FeeRow {
    pub kind: FeeKind,
    pub fee: Rial,
}

/// What is paid for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FeeKind {
    FirstIssue,
    FirstLoss,
    SecondLoss,
    FurtherLoss,
    Replacement,
    Signature,
}

impl FeeKind {
    const fn key(self) -> &'static str {
        match self {
            Self::FirstIssue => "fee-first-issue",
            Self::FirstLoss => "fee-first-loss",
            Self::SecondLoss => "fee-second-loss",
            Self::FurtherLoss => "fee-further-loss",
            Self::Replacement => "fee-replacement",
            Self::Signature => "fee-signature",
        }
    }
}

impl FeeRow {
    fn fee(&self, frame: &Frame) -> String {
        if self.fee.is_zero() {
            frame.say("fee-free").into_owned()
        } else {
            frame.language.rials(self.fee)
        }
    }
}

const CONDITION_KEYS: [&str; 6] = [
    "condition-age",
    "condition-nation",
    "condition-booklet",
    "condition-details",
    "condition-presence",
    "condition-fee",
];
const DOCUMENT_KEYS: [&str; 3] = ["document-booklet", "document-details", "document-receipt"];

impl Conditions {
    fn conditions(&self) -> &'static [&'static str] {
        &CONDITION_KEYS
    }

    fn documents(&self) -> &'static [&'static str] {
        &DOCUMENT_KEYS
    }

    fn caption(&self) -> String {
        let date = Value::Day(self.tariff_since);
        self.frame.with("fees-caption", "date", date)
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let row = |kind, fee| FeeRow { kind, fee: Rial::new(fee).expect("a sound amount") };
        let fees = vec![
            row(FeeKind::FirstIssue, 600_000),
            row(FeeKind::FirstLoss, 720_000),
            row(FeeKind::SecondLoss, 120_000),
            row(FeeKind::FurtherLoss, 180_000),
            row(FeeKind::Replacement, 50_000),
            row(FeeKind::Signature, 0),
        ];
        let tariff_since = super::seat::sample_day(-240);
        vec![("fees", Self { frame: Frame::sample_outside(), tariff_since, fees })]
    }
}
