//! Clock times as Iran reads them.

use super::digits::persian;
pub use nobat_domain::calendar::tehran::{OFFSET as TEHRAN, day_of};
use nobat_domain::timestamp::{Millis, Timestamp};

const MINUTE_MS: u64 = Millis::minutes(1).0;
const HOUR_MS: u64 = Millis::hours(1).0;
const DAY_MS: u64 = Millis::hours(24).0;

/// `۱۰:۴۲`, the minute that has begun.
#[must_use]
pub fn clock(at: Timestamp) -> String {
    let of_day = at.plus(TEHRAN).0 % DAY_MS;
    persian(format!("{:02}:{:02}", of_day / HOUR_MS, of_day % HOUR_MS / MINUTE_MS))
}

/// Whole minutes from `now` to `until`, rounded up: «۱۵ دقیقه» is said until the last is used.
#[must_use]
pub fn minutes_left(now: Timestamp, until: Timestamp) -> u64 {
    until.since(now).0.div_ceil(MINUTE_MS)
}

/// The minute that begins at `at` or next after it: whoever comes back then is not too early.
#[must_use]
pub const fn next_minute(at: Timestamp) -> Timestamp {
    Timestamp(at.0.div_ceil(MINUTE_MS).saturating_mul(MINUTE_MS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use nobat_domain::ids::Day;

    #[test]
    fn tehran_turns_the_day_half_past_eight_in_the_evening_of_utc() {
        let eve = Timestamp(Millis::hours(20).0 + Millis::minutes(29).0);
        assert_eq!(clock(eve), "۲۳:۵۹");
        assert_eq!(day_of(eve), Day(0));
        let night = eve.plus(Millis::minutes(1));
        assert_eq!(clock(night), "۰۰:۰۰");
        assert_eq!(day_of(night), Day(1));
    }

    #[test]
    fn a_moment_to_come_back_is_never_told_too_early() {
        let minute = Timestamp(Millis::minutes(7).0);
        assert_eq!(next_minute(minute), minute);
        assert_eq!(next_minute(minute.plus(Millis(1))), minute.plus(Millis::minutes(1)));
        assert_eq!(next_minute(minute.minus(Millis(1))), minute);
    }

    #[test]
    fn a_begun_minute_still_counts() {
        let now = Timestamp(1_000);
        assert_eq!(minutes_left(now, now.plus(Millis::minutes(15))), 15);
        assert_eq!(minutes_left(now, now.plus(Millis(60_001))), 2);
        assert_eq!(minutes_left(now.plus(Millis(1)), now), 0);
    }
}
