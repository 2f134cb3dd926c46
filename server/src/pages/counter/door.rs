//! The pages on the way in: password, code, a phone's first code, another password.

use askama::Template;
use nobat_domain::staff::Role;

use super::address;
use super::frame::{CounterFaults, CounterFrame};
use crate::pages::assets;

#[derive(Template, Debug)]
#[template(path = "counter/login.html")]
pub struct Login {
    pub frame: CounterFrame,
    pub name: String,
    pub faults: CounterFaults,
}

#[derive(Template, Debug)]
#[template(path = "counter/second.html")]
pub struct Second {
    pub frame: CounterFrame,
    pub faults: CounterFaults,
}

#[derive(Template, Debug)]
#[template(path = "counter/enrol.html")]
pub struct Enrol {
    pub frame: CounterFrame,
    /// The key as a square; nothing where no square can hold it.
    pub square: Option<String>,
    /// The key in letters, in fours.
    pub key: String,
    pub faults: CounterFaults,
}

/// Codes for when the phone is gone: shown once.
#[derive(Template, Debug)]
#[template(path = "counter/papers.html")]
pub struct Papers {
    pub frame: CounterFrame,
    pub codes: Vec<String>,
}

#[derive(Template, Debug)]
#[template(path = "counter/password.html")]
pub struct OwnPassword {
    pub frame: CounterFrame,
    pub one_time: bool,
    pub faults: CounterFaults,
}

#[derive(Template, Debug)]
#[template(path = "counter/home.html")]
pub struct Home {
    pub frame: CounterFrame,
}

/// A page of another role.
#[derive(Template, Debug)]
#[template(path = "counter/refused.html")]
pub struct Refused {
    pub frame: CounterFrame,
}

impl Login {
    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let frame = || CounterFrame::before("c5rf".to_owned());
        let faults = CounterFaults::of("password", "ops-login-wrong");
        let name = "zahra.k".to_owned();
        vec![
            (
                "empty",
                Self { frame: frame(), name: String::new(), faults: CounterFaults::default() },
            ),
            ("wrong", Self { frame: frame(), name, faults }),
        ]
    }
}

impl Second {
    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let frame = || CounterFrame::before("c5rf".to_owned());
        let faults = CounterFaults::of("code", "ops-code-used");
        vec![
            ("empty", Self { frame: frame(), faults: CounterFaults::default() }),
            ("used", Self { frame: frame(), faults }),
        ]
    }
}

impl Enrol {
    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let frame = CounterFrame::before("c5rf".to_owned());
        let square = crate::pages::scan::square("497320167").map(|it| it.svg());
        let key = "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ".to_owned();
        vec![("new", Self { frame, square, key, faults: CounterFaults::default() })]
    }
}

impl Papers {
    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let frame = CounterFrame::sample(Role::Support);
        vec![("shown", Self { frame, codes: vec!["GEZD GNBV GY3T QOJQ".to_owned(); 10] })]
    }
}

impl OwnPassword {
    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let frame = CounterFrame::before("c5rf".to_owned());
        vec![("one-time", Self { frame, one_time: true, faults: CounterFaults::default() })]
    }
}

impl Home {
    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let of = |role| Self { frame: CounterFrame::sample(role) };
        Role::SAMPLES.map(|role| (role.name(), of(role))).into()
    }
}

impl Refused {
    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        vec![("refused", Self { frame: CounterFrame::sample(Role::Support) })]
    }
}
