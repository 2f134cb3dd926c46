//! The parts that the long form adds: name and address, and the family in rows of its own.

use super::fault::Field;
use super::field::{Kin, KinField, KinPart, TAKE};
use super::forms::{Faults, TextField, Typing};
use super::home::{TypedHome, home_fields};
use crate::persian::{Language, Value};
use askama::Template;
use askama::filters::HtmlSafe;

/// Longest name, in characters.
const NAME_LENGTH_MAX: usize = 40;
/// Ten digits with spaces and dashes.
const DIGITS_LENGTH_MAX: usize = 20;

/// The long form as typed, wrong values too.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LongTyped {
    pub first: String,
    pub family: String,
    pub booklet: String,
    pub father: String,
    pub spouses: Vec<KinTyped>,
    pub children: Vec<KinTyped>,
    /// Whose row was added just now.
    pub added: Option<Kin>,
}

/// A row of the family as typed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct KinTyped {
    pub first: String,
    pub family: String,
    pub nid: String,
}

impl LongTyped {
    #[must_use]
    pub fn rows(&self, kin: Kin) -> &[KinTyped] {
        match kin {
            Kin::Spouse => &self.spouses,
            Kin::Child => &self.children,
        }
    }

    /// Whether everything that must be said of the citizen alone is said, but for the home.
    #[must_use]
    pub fn own_complete(&self) -> bool {
        [&self.first, &self.family, &self.booklet].into_iter().all(|text| !text.is_empty())
    }

    #[must_use]
    pub fn family_complete(&self) -> bool {
        !self.father.is_empty()
    }

    pub(super) fn sample() -> Self {
        let kin = |first: &str, nid: &str| KinTyped {
            first: first.to_owned(),
            family: "رعد".to_owned(),
            nid: nid.to_owned(),
        };
        Self {
            first: "زهرا".to_owned(),
            family: "رعد".to_owned(),
            booklet: "1234".to_owned(),
            father: "منوچهر".to_owned(),
            spouses: vec![kin("بهرام", "2580200606")],
            children: vec![kin("کیان", "0012345679"), kin("نگار", "")],
            added: None,
        }
    }
}

/// «فرزند ۲», or «همسر» where one is all that most have.
#[must_use]
pub fn who(kin: Kin, place: u8, language: Language) -> String {
    let key = match (kin, place) {
        (Kin::Spouse, 0) => return language.say("kin-spouse").into_owned(),
        (Kin::Spouse, _) => "kin-spouse-further",
        (Kin::Child, _) => "kin-child",
    };
    language.fill(key, &[("place", Value::count(u64::from(place) + 1))])
}

/// Name, booklet and address.
#[derive(Template, Debug)]
#[template(path = "parts/own.html")]
pub struct OwnPart<'a> {
    pub language: Language,
    pub typed: &'a LongTyped,
    /// The address that a home-visit team would come to, too.
    pub home: &'a TypedHome,
    pub faults: &'a Faults,
}

impl HtmlSafe for OwnPart<'_> {}

impl OwnPart<'_> {
    fn fields(&self) -> [TextField; 5] {
        let Self { language, typed, home, faults } = *self;
        let field = |field, label, hint, value: &str, typing, autocomplete, length_max| TextField {
            field,
            language,
            label,
            hint,
            value: value.to_owned(),
            fault: faults.at(field, language),
            typing,
            autocomplete,
            length_max,
        };
        let (words, name) = (Typing::Words, NAME_LENGTH_MAX);
        let [code, street] = home_fields(language, home, faults, "home-street-hint-own");
        [
            field(Field::First, "first-label", None, &typed.first, words, "given-name", name),
            field(Field::Family, "family-label", None, &typed.family, words, "family-name", name),
            field(
                Field::Booklet,
                "booklet-label",
                Some("booklet-hint"),
                &language.digits(&typed.booklet),
                Typing::Digits,
                "off",
                DIGITS_LENGTH_MAX,
            ),
            code,
            street,
        ]
    }
}

/// Father, spouse and children.
#[derive(Template, Debug)]
#[template(path = "parts/family.html")]
pub struct FamilyPart<'a> {
    pub language: Language,
    pub typed: &'a LongTyped,
    pub faults: &'a Faults,
    /// Where the buttons for one more row send the form.
    pub family_address: &'static str,
}

impl HtmlSafe for FamilyPart<'_> {}

/// One row with its name and controls.
#[derive(Debug)]
struct KinRow {
    who: String,
    fields: [TextField; 3],
    /// The last one, which was asked for just now.
    added: bool,
}

impl FamilyPart<'_> {
    fn father(&self) -> TextField {
        let Self { language, typed, faults, .. } = self;
        TextField {
            field: Field::Father,
            language: *language,
            label: "father-label",
            hint: Some("father-hint"),
            value: typed.father.clone(),
            fault: faults.at(Field::Father, *language),
            typing: Typing::Words,
            autocomplete: "off",
            length_max: NAME_LENGTH_MAX,
        }
    }

    fn kins(&self) -> [Kin; 2] {
        Kin::ALL
    }

    fn count(&self, kin: &Kin) -> usize {
        self.typed.rows(*kin).len()
    }

    fn takes_more(&self, kin: &Kin) -> bool {
        self.count(kin) < kin.most()
    }

    fn more_key(&self, kin: &Kin) -> &'static str {
        match (kin, self.count(kin)) {
            (Kin::Spouse, 0) => "kin-add-spouse",
            (Kin::Spouse, _) => "kin-add-spouse-further",
            (Kin::Child, 0) => "kin-add-child",
            (Kin::Child, _) => "kin-add-child-further",
        }
    }

    fn rows(&self, kin: &Kin) -> Vec<KinRow> {
        let rows = self.typed.rows(*kin);
        let row = |(place, typed): (u8, &KinTyped)| KinRow {
            who: who(*kin, place, self.language),
            fields: KinPart::ALL.map(|part| self.field(KinField { kin: *kin, place, part }, typed)),
            added: self.typed.added == Some(*kin) && usize::from(place) + 1 == rows.len(),
        };
        (0..).zip(rows).map(row).collect()
    }

    fn field(&self, field: KinField, row: &KinTyped) -> TextField {
        let (label, value, typing) = match field.part {
            KinPart::First => ("first-label", row.first.clone(), Typing::Words),
            KinPart::Family => ("family-label", row.family.clone(), Typing::Words),
            KinPart::Nid => ("nid-label", self.language.digits(&row.nid), Typing::Digits),
        };
        let length_max = match field.part {
            KinPart::First | KinPart::Family => NAME_LENGTH_MAX,
            KinPart::Nid => DIGITS_LENGTH_MAX,
        };
        let field = Field::Kin(field);
        TextField {
            field,
            language: self.language,
            label,
            hint: None,
            value,
            fault: self.faults.at(field, self.language),
            typing,
            autocomplete: "off",
            length_max,
        }
    }
}
