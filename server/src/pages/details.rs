//! What a citizen has registered, as three groups: shared by confirmation, result and receipt.

use super::conditions::service_key;
use super::field::Kin;
use super::frame::Frame;
use super::home::Home;
use super::long_form::who;
use super::person::{Kinsman, Person};
use super::seat::Seat;
use crate::persian::catalogue::{CODE_BEGINS, ISLAND_ENDS};
use crate::persian::{Language, Value};
use askama::Template;
use askama::filters::HtmlSafe;
use nobat_domain::tariff::Service;
use std::borrow::Cow;

/// How the fee stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PaymentState {
    Paid,
    Credit,
    Free,
    Unpaid,
}

impl PaymentState {
    const fn key(self) -> &'static str {
        match self {
            Self::Paid => "payment-state-paid",
            Self::Credit => "payment-state-credit",
            Self::Free => "payment-state-free",
            Self::Unpaid => "payment-state-unpaid",
        }
    }
}

/// One thing that a citizen has registered, with its name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fact {
    pub label: Cow<'static, str>,
    pub value: String,
    pub writing: Writing,
}

/// How a value is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Writing {
    /// Words of the page's language.
    Words,
    /// Words that may be long: a line of their own.
    LongWords,
    /// A name: always in Persian.
    Name,
    /// Names that may be long: a line of their own.
    LongName,
    /// A code to copy or to dial, left to right.
    Code,
}

impl Writing {
    /// Whether it needs a line of its own.
    #[must_use]
    pub const fn is_long(self) -> bool {
        matches!(self, Self::LongWords | Self::LongName)
    }
}

/// Facts that belong together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    pub title: Cow<'static, str>,
    pub facts: Vec<Fact>,
}

/// The groups of person and office. Pages, receipt and its files all show these and no others.
#[derive(Template, Debug)]
#[template(path = "parts/details.html")]
pub struct Details<'a> {
    pub language: Language,
    pub person: &'a Person,
    pub seat: &'a Seat,
    pub payment: PaymentState,
    pub service: Service,
}

impl HtmlSafe for Details<'_> {}

