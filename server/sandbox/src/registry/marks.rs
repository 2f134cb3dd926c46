//! People whom a test has changed, so that it meets exactly the case it is about.

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
    /// A solar date, as `1390/09/02`.
    pub birth: Option<String>,
    /// Until then the serial is pending; milliseconds since 1970 UTC.
    pub pending_until_ms: Option<u64>,
}

/// What became of a mark.
#[derive(Clone, PartialEq, Eq)]
pub enum Marked {
    Nobody,
    Person { person: Person, pending_until: Option<Timestamp> },
}

/// The marks of one run; gone with the process.
#[derive(Default)]
pub struct Marks(BTreeMap<NationalId, Marked>);

/// Enough for any test; more is a test gone wrong.
pub const MARKS_MAX: usize = 10_000;

/// Which field of a mark was not understood, or that there are too many of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BadMark(pub &'static str);

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
        let pending_until = mark.pending_until_ms.map(Timestamp);
        self.0.insert(id, Marked::Person { person, pending_until });
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
