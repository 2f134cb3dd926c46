//! The sandbox's only clock. Everything else is handed the time.

use nobat_domain::ids::Day;
use nobat_domain::timestamp::{Millis, Timestamp};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// Where the sandbox learns the time from; a test brings its own.
pub type Wall = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Iran has kept one offset all year since the summer time ended in 1401 (IANA, Asia/Tehran).
pub const TEHRAN_OFFSET: Millis = Millis(12_600_000);

const DAY: Millis = Millis::hours(24);

/// The machine's clock.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the sandbox's clock file")]
pub fn wall() -> Wall {
    Arc::new(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    })
}

/// The civil day in Tehran.
#[must_use]
pub fn tehran_day(at: Timestamp) -> Day {
    let days = at.plus(TEHRAN_OFFSET).0 / DAY.0;
    Day(i32::try_from(days).unwrap_or(i32::MAX))
}

/// The first moment of a civil day in Tehran; 1970 for days before it.
#[must_use]
pub fn tehran_midnight(day: Day) -> Timestamp {
    let days = u64::try_from(day.0).unwrap_or(0);
    Timestamp(days * DAY.0).minus(TEHRAN_OFFSET)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_tehran() {
        let midnight = tehran_midnight(Day(20_000));
        assert_eq!(tehran_day(midnight), Day(20_000));
        assert_eq!(tehran_day(midnight.minus(Millis(1))), Day(19_999));
    }
}
