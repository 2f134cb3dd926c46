//! The first page, and the only way in.

use super::address;
use super::fault::{Fault, Field};
use super::forms::{Faults, Summary, TextField, Typing};
use super::frame::{Frame, QuestionCheck};
use crate::question::{self, Question};
use askama::Template;
use askama::filters::HtmlSafe;

/// Ten digits with room for spaces, dashes and marks.
const NID_LENGTH_MAX: usize = 24;
const SERIAL_LENGTH_MAX: usize = 16;
const ANSWER_LENGTH_MAX: usize = 8;

#[derive(Template, Debug)]
#[template(path = "citizen/entry.html")]
pub struct Entry {
    pub frame: Frame,
    pub nid: String,
    pub serial: String,
    pub question: AskedQuestion,
    pub faults: Faults,
    pub notice: Option<EntryNotice>,
}

/// The sum as it stands on the page, with the token that its answer is checked by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AskedQuestion {
    pub token: String,
    /// From [`question::svg`].
    pub svg: String,
}

/// Why a citizen sees the entry page again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EntryNotice {
    SessionOver,
    Left,
}

impl EntryNotice {
    const fn key(self) -> &'static str {
        match self {
            Self::SessionOver => "entry-session-over",
            Self::Left => "entry-left",
        }
    }
}

/// The drawn page of the booklet, with the serial's place marked.
#[derive(Template, Debug)]
#[template(path = "parts/booklet.html")]
struct Booklet;

impl HtmlSafe for Booklet {}

impl Entry {
    fn summary(&self) -> Option<Summary> {
        (!self.faults.is_empty()).then(|| Summary::of(&self.faults, self.frame.language))
    }

    fn booklet(&self) -> Booklet {
        Booklet
    }

    fn nid_field(&self) -> TextField {
        self.digits_field(Field::Nid, &self.nid, NID_LENGTH_MAX)
    }

    fn serial_field(&self) -> TextField {
        self.digits_field(Field::Serial, &self.serial, SERIAL_LENGTH_MAX)
    }

    fn answer_field(&self) -> TextField {
        self.digits_field(Field::Answer, "", ANSWER_LENGTH_MAX)
    }

    fn digits_field(&self, field: Field, typed: &str, length_max: usize) -> TextField {
        let (label, hint) = match field {
            Field::Nid => ("nid-label", Some("nid-hint")),
            Field::Serial => ("serial-label", Some("serial-hint")),
            _ => ("answer-label", None),
        };
        TextField {
            field,
            language: self.frame.language,
            label,
            hint,
            value: self.frame.language.digits(typed),
            fault: self.faults.at(field, self.frame.language),
            typing: Typing::Digits,
            autocomplete: "off",
            length_max,
        }
    }

    fn swap_address(&self) -> &'static str {
        address::QUESTION
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let empty = || Self {
            frame: Frame::sample_outside(),
            nid: String::new(),
            serial: String::new(),
            question: AskedQuestion {
                token: "t0ken".to_owned(),
                svg: question::svg(&Question { a: 4, b: 8 }, 7),
            },
            faults: Faults::none(),
            notice: None,
        };
        let typed = |faults| Self {
            nid: "258020060".to_owned(),
            serial: "883810".to_owned(),
            faults: Faults::new(faults),
            ..empty()
        };
        let announced = Some("سامانه امشب از ساعت ۲۳ تا ۲۴ در دسترس نیست.".to_owned());
        vec![
            ("empty", empty()),
            (
                "faults",
                typed(vec![
                    (Field::Answer, Fault::AnswerWrong),
                    (Field::Nid, Fault::NidLength { digits: 9 }),
                ]),
            ),
            ("mismatch", typed(vec![(Field::Serial, Fault::PairMismatch)])),
            ("session-over", Self { notice: Some(EntryNotice::SessionOver), ..empty() }),
            (
                "skipped",
                Self {
                    frame: Frame { question: QuestionCheck::Skipped, ..Frame::sample_outside() },
                    ..empty()
                },
            ),
            (
                "announced",
                Self {
                    frame: Frame { announcement: announced, ..Frame::sample_outside() },
                    ..empty()
                },
            ),
        ]
    }
}
