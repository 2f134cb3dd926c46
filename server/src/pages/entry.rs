//! The first page, and the only way in.

use super::address;
use super::assets::{self, Asset};
use super::fault::{Fault, Field};
use super::forms::{Faults, Summary, TextField, Typing};
use super::frame::{Frame, QuestionCheck};
use crate::persian::Value;
use crate::question::{self, Level, Question, work};
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
    pub question: Asked,
    pub faults: Faults,
    pub notice: Option<EntryNotice>,
}

/// Names of the hidden fields that a question comes back with.
pub const QUESTION: &str = "question";
pub const WORK: &str = "work";

/// What stands between the pair and «ادامه», with the token that it is checked by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Asked {
    Sum {
        token: String,
        /// From [`question::svg`].
        svg: String,
        level: Level,
    },
    /// So many seconds are left to wait; with none, «ادامه» may be pressed.
    Wait { token: String, seconds: u64 },
    /// The device has done its work.
    Worked { token: String, work: String },
}

impl Asked {
    fn token(&self) -> &str {
        match self {
            Self::Sum { token, .. } | Self::Wait { token, .. } | Self::Worked { token, .. } => {
                token
            }
        }
    }

    fn work(&self) -> &str {
        match self {
            Self::Worked { work, .. } => work,
            _ => "",
        }
    }
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

impl Booklet {
    /// As the booklet prints it, in whatever language the page is: the names of the series and the
    /// serial, a series, which is not asked for, and a serial.
    const PRINT: [&str; 4] = ["سری", "سریال", "الف ۱۲", "۱۲۳۴۵۶"];
}

impl Entry {
    fn summary(&self) -> Option<Summary> {
        (!self.faults.is_empty()).then(|| Summary::of(&self.faults, self.frame.language))
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
            _ => ("answer-label", Some("answer-hint")),
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

    fn without_address(&self) -> &'static str {
        address::WITHOUT_QUESTION
    }

    fn script(&self) -> &'static Asset {
        &assets::QUESTION_SCRIPT
    }

    /// Loaded by a device that is asked to work, and by no other.
    fn worker(&self) -> &'static Asset {
        &assets::WORK_SCRIPT
    }

    /// How much a device must do in place of an answer: bits and parts.
    fn work_wanted(&self, level: &Level) -> String {
        format!("{} {}", work::bits(*level), work::PARTS)
    }

    fn is_waiting(&self) -> bool {
        matches!(self.question, Asked::Wait { .. })
    }

    /// What is said to somebody who need not answer.
    fn proof(&self) -> String {
        match &self.question {
            Asked::Wait { seconds: 1.., .. } if self.faults.of(Field::Answer).is_some() => {
                // The fault says how long it is still.
                self.frame.say("wait-about").into_owned()
            }
            Asked::Wait { seconds: seconds @ 1.., .. } => {
                self.frame.with("wait-on", "count", Value::count(*seconds))
            }
            Asked::Wait { .. } => self.frame.say("wait-over").into_owned(),
            Asked::Sum { .. } | Asked::Worked { .. } => self.frame.say("work-done").into_owned(),
        }
    }

    fn answer_fault(&self) -> Option<String> {
        self.faults.at(Field::Answer, self.frame.language)
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let empty = || Self {
            frame: Frame::sample_outside(),
            nid: String::new(),
            serial: String::new(),
            question: Asked::Sum {
                token: "t0ken".to_owned(),
                svg: question::svg(&Question { a: 4, b: 8 }, 7),
                level: Level::Plain,
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
        let waits = |seconds| Asked::Wait { token: "t0ken".to_owned(), seconds };
        let worked = Asked::Worked { token: "t0ken".to_owned(), work: "1.2.3".to_owned() };
        let proved = |question, faults| Self { question, ..typed(faults) };
        let announced = vec!["– – –".to_owned()];
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
            (
                "harder",
                Self {
                    question: Asked::Sum {
                        token: "t0ken".to_owned(),
                        svg: question::svg(&Question { a: 34, b: 78 }, 7),
                        level: Level::Harder,
                    },
                    ..typed(vec![(Field::Answer, Fault::QuestionHarder)])
                },
            ),
            ("waiting", proved(waits(30), vec![])),
            ("waiting-on", proved(waits(12), vec![(Field::Answer, Fault::WaitOn { seconds: 12 })])),
            ("waited", proved(waits(0), vec![(Field::Serial, Fault::SerialLength)])),
            ("worked", proved(worked, vec![(Field::Serial, Fault::SerialLength)])),
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
                    frame: Frame { announcements: announced, ..Frame::sample_outside() },
                    ..empty()
                },
            ),
        ]
    }
}
