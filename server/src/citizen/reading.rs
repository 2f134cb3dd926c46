//! From a typed form to the law's values, with every field's fault at once.

use nobat_domain::calendar::{LunarDate, SolarDate, SolarFault, age};
use nobat_domain::office::{EnrolmentAnswers, Needs};
use nobat_domain::person::birth_date::BirthParts;
use nobat_domain::person::{
    BirthDate, BirthFault, BirthPart, Gender, HomeAddress, Mobile, MobileFault, NameFault,
    PersonName, PostalCode, PostalCodeFault, Religion, StreetAddress, StreetFault,
};
use nobat_domain::request::Details;
use nobat_domain::timestamp::Timestamp;
use nobat_engine::day_of;

use crate::citizen::long_form;
use crate::citizen::visit::Visit;
use crate::extract::{Session, Typed};
use crate::pages::fault::{Fault, Field};
use crate::pages::field::{
    BIRTH_DAY, BIRTH_MONTH, BIRTH_YEAR, HOME_CODE, HOME_STREET, LUNAR_MISSING, NO, YES,
};
use crate::pages::home::TypedHome;
use crate::pages::person as shown;
use crate::pages::personal::{Answers, Personal, TypedBirth};
use crate::persian::digits;

/// Everything wrong that was found while reading.
#[derive(Default)]
pub struct Found(Vec<(Field, Fault)>);

impl Found {
    pub fn add(&mut self, field: Field, fault: Fault) {
        self.0.push((field, fault));
    }

    #[must_use]
    pub fn none(&self) -> bool {
        self.0.is_empty()
    }

    #[must_use]
    pub fn faults(self) -> crate::pages::forms::Faults {
        crate::pages::forms::Faults::new(self.0)
    }
}

/// Part one as it was typed, for the page.
#[must_use]
pub fn personal(typed: &Typed, now: Timestamp) -> Personal {
    let today = SolarDate::from_day(day_of(now)).unwrap_or(SolarDate::LAST);
    let birth = birth(typed).ok();
    Personal {
        birth: TypedBirth {
            day: typed.text(BIRTH_DAY).to_owned(),
            month: typed.text(BIRTH_MONTH).to_owned(),
            year: typed.text(BIRTH_YEAR).to_owned(),
        },
        birth_year_last: age::latest_birth_year(today),
        lunar_offered: birth.map_or(Vec::new(), |birth| birth.lunar_choices().to_vec()),
        lunar: typed.text(Field::Lunar.name()).to_owned(),
        gender: shown::Gender::read(typed.text(Field::Gender.name())),
        religion: shown::Religion::read(typed.text(Field::Religion.name())),
        mother: typed.text(Field::Mother.name()).to_owned(),
        mobile: typed.text(Field::Mobile.name()).to_owned(),
    }
}

/// Part two as it was answered, for the page.
#[must_use]
pub fn answers(typed: &Typed) -> Answers {
    let yes = Field::QUESTIONS.map(|field| match typed.text(field.name()) {
        text if text == YES => Some(true),
        text if text == NO => Some(false),
        _ => None,
    });
    let text = |name| typed.text(name).to_owned();
    let home = TypedHome { code: text(HOME_CODE), street: text(HOME_STREET) };
    Answers { yes, home_days: None, home }
}

/// A form as if it had been typed from what is on file.
#[must_use]
pub fn typed_from(details: &Details) -> Typed {
    let mut typed = Typed::default();
    let yes_no = |yes: bool| if yes { YES } else { NO };
    typed.put(BIRTH_DAY, details.birth.day().to_string());
    typed.put(BIRTH_MONTH, details.birth.month().to_string());
    typed.put(BIRTH_YEAR, details.birth.year().to_string());
    typed.put("lunar", details.birth_lunar.to_string());
    typed.put("gender", details.gender.key());
    typed.put("religion", details.religion.key());
    typed.put("mother", details.mother.as_str());
    typed.put("mobile", details.mobile.to_national());
    let answers = &details.answers;
    typed.put("q1", yes_no(answers.can_leave_home));
    typed.put("q2", yes_no(answers.can_climb_stairs));
    typed.put("q3", yes_no(answers.pupils_visible));
    typed.put("q4", yes_no(answers.fingers_sound));
    if let Some(home) = &details.home {
        typed.put(HOME_CODE, home.postal_code.as_str());
        typed.put(HOME_STREET, digits::persian(home.street.as_str()));
    }
    if let Some(long) = &details.long {
        long_form::put(&mut typed, long);
    }
    typed
}

