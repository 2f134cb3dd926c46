//! What is asked of a fill, and what came of it.

use nobat_domain::money::Rial;
use nobat_domain::office::Office;
use nobat_domain::person::{BookletSerial, NationalId};
use nobat_domain::request::Details;

use crate::handle::OpenDay;

/// One citizen, as the gate would have parsed them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Citizen {
    pub national_id: NationalId,
    pub serial: BookletSerial,
    pub details: Details,
}

/// How much of what.
#[derive(Clone, Debug)]
pub struct FillPlan {
    pub offices: Vec<Office>,
    /// In the order in which seats are given: one on each day, then the second on each, and so on.
    pub days: Vec<OpenDay>,
    /// Requests in all. Those beyond `booked` had their appointment long ago: their days were
    /// dropped.
    pub requests: u64,
    /// Of them, with a seat on one of the days.
    pub booked: u64,
    /// What each has paid.
    pub fee: Rial,
}

/// How far a fill has come, and in the end what it has made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Filled {
    pub requests: u64,
    pub booked: u64,
}
