//! The end of a citizen's data, wished for on paper: one operator writes the wish down, another one
//! orders it.

use askama::Template;
use nobat_domain::staff::Role;

use super::address;
use super::frame::{CounterFaults, CounterFrame};
use crate::pages::assets;

#[derive(Template, Debug)]
#[template(path = "counter/erasing.html")]
pub struct Erasing {
    pub frame: CounterFrame,
    pub code: String,
    pub nid: String,
    pub reason: String,
    pub outcome: Outcome,
    pub faults: CounterFaults,
}

/// What has come of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    NotYet,
    Nobody,
    /// The law says no: key of why.
    Refused(&'static str),
    /// Written down; somebody else has to order it.
    Proposed,
    /// Somebody else has written it down, then; the last word is this person's.
    Sure {
        proposed_at: String,
    },
    /// Done; from this moment on no copy of the key is left.
    Done {
        complete_at: String,
    },
}

/// The name under which a form says the last word.
pub const SURE: &str = "sure";

impl Erasing {
    fn refused(&self) -> Option<&'static str> {
        match self.outcome {
            Outcome::Nobody => Some("ops-find-nobody"),
            Outcome::Refused(key) => Some(key),
            _ => None,
        }
    }

    fn told(&self) -> Option<String> {
        use crate::persian::Value;
        match &self.outcome {
            Outcome::Proposed => Some(self.frame.say("ops-erase-proposed").into_owned()),
            Outcome::Sure { proposed_at } => {
                let when = Value::Plain(proposed_at.clone());
                Some(self.frame.with("ops-erase-sure", "when", when))
            }
            Outcome::Done { complete_at } => {
                let when = Value::Plain(complete_at.clone());
                Some(self.frame.with("ops-erase-done", "when", when))
            }
            Outcome::NotYet | Outcome::Nobody | Outcome::Refused(_) => None,
        }
    }

    fn is_sure(&self) -> bool {
        matches!(self.outcome, Outcome::Sure { .. })
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let of = |outcome, faults| Self {
            frame: CounterFrame::sample(Role::Operator),
            code: String::new(),
            nid: String::new(),
            reason: String::new(),
            outcome,
            faults,
        };
        let none = CounterFaults::default;
        let when = || "2026".to_owned();
        vec![
            ("empty", of(Outcome::NotYet, none())),
            ("nobody", of(Outcome::Nobody, none())),
            ("refused", of(Outcome::Refused("ops-erase-seat"), none())),
            ("proposed", of(Outcome::Proposed, none())),
            ("sure", of(Outcome::Sure { proposed_at: when() }, none())),
            ("done", of(Outcome::Done { complete_at: when() }, none())),
            ("faults", of(Outcome::NotYet, CounterFaults::of("code", "ops-find-code-wrong"))),
        ]
    }
}
