//! The long page: four parts, one form, nothing locked.

use super::address;
use super::conditions::service_key;
use super::fault::{Fault, Field, Kin, KinField, KinPart};
use super::field::DRAFT_MARK;
use super::forms::{Faults, Summary};
use super::frame::{Frame, Operation};
use super::home::TypedHome;
use super::long_form::{FamilyPart, LongTyped, OwnPart};
use super::payment::{Due, Payment, PaymentPart};
use super::person::Identity;
use super::personal::{Answers, AnswersPart, Personal, PersonalPart};
use super::search::{Found, Listing, Search, SearchPart};
use crate::persian::Value;
use askama::Template;
use nobat_domain::tariff::Service;
use nobat_domain::timestamp::Timestamp;

#[derive(Template, Debug)]
#[template(path = "citizen/registration.html")]
pub struct Registration {
    pub frame: Frame,
    /// One number for one filled form: sent twice, it is taken once.
    pub form_no: String,
    pub identity: Identity,
    pub personal: Personal,
    /// Where the operator has switched the long form on.
    pub long: Option<LongTyped>,
    /// Of the draft that the page is made of.
    pub draft_mark: String,
    pub answers: Answers,
    pub search: Search,
    pub payment: Payment,
    pub faults: Faults,
    pub notice: Option<RegistrationNotice>,
    pub saved_at: Option<Timestamp>,
}

/// Why the form looks as it does, in one sentence on top.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RegistrationNotice {
    /// A draft was there already.
    Continued,
    Cleared,
    /// Another tab has typed into the same form: this is all of it.
    TypedElsewhere,
}

/// Part one, two, … of the list on top: its title and how it stands.
#[derive(Debug)]
struct PartState {
    anchor: &'static str,
    title: &'static str,
    state: String,
}

impl Registration {
    fn summary(&self) -> Option<Summary> {
        (!self.faults.is_empty()).then(|| Summary::of(&self.faults, self.frame.language))
    }

