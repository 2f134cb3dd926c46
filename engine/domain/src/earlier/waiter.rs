//! One who waits, as the list of those who wait keeps it: nothing personal.

use crate::ids::{Day, RequestKey};
use crate::limits::OfferTerms;
use crate::person::AreaCode;
use crate::request::Choice;
use crate::timestamp::Timestamp;

/// Where an earlier seat is wanted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Scope {
    /// In the office of the booked seat alone.
    Office,
    /// In every office of its area code that can serve.
    Area,
}

/// A place in the list of an area. Lists are ordered by `since`, then by the request.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Waiter {
    pub area: AreaCode,
    pub since: Timestamp,
    pub request: RequestKey,
    pub scope: Scope,
    /// The seat that is booked.
    pub booked: Choice,
    pub offered_at: Option<Timestamp>,
}

impl Waiter {
    /// Whether the list alone has nothing against offering this seat now.
    #[must_use]
    pub fn wants(&self, choice: Choice, terms: &OfferTerms, at: Timestamp) -> bool {
        let rested = self.offered_at.is_none_or(|last| at >= last.plus(terms.pause));
        let here = match self.scope {
            Scope::Office => choice.shift.office() == self.booked.shift.office(),
            Scope::Area => true,
        };
        let earlier = choice.day < self.booked.day && choice.day >= terms.first_day(at);
        rested && here && earlier && terms.hours.contain(at)
    }

    /// Whether no seat can ever be offered any more: the booked day has come too near.
    #[must_use]
    pub fn is_over(&self, terms: &OfferTerms, at: Timestamp) -> bool {
        self.booked.day <= terms.first_day(at)
    }

    /// The days on which an earlier seat may lie, the first one included and the last one not.
    #[must_use]
    pub fn days(&self, terms: &OfferTerms, at: Timestamp) -> (Day, Day) {
        (terms.first_day(at), self.booked.day)
    }
}
