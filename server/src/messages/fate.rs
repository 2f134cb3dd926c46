//! What one try to send can come to, whoever carries it.

use nobat_engine::messages::Report;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    Taken(Taken),
    /// It surely stayed here: nobody was reached, or they are busy.
    Stayed,
    /// It surely stayed, and so would every other: the account, the key or the credit is at fault.
    Shut,
    /// It may have left.
    Unknown,
    /// This one will never be taken.
    Refused,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Taken {
    /// The carrier's number, under which it reports.
    pub number: Option<u64>,
    /// In rials.
    pub cost: u64,
    pub parts: u8,
    /// What is known at once, where the carrier reports at all.
    pub report: Option<Report>,
}

/// What a carrier knows of a message that it may have taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Found {
    Taken(Taken),
    /// It was never given this one.
    Never,
    /// It did not answer.
    Silent,
    /// It keeps no such books.
    Unaskable,
}

impl Fate {
    /// For counting.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Taken(_) => "taken",
            Self::Stayed => "stayed",
            Self::Shut => "shut",
            Self::Unknown => "unknown",
            Self::Refused => "refused",
        }
    }
}
