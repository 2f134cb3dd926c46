//! When earlier seats are offered to those who wait for one, as an operator writes it.

use nobat_domain::earlier::OfferHours;
use nobat_domain::limits::OfferTerms;
use nobat_domain::timestamp::Millis;
use serde::Deserialize;

/// A seat is with offers for no longer than this of a day, whatever the hours.
const ALIVE_MAX: Millis = Millis::hours(12);

/// The table `[offers]`; the defaults are the law's.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OfferSettings {
    /// Minutes for which an offered seat is held.
    pub lasts_min: u64,
    /// Hours from one offer to the next of one citizen.
    pub pause_h: u64,
    /// Days from the offer to the seat, at least.
    pub lead_days: u8,
    /// The hours of Tehran's day in which offers begin.
    pub hours: Vec<u8>,
}

impl Default for OfferSettings {
    fn default() -> Self {
        let terms = OfferTerms::DEFAULT;
        let begins = |hour: &u8| terms.hours.begin_in(*hour);
        Self {
            lasts_min: terms.lasts.0 / Millis::minutes(1).0,
            pause_h: terms.pause.0 / Millis::hours(1).0,
            lead_days: terms.lead_days,
            hours: (0..24).filter(begins).collect(),
        }
    }
}

impl OfferSettings {
    /// At any hour, so that a demo can be shown at night.
    #[must_use]
    pub fn demo() -> Self {
        Self { hours: (0..24).collect(), ..Self::default() }
    }

    /// The law's terms, if every hour is one of the day.
    #[must_use]
    pub fn terms(&self) -> Option<OfferTerms> {
        let sound = !self.hours.is_empty() && self.hours.iter().all(|hour| *hour < 24);
        sound.then(|| OfferTerms {
            lasts: Millis::minutes(self.lasts_min),
            pause: Millis::hours(self.pause_h),
            lead_days: self.lead_days,
            hours: OfferHours::of(&self.hours),
        })
    }

    /// Whether a seat that is offered again and again still is on the lists for half of each day.
    #[must_use]
    pub fn leave_room(&self) -> bool {
        self.terms().is_some_and(|terms| terms.hours.alive_at_most(terms.lasts) <= ALIVE_MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_the_laws_and_leave_room() {
        assert_eq!(OfferSettings::default().terms(), Some(OfferTerms::DEFAULT));
        assert!(OfferSettings::default().leave_room());
        assert!(!OfferSettings::demo().leave_room());
        let never = OfferSettings { hours: Vec::new(), ..OfferSettings::default() };
        let midnight = OfferSettings { hours: vec![24], ..OfferSettings::default() };
        assert!(never.terms().is_none() && midnight.terms().is_none());
    }
}
