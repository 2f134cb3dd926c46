//! When the halves of an office's day begin and end, as an operator writes it.

use nobat_domain::ids::Period;
use nobat_domain::timestamp::Millis;
use serde::Deserialize;

use crate::takeaway::calendar::Hours;

const MINUTES_A_DAY: u64 = 24 * 60;

/// The table `[shifts]`: `08:00-13:00`, on the clocks of Iran. Calendar entries span them.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ShiftSettings {
    pub morning: String,
    pub evening: String,
}

impl Default for ShiftSettings {
    fn default() -> Self {
        Self { morning: "08:00-13:00".to_owned(), evening: "14:00-18:00".to_owned() }
    }
}

/// The hours of both shifts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ShiftHours {
    pub morning: Hours,
    pub evening: Hours,
}

impl ShiftHours {
    #[must_use]
    pub const fn of(&self, period: Period) -> Hours {
        match period {
            Period::Morning => self.morning,
            Period::Evening => self.evening,
        }
    }
}

impl ShiftSettings {
    /// The hours, if both are spans within a day.
    #[must_use]
    pub fn hours(&self) -> Option<ShiftHours> {
        Some(ShiftHours { morning: span(&self.morning)?, evening: span(&self.evening)? })
    }
}

fn span(written: &str) -> Option<Hours> {
    let (opens, closes) = written.split_once('-')?;
    let (opens, closes) = (minutes(opens)?, minutes(closes)?);
    let sound = opens < closes && closes <= MINUTES_A_DAY;
    sound.then(|| Hours { opens: Millis::minutes(opens), closes: Millis::minutes(closes) })
}

fn minutes(written: &str) -> Option<u64> {
    let (hours, minutes) = written.trim().split_once(':')?;
    let (hours, minutes): (u64, u64) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 24 && minutes < 60).then_some(hours * 60 + minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_and_what_is_no_span_of_a_day_is_not() {
        let hours = ShiftSettings::default().hours().expect("the house's own");
        assert_eq!(hours.of(Period::Morning).opens, Millis::hours(8));
        assert_eq!(hours.of(Period::Evening).closes, Millis::hours(18));
        for wrong in ["", "8", "13:00-08:00", "08:00-25:00", "08:60-09:00", "08:00", "a-b"] {
            assert_eq!(span(wrong), None, "{wrong:?}");
        }
    }
}