    fn personal_part(&self) -> PersonalPart<'_> {
        PersonalPart {
            language: self.frame.language,
            typed: &self.personal,
            faults: &self.faults,
            lunar_address: address::REGISTER_LUNAR,
        }
    }

    fn own_part(&self) -> Option<OwnPart<'_>> {
        let (language, faults) = (self.frame.language, &self.faults);
        let home = &self.answers.home;
        self.long.as_ref().map(|typed| OwnPart { language, typed, home, faults })
    }

    fn family_part(&self) -> Option<FamilyPart<'_>> {
        let (language, faults) = (self.frame.language, &self.faults);
        let family_address = address::REGISTER_FAMILY;
        self.long.as_ref().map(|typed| FamilyPart { language, typed, faults, family_address })
    }

    fn lead(&self) -> String {
        let (parts, minutes) = if self.long.is_some() { (6, 10) } else { (4, 5) };
        let values = [("parts", Value::count(parts)), ("minutes", Value::count(minutes))];
        self.frame.language.fill("registration-lead", &values)
    }

    fn answers_part(&self) -> AnswersPart<'_> {
        let language = self.frame.language;
        let is_long = self.long.is_some();
        AnswersPart { language, answers: &self.answers, faults: &self.faults, is_long }
    }

    fn search_part(&self) -> SearchPart<'_> {
        SearchPart {
            language: self.frame.language,
            search: &self.search,
            faults: &self.faults,
            search_address: address::REGISTER_OFFICES,
        }
    }

    fn payment_part(&self) -> PaymentPart<'_> {
        let language = self.frame.language;
        PaymentPart { language, payment: &self.payment, faults: &self.faults }
    }

    /// Which request this is, where it is not the first.
    fn kind(&self) -> Option<String> {
        let service = self.payment.service;
        let name = Value::Plain(self.frame.say(service_key(service)).into_owned());
        (service != Service::FirstIssue).then(|| self.frame.with("registration-kind", "kind", name))
    }

    fn saved(&self) -> Option<String> {
        let at = Value::Clock(self.saved_at?);
        Some(self.frame.with("draft-saved", "time", at))
    }

    fn notice_key(&self) -> Option<&'static str> {
        self.notice.as_ref().map(|notice| match notice {
            RegistrationNotice::Continued => "registration-continued",
            RegistrationNotice::Cleared => "registration-cleared",
            RegistrationNotice::TypedElsewhere => "registration-elsewhere",
        })
    }

    fn parts(&self) -> Vec<PartState> {
        let typed = &self.personal;
        let personal = !typed.birth.day.is_empty()
            && !typed.birth.month.is_empty()
            && !typed.birth.year.is_empty()
            && !typed.lunar.is_empty()
            && typed.gender.is_some()
            && typed.religion.is_some()
            && !typed.mother.is_empty()
            && !typed.mobile.is_empty();
        let home = &self.answers.home;
        let answered = self.answers.yes.iter().all(Option::is_some)
            && (self.long.is_some() || !self.answers.at_home() || home.is_complete());
        let mut parts = vec![self.part("personal", "personal-title", &Field::PERSONAL, personal)];
        let mut special = Field::QUESTIONS.to_vec();
        if let Some(long) = &self.long {
            let own = long.own_complete() && home.is_complete();
            parts.push(self.part("own", "own-title", &Field::OWN, own));
            let faulty = self.faults.count_where(|it| matches!(it, Field::Father | Field::Kin(_)));
            parts.push(self.counted("relatives", "family-title", faulty, long.family_complete()));
        } else {
            special.extend(Field::HOME);
        }
        parts.extend([
            self.part("special", "answers-title", &special, answered),
            self.part("offices", "search-title", &Field::SEARCH, self.search.chosen.is_some()),
            self.last_part(),
        ]);
        parts
    }

    /// «۱ از ۴»: the parts after the long form's are counted from the end.
    fn place(&self, part: u64) -> String {
        let total = if self.long.is_some() { 6 } else { 4 };
        let place = [("place", Value::count(part)), ("total", Value::count(total))];
        self.frame.language.fill("part-of", &place)
    }

    fn place_after(&self, part: u64) -> String {
        self.place(if self.long.is_some() { part + 2 } else { part })
    }

    /// A gateway that is chosen has taken no money yet, and nobody shall believe so.
    fn last_part(&self) -> PartState {
        let fee = matches!(self.payment.due, Due::Fee(_));
        let mut part = self.part("payment", "payment-title", &[Field::Gateway], !fee);
        if fee && self.payment.chosen.is_some() && self.faults.count_in(&[Field::Gateway]) == 0 {
            part.state = self.frame.say("part-next").into_owned();
        }
        part
    }

    fn part(
        &self,
        anchor: &'static str,
        title: &'static str,
        fields: &[Field],
        complete: bool,
    ) -> PartState {
        self.counted(anchor, title, self.faults.count_in(fields), complete)
    }

    fn counted(
        &self,
        anchor: &'static str,
        title: &'static str,
        faulty: usize,
        complete: bool,
    ) -> PartState {
        let state = match faulty {
            0 if complete => self.frame.say("part-complete").into_owned(),
            0 => self.frame.say("part-open").into_owned(),
            count => self.frame.with("part-faulty", "count", Value::count(count as u64)),
        };
        PartState { anchor, title, state }
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let new = || Self {
            frame: Frame::sample(),
            form_no: "f0rm".to_owned(),
            identity: Identity::sample(),
            personal: Personal::sample_empty(),
            long: None,
            draft_mark: "0123456789abcdef".to_owned(),
            answers: Answers::default(),
            search: Search::sample_empty(),
            payment: Payment::sample_fee(),
            faults: Faults::none(),
            notice: None,
            saved_at: None,
        };
        let filled = |found| Self {
            frame: Frame::sample().allowing([Operation::ChangeMobile]),
            personal: Personal::sample(),
            answers: Answers { yes: [Some(true); 4], ..Answers::default() },
            search: Search::sample(found),
            saved_at: Some(super::seat::sample_now()),
            ..new()
        };
        let mut chosen = filled(Found::Listed(Listing::sample()));
        if let Found::Listed(listing) = &chosen.search.found {
            chosen.search.chosen = listing.cards.first().map(|card| card.choice);
        }
        let home = Answers {
            yes: [Some(false), Some(true), Some(true), Some(false)],
            home_days: Some(35),
            home: TypedHome::sample(),
        };
        let elsewhere = RegistrationNotice::TypedElsewhere;
        vec![
            ("new", new()),
            ("chosen", chosen),
            ("one", filled(Found::Listed(Listing::sample_one()))),
            ("full", filled(Found::Listed(Listing::sample_full()))),
            ("none", Self { answers: home.clone(), ..filled(Found::NoOffice) }),
            (
                "home",
                Self { answers: home, ..filled(Found::Listed(Listing::sample())) }.for_teams(),
            ),
            ("busy", filled(Found::Busy)),
            ("faults", Self { faults: sample_faults(), ..filled(Found::NotAsked) }),
            (
                "free",
                Self {
                    payment: Payment::sample(Due::Free),
                    notice: Some(RegistrationNotice::Continued),
                    ..filled(Found::NotAsked)
                },
            ),
            ("long", Self { long: Some(LongTyped::sample()), ..filled(Found::NotAsked) }),
            (
                "long-faults",
                Self {
                    long: Some(LongTyped { added: Some(Kin::Child), ..LongTyped::sample() }),
                    faults: sample_long_faults(),
                    ..filled(Found::NotAsked)
                },
            ),
            ("elsewhere", Self { notice: Some(elsewhere), ..filled(Found::NotAsked) }),
            ("credit", Self { payment: Payment::sample(Due::Credit), ..filled(Found::NotAsked) }),
        ]
    }
}

impl Registration {
    /// The sample whose list is one of teams.
    fn for_teams(mut self) -> Self {
        self.search.teams = true;
        self.faults = Faults::new([
            (Field::HomeCode, Fault::HomeCodeLength { digits: 9 }),
            (Field::HomeStreet, Fault::HomeStreetShort),
        ]);
        self
    }
}

fn sample_long_faults() -> Faults {
    let child = |place, part| Field::Kin(KinField { kin: Kin::Child, place, part });
    Faults::new([
        (Field::HomeCode, Fault::HomeCodeZone),
        (Field::HomeStreet, Fault::HomeStreetShort),
        (Field::Father, Fault::FatherEmpty),
        (child(0, KinPart::First), Fault::KinFirst),
        (child(1, KinPart::Nid), Fault::KinNid),
    ])
}

fn sample_faults() -> Faults {
    Faults::new([
        (Field::Birth, Fault::BirthCommonYear { year: 1371 }),
        (Field::Gender, Fault::GenderMismatch),
        (Field::Mobile, Fault::MobileShape),
        (Field::Fingers, Fault::YesNoEmpty),
        (Field::Area, Fault::AreaUnknown),
        (Field::Seat, Fault::SeatEmpty),
        (Field::Gateway, Fault::GatewayEmpty),
    ])
}