pub fn birth(typed: &Typed) -> Result<BirthDate, BirthFault> {
    let (day, month, year) =
        (typed.text(BIRTH_DAY), typed.text(BIRTH_MONTH), typed.text(BIRTH_YEAR));
    BirthDate::parse(BirthParts { day, month, year })
}

/// Whether the citizen says that the booklet's lunar date is not in the list.
#[must_use]
pub fn lunar_missing(typed: &Typed) -> bool {
    typed.text(Field::Lunar.name()) == LUNAR_MISSING
}

/// The four answers, where all were given.
pub fn enrolment(typed: &Typed, found: &mut Found) -> Option<EnrolmentAnswers> {
    let given = answers(typed).yes;
    for (field, answer) in Field::QUESTIONS.into_iter().zip(given) {
        if answer.is_none() {
            found.add(field, Fault::YesNoEmpty);
        }
    }
    Some(EnrolmentAnswers {
        can_leave_home: given[0]?,
        can_climb_stairs: given[1]?,
        pupils_visible: given[2]?,
        fingers_sound: given[3]?,
    })
}

/// Every part that a citizen states, compared with the registry's facts in the session.
pub fn details(typed: &Typed, visit: &Visit) -> Result<Box<Details>, Found> {
    let session = &visit.session;
    let mut found = Found::default();
    let birth = birth_of(typed, session, visit.app.wall(), &mut found);
    let birth_lunar = birth.and_then(|birth| lunar_of(typed, birth, &mut found));
    let gender = gender_of(typed, session, &mut found);
    let religion = Religion::parse(typed.text("religion"))
        .map_err(|_| found.add(Field::Religion, Fault::ReligionEmpty))
        .ok();
    let mother = PersonName::parse(typed.text("mother"))
        .map_err(|fault| found.add(Field::Mother, mother_fault(fault)))
        .ok();
    let mobile = Mobile::parse(typed.text("mobile"))
        .map_err(|fault| found.add(Field::Mobile, mobile_fault(fault)))
        .ok();
    let (is_long, filed) = (visit.app.engine.switches().long_form, visit.state.details.as_ref());
    let long = if is_long {
        long_form::read(typed, &session.national_id, &mut found)
    } else {
        // What was stated while it was switched on is not taken back by a shorter form.
        filed.and_then(|details| details.long.clone())
    };
    let answers = enrolment(typed, &mut found);
    let asks_home = is_long || answers.is_some_and(|answers| Needs::of(answers).home_visit());
    let home = if asks_home {
        home_of(typed, &mut found).map(Some)
    } else {
        // Nobody's address is kept for nothing.
        Some(filed.filter(|_| long.is_some()).and_then(|details| details.home.clone()))
    };
    let read = (|| {
        Some(Box::new(Details {
            birth: birth?.date(),
            birth_lunar: birth_lunar?,
            gender: gender?,
            religion: religion?,
            mother: mother?,
            mobile: mobile?,
            answers: answers?,
            home: home?,
            long,
        }))
    })();
    match read {
        Some(details) if found.none() => Ok(details),
        _ => Err(found),
    }
}

