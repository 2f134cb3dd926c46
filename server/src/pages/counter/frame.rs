//! What stands around every page of the counter.

use std::borrow::Cow;

use nobat_domain::staff::{Power, Role};

use super::address;
use crate::pages::assets::{self, Asset};
use crate::persian::{Language, Value};

/// The counter speaks Persian alone.
const LANGUAGE: Language = Language::Persian;

/// Who is behind a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    pub name: String,
    pub role: Role,
}

/// The parts of a page that do not depend on which page it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CounterFrame {
    /// Goes back hidden in every form.
    pub csrf: String,
    /// Nobody before the second factor.
    pub person: Option<Person>,
    /// The address of this page, so that its link says so.
    pub here: &'static str,
}

impl CounterFrame {
    #[must_use]
    pub fn before(csrf: String) -> Self {
        Self { csrf, person: None, here: "" }
    }

    #[must_use]
    pub fn say(&self, key: &'static str) -> Cow<'static, str> {
        LANGUAGE.say(key)
    }

    #[must_use]
    pub fn with(&self, key: &'static str, name: &'static str, value: Value) -> String {
        LANGUAGE.fill(key, &[(name, value)])
    }

    #[must_use]
    pub fn fill(&self, key: &'static str, values: &[(&'static str, Value)]) -> String {
        LANGUAGE.fill(key, values)
    }

    /// The pages that the law's table opens to this role, and no others.
    #[must_use]
    pub fn powers(&self) -> Vec<Power> {
        self.person.iter().flat_map(|person| person.role.powers()).collect()
    }

    /// The links above a page; the home page says them with a sentence each instead.
    #[must_use]
    pub fn links(&self) -> Vec<Power> {
        if self.here == address::HOME { Vec::new() } else { self.powers() }
    }

    #[must_use]
    pub fn address(&self, power: &Power) -> &'static str {
        address::of(*power)
    }

    #[must_use]
    pub fn is_here(&self, power: &Power) -> bool {
        address::of(*power) == self.here
    }

    #[must_use]
    pub fn link_words(&self, power: &Power) -> Cow<'static, str> {
        self.say(power_key(*power))
    }

    #[must_use]
    pub fn link_about(&self, power: &Power) -> Cow<'static, str> {
        self.say(power_about_key(*power))
    }

    #[must_use]
    pub fn role_words(&self, role: Role) -> Cow<'static, str> {
        self.say(role_key(role))
    }

    #[must_use]
    pub fn style(&self) -> &'static Asset {
        &assets::STYLE
    }

    #[must_use]
    pub fn sample(role: Role) -> Self {
        let person = Person { name: "zahra.k".to_owned(), role };
        Self { csrf: "c5rf".to_owned(), person: Some(person), here: address::HOME }
    }
}

/// Key of the words on the link to a power's page.
#[must_use]
pub const fn power_key(power: Power) -> &'static str {
    match power {
        Power::SeeBoard => "ops-title",
        Power::FindRequest => "ops-find-title",
        Power::EraseRequest => "ops-erase-title",
        Power::Announce => "ops-announce-title",
        Power::SeeTariff => "ops-tariff-title",
        Power::SetTariff => "ops-tariff-new-title",
        Power::FindMistake => "ops-mistake-title",
        Power::ReverseMoney => "ops-reversals-title",
        Power::KeepOffices => "ops-office-list-title",
        Power::KeepSwitches => "ops-switch-title",
        Power::KeepAccounts => "ops-accounts-title",
        Power::SeeMessages => "ops-messages-title",
        Power::ReadAudit => "ops-audit-title",
        Power::SeeDay => "ops-day-title",
        Power::KeepOwnOffice => "ops-profile-title",
    }
}

/// Key of the sentence beside that link on the home page.
#[must_use]
pub const fn power_about_key(power: Power) -> &'static str {
    match power {
        Power::SeeBoard => "ops-home-board",
        Power::FindRequest => "ops-home-find",
        Power::EraseRequest => "ops-home-erase",
        Power::Announce => "ops-home-announce",
        Power::SeeTariff => "ops-home-tariff",
        Power::SetTariff => "ops-home-tariff-new",
        Power::FindMistake => "ops-home-mistake",
        Power::ReverseMoney => "ops-home-reversals",
        Power::KeepOffices => "ops-home-offices",
        Power::KeepSwitches => "ops-home-switches",
        Power::KeepAccounts => "ops-home-accounts",
        Power::SeeMessages => "ops-home-messages",
        Power::ReadAudit => "ops-home-audit",
        Power::SeeDay => "ops-home-day",
        Power::KeepOwnOffice => "ops-home-profile",
    }
}

#[must_use]
pub const fn role_key(role: Role) -> &'static str {
    match role {
        Role::Operator => "ops-role-operator",
        Role::Support => "ops-role-support",
        Role::Auditor => "ops-role-auditor",
        Role::Office(_) => "ops-role-office",
        Role::System(_) => "ops-role-system",
    }
}

/// What is wrong in a form: the control's id and the sentence beside it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CounterFaults(pub Vec<(&'static str, String)>);

impl CounterFaults {
    #[must_use]
    pub fn of(id: &'static str, key: &'static str) -> Self {
        Self(vec![(id, LANGUAGE.say(key).into_owned())])
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn add(&mut self, id: &'static str, key: &'static str) {
        self.0.push((id, LANGUAGE.say(key).into_owned()));
    }

    #[must_use]
    pub fn at(&self, id: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == id).map(|(_, sentence)| sentence.as_str())
    }
}
