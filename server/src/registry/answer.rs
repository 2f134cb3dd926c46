//! What the civil registry can say, in domain words.

use nobat_domain::calendar::SolarDate;
use nobat_domain::person::{Gender, PersonName};
use nobat_domain::timestamp::Timestamp;
use std::fmt;

/// The registry's answer to a national ID and a booklet serial.
///
/// A citizen hears one and the same sentence for `Unknown` and `OtherSerial`.
#[derive(Clone, PartialEq, Eq)]
pub enum Answer {
    /// Nobody has this national ID.
    Unknown,
    /// Somebody has it, with a booklet of another serial.
    OtherSerial,
    /// The serial of a new booklet that the registry does not know yet, with the moment of change.
    NotYetKnown { replaced_at: Timestamp },
    /// The two belong together.
    Known(Box<Citizen>),
}

/// What the registry records of a person whose booklet was shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Citizen {
    pub alive: bool,
    /// A national of the country today.
    pub iranian: bool,
    pub birth: SolarDate,
    pub gender: Gender,
    pub first_name: PersonName,
    pub last_name: PersonName,
    pub mother_name: PersonName,
    /// When this booklet took the place of another, if it did.
    pub replaced_at: Option<Timestamp>,
    /// A card that is being made or waits to be collected.
    pub card: Option<Card>,
}

/// A card on its way.
#[derive(Clone, PartialEq, Eq)]
pub struct Card {
    /// When its production began.
    pub begun_at: Timestamp,
    /// The office where it is collected, as citizens know it.
    pub office: String,
}

/// Why there is no answer. Says nothing about anybody.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RegistryError {
    /// Not reachable, out of order, or left alone for a while after a row of failures.
    #[error("asking the civil registry: it is down")]
    Down,
    /// No answer within the deadline, or so many already wait that another would get none.
    #[error("asking the civil registry: it is slow")]
    Slow,
    /// An answer that cannot be trusted in any part.
    #[error("asking the civil registry: its answer makes no sense")]
    Nonsense,
    /// It will not answer us: our key or our question is wrong, which an operator must mend.
    #[error("asking the civil registry: it refused the question or the key")]
    Refused,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "Unknown",
            Self::OtherSerial => "OtherSerial",
            Self::NotYetKnown { .. } => "NotYetKnown",
            Self::Known(_) => "Known(**)",
        })
    }
}

impl fmt::Debug for Citizen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Citizen(**)")
    }
}
