//! «ارسال رسید ثبت نام به ایمیل»: one field, and what became of the last message.

use super::address;
use super::fault::{Fault, Field};
use super::forms::{Faults, Summary, TextField, Typing};
use super::frame::{Frame, Operation};
use crate::persian::Value;
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
    /// So many messages may still be sent today.
    pub left: u32,
    /// From this day on there are more.
    pub renewed: Day,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EmailState {
    Asked,
    /// The mail server has taken the last one.
    Sent,
    /// Nobody knows whether the mail server took it; it is sent again by itself.
    Underway,
    /// The mail server did not take it; what was typed stays.
    Undelivered,
}

impl EmailReceipt {
    fn summary(&self) -> Option<Summary> {
        (!self.faults.is_empty()).then(|| Summary::of(&self.faults, self.frame.language))
    }

    fn is_sent(&self) -> bool {
        self.state == EmailState::Sent
    }

    fn is_underway(&self) -> bool {
        self.state == EmailState::Underway
    }

    fn is_undelivered(&self) -> bool {
        self.state == EmailState::Undelivered
    }

    fn has_form(&self) -> bool {
        self.left > 0
    }

    /// The form's field, while another message may be sent.
    fn field(&self) -> Option<TextField> {
        let language = self.frame.language;
        self.has_form().then(|| TextField {
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
        if self.left == 0 {
            return self.frame.with("email-spent", "date", Value::Day(self.renewed));
        }
        self.frame.with("email-left", "count", Value::count(u64::from(self.left)))
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let page = |state, left, typed: &str, faults| Self {
            frame: Frame::sample().allowing(Operation::ALL),
            typed: typed.to_owned(),
            faults,
            state,
            left,
            renewed: super::seat::sample_day(1),
        };
        let shape = || Faults::new([(Field::Email, Fault::EmailShape)]);
        let refused = || Faults::new([(Field::Email, Fault::EmailRefused)]);
        let none = Faults::none;
        let (asked, sent) = (EmailState::Asked, EmailState::Sent);
        vec![
            ("empty", page(asked, 3, "", none())),
            ("faults", page(asked, 3, "name.example.ir", shape())),
            ("refused", page(asked, 2, "nobody@example.ir", refused())),
            ("sent", page(sent, 1, "", none())),
            ("sent-last", page(sent, 0, "", none())),
            ("undelivered", page(EmailState::Undelivered, 2, "name@example.ir", none())),
            ("underway", page(EmailState::Underway, 2, "", none())),
            ("spent", page(asked, 0, "", none())),
        ]
    }
}
