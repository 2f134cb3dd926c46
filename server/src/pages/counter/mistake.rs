//! An officer's mistake in a card that was delivered.

use askama::Template;
use nobat_domain::staff::Role;

use super::address;
use super::frame::{CounterFaults, CounterFrame};
use crate::pages::assets;

#[derive(Template, Debug)]
#[template(path = "counter/mistake.html")]
pub struct Mistake {
    pub frame: CounterFrame,
    pub code: String,
    pub nid: String,
    pub reason: String,
    pub marked: Marked,
    pub faults: CounterFaults,
}

/// What the form has come to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Marked {
    NotYet,
    Done,
}

impl Mistake {
    fn is_done(&self) -> bool {
        self.marked == Marked::Done
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let of = |marked, faults| Self {
            frame: CounterFrame::sample(Role::Operator),
            code: String::new(),
            nid: String::new(),
            reason: String::new(),
            marked,
            faults,
        };
        vec![
            ("empty", of(Marked::NotYet, CounterFaults::default())),
            ("done", of(Marked::Done, CounterFaults::default())),
            ("faults", of(Marked::NotYet, CounterFaults::of("code", "ops-mistake-nobody"))),
        ]
    }
}
