//! Who may have the card, what to bring, what it costs.

use super::address;
use super::frame::Frame;
use crate::persian::Value;
use askama::Template;
use nobat_domain::ids::Day;
use nobat_domain::money::Rial;
use nobat_domain::tariff::{Fee, Service};

#[derive(Template, Debug)]
#[template(path = "citizen/conditions.html")]
pub struct Conditions {
    pub frame: Frame,
    /// Since when the fees below stand.
    pub tariff_since: Day,
    pub fees: Vec<FeeRow>,
    /// What is announced, by service.
    pub ahead: Vec<Fee>,
}

/// A line of the tariff.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FeeRow {
    pub service: Service,
    pub fee: Rial,
}

/// Key of a service's name.
#[must_use]
pub const fn service_key(service: Service) -> &'static str {
    match service {
        Service::FirstIssue => "fee-first-issue",
        Service::FirstLoss => "fee-first-loss",
        Service::SecondLoss => "fee-second-loss",
        Service::FurtherLoss => "fee-further-loss",
        Service::Replacement => "fee-replacement",
        Service::OfficersMistake => "fee-mistake",
        Service::Signature => "fee-signature",
    }
}

impl FeeRow {
    fn name(&self, frame: &Frame) -> String {
        frame.say(service_key(self.service)).into_owned()
    }

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
const DOCUMENT_KEYS: [&str; 4] =
    ["document-booklet", "document-number", "document-details", "document-receipt"];

impl Conditions {
    fn conditions(&self) -> &'static [&'static str] {
        &CONDITION_KEYS
    }

    fn documents(&self) -> &'static [&'static str] {
        &DOCUMENT_KEYS
    }

    /// A fee that is announced, with its day.
    fn announced(&self, row: &Fee) -> String {
        let service = Value::Plain(self.frame.say(service_key(row.service)).into_owned());
        let values =
            [("date", Value::Day(row.from)), ("service", service), ("fee", Value::Fee(row.fee))];
        self.frame.fill("fee-ahead", &values)
    }

    fn caption(&self) -> String {
        let date = Value::Day(self.tariff_since);
        self.frame.with("fees-caption", "date", date)
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let row = |service, fee| FeeRow { service, fee: Rial::new(fee).expect("a sound amount") };
        let fees = vec![
            row(Service::FirstIssue, 600_000),
            row(Service::FirstLoss, 720_000),
            row(Service::SecondLoss, 120_000),
            row(Service::FurtherLoss, 180_000),
            row(Service::Replacement, 50_000),
            row(Service::Signature, 0),
        ];
        let tariff_since = super::seat::sample_day(-240);
        let page = |ahead| Self {
            frame: Frame::sample_outside(),
            tariff_since,
            fees: fees.clone(),
            ahead,
        };
        let from = super::seat::sample_day(30);
        let fee = Rial::new(750_000).expect("a sound amount");
        let ahead = vec![Fee { service: Service::FirstLoss, from, fee }];
        vec![("fees", page(Vec::new())), ("announced", page(ahead))]
    }
}
