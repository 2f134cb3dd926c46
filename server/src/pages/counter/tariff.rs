//! What services cost: the table, and the form that announces fees from a day ahead on.

use askama::Template;
use nobat_domain::money::Rial;
use nobat_domain::staff::{Power, Role};
use nobat_domain::tariff::Service;

use super::address;
use super::frame::{CounterFaults, CounterFrame};
use crate::pages::assets;
use crate::pages::conditions::service_key;
use crate::pages::seat::sample_day;
use crate::persian::amounts::{grouped, rials};
use crate::persian::{Value, dates};

/// What operators set: the law has set the fee after an officer's mistake.
pub const SERVICES: [Service; 6] = [
    Service::FirstIssue,
    Service::FirstLoss,
    Service::SecondLoss,
    Service::FurtherLoss,
    Service::Replacement,
    Service::Signature,
];

/// The name of the field for a service's amount.
#[must_use]
pub const fn field_of(service: Service) -> &'static str {
    match service {
        Service::FirstIssue => "first_issue",
        Service::FirstLoss => "first_loss",
        Service::SecondLoss => "second_loss",
        Service::FurtherLoss => "further_loss",
        Service::Replacement => "replacement",
        Service::OfficersMistake => "mistake",
        Service::Signature => "signature",
    }
}

/// A day and an amount, in words.
pub type Written = (String, String);

#[derive(Template, Debug)]
#[template(path = "counter/tariff.html")]
pub struct TariffPage {
    pub frame: CounterFrame,
    pub rows: Vec<TariffRow>,
}

/// One service.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TariffRow {
    pub service: Service,
    pub now: Option<Written>,
    /// What is asked where the tariff says nothing.
    pub configured: Option<String>,
    pub ahead: Vec<Written>,
    pub before: Vec<Written>,
}

#[derive(Template, Debug)]
#[template(path = "counter/tariff_new.html")]
pub struct NewTariff {
    pub frame: CounterFrame,
    /// Which tariff this form was made from.
    pub seen: String,
    pub from: String,
    pub amounts: Vec<Amount>,
    /// What was typed, as it would be asked: to be looked at before it holds.
    pub check: Vec<Change>,
    pub faults: CounterFaults,
}

/// The names under which the last look says what comes of it.
pub const SURE: &str = "sure";
pub const BACK: &str = "back";

/// A fee that is about to be announced.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    pub service: Service,
    pub now: Option<String>,
    pub new: Written,
    /// The same in the unit that people speak in, where it comes out even.
    pub toman: Option<String>,
    pub doubt: Option<Doubt>,
}

/// Why an amount is looked at twice.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Doubt {
    /// Nobody pays from that day on.
    Free,
    /// Ten times the fee before, or a tenth of it.
    Far,
}

impl Change {
    const fn warning(&self) -> Option<&'static str> {
        match self.doubt {
            Some(Doubt::Free) => Some("ops-tariff-free"),
            Some(Doubt::Far) => Some("ops-tariff-far"),
            None => None,
        }
    }
}

/// The field of one service.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Amount {
    pub service: Service,
    pub typed: String,
    pub now: Option<String>,
    pub ahead: Option<Written>,
}

impl TariffRow {
    fn name(&self, frame: &CounterFrame) -> String {
        frame.say(service_key(self.service)).into_owned()
    }
}

impl Amount {
    fn name(&self, frame: &CounterFrame) -> String {
        frame.say(service_key(self.service)).into_owned()
    }

    const fn field(&self) -> &'static str {
        field_of(self.service)
    }
}

impl TariffPage {
    fn may_set(&self) -> bool {
        self.frame.person.as_ref().is_some_and(|person| person.role.may(Power::SetTariff))
    }

    fn configured(&self, fee: &str) -> String {
        self.frame.with("ops-tariff-configured", "fee", Value::Plain(fee.to_owned()))
    }

    fn since(&self, (from, fee): &Written) -> String {
        since(&self.frame, from, fee)
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let row = |service| TariffRow {
            service,
            now: Some(written(-240, 600_000)),
            configured: None,
            ahead: vec![written(30, 700_000)],
            before: vec![written(-600, 1_000)],
        };
        let bare = |service| TariffRow {
            service,
            now: None,
            configured: (service == Service::FirstIssue).then(|| written(0, 600_000).1),
            ahead: vec![],
            before: vec![],
        };
        let page = |role, rows| Self { frame: CounterFrame::sample(role), rows };
        vec![
            ("some", page(Role::Operator, SERVICES.map(row).to_vec())),
            ("none", page(Role::Auditor, SERVICES.map(bare).to_vec())),
        ]
    }
}

impl NewTariff {
    fn title(&self) -> &'static str {
        if self.check.is_empty() { "ops-tariff-new-title" } else { "ops-tariff-check-title" }
    }

    fn name(&self, change: &Change) -> String {
        self.frame.say(service_key(change.service)).into_owned()
    }

    fn today(&self, change: &Change) -> Option<String> {
        let fee = change.now.clone()?;
        Some(self.frame.with("ops-tariff-today", "fee", Value::Plain(fee)))
    }

    fn ahead(&self, change: &Change) -> String {
        let (from, fee) = &change.new;
        since(&self.frame, from, fee)
    }

    fn toman(&self, change: &Change) -> Option<String> {
        let toman = Value::Plain(change.toman.clone()?);
        Some(self.frame.with("ops-tariff-toman", "figure", toman))
    }

    /// What stands beside the field: the fee of today, and what is announced.
    fn hint(&self, amount: &Amount) -> String {
        let none = || self.frame.say("ops-tariff-none").into_owned();
        let now = match &amount.now {
            Some(fee) => self.frame.with("ops-tariff-today", "fee", Value::Plain(fee.clone())),
            None => none(),
        };
        match &amount.ahead {
            Some((from, fee)) => format!("{now} {}", since(&self.frame, from, fee)),
            None => now,
        }
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let amount = |service| Amount {
            service,
            typed: String::new(),
            now: Some(written(0, 600_000).1),
            ahead: None,
        };
        let page = |from: &str, faults| Self {
            frame: CounterFrame::sample(Role::Operator),
            seen: "1".to_owned(),
            from: from.to_owned(),
            amounts: SERVICES.map(amount).to_vec(),
            check: Vec::new(),
            faults,
        };
        let change = |service, doubt| Change {
            service,
            now: Some(written(0, 600_000).1),
            new: written(30, 7_000_000),
            toman: Some(grouped(700_000)),
            doubt,
        };
        let check = vec![
            change(Service::FirstIssue, None),
            change(Service::FirstLoss, Some(Doubt::Far)),
            change(Service::Signature, Some(Doubt::Free)),
        ];
        vec![
            ("check", Self { check, ..page("1405/1/1", CounterFaults::default()) }),
            ("empty", page("", CounterFaults::default())),
            ("faults", page("1400/1/1", CounterFaults::of("from", "ops-tariff-from-past"))),
        ]
    }
}

fn since(frame: &CounterFrame, from: &str, fee: &str) -> String {
    let values = [("date", Value::Plain(from.to_owned())), ("fee", Value::Plain(fee.to_owned()))];
    frame.fill("ops-tariff-from-day", &values)
}

/// A day so long after that of the samples, and an amount.
fn written(after: i32, fee: i64) -> Written {
    let fee = Rial::new(fee).expect("a sound amount");
    (dates::in_words(sample_day(after)), rials(fee))
}
