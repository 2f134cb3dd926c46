//! Home visits: the address that a team comes to, asked for under the first question, and a seat
//! that does not fit what was answered.

use super::address;
use super::fault::Field;
use super::forms::{Faults, TextField, Typing};
use crate::persian::Language;
use crate::persian::digits::persian;
use askama::Template;
use askama::filters::HtmlSafe;
use nobat_domain::person::{HomeAddress, StreetAddress};
use std::borrow::Cow;

/// Ten digits, with room for marks between them.
const CODE_LENGTH_MAX: usize = 16;

/// The address as typed, wrong values too.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TypedHome {
    pub code: String,
    pub street: String,
}

impl TypedHome {
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        !self.code.is_empty() && !self.street.is_empty()
    }

    pub(super) fn sample() -> Self {
        Self { code: "551473686".to_owned(), street: "پلاک ۱۲".to_owned() }
    }
}

/// The two fields, which the style sheet shows once a team is asked for.
#[derive(Template, Debug)]
#[template(path = "parts/home.html")]
pub struct HomePart<'a> {
    pub language: Language,
    pub typed: &'a TypedHome,
    pub faults: &'a Faults,
    /// Whether a team is known to be asked for.
    pub asked: bool,
}

impl HtmlSafe for HomePart<'_> {}

impl HomePart<'_> {
    fn fields(&self) -> [TextField; 2] {
        home_fields(self.language, self.typed, self.faults, "home-street-hint")
    }
}

/// Postal code and street, for the team and for the long form.
pub(super) fn home_fields(
    language: Language,
    typed: &TypedHome,
    faults: &Faults,
    street_hint: &'static str,
) -> [TextField; 2] {
    [
        TextField {
            field: Field::HomeCode,
            language,
            label: "home-code-label",
            hint: Some("home-code-hint"),
            value: language.digits(&typed.code),
            fault: faults.at(Field::HomeCode, language),
            typing: Typing::Digits,
            autocomplete: "postal-code",
            length_max: CODE_LENGTH_MAX,
        },
        TextField {
            field: Field::HomeStreet,
            language,
            label: "home-street-label",
            hint: Some(street_hint),
            value: typed.street.clone(),
            fault: faults.at(Field::HomeStreet, language),
            typing: Typing::Lines,
            autocomplete: "street-address",
            length_max: StreetAddress::CHARS_MAX as usize,
        },
    ]
}

/// Where the team of a seat comes to, as pages and receipts show it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Home {
    /// Ten ASCII digits.
    pub code: String,
    /// In Persian, with its digits.
    pub street: String,
}

impl Home {
    #[must_use]
    pub fn of(home: &HomeAddress) -> Self {
        Self { code: home.postal_code.as_str().to_owned(), street: persian(home.street.as_str()) }
    }

    pub(in crate::pages) fn sample() -> Self {
        Self {
            code: "5514736867".to_owned(),
            street: "مراغه، خیابان پاسداران، کوچه‌ی شهید محمدی، پلاک ۱۲، زنگ دوم".to_owned(),
        }
    }
}

/// Why the seat that somebody has does not fit what they have answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ShutOut {
    /// Its office cannot serve such answers.
    Office,
    /// Its office has no team to send.
    Team,
    /// Nobody knows where the team should come to.
    NoHome,
}

/// The sentence about it, with the way on.
#[derive(Template, Debug)]
#[template(path = "parts/shut_out.html")]
pub struct ShutOutPart {
    pub language: Language,
    pub why: ShutOut,
    /// Whether changes were taken just now.
    pub saved: bool,
    /// Where the way on leads; none where the page itself is it.
    pub next: Option<&'static str>,
}

impl HtmlSafe for ShutOutPart {}

impl ShutOutPart {
    fn about(&self) -> Cow<'static, str> {
        self.language.say(match self.why {
            ShutOut::Office => "shut-out-office",
            ShutOut::Team => "shut-out-team",
            ShutOut::NoHome => "shut-out-no-home",
        })
    }

    fn link(&self) -> Cow<'static, str> {
        self.language.say(match self.next {
            Some(address::EDIT) => "operation-edit-details",
            Some(address::CHOOSE) => "choose-title",
            _ => "move-title",
        })
    }
}
