//! «اطلاعات من»: everything that is held of a citizen, on the page, in a file for people and in one
//! for machines: three ways to write the same items.

use super::address;
use super::frame::Frame;
use super::marked::{Marked, marked};
use crate::persian::catalogue::{CODE_BEGINS, ISLAND_ENDS, NAME_BEGINS};
use crate::persian::{Language, Value, gregorian};
use askama::Template;
use askama::filters::HtmlSafe;
use nobat_domain::calendar::{LunarDate, SolarDate};
use nobat_domain::ids::Day;
use nobat_domain::money::Rial;
use nobat_domain::timestamp::Timestamp;
use serde_json::{Map, Value as Json, json};
use std::borrow::Cow;

/// Everything, in the order of the page.
#[derive(Clone, Debug, Default)]
pub struct Dossier {
    pub sections: Vec<Section>,
}

/// Records of one kind.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its name for machines.
    pub name: &'static str,
    /// Key of its title.
    pub title: &'static str,
    pub records: Vec<Vec<Item>>,
}

/// One thing that is held.
#[derive(Clone, Debug)]
pub struct Item {
    pub name: &'static str,
    /// Key of its label.
    pub label: &'static str,
    pub datum: Datum,
}

#[derive(Clone, Debug)]
pub enum Datum {
    /// As the citizen has typed it.
    Typed(String),
    /// A name: always in Persian.
    Name(String),
    /// ASCII digits and signs, left to right.
    Code(String),
    Solar(SolarDate),
    Lunar(LunarDate),
    Day(Day),
    Moment(Timestamp),
    Money(Rial),
    Count(u64),
    /// One of a closed list: its name for machines, and the key of its words.
    Word(&'static str, &'static str),
    /// A JPEG in base 64.
    Picture(String),
}

impl Item {
    #[must_use]
    pub const fn new(name: &'static str, label: &'static str, datum: Datum) -> Self {
        Self { name, label, datum }
    }
}

impl Datum {
    fn written(&self, language: Language) -> Marked {
        let island = |begins, text: &str| marked(format!("{begins}{text}{ISLAND_ENDS}"));
        match self {
            Self::Typed(text) | Self::Name(text) => island(NAME_BEGINS, text),
            Self::Code(code) => island(CODE_BEGINS, &language.digits(code)),
            Self::Solar(date) => marked(language.solar_figures(*date)),
            Self::Lunar(date) => marked(language.lunar(*date)),
            Self::Day(day) => marked(language.day(*day)),
            Self::Moment(at) => marked(moment(language, *at)),
            Self::Money(amount) => marked(language.rials(*amount)),
            Self::Count(count) => marked(language.digits(count)),
            Self::Word(_, key) => marked(language.say(key)),
            Self::Picture(_) => marked(language.say("scan-alt")),
        }
    }

    fn json(&self) -> Json {
        match self {
            Self::Typed(text) | Self::Name(text) | Self::Code(text) => json!(text),
            Self::Solar(date) => json!(date.to_string()),
            Self::Lunar(date) => json!(date.to_string()),
            Self::Day(day) => json!(gregorian::iso(*day)),
            Self::Moment(at) => json!(gregorian::iso_moment(*at)),
            Self::Money(amount) => json!(amount.amount()),
            Self::Count(count) => json!(count),
            Self::Word(name, _) => json!(name),
            Self::Picture(data) => json!(data),
        }
    }
}

fn moment(language: Language, at: Timestamp) -> String {
    let day = crate::persian::clock::day_of(at);
    language.fill("data-moment", &[("date", Value::Day(day)), ("time", Value::Clock(at))])
}

impl Dossier {
    /// An object with a list of objects for each section. Days and moments are ISO 8601, amounts
    /// rials.
    #[must_use]
    pub fn json(&self) -> String {
        let record = |items: &Vec<Item>| {
            items.iter().map(|item| (item.name.to_owned(), item.datum.json())).collect()
        };
        let section = |section: &Section| {
            let records: Vec<Json> =
                section.records.iter().map(|items| Json::Object(record(items))).collect();
            (section.name.to_owned(), Json::Array(records))
        };
        let all: Map<String, Json> = self.sections.iter().map(section).collect();
        serde_json::to_string_pretty(&all).expect("strings and numbers are always JSON")
    }

