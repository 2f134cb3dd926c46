//! «پاک کردن اطلاعات من»: what goes, what stays and why, asked twice; and the word afterwards.

use super::address;
use super::fault::{Fault, Field};
use super::forms::{Faults, Summary, TextField, Typing};
use super::frame::Frame;
use crate::persian::Value;
use crate::persian::clock::day_of;
use askama::Template;
use nobat_domain::timestamp::Timestamp;

/// Six digits, with room for what is tolerated between them.
const SERIAL_CHARS_MAX: usize = 24;

#[derive(Template, Debug)]
#[template(path = "citizen/erase.html")]
pub struct Erase {
    pub frame: Frame,
    pub way: EraseWay,
    /// So many days a copy of the key may live on.
    pub copies_days: u64,
}

/// How far somebody has come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EraseWay {
    /// Something lives that needs the data.
    Closed(InTheWay),
    /// The serial is asked for.
    Asked { typed: String, faults: Faults },
    /// It was right, and the last word is asked for.
    Sure { serial: String },
}

/// What lives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InTheWay {
    Seat,
    Hold,
    Payment,
    Card,
    Credit,
    Reversal,
}

/// The name under which a form says the last word.
pub const SURE: &str = "sure";

const GOES: [&str; 3] = ["erase-goes-details", "erase-goes-code", "erase-goes-request"];
const STAYS: [&str; 4] =
    ["erase-stays-money", "erase-stays-seat", "erase-stays-audit", "erase-stays-own"];

impl InTheWay {
    /// Key of what to say of it.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Seat => "erase-refused-seat",
            Self::Hold => "erase-refused-hold",
            Self::Payment => "erase-refused-payment",
            Self::Card => "erase-refused-card",
            Self::Credit => "erase-refused-credit",
            Self::Reversal => "erase-refused-reversal",
        }
    }

    /// Where it can be brought to its end: the words and the address.
    const fn next(self) -> (&'static str, &'static str) {
        match self {
            Self::Seat => ("give-back-title", address::GIVE_BACK),
            Self::Credit => ("next-go-on", address::CHOOSE),
            Self::Reversal => ("data-title", address::DATA),
            Self::Hold | Self::Payment | Self::Card => ("track-on", address::RESULT),
        }
    }
}

impl Erase {
    fn goes(&self) -> [&'static str; 3] {
        GOES
    }

    fn stays(&self) -> [&'static str; 4] {
        STAYS
    }

    fn when(&self) -> String {
        self.frame.with("erase-when", "days", Value::count(self.copies_days))
    }

    fn title(&self) -> &'static str {
        if self.sure().is_some() { "erase-sure-title" } else { "erase-title" }
    }

    fn in_the_way(&self) -> Option<InTheWay> {
        if let EraseWay::Closed(what) = self.way { Some(what) } else { None }
    }

    fn sure(&self) -> Option<&str> {
        if let EraseWay::Sure { serial } = &self.way { Some(serial) } else { None }
    }

    fn faults(&self) -> Option<&Faults> {
        if let EraseWay::Asked { faults, .. } = &self.way {
            return Some(faults).filter(|faults| !faults.is_empty());
        }
        None
    }

    fn summary(&self) -> Option<Summary> {
        self.faults().map(|faults| Summary::of(faults, self.frame.language))
    }

    fn serial_field(&self) -> Option<TextField> {
        let EraseWay::Asked { typed, faults } = &self.way else { return None };
        let language = self.frame.language;
        Some(TextField {
            field: Field::Serial,
            language,
            label: "serial-label",
            hint: Some("erase-serial-hint"),
            value: language.digits(typed),
            fault: faults.at(Field::Serial, language),
            typing: Typing::Digits,
            autocomplete: "off",
            length_max: SERIAL_CHARS_MAX,
        })
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let page = |way| Self { frame: Frame::sample(), way, copies_days: 7 };
        let asked = |typed: &str, faults| EraseWay::Asked { typed: typed.to_owned(), faults };
        let wrong = Faults::new([(Field::Serial, Fault::EraseSerial)]);
        vec![
            ("asked", page(asked("", Faults::none()))),
            ("faults", page(asked("883811", wrong))),
            ("sure", page(EraseWay::Sure { serial: "883810".to_owned() })),
            ("seat", page(EraseWay::Closed(InTheWay::Seat))),
            ("hold", page(EraseWay::Closed(InTheWay::Hold))),
            ("payment", page(EraseWay::Closed(InTheWay::Payment))),
            ("card", page(EraseWay::Closed(InTheWay::Card))),
            ("credit", page(EraseWay::Closed(InTheWay::Credit))),
            ("reversal", page(EraseWay::Closed(InTheWay::Reversal))),
        ]
    }
}

/// It is done, and nobody is known here any more.
#[derive(Template, Debug)]
#[template(path = "citizen/erased.html")]
pub struct Erased {
    pub frame: Frame,
    pub at: Timestamp,
    /// From then on no copy of the key is left either.
    pub complete_at: Timestamp,
}

impl Erased {
    fn about(&self) -> String {
        let Self { frame, at, complete_at } = self;
        frame.fill(
            "erased-about",
            &[
                ("date", Value::Day(day_of(*at))),
                ("time", Value::Clock(*at)),
                ("complete_date", Value::Day(day_of(*complete_at))),
                ("complete_time", Value::Clock(*complete_at)),
            ],
        )
    }

    #[must_use]
    pub fn samples() -> Vec<(&'static str, Self)> {
        let at = super::seat::sample_now();
        let complete_at = at.plus(nobat_domain::timestamp::Millis::hours(7 * 24));
        vec![("done", Self { frame: Frame::sample_outside(), at, complete_at })]
    }
}
