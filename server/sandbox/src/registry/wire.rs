//! What is said over the wire, in the words of a government service.

use serde::{Deserialize, Serialize};

/// The question: whose booklet is this?
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LookupRequest {
    /// Ten digits.
    pub national_id: String,
    /// The six digits of the booklet's serial.
    pub serial: String,
}

/// The answer. A person is described only to somebody who knows the serial.
#[derive(Serialize, Clone, PartialEq, Eq, Debug)]
pub struct LookupReply {
    pub found: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serial: Option<SerialReply>,
    /// With `pending` always, with `match` where it is so: when the booklet was changed for this
    /// one, in milliseconds since 1970 UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_at_ms: Option<u64>,
    /// With `match` alone: a card that is being made or waits to be collected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card: Option<CardReply>,
    /// With `match` alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonReply>,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "lowercase")]
pub enum SerialReply {
    Match,
    Mismatch,
    /// It is the serial of a new booklet that is not in the register yet.
    Pending,
}

#[derive(Serialize, Clone, PartialEq, Eq, Debug)]
pub struct PersonReply {
    pub alive: bool,
    /// Whether the person is a national of the country today.
    pub iranian: bool,
    pub birth: SolarReply,
    /// `female` or `male`.
    pub gender: &'static str,
    pub first_name: String,
    pub last_name: String,
    pub mother_name: String,
}

/// A card on its way: when its production began, and where it is collected.
#[derive(Serialize, Clone, PartialEq, Eq, Debug)]
pub struct CardReply {
    /// Milliseconds since 1970 UTC.
    pub begun_at_ms: u64,
    pub office: String,
}

/// A day of the solar calendar.
#[derive(Serialize, Clone, Copy, PartialEq, Eq, Debug)]
pub struct SolarReply {
    pub year: u16,
    pub month: u8,
    pub day: u8,
}

/// Why a question was not answered.
#[derive(Serialize, Debug)]
pub struct ErrorReply {
    /// `key`, `body`, `national_id`, `serial` or `unavailable`.
    pub error: &'static str,
}

impl LookupReply {
    pub const UNKNOWN: Self =
        Self { found: false, serial: None, replaced_at_ms: None, card: None, person: None };
    pub const MISMATCH: Self =
        Self { found: true, serial: Some(SerialReply::Mismatch), ..Self::UNKNOWN };
}
