//! People whom a test has changed, so that it meets exactly the case it is about.

use super::wire::CardReply;
use crate::people::{People, Person};
use nobat_domain::calendar::SolarDate;
use nobat_domain::person::{BookletSerial, NationalId};
use nobat_domain::timestamp::Timestamp;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a test wants a person to be. What is left out stays as the seed made it.
#[derive(Deserialize, Clone, PartialEq, Eq, Default)]
#[serde(default, deny_unknown_fields)]
pub struct Mark {
    pub national_id: String,
    /// `false`: nobody has this national ID.
    pub exists: Option<bool>,
    pub serial: Option<String>,
    pub alive: Option<bool>,
    pub iranian: Option<bool>,
    /// A solar date, as `1390/09/02`.
    pub birth: Option<String>,
    /// When the booklet was changed for this one: its serial is pending for 48 working hours.
    /// Milliseconds since 1970 UTC, as all moments here.
    pub replaced_at_ms: Option<u64>,
    /// The serial is pending until then, however long that is after the change.
    pub pending_until_ms: Option<u64>,
    /// The production of a card began then, and it is collected at [`Self::card_office`].
    pub card_begun_at_ms: Option<u64>,
    pub card_office: Option<String>,
}

/// What became of a mark.
#[derive(Clone, PartialEq, Eq)]
pub enum Marked {
    Nobody,
    Person { person: Person, booklet: MarkedBooklet },
}

/// What became of the booklet and the card of a marked person.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct MarkedBooklet {
    pub replaced_at: Option<Timestamp>,
    pub pending_until: Option<Timestamp>,
    pub card: Option<CardReply>,
}

/// The marks of one run; gone with the process.
#[derive(Default)]
pub struct Marks(BTreeMap<NationalId, Marked>);

/// Enough for any test; more is a test gone wrong.
pub const MARKS_MAX: usize = 10_000;

/// Which field of a mark was not understood, or that there are too many of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BadMark(pub &'static str);

impl Mark {
    fn booklet(&self) -> Result<MarkedBooklet, BadMark> {
        if self.pending_until_ms.is_some() && self.replaced_at_ms.is_none() {
            return Err(BadMark("replaced_at_ms"));
        }
        let card = match (self.card_begun_at_ms, &self.card_office) {
            (Some(begun_at_ms), Some(office)) => {
                Some(CardReply { begun_at_ms, office: office.clone() })
            }
            (None, None) => None,
            _ => return Err(BadMark("card_office")),
        };
        Ok(MarkedBooklet {
            replaced_at: self.replaced_at_ms.map(Timestamp),
            pending_until: self.pending_until_ms.map(Timestamp),
            card,
        })
    }
}

impl Marks {
    /// Changes a person, or makes one where nobody has the national ID.
    ///
    /// # Errors
    /// The name of the field that is not well formed, or `too_many`.
    pub fn set(&mut self, people: &People, mark: &Mark) -> Result<(), BadMark> {
        let id = NationalId::parse(&mark.national_id).map_err(|_| BadMark("national_id"))?;
        if self.0.len() >= MARKS_MAX && !self.0.contains_key(&id) {
            return Err(BadMark("too_many"));
        }
        if mark.exists == Some(false) {
            self.0.insert(id, Marked::Nobody);
            return Ok(());
        }
        let mut person = people.imagined(&id);
        person.replacement = None;
        if let Some(serial) = &mark.serial {
            person.serial = BookletSerial::parse(serial).map_err(|_| BadMark("serial"))?;
        }
        if let Some(birth) = &mark.birth {
            person.birth = SolarDate::parse(birth).map_err(|_| BadMark("birth"))?;
        }
        person.alive = mark.alive.unwrap_or(person.alive);
        person.iranian = mark.iranian.unwrap_or(person.iranian);
        let booklet = mark.booklet()?;
        self.0.insert(id, Marked::Person { person, booklet });
        Ok(())
    }

    #[must_use]
    pub fn get(&self, id: &NationalId) -> Option<Marked> {
        self.0.get(id).cloned()
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }
}
