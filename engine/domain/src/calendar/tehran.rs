//! Civil days as the country's clocks count them.

use crate::ids::Day;
use crate::timestamp::{Millis, Timestamp};

/// Iran keeps UTC+03:30 the whole year since summer time ended in 1401 (IANA, Asia/Tehran).
pub const OFFSET: Millis = Millis::minutes(3 * 60 + 30);

/// A civil day: none is longer or shorter, for the same reason.
pub const DAY: Millis = Millis::hours(24);

/// The civil day at a moment.
#[must_use]
pub fn day_of(at: Timestamp) -> Day {
    Day(i32::try_from(at.plus(OFFSET).0 / DAY.0).unwrap_or(i32::MAX))
}

/// The midnight with which `day` begins. Days before 1970 are long past: zero.
#[must_use]
pub fn day_begins(day: Day) -> Timestamp {
    let days = u64::try_from(day.0).unwrap_or(0);
    Timestamp(days * DAY.0).minus(OFFSET)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_half_past_eight_in_the_evening_of_utc() {
        let day = Day(17_579);
        let midnight = day_begins(day);
        assert_eq!(day_of(midnight), day);
        assert_eq!(day_of(midnight.minus(Millis(1))), day.plus(-1));
        assert_eq!(midnight.0 % DAY.0, Millis::minutes(20 * 60 + 30).0);
    }
}
