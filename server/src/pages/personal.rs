//! Part one and part two of the long form: personal details and the four questions.

use super::fault::Field;
use super::field::{LUNAR_MISSING, NO, YES};
use super::forms::{Choice, Faults, Layout, Radios, Select, TextField, Typing};
use super::home::{HomePart, TypedHome};
use super::person::{Gender, Religion};
use crate::persian::{Language, Value, dates};
use askama::Template;
use askama::filters::HtmlSafe;
use nobat_domain::calendar::LunarDate;

/// The years of birth offered run this far back from the last.
const BIRTH_YEARS: u16 = 115;
/// Longest first name, in characters.
const NAME_LENGTH_MAX: usize = 40;
/// A mobile with country code, spaces and dashes.
const MOBILE_LENGTH_MAX: usize = 20;

/// Part one as typed, wrong values too.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Personal {
    pub birth: TypedBirth,
    /// The last year in which somebody was born who is of age today.
    pub birth_year_last: u16,
    /// Empty until the solar date is known and exists.
    pub lunar_offered: Vec<LunarDate>,
    /// What the form sent as `lunar`.
    pub lunar: String,
    pub gender: Option<Gender>,
    pub religion: Option<Religion>,
    pub mother: String,
    pub mobile: String,
}

/// The three lists of the solar date, as sent.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TypedBirth {
    pub day: String,
    pub month: String,
    pub year: String,
}

/// Part one with its labels and faults.
#[derive(Template, Debug)]
#[template(path = "parts/personal.html")]
pub struct PersonalPart<'a> {
    pub language: Language,
    pub typed: &'a Personal,
    pub faults: &'a Faults,
    /// Where the button for the lunar dates sends the form.
    pub lunar_address: &'static str,
}

impl HtmlSafe for PersonalPart<'_> {}

/// An `option` of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed {
    pub value: u16,
    pub label: String,
    pub chosen: bool,
}

impl PersonalPart<'_> {
    fn birth_fault(&self) -> Option<String> {
        self.faults.at(Field::Birth, self.language)
    }

    fn birth_days(&self) -> Vec<Listed> {
        (1..=31).map(|day| self.numbered(day, &self.typed.birth.day)).collect()
    }

    fn birth_months(&self) -> Vec<Listed> {
        let months = (1..).zip(dates::SOLAR_MONTHS);
        let chosen = &self.typed.birth.month;
        months
            .map(|(number, key)| listed(number, self.language.say(key).into_owned(), chosen))
            .collect()
    }

    fn birth_years(&self) -> Vec<Listed> {
        let last = self.typed.birth_year_last;
        let years = (last.saturating_sub(BIRTH_YEARS)..=last).rev();
        years.map(|year| self.numbered(year, &self.typed.birth.year)).collect()
    }

    fn numbered(&self, number: u16, sent: &str) -> Listed {
        listed(number, self.language.digits(number), sent)
    }

    /// The five dates, the computed one in the middle, and the way out.
    fn lunar(&self) -> Radios {
        let middle = self.typed.lunar_offered.len() / 2;
        let mut options: Vec<Choice> = Vec::new();
        for (place, date) in self.typed.lunar_offered.iter().enumerate() {
            let note = (place == middle).then(|| self.language.say("lunar-computed").into_owned());
            options.push(self.lunar_choice(date.to_string(), self.language.lunar(*date), note));
        }
        let missing = self.language.say("lunar-missing").into_owned();
        options.push(self.lunar_choice(LUNAR_MISSING.to_owned(), missing, None));
        Radios {
            field: Field::Lunar,
            language: self.language,
            legend: self.language.say("lunar-legend").into_owned(),
            hint: Some("lunar-hint"),
            options,
            fault: self.faults.at(Field::Lunar, self.language),
            layout: Layout::Column,
        }
    }

    fn lunar_choice(&self, value: String, label: String, note: Option<String>) -> Choice {
        let chosen = self.typed.lunar == value;
        Choice { value, label, note, lang: None, chosen }
    }

    fn lunar_fault(&self) -> Option<String> {
        self.faults.at(Field::Lunar, self.language)
    }

    fn gender(&self) -> Radios {
        let options = Gender::ALL.map(|gender| Choice {
            value: gender.wire().to_owned(),
            label: self.language.say(gender.key()).into_owned(),
            note: None,
            lang: None,
            chosen: self.typed.gender == Some(gender),
        });
        Radios {
            field: Field::Gender,
            language: self.language,
            legend: self.language.say("gender-legend").into_owned(),
            hint: None,
            options: options.into(),
            fault: self.faults.at(Field::Gender, self.language),
            layout: Layout::Row,
        }
    }

    fn religion(&self) -> Select {
        let options = Religion::ALL.map(|religion| Choice {
            value: religion.wire().to_owned(),
            label: self.language.say(religion.key()).into_owned(),
            note: None,
            lang: None,
            chosen: self.typed.religion == Some(religion),
        });
        Select {
            field: Field::Religion,
            language: self.language,
            label: "religion-label",
            hint: None,
            empty: "religion-empty",
            options: options.into(),
            fault: self.faults.at(Field::Religion, self.language),
        }
    }

    fn mother(&self) -> TextField {
        TextField {
            field: Field::Mother,
            language: self.language,
            label: "mother-label",
            hint: Some("mother-hint"),
            value: self.typed.mother.clone(),
            fault: self.faults.at(Field::Mother, self.language),
            typing: Typing::Words,
            autocomplete: "off",
            length_max: NAME_LENGTH_MAX,
        }
    }

    fn mobile(&self) -> TextField {
        mobile_field(self.language, &self.typed.mobile, self.faults, "mobile-hint")
    }
}