    pub(super) fn sample() -> Self {
        use super::person::Person;
        use super::seat::{Office, sample_day, sample_now};
        let (person, at) = (Person::sample(), sample_now());
        let section = |name, title, records| Section { name, title, records };
        let request = vec![
            Item::new("national_id", "nid-label", Datum::Code(person.identity.nid)),
            Item::new("entered_at", "data-entered", Datum::Moment(at)),
            Item::new("office", "data-office", Datum::Name(Office::sample().name)),
            Item::new("date", "details-date", Datum::Day(sample_day(0))),
            Item::new("moves", "data-moves", Datum::Count(1)),
        ];
        let details = vec![
            Item::new("birth", "birth-legend", Datum::Solar(person.birth)),
            Item::new("birth_lunar", "lunar-legend", Datum::Lunar(person.birth_lunar)),
            Item::new("mother", "mother-label", Datum::Name(person.mother)),
            Item::new("leaves_home", "question-leaving", Datum::Word("yes", "data-yes")),
        ];
        let fee = Rial::new(1_000).expect("a sound amount");
        let paid = vec![
            Item::new("amount_rial", "data-amount", Datum::Money(fee)),
            Item::new("reference", "data-reference", Datum::Code("320836193084".to_owned())),
        ];
        let picture = Datum::Picture("/9j/4AAQSkZJRgABAQAAAQABAAD/2Q==".to_owned());
        let scan = vec![
            Item::new("sent", "data-scans", Datum::Count(1)),
            Item::new("jpeg_base64", "scan-title", picture),
        ];
        let looked = |role, key| {
            vec![
                Item::new("at", "data-looked-at", Datum::Moment(at)),
                Item::new("role", "data-looked-who", Datum::Word(role, key)),
            ]
        };
        Self {
            sections: vec![
                section("request", "data-request", vec![request]),
                section("details", "personal-title", vec![details]),
                section("draft", "data-draft", Vec::new()),
                section("payments", "data-payments", vec![paid]),
                section(
                    "lookups",
                    "data-lookups",
                    vec![
                        looked("support", "data-role-support"),
                        looked("office", "data-role-office"),
                    ],
                ),
                section("scan", "scan-title", vec![scan]),
            ],
        }
    }
}

/// The sections as HTML.
#[derive(Template, Debug)]
#[template(path = "parts/dossier.html")]
pub struct Sections<'a> {
    pub language: Language,
    pub dossier: &'a Dossier,
}

impl HtmlSafe for Sections<'_> {}

impl Sections<'_> {
    fn say(&self, key: &'static str) -> Cow<'static, str> {
        self.language.say(key)
    }

    fn written(&self, datum: &Datum) -> Marked {
        datum.written(self.language)
    }

    fn picture<'d>(&self, datum: &'d Datum) -> Option<&'d str> {
        if let Datum::Picture(data) = datum { Some(data) } else { None }
    }
}

/// The page.
#[derive(Template, Debug)]
#[template(path = "citizen/own_data.html")]
pub struct OwnData {
    pub frame: Frame,
    pub dossier: Dossier,
    /// So many days after the card was handed over all of it is erased by itself.
    pub kept_days: u64,
}

impl OwnData {
    fn sections(&self) -> Sections<'_> {
        Sections { language: self.frame.language, dossier: &self.dossier }
    }

    fn retention(&self) -> String {
        self.frame.with("data-retention", "days", Value::count(self.kept_days))
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let page = |dossier| Self { frame: Frame::sample(), dossier, kept_days: 90 };
        vec![("whole", page(Dossier::sample())), ("bare", page(Dossier::default()))]
    }
}

/// The same as a file that opens from a disk.
#[derive(Template, Debug)]
#[template(path = "citizen/own_data_file.html")]
pub struct OwnDataFile {
    pub language: Language,
    pub dossier: Dossier,
    pub made_at: Timestamp,
}

impl OwnDataFile {
    fn say(&self, key: &'static str) -> Cow<'static, str> {
        self.language.say(key)
    }

    fn sections(&self) -> Sections<'_> {
        Sections { language: self.language, dossier: &self.dossier }
    }

    fn made(&self) -> String {
        moment(self.language, self.made_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::render;

    #[test]
    fn page_file_and_json_say_the_same_items() {
        let dossier = Dossier::sample();
        let read: Json = serde_json::from_str(&dossier.json()).expect("our own JSON");
        for section in &dossier.sections {
            let records = read[section.name].as_array().expect("a list");
            assert_eq!(records.len(), section.records.len(), "{}", section.name);
            for (record, items) in records.iter().zip(&section.records) {
                for item in items {
                    assert_eq!(record[item.name], item.datum.json(), "{}", item.name);
                }
            }
        }
        assert_eq!(read["request"][0]["date"], json!("2018-02-17"));
        assert_eq!(read["request"][0]["entered_at"], json!("2018-02-08T10:21:00+03:30"));
        assert_eq!(read["payments"][0]["amount_rial"], json!(1_000));
        for language in Language::ALL {
            let frame = Frame { language, ..Frame::sample() };
            let page = OwnData { frame, dossier: dossier.clone(), kept_days: 90 };
            let made_at = super::super::seat::sample_now();
            let file = OwnDataFile { language, dossier: dossier.clone(), made_at };
            for html in [render(&page), render(&file)] {
                for item in dossier.sections.iter().flat_map(|it| it.records.iter().flatten()) {
                    let said = item.datum.written(language).to_string();
                    assert!(html.contains(&said), "{} in {language:?}: {said}", item.name);
                }
            }
        }
    }

    #[test]
    fn the_file_loads_nothing_from_anywhere() {
        let made_at = super::super::seat::sample_now();
        let file = OwnDataFile { language: Language::Persian, dossier: Dossier::sample(), made_at };
        let html = render(&file);
        assert!(!html.contains("href=") && !html.contains("url("));
        let own = html.matches("src=\"data:image/jpeg;base64,").count();
        assert_eq!((own, html.matches("src=").count()), (1, 1), "the picture is in the file");
    }
}
