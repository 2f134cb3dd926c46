//! One citizen's request, for a reason that was written down before it is shown.

use askama::Template;
use nobat_domain::staff::Role;

use super::address;
use super::frame::{CounterFaults, CounterFrame};
use crate::pages::assets;

#[derive(Template, Debug)]
#[template(path = "counter/finding.html")]
pub struct Finding {
    pub frame: CounterFrame,
    pub code: String,
    pub nid: String,
    pub reason: String,
    pub found: Sought,
    pub faults: CounterFaults,
}

/// What a look-up has come to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Sought {
    NotYet,
    Nobody,
    Found(Vec<(&'static str, String)>),
}

impl Finding {
    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let of = |found, faults| Self {
            frame: CounterFrame::sample(Role::Support),
            code: String::new(),
            nid: String::new(),
            reason: String::new(),
            found,
            faults,
        };
        let none = CounterFaults::default;
        let facts = vec![("ops-find-nid", "۲۵۸۰۲۰۰۶۰۶".to_owned())];
        vec![
            ("empty", of(Sought::NotYet, none())),
            ("nobody", of(Sought::Nobody, none())),
            ("found", of(Sought::Found(facts), none())),
            ("faults", of(Sought::NotYet, CounterFaults::of("reason", "ops-find-reason-short"))),
        ]
    }
}
