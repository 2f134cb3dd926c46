//! What a citizen has typed about themselves, and what the registry says: as pages show it.

use super::home::Home;
use crate::persian::Language;
use nobat_domain::calendar::{LunarDate, SolarDate};
use std::borrow::Cow;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Gender {
    Female,
    Male,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Religion {
    Islam,
    Christianity,
    Judaism,
    Zoroastrianism,
    Other,
}

impl Gender {
    pub const ALL: [Self; 2] = [Self::Female, Self::Male];

    /// What a form sends.
    #[must_use]
    pub const fn wire(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
        }
    }

    #[must_use]
    pub fn read(sent: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|gender| gender.wire() == sent)
    }

    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Female => "gender-female",
            Self::Male => "gender-male",
        }
    }
}

impl Religion {
    pub const ALL: [Self; 5] =
        [Self::Islam, Self::Christianity, Self::Judaism, Self::Zoroastrianism, Self::Other];

    /// What a form sends.
    #[must_use]
    pub const fn wire(self) -> &'static str {
        match self {
            Self::Islam => "islam",
            Self::Christianity => "christianity",
            Self::Judaism => "judaism",
            Self::Zoroastrianism => "zoroastrianism",
            Self::Other => "other",
        }
    }

    #[must_use]
    pub fn read(sent: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|religion| religion.wire() == sent)
    }

    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Islam => "religion-islam",
            Self::Christianity => "religion-christianity",
            Self::Judaism => "religion-judaism",
            Self::Zoroastrianism => "religion-zoroastrianism",
            Self::Other => "religion-other",
        }
    }
}

/// The pair that a citizen entered with, in ASCII digits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Identity {
    pub nid: String,
    pub serial: String,
}

impl Identity {
    #[must_use]
    pub fn nid(&self, language: Language) -> String {
        language.digits(&self.nid)
    }

    #[must_use]
    pub fn serial(&self, language: Language) -> String {
        language.digits(&self.serial)
    }

    pub(super) fn sample() -> Self {
        Self { nid: "2580200606".to_owned(), serial: "883810".to_owned() }
    }
}

/// Everything of part one, accepted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    pub identity: Identity,
    pub birth: SolarDate,
    pub birth_lunar: LunarDate,
    pub gender: Gender,
    pub religion: Religion,
    pub mother: String,
    /// ASCII digits with the leading zero.
    pub mobile: String,
    /// What the long form has asked.
    pub long: Option<LongPerson>,
}

/// What the long form adds to a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LongPerson {
    pub name: String,
    pub father: String,
    /// ASCII digits.
    pub booklet: String,
    pub home: Option<Home>,
    pub spouses: Vec<Kinsman>,
    pub children: Vec<Kinsman>,
}

/// Somebody of the family, by name and national ID in ASCII digits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kinsman {
    pub name: String,
    pub nid: String,
}

impl LongPerson {
    pub(super) fn sample() -> Self {
        let kin = |name: &str, nid: &str| Kinsman { name: name.to_owned(), nid: nid.to_owned() };
        Self {
            name: "زهرا رعد".to_owned(),
            father: "منوچهر".to_owned(),
            booklet: "1234".to_owned(),
            home: Some(Home::sample()),
            spouses: vec![kin("بهرام رعد", "2580200606")],
            children: vec![kin("کیان رعد", "0012345679")],
        }
    }
}

impl Person {
    /// In words, so that no page says by figures alone which calendar is meant.
    #[must_use]
    pub fn birth(&self, language: Language) -> String {
        language.date(self.birth.to_day())
    }

    #[must_use]
    pub fn birth_lunar(&self, language: Language) -> String {
        language.lunar(self.birth_lunar)
    }

    #[must_use]
    pub fn gender(&self, language: Language) -> Cow<'static, str> {
        language.say(self.gender.key())
    }

    #[must_use]
    pub fn religion(&self, language: Language) -> Cow<'static, str> {
        language.say(self.religion.key())
    }

    #[must_use]
    pub fn mobile(&self, language: Language) -> String {
        language.digits(&self.mobile)
    }

    pub(super) fn sample() -> Self {
        Self {
            identity: Identity::sample(),
            birth: sample_birth(),
            birth_lunar: sample_lunar(),
            gender: Gender::Female,
            religion: Religion::Islam,
            mother: "شهرزاد".to_owned(),
            mobile: "09145128136".to_owned(),
            long: None,
        }
    }
}

/// 15 Dhu al-Qa'dah 1410, which is the solar date of the sample.
fn sample_lunar() -> LunarDate {
    LunarDate::new(1410, 11, 15).expect("a day of the lunar calendar")
}

pub(super) fn sample_birth() -> SolarDate {
    SolarDate::new(1369, 3, 19).expect("a day of the solar calendar")
}
