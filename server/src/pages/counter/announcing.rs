//! Announcements: what is shown when, and the form for one more.

use askama::Template;
use nobat_domain::staff::Role;

use super::address;
use super::frame::{CounterFaults, CounterFrame};
use crate::pages::assets;

#[derive(Template, Debug)]
#[template(path = "counter/announcements.html")]
pub struct Announcing {
    pub frame: CounterFrame,
    pub rows: Vec<AnnouncementRow>,
    pub typed: NewAnnouncement,
    pub faults: CounterFaults,
}

/// One that is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AnnouncementRow {
    pub no: u32,
    pub persian: String,
    pub english: String,
    /// From when until when, in words.
    pub span: String,
    pub state: Showing,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Showing {
    Later,
    Now,
    Over,
}

impl Showing {
    const fn key(self) -> &'static str {
        match self {
            Self::Later => "ops-announce-later",
            Self::Now => "ops-announce-now",
            Self::Over => "ops-announce-over",
        }
    }
}

/// What was typed, as it was typed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NewAnnouncement {
    pub persian: String,
    pub english: String,
    pub from: String,
    pub from_hour: String,
    pub until: String,
    pub until_hour: String,
}

impl Announcing {
    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let frame = || CounterFrame::sample(Role::Operator);
        let row = |no, state| AnnouncementRow {
            no,
            persian: "فردا دفترها بسته است.".to_owned(),
            english: "Offices are closed tomorrow.".to_owned(),
            span: "شنبه ۲۸ بهمن ۱۳۹۶، ۰۸:۰۰".to_owned(),
            state,
        };
        let rows = vec![row(1, Showing::Over), row(2, Showing::Now), row(3, Showing::Later)];
        let typed =
            NewAnnouncement { persian: "فردا".to_owned(), ..NewAnnouncement::default() };
        let faults = CounterFaults::of("english", "ops-announce-no-english");
        let none = NewAnnouncement::default();
        vec![
            (
                "none",
                Self {
                    frame: frame(),
                    rows: vec![],
                    typed: none.clone(),
                    faults: CounterFaults::default(),
                },
            ),
            ("some", Self { frame: frame(), rows, typed: none, faults: CounterFaults::default() }),
            ("faults", Self { frame: frame(), rows: vec![], typed, faults }),
        ]
    }
}