impl Details<'_> {
    #[must_use]
    pub fn groups(&self) -> [Group; 2] {
        // The family stands on no paper and in no file: an office needs it on the screen alone.
        let title = |key| self.language.say(key);
        [
            Group { title: title("details-person"), facts: self.person_facts() },
            match &self.seat.home {
                None => Group { title: title("details-office"), facts: self.office_facts() },
                Some(home) => Group { title: title("details-team"), facts: self.team_facts(home) },
            },
        ]
    }

    /// The same, and the family where the long form has asked for it.
    fn shown(&self) -> Vec<Group> {
        let mut groups = Vec::from(self.groups());
        let kin = self.kin_facts();
        if !kin.is_empty() {
            groups.insert(1, Group { title: self.language.say("family-title"), facts: kin });
        }
        groups
    }

    fn kin_facts(&self) -> Vec<Fact> {
        let Self { language, person, .. } = self;
        let Some(long) = &person.long else { return Vec::new() };
        let named = [(Kin::Spouse, &long.spouses), (Kin::Child, &long.children)];
        let fact = |kin, (place, it): (u8, &Kinsman)| {
            let label = Cow::Owned(who(kin, place, *language));
            let nid = language.digits(&it.nid);
            // A figure between names keeps its own direction.
            let value = format!("{} ({CODE_BEGINS}{nid}{ISLAND_ENDS})", it.name);
            Fact { label, value, writing: Writing::Name }
        };
        let facts = named.into_iter().flat_map(|(kin, all)| {
            (0..).zip(all.iter()).map(move |it| fact(kin, it)).collect::<Vec<_>>()
        });
        facts.collect()
    }

    /// What the long form has asked of the citizen alone.
    fn long_facts(&self) -> Vec<Fact> {
        let Self { language, person, .. } = self;
        let Some(long) = &person.long else { return Vec::new() };
        let mut facts = vec![
            self.code("booklet-label", language.digits(&long.booklet)),
            self.fact("father-label", long.father.clone(), Writing::Name),
        ];
        // Where a team comes there, it stands with the team.
        if let Some(home) = long.home.as_ref().filter(|_| self.seat.home.is_none()) {
            facts.push(self.fact("details-home", home.street.clone(), Writing::LongName));
            facts.push(self.code("details-home-code", language.digits(&home.code)));
        }
        facts
    }

    fn person_facts(&self) -> Vec<Fact> {
        let Self { language, person, .. } = self;
        let name = person.long.as_ref().map(|long| long.name.clone());
        let name = name.map(|name| self.fact("own-name", name, Writing::Name));
        let facts = vec![
            self.code("nid-label", person.identity.nid(*language)),
            self.code("serial-label", person.identity.serial(*language)),
            self.words("birth-legend", person.birth(*language)),
            self.words("lunar-legend", person.birth_lunar(*language)),
            self.words("gender-legend", person.gender(*language).into_owned()),
            self.words("religion-label", person.religion(*language).into_owned()),
            self.fact("mother-label", person.mother.clone(), Writing::Name),
            self.code("mobile-label", person.mobile(*language)),
        ];
        name.into_iter().chain(facts).chain(self.long_facts()).collect()
    }

    fn office_facts(&self) -> Vec<Fact> {
        let Self { language, seat, .. } = self;
        let name = |key, value| self.fact(key, value, Writing::LongName);
        let mut facts = vec![
            name("details-office-name", seat.office.name.clone()),
            name("details-address", seat.office.whereabouts()),
            self.code("details-phone", seat.office.phone(*language)),
        ];
        facts.extend(self.time_facts());
        facts
    }

    /// The team comes: where to stands in place of where the office is.
    fn team_facts(&self, home: &Home) -> Vec<Fact> {
        let Self { language, seat, .. } = self;
        let name = |key, value| self.fact(key, value, Writing::LongName);
        let mut facts = vec![
            name("details-team-name", seat.office.name.clone()),
            name("details-home", home.street.clone()),
            self.code("details-home-code", language.digits(&home.code)),
            self.code("details-team-phone", seat.office.phone(*language)),
        ];
        facts.extend(self.time_facts());
        facts
    }

    fn time_facts(&self) -> Vec<Fact> {
        let Self { language, seat, .. } = self;
        vec![
            self.words("details-shift", seat.shift_name(*language).into_owned()),
            self.fact("details-date", self.date(), Writing::LongWords),
            self.words("details-kind", language.say(service_key(self.service)).into_owned()),
            self.words("details-payment", language.say(self.payment.key()).into_owned()),
        ]
    }

    /// The day in words, and in figures where these say more.
    fn date(&self) -> String {
        let Self { language, seat, .. } = self;
        let Some(short) = seat.day_short(*language) else { return seat.day_in_words(*language) };
        let date = [("day", Value::Day(seat.day)), ("short", Value::Code(short))];
        language.fill("details-date-written", &date)
    }

    fn fact(&self, key: &'static str, value: String, writing: Writing) -> Fact {
        Fact { label: self.language.say(key), value, writing }
    }

    fn words(&self, key: &'static str, value: String) -> Fact {
        self.fact(key, value, Writing::Words)
    }

    fn code(&self, key: &'static str, value: String) -> Fact {
        self.fact(key, value, Writing::Code)
    }
}

/// The five preparations.
#[derive(Template, Debug)]
#[template(path = "parts/preparations.html")]
pub struct Preparations<'a> {
    pub frame: &'a Frame,
    /// Whether a team comes: then nobody goes to an office.
    pub at_home: bool,
    pub service: Service,
}

impl HtmlSafe for Preparations<'_> {}

impl Preparations<'_> {
    /// In the guide's order; where somebody goes to an office, in its words.
    #[must_use]
    pub fn sentences(&self) -> [String; 5] {
        let Self { frame, at_home, service } = self;
        let [documents, photo, fingers] = if *at_home {
            ["preparation-home-documents", "preparation-home-photo", "preparation-home-fingers"]
        } else {
            ["preparation-documents", "preparation-photo", "preparation-fingers"]
        };
        let photo = if *service == Service::Signature { "preparation-no-photo" } else { photo };
        let mut documents = frame.say(documents).into_owned();
        if brings_card(*service) {
            documents.push(' ');
            documents.push_str(&frame.say("preparation-card"));
        }
        [
            documents,
            frame.say(photo).into_owned(),
            frame.say(fingers).into_owned(),
            frame.say_ussd("preparation-ussd"),
            frame.say_site("preparation-site"),
        ]
    }
}

/// Whether the card of before is needed: who has lost it has none.
const fn brings_card(service: Service) -> bool {
    matches!(service, Service::Replacement | Service::OfficersMistake | Service::Signature)
}

/// A seat in a box of its own.
#[derive(Template, Debug)]
#[template(path = "parts/seat.html")]
pub struct SeatBox<'a> {
    pub language: Language,
    pub seat: &'a Seat,
    /// Key of the words above it.
    pub title: &'static str,
}

impl HtmlSafe for SeatBox<'_> {}
