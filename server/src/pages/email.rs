//! «ارسال رسید ثبت نام به ایمیل»: one field, and what became of the last message.

use super::address;
use super::fault::{Fault, Field};
use super::forms::{Faults, Summary, TextField, Typing};
use super::frame::{Frame, Operation};
use crate::persian::{Value, dates};
use askama::Template;
use nobat_domain::ids::Day;

/// The longest address that mail allows: RFC 5321 §4.5.3.1.3 less its angle brackets.
pub const ADDRESS_CHARS_MAX: usize = 254;

#[derive(Template, Debug)]
#[template(path = "citizen/email.html")]
pub struct EmailReceipt {
    pub frame: Frame,
    pub typed: String,
    pub faults: Faults,
    pub state: EmailState,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EmailState {
    /// So many messages may still be sent today.
    Asked { left: u32 },
    /// The mail server has taken the last one.
    Sent { left: u32 },
    /// The mail server did not take it; what was typed stays.
    Undelivered { left: u32 },
    /// All of today's are sent.
    Spent { from: Day },
}

impl EmailState {
    const fn left(self) -> u32 {
        match self {
            Self::Asked { left } | Self::Sent { left } | Self::Undelivered { left } => left,
            Self::Spent { .. } => 0,
        }
    }
}

impl EmailReceipt {
    fn summary(&self) -> Option<Summary> {
        (!self.faults.is_empty()).then(|| Summary::of(&self.faults, self.frame.language))
    }

    fn is_sent(&self) -> bool {
        matches!(self.state, EmailState::Sent { .. })
    }

    fn is_undelivered(&self) -> bool {
        matches!(self.state, EmailState::Undelivered { .. })
    }

    /// The form's field, while another message may be sent.
    fn field(&self) -> Option<TextField> {
        let language = self.frame.language;
        (self.state.left() > 0).then(|| TextField {
            field: Field::Email,
            language,
            label: "email-label",
            hint: Some("email-hint"),
            value: self.typed.clone(),
            fault: self.faults.at(Field::Email, language),
            typing: Typing::Address,
            autocomplete: "email",
            length_max: ADDRESS_CHARS_MAX,
        })
    }

    /// How many more may be sent, or from when.
    fn allowance(&self) -> String {
        match self.state {
            EmailState::Spent { from } => {
                self.frame.with("email-spent", "date", Value::Plain(dates::in_words(from)))
            }
            state => {
                let count = Value::count(u64::from(state.left()));
                self.frame.with("email-left", "count", count)
            }
        }
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let page = |state, typed: &str, faults| Self {
            frame: Frame::sample().allowing(Operation::ALL),
            typed: typed.to_owned(),
            faults,
            state,
        };
        let shape = || Faults::new([(Field::Email, Fault::EmailShape)]);
        let refused = || Faults::new([(Field::Email, Fault::EmailRefused)]);
        let none = Faults::none;
        let tomorrow = super::seat::sample_day(1);
        vec![
            ("empty", page(EmailState::Asked { left: 3 }, "", none())),
            ("faults", page(EmailState::Asked { left: 3 }, "name.example.ir", shape())),
            ("refused", page(EmailState::Asked { left: 2 }, "nobody@example.ir", refused())),
            ("sent", page(EmailState::Sent { left: 1 }, "", none())),
            ("sent-last", page(EmailState::Sent { left: 0 }, "", none())),
            ("undelivered", page(EmailState::Undelivered { left: 2 }, "name@example.ir", none())),
            ("spent", page(EmailState::Spent { from: tomorrow }, "", none())),
        ]
    }
}
