//! Accounts: who may come in, and the form for one more.

use askama::Template;
use nobat_domain::ids::OfficeId;
use nobat_domain::staff::Role;

use super::address;
use super::frame::{CounterFaults, CounterFrame};
use crate::pages::assets;

#[derive(Template, Debug)]
#[template(path = "counter/accounts.html")]
pub struct AccountList {
    pub frame: CounterFrame,
    /// What was looked for in names; everything where it is empty.
    pub sought: String,
    pub rows: Vec<AccountRow>,
    /// There are more than are shown.
    pub cut: bool,
    /// The one that is being looked at: it may be reset or closed.
    pub chosen: Option<AccountRow>,
    pub typed: NewAccount,
    /// A name with its one-time password, this once.
    pub issued: Option<(String, String)>,
    pub faults: CounterFaults,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccountRow {
    pub no: u32,
    pub name: String,
    pub role: Role,
    /// The office's name, where the role is of one.
    pub office: String,
    pub state: AccountStanding,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AccountStanding {
    Closed,
    /// It was given a password, and nobody has come in with it.
    OneTime,
    WithoutSecond,
    Whole,
}

impl AccountStanding {
    const fn key(self) -> &'static str {
        match self {
            Self::Closed => "ops-account-closed",
            Self::OneTime => "ops-account-one-time",
            Self::WithoutSecond => "ops-account-without-second",
            Self::Whole => "ops-account-whole",
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NewAccount {
    pub name: String,
    pub role: String,
    /// The office's number on paper.
    pub office: String,
}

impl AccountList {
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.chosen.as_ref().is_some_and(|row| row.state != AccountStanding::Closed)
    }

    #[must_use]
    pub fn roles(&self) -> [Role; 4] {
        Role::SAMPLES
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let frame = || CounterFrame::sample(Role::Operator);
        let row = |no, name: &str, role, state| AccountRow {
            no,
            name: name.to_owned(),
            role,
            office: "دفتر پیشخوان".to_owned(),
            state,
        };
        let rows = || {
            vec![
                row(1, "zahra.k", Role::Operator, AccountStanding::Whole),
                row(2, "maraghe", Role::Office(OfficeId(1)), AccountStanding::OneTime),
            ]
        };
        let plain = || Self {
            frame: frame(),
            sought: String::new(),
            rows: rows(),
            cut: true,
            chosen: None,
            typed: NewAccount::default(),
            issued: None,
            faults: CounterFaults::default(),
        };
        let faults = CounterFaults::of("own", "ops-password-wrong");
        let issued = Some(("maraghe".to_owned(), "abcdefgh".to_owned()));
        vec![
            ("all", plain()),
            ("chosen", Self { chosen: rows().pop(), ..plain() }),
            ("issued", Self { issued, ..plain() }),
            ("faults", Self { faults, ..plain() }),
        ]
    }
}