fn birth_of(
    typed: &Typed,
    session: &Session,
    now: Timestamp,
    found: &mut Found,
) -> Option<BirthDate> {
    let birth = match birth(typed) {
        Ok(birth) => birth,
        Err(fault) => {
            found.add(Field::Birth, birth_fault(fault, typed));
            return None;
        }
    };
    let today = SolarDate::from_day(day_of(now))?;
    if birth.of_age_from().to_day() > today.to_day() {
        let from = birth.of_age_from().to_day();
        found.add(Field::Birth, Fault::BirthYoung { from });
        return None;
    }
    if birth.date() != session.birth {
        found.add(Field::Birth, Fault::BirthMismatch);
        return None;
    }
    Some(birth)
}

pub fn birth_fault(fault: BirthFault, typed: &Typed) -> Fault {
    match fault {
        BirthFault::Empty => Fault::BirthEmpty,
        BirthFault::Missing(BirthPart::Day) | BirthFault::Chars(BirthPart::Day) => {
            Fault::BirthDayEmpty
        }
        BirthFault::Missing(BirthPart::Month) | BirthFault::Chars(BirthPart::Month) => {
            Fault::BirthMonthEmpty
        }
        BirthFault::Missing(BirthPart::Year) | BirthFault::Chars(BirthPart::Year) => {
            Fault::BirthYearEmpty
        }
        BirthFault::Impossible(SolarFault::CommonYear) => {
            let year = nobat_domain::person::fold::small_number(typed.text(BIRTH_YEAR));
            Fault::BirthCommonYear { year: year.unwrap_or_default() }
        }
        BirthFault::Impossible(_) => Fault::BirthNoSuchDay,
    }
}

fn lunar_of(typed: &Typed, birth: BirthDate, found: &mut Found) -> Option<LunarDate> {
    let Ok(date) = LunarDate::parse(typed.text(Field::Lunar.name())) else {
        found.add(Field::Lunar, Fault::LunarEmpty);
        return None;
    };
    if birth.lunar_choices().contains(&date) {
        return Some(date);
    }
    found.add(Field::Lunar, Fault::LunarStale);
    None
}

fn gender_of(typed: &Typed, session: &Session, found: &mut Found) -> Option<Gender> {
    match Gender::parse(typed.text(Field::Gender.name())) {
        Ok(gender) if gender == session.gender => return Some(gender),
        Ok(_) => found.add(Field::Gender, Fault::GenderMismatch),
        Err(_) => found.add(Field::Gender, Fault::GenderEmpty),
    }
    None
}

fn home_of(typed: &Typed, found: &mut Found) -> Option<HomeAddress> {
    let postal_code = PostalCode::parse(typed.text(HOME_CODE))
        .map_err(|fault| found.add(Field::HomeCode, home_code_fault(fault)))
        .ok();
    let street = StreetAddress::parse(typed.text(HOME_STREET))
        .map_err(|fault| found.add(Field::HomeStreet, home_street_fault(fault)))
        .ok();
    Some(HomeAddress { postal_code: postal_code?, street: street? })
}

const fn home_code_fault(fault: PostalCodeFault) -> Fault {
    match fault {
        PostalCodeFault::Empty => Fault::HomeCodeEmpty,
        PostalCodeFault::Chars => Fault::HomeCodeChars,
        PostalCodeFault::Length { digits } => Fault::HomeCodeLength { digits },
        PostalCodeFault::Zone => Fault::HomeCodeZone,
    }
}

const fn home_street_fault(fault: StreetFault) -> Fault {
    match fault {
        StreetFault::Empty => Fault::HomeStreetEmpty,
        StreetFault::Chars => Fault::HomeStreetChars,
        StreetFault::Short => Fault::HomeStreetShort,
        StreetFault::Long { chars } => Fault::HomeStreetLong { chars },
    }
}

const fn mother_fault(fault: NameFault) -> Fault {
    match fault {
        NameFault::Empty => Fault::MotherEmpty,
        NameFault::Chars | NameFault::Length { .. } => Fault::MotherChars,
    }
}

pub const fn mobile_fault(fault: MobileFault) -> Fault {
    match fault {
        MobileFault::Empty => Fault::MobileEmpty,
        MobileFault::Shape => Fault::MobileShape,
    }
}
