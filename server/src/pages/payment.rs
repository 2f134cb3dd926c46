//! Part four of the long form: what is to be paid, and through which bank.

use super::fault::Field;
use super::forms::{Choice, Faults, Layout, Radios};
use crate::persian::{Language, Value};
use askama::Template;
use askama::filters::HtmlSafe;
use nobat_domain::ids::{BankId, Day};
use nobat_domain::money::Rial;
use nobat_domain::tariff::Service;

/// The name under which a form sends the amount that it has shown.
pub const ASKED: &str = "asked";

/// What the citizen owes, and to whom it can be paid.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Payment {
    pub service: Service,
    pub due: Due,
    /// What it will cost from a day on.
    pub ahead: Option<(Day, Rial)>,
    /// The gateways that are active now, in the operator's order.
    pub gateways: Vec<Gateway>,
    pub chosen: Option<BankId>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Due {
    Fee(Rial),
    /// The tariff asks nothing.
    Free,
    /// Money that has arrived already.
    Credit,
    /// Nobody has said what it costs, so nobody is asked for it.
    Unset,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Gateway {
    pub bank: BankId,
    /// Key of its name.
    pub name: &'static str,
}

/// Part four with its labels and faults.
#[derive(Template, Debug)]
#[template(path = "parts/payment.html")]
pub struct PaymentPart<'a> {
    pub language: Language,
    pub payment: &'a Payment,
    pub faults: &'a Faults,
}

impl HtmlSafe for PaymentPart<'_> {}

impl PaymentPart<'_> {
    fn fee(&self) -> String {
        match self.payment.due {
            Due::Fee(fee) => fee_sentence(self.language, self.payment.service, fee),
            Due::Free => self.language.say("payment-free").into_owned(),
            Due::Credit => self.language.say("payment-credit").into_owned(),
            Due::Unset => self.language.say("payment-unset").into_owned(),
        }
    }

    /// The amount as the form sends it back.
    fn asked(&self) -> Option<i64> {
        match self.payment.due {
            Due::Fee(fee) => Some(fee.amount()),
            Due::Free | Due::Credit | Due::Unset => None,
        }
    }

    /// Who pays today pays what stands here, whatever is announced.
    fn ahead(&self) -> Option<String> {
        let (from, fee) = self.payment.ahead?;
        let due = matches!(self.payment.due, Due::Fee(_) | Due::Free);
        let values = [("date", Value::Day(from)), ("fee", Value::Fee(fee))];
        due.then(|| self.language.fill("payment-ahead", &values))
    }

    fn gateways(&self) -> Option<Radios> {
        if !matches!(self.payment.due, Due::Fee(_)) {
            return None;
        }
        let options = self.payment.gateways.iter().map(|gateway| Choice {
            value: gateway.bank.0.to_string(),
            label: self.language.say(gateway.name).into_owned(),
            note: None,
            lang: None,
            chosen: self.payment.chosen == Some(gateway.bank),
        });
        Some(Radios {
            field: Field::Gateway,
            language: self.language,
            legend: self.language.say("gateway-legend").into_owned(),
            hint: None,
            options: options.collect(),
            fault: self.faults.at(Field::Gateway, self.language),
            layout: Layout::Column,
        })
    }
}

fn fee_sentence(language: Language, service: Service, fee: Rial) -> String {
    let first = service == Service::FirstIssue;
    let key = if first { "payment-fee" } else { "payment-fee-other" };
    language.fill(key, &[("fee", Value::Fee(fee))])
}

impl Payment {
    /// Key of the words on the button that submits.
    #[must_use]
    pub const fn submit_key(&self) -> &'static str {
        match self.due {
            Due::Fee(_) | Due::Unset => "payment-submit",
            Due::Free => "payment-submit-free",
            Due::Credit => "payment-submit-credit",
        }
    }

    pub(super) fn sample(due: Due) -> Self {
        let gateway = |bank, name| Gateway { bank: BankId(bank), name };
        Self {
            service: Service::FirstIssue,
            due,
            ahead: None,
            gateways: vec![gateway(0, "bank-sadad"), gateway(1, "bank-parsian")],
            chosen: None,
        }
    }

    pub(super) fn sample_fee() -> Self {
        Self::sample(Due::Fee(Rial::new(1_000).expect("a sound amount")))
    }
}
