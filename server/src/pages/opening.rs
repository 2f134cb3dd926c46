//! «درخواست تازه»: which kinds may be opened after a card was delivered, and why not the others.

use super::address;
use super::conditions::service_key;
use super::fault::Field;
use super::forms::{Choice, Faults, Layout, Radios, Summary};
use super::frame::{Frame, Operation};
use crate::persian::Value;
use askama::Template;
use nobat_domain::money::Rial;
use nobat_domain::request::{Kind, NotOpen};
use nobat_domain::tariff::Service;

#[derive(Template, Debug)]
#[template(path = "citizen/opening.html")]
pub struct Opening {
    pub frame: Frame,
    /// What may be opened now, with what it costs.
    pub open: Vec<OpenKind>,
    /// What may not, and why.
    pub shut: Vec<(Service, WhyShut)>,
    pub chosen: Option<Kind>,
    pub faults: Faults,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OpenKind {
    pub kind: Kind,
    pub service: Service,
    pub fee: Rial,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WhyShut {
    /// The law says no.
    Law(NotOpen),
    /// Nobody has said what it costs.
    NoFee,
}

/// What the form sends for a kind.
#[must_use]
pub const fn kind_value(kind: Kind) -> &'static str {
    match kind {
        Kind::FirstIssue => "first",
        Kind::Loss => "loss",
        Kind::Replacement => "replacement",
        Kind::OfficersMistake => "mistake",
        Kind::Signature => "signature",
    }
}

/// Key of the sentence that says why a kind cannot be opened.
#[must_use]
pub const fn reason_key(why: NotOpen) -> &'static str {
    match why {
        NotOpen::NoCard => "kind-no-card",
        NotOpen::HasCard => "kind-has-card",
        NotOpen::UnderWay => "kind-under-way",
        NotOpen::Unsettled => "kind-unsettled",
        NotOpen::NoMistake => "kind-no-mistake",
        NotOpen::Signed => "kind-signed",
        NotOpen::TooMany => "kind-too-many",
    }
}

/// Key of what to bring to the office.
const fn bring_key(kind: Kind) -> &'static str {
    match kind {
        Kind::FirstIssue | Kind::Loss => "kind-bring-booklet",
        Kind::Replacement | Kind::OfficersMistake => "kind-bring-booklet-and-card",
        Kind::Signature => "kind-bring-card",
    }
}

impl Opening {
    fn summary(&self) -> Option<Summary> {
        (!self.faults.is_empty()).then(|| Summary::of(&self.faults, self.frame.language))
    }

    fn kinds(&self) -> Radios {
        let language = self.frame.language;
        let option = |it: &OpenKind| {
            let fee = if it.fee.is_zero() {
                self.frame.say("fee-free").into_owned()
            } else {
                language.rials(it.fee)
            };
            let bring = Value::Plain(self.frame.say(bring_key(it.kind)).into_owned());
            let values = [("fee", Value::Plain(fee)), ("bring", bring)];
            Choice {
                value: kind_value(it.kind).to_owned(),
                label: self.frame.say(service_key(it.service)).into_owned(),
                note: Some(self.frame.fill("kind-note", &values)),
                lang: None,
                chosen: self.chosen == Some(it.kind),
            }
        };
        Radios {
            field: Field::Kind,
            language,
            legend: self.frame.say("kind-legend").into_owned(),
            hint: None,
            options: self.open.iter().map(option).collect(),
            fault: self.faults.at(Field::Kind, language),
            layout: Layout::Noted,
        }
    }

    fn name(&self, service: &Service) -> String {
        self.frame.say(service_key(*service)).into_owned()
    }

    fn reason(&self, why: &WhyShut) -> String {
        let key = match why {
            WhyShut::Law(why) => reason_key(*why),
            WhyShut::NoFee => "kind-no-fee",
        };
        self.frame.say(key).into_owned()
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        use super::fault::Fault;
        let open = |kind, service, fee| OpenKind {
            kind,
            service,
            fee: Rial::new(fee).expect("a sound amount"),
        };
        let delivered = || Self {
            frame: Frame::sample().allowing([Operation::PrintReceipt, Operation::OpenRequest]),
            open: vec![
                open(Kind::Loss, Service::SecondLoss, 120_000),
                open(Kind::Replacement, Service::Replacement, 50_000),
                open(Kind::Signature, Service::Signature, 40_000),
            ],
            shut: vec![
                (Service::FirstIssue, WhyShut::Law(NotOpen::HasCard)),
                (Service::OfficersMistake, WhyShut::Law(NotOpen::NoMistake)),
            ],
            chosen: None,
            faults: Faults::none(),
        };
        let mut free = delivered();
        free.open.insert(2, open(Kind::OfficersMistake, Service::OfficersMistake, 0));
        free.shut = vec![
            (Service::FirstIssue, WhyShut::Law(NotOpen::HasCard)),
            (Service::Signature, WhyShut::Law(NotOpen::Signed)),
            (Service::FurtherLoss, WhyShut::NoFee),
        ];
        let faults = Faults::new([(Field::Kind, Fault::KindEmpty)]);
        vec![
            ("delivered", delivered()),
            ("free", free),
            ("no-kind", Self { faults, ..delivered() }),
        ]
    }
}
