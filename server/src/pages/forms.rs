//! The controls of a form, each with its label, hint and fault bound to it.

use super::fault::{Fault, Field};
use crate::persian::{Language, Value};
use askama::Template;
use askama::filters::HtmlSafe;

/// What was found wrong in a form, in the order of the page.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Faults(Vec<(Field, Fault)>);

impl Faults {
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// At most one fault for each field is shown: the first given.
    #[must_use]
    pub fn new(found: impl IntoIterator<Item = (Field, Fault)>) -> Self {
        let mut faults: Vec<(Field, Fault)> = Vec::new();
        for (field, fault) in found {
            if faults.iter().all(|(known, _)| *known != field) {
                faults.push((field, fault));
            }
        }
        faults.sort_by_key(|(field, _)| *field);
        Self(faults)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[must_use]
    pub fn of(&self, field: Field) -> Option<&Fault> {
        self.0.iter().find(|(known, _)| *known == field).map(|(_, fault)| fault)
    }

    #[must_use]
    pub fn count_in(&self, fields: &[Field]) -> usize {
        self.count_where(|field| fields.contains(&field))
    }

    /// All of them, in the order of the page.
    pub fn iter(&self) -> impl Iterator<Item = &(Field, Fault)> {
        self.0.iter()
    }

    /// How many there are in fields of this kind.
    #[must_use]
    pub fn count_where(&self, is: impl Fn(Field) -> bool) -> usize {
        self.0.iter().filter(|(field, _)| is(*field)).count()
    }

    /// The sentence at a field, if something is wrong there.
    #[must_use]
    pub fn at(&self, field: Field, language: Language) -> Option<String> {
        self.of(field).map(|fault| fault.sentence(field, language))
    }
}

/// The list at the head of a page whose form was refused.
#[derive(Template, Debug)]
#[template(path = "parts/summary.html")]
pub struct Summary {
    pub language: Language,
    pub faults: Vec<(Field, String)>,
}

impl HtmlSafe for Summary {}

impl Summary {
    #[must_use]
    pub fn of(faults: &Faults, language: Language) -> Self {
        let found = faults.0.iter();
        let sentences = found.map(|(field, fault)| (*field, fault.sentence(*field, language)));
        Self { language, faults: sentences.collect() }
    }

    fn title(&self) -> String {
        let count = Value::count(self.faults.len() as u64);
        self.language.fill("summary-title", &[("count", count)])
    }
}

/// How a text field is typed into.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Typing {
    /// Words of the page's language.
    Words,
    /// The same on several lines.
    Lines,
    /// Digits to copy from paper, left to right.
    Digits,
    /// A number to dial, left to right.
    Phone,
    /// An address of mail, left to right.
    Address,
}

/// A field of one line.
#[derive(Template, Debug)]
#[template(path = "parts/text_field.html")]
pub struct TextField {
    pub field: Field,
    pub language: Language,
    pub label: &'static str,
    pub hint: Option<&'static str>,
    pub value: String,
    pub fault: Option<String>,
    pub typing: Typing,
    /// A token of the `autocomplete` attribute; `off` where a browser must not remember.
    pub autocomplete: &'static str,
    /// Longest text accepted, with room for the marks that are tolerated.
    pub length_max: usize,
}

impl HtmlSafe for TextField {}

impl TextField {
    fn described_by(&self) -> Option<String> {
        described_by(self.field, self.hint.is_some(), self.fault.is_some())
    }
}

/// One of several answers, each with its own button.
#[derive(Template, Debug)]
#[template(path = "parts/radios.html")]
pub struct Radios {
    pub field: Field,
    pub language: Language,
    pub legend: String,
    pub hint: Option<&'static str>,
    pub options: Vec<Choice>,
    pub fault: Option<String>,
    pub layout: Layout,
}

impl HtmlSafe for Radios {}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Layout {
    /// Short answers side by side.
    Row,
    Column,
    /// One below the other, each with its note on lines of its own.
    Noted,
}

/// An answer that may be chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    pub label: String,
    /// A quiet word after the label.
    pub note: Option<String>,
    /// The language of both, where it is not the page's: names stay Persian.
    pub lang: Option<Language>,
    pub chosen: bool,
}

impl Radios {
    fn described_by(&self) -> Option<String> {
        described_by(self.field, self.hint.is_some(), self.fault.is_some())
    }
}

/// One of many answers, in a list that opens.
#[derive(Template, Debug)]
#[template(path = "parts/select.html")]
pub struct Select {
    pub field: Field,
    pub language: Language,
    pub label: &'static str,
    pub hint: Option<&'static str>,
    /// Key of the first, empty option.
    pub empty: &'static str,
    pub options: Vec<Choice>,
    pub fault: Option<String>,
}

impl HtmlSafe for Select {}

impl Select {
    fn described_by(&self) -> Option<String> {
        described_by(self.field, self.hint.is_some(), self.fault.is_some())
    }
}

/// The ids that describe a field: its hint first, then its fault.
pub(super) fn described_by(field: Field, hinted: bool, faulty: bool) -> Option<String> {
    let id = field.id();
    let ids = [hinted.then(|| format!("{id}-hint")), faulty.then(|| format!("{id}-fault"))];
    let named: Vec<String> = ids.into_iter().flatten().collect();
    if named.is_empty() { None } else { Some(named.join(" ")) }
}