pub(super) fn mobile_field(
    language: Language,
    typed: &str,
    faults: &Faults,
    hint: &'static str,
) -> TextField {
    TextField {
        field: Field::Mobile,
        language,
        label: "mobile-label",
        hint: Some(hint),
        value: language.digits(typed),
        fault: faults.at(Field::Mobile, language),
        typing: Typing::Phone,
        autocomplete: "tel-national",
        length_max: MOBILE_LENGTH_MAX,
    }
}

fn listed(value: u16, label: String, sent: &str) -> Listed {
    Listed { value, label, chosen: sent.trim().parse() == Ok(value) }
}

/// Part two as answered.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Answers {
    /// In the order of [`Field::QUESTIONS`]; none where nothing was chosen.
    pub yes: [Option<bool>; 4],
    /// How many days home-visit teams are booked ahead, where that is known.
    pub home_days: Option<u32>,
    pub home: TypedHome,
}

impl Answers {
    /// Whether a team is asked for.
    #[must_use]
    pub fn at_home(&self) -> bool {
        self.yes[0] == Some(false)
    }
}

/// Part two with its questions and faults.
#[derive(Template, Debug)]
#[template(path = "parts/answers.html")]
pub struct AnswersPart<'a> {
    pub language: Language,
    pub answers: &'a Answers,
    pub faults: &'a Faults,
    /// Whether the long form has asked for the address of the home before.
    pub is_long: bool,
}

impl HtmlSafe for AnswersPart<'_> {}

/// A question, and what a «خیر» to it means, which the style sheet shows once it is chosen.
#[derive(Debug)]
struct AskedYesNo<'a> {
    radios: Radios,
    note: String,
    answered_no: bool,
    home: Option<HomePart<'a>>,
}

impl AnswersPart<'_> {
    fn questions(&self) -> Vec<AskedYesNo<'_>> {
        let mut questions = Vec::with_capacity(Field::QUESTIONS.len());
        for (place, field) in Field::QUESTIONS.into_iter().enumerate() {
            let yes = self.answers.yes[place];
            let option = |value: &str, key, chosen| Choice {
                value: value.to_owned(),
                label: self.language.say(key).into_owned(),
                note: None,
                lang: None,
                chosen,
            };
            let radios = Radios {
                field,
                language: self.language,
                legend: self.language.say(field.question_key().unwrap_or_default()).into_owned(),
                hint: None,
                options: vec![
                    option(YES, "answer-yes", yes == Some(true)),
                    option(NO, "answer-no", yes == Some(false)),
                ],
                fault: self.faults.at(field, self.language),
                layout: Layout::Row,
            };
            let note = self.note(field);
            let home = (field == Field::Leaving && !self.is_long).then(|| self.home());
            questions.push(AskedYesNo { radios, note, answered_no: yes == Some(false), home });
        }
        questions
    }

    fn home(&self) -> HomePart<'_> {
        let Self { language, answers, faults, .. } = *self;
        HomePart { language, typed: &answers.home, faults, asked: answers.at_home() }
    }

    fn note(&self, field: Field) -> String {
        match (field, self.answers.home_days) {
            (Field::Leaving, Some(days)) => {
                let days = Value::count(u64::from(days));
                self.language.fill("note-home-days", &[("days", days)])
            }
            (Field::Leaving, None) => self.language.say("note-home").into_owned(),
            _ => self.language.say("note-equipment").into_owned(),
        }
    }
}

impl Personal {
    pub(super) fn sample_empty() -> Self {
        Self {
            birth: TypedBirth::default(),
            birth_year_last: 1381,
            lunar_offered: Vec::new(),
            lunar: String::new(),
            gender: None,
            religion: None,
            mother: String::new(),
            mobile: String::new(),
        }
    }

    pub(super) fn sample() -> Self {
        let birth = super::person::sample_birth();
        Self {
            birth: TypedBirth { day: "19".into(), month: "3".into(), year: "1369".into() },
            lunar_offered: nobat_domain::calendar::lunar::choices(birth).into(),
            lunar: "1410/11/15".to_owned(),
            gender: Some(Gender::Female),
            religion: Some(Religion::Islam),
            mother: "شهرزاد".to_owned(),
            mobile: "09145128136".to_owned(),
            ..Self::sample_empty()
        }
    }
}
