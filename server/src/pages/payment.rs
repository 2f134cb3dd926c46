//! Part four of the long form: what is to be paid, and through which bank.

use super::fault::Field;
use super::forms::{Choice, Faults, Layout, Radios};
use crate::persian::{Language, Value};
use askama::Template;
use askama::filters::HtmlSafe;
use nobat_domain::ids::BankId;
use nobat_domain::money::Rial;

/// What the citizen owes, and to whom it can be paid.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Payment {
    pub due: Due,
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
            Due::Fee(fee) => fee_sentence(self.language, fee),
            Due::Free => self.language.say("payment-free").into_owned(),
            Due::Credit => self.language.say("payment-credit").into_owned(),
        }
    }

    fn gateways(&self) -> Option<Radios> {
        if !matches!(self.payment.due, Due::Fee(_)) {
            return None;
        }
        let options = self.payment.gateways.iter().map(|gateway| Choice {
            value: gateway.bank.0.to_string(),
            label: self.language.say(gateway.name).into_owned(),
            note: None,
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

fn fee_sentence(language: Language, fee: Rial) -> String {
    language.fill("payment-fee", &[("fee", Value::Fee(fee))])
}

impl Payment {
    /// Key of the words on the button that submits.
    #[must_use]
    pub const fn submit_key(&self) -> &'static str {
        match self.due {
            Due::Fee(_) => "payment-submit",
            Due::Free => "payment-submit-free",
            Due::Credit => "payment-submit-credit",
        }
    }

    pub(super) fn sample(due: Due) -> Self {
        let gateway = |bank, name| Gateway { bank: BankId(bank), name };
        Self {
            due,
            gateways: vec![gateway(0, "bank-sadad"), gateway(1, "bank-parsian")],
            chosen: None,
        }
    }

    pub(super) fn sample_fee() -> Self {
        Self::sample(Due::Fee(Rial::new(1_000).expect("a sound amount")))
    }
}
