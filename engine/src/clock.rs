//! Engine time: it never goes back, across steps of the wall clock and across restarts.

#![expect(clippy::disallowed_methods, reason = "this is the one place that reads clocks")]

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use nobat_domain::timestamp::{Millis, Timestamp};

use crate::error::EngineError;

/// A journaled time further ahead of the wall clock than this stops the start: a person decides
/// which of the two is wrong.
pub const AHEAD_MAX: Millis = Millis::minutes(1);

/// Engine time stands still here, a year before the last moment that a record can hold: whatever
/// is reckoned from it is within that. A start beyond it is refused.
pub const TIME_MAX: Timestamp = Timestamp::LATEST.minus(Millis::hours(366 * 24));

/// Milliseconds on the engine's own scale: the later of the last journaled time and the wall clock
/// at the start, plus the time since.
pub struct Clock {
    base: Timestamp,
    started: Instant,
    /// Added by tests and rehearsals to let time pass without waiting; never subtracted.
    ahead: AtomicU64,
}

impl Clock {
    /// Goes on from `last`, the last journaled time, where the wall clock is `ahead` of the true
    /// one.
    ///
    /// # Errors
    /// [`EngineError::ClockBehind`] if the last journaled time is too far ahead of the wall clock
    /// and nobody has `confirmed` it; [`EngineError::ClockBeyond`] after [`TIME_MAX`].
    pub fn start(
        last: Option<Timestamp>,
        ahead: Millis,
        confirmed: bool,
    ) -> Result<Self, EngineError> {
        Self::start_at(wall().plus(ahead), last, confirmed)
    }

    fn start_at(
        wall: Timestamp,
        last: Option<Timestamp>,
        confirmed: bool,
    ) -> Result<Self, EngineError> {
        let last = last.unwrap_or_default();
        if last > wall.plus(AHEAD_MAX) && !confirmed {
            let behind = last.since(wall);
            return Err(EngineError::ClockBehind { behind_ms: behind.0 });
        }
        let base = wall.max(last);
        if base > TIME_MAX {
            return Err(EngineError::ClockBeyond);
        }
        Ok(Self { base, started: Instant::now(), ahead: AtomicU64::new(0) })
    }

    #[must_use]
    pub fn now(&self) -> Timestamp {
        let since = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let ahead = Millis(self.ahead.load(Ordering::Relaxed));
        self.base.plus(Millis(since)).plus(ahead).min(TIME_MAX)
    }

    /// Lets `span` pass at once.
    pub fn skip(&self, span: Millis) {
        let add = |ahead: u64| Some(ahead.saturating_add(span.0));
        let _ = self.ahead.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
    }
}

/// The wall clock, for the outside world: banks and calendars.
#[must_use]
pub fn wall() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// Nanoseconds since some moment of this process, for spins and latency figures.
#[must_use]
pub fn monotonic_ns() -> u64 {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    u64::try_from(START.get_or_init(Instant::now).elapsed().as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_goes_on_from_the_later_of_wall_and_journal() {
        let wall = Timestamp(1_000_000);
        let ahead = Timestamp(1_030_000);
        let clock = Clock::start_at(wall, Some(ahead), false).expect("half a minute is slewed");
        assert!(clock.now() >= ahead);
        let clock = Clock::start_at(wall, Some(Timestamp(5)), false).expect("the wall is later");
        assert!(clock.now() >= wall);
    }

    #[test]
    fn a_journal_far_ahead_of_the_wall_is_refused() {
        let refused = Clock::start_at(Timestamp(0), Some(Timestamp(61_000)), false);
        assert!(matches!(refused, Err(EngineError::ClockBehind { behind_ms: 61_000 })));
        let confirmed = Clock::start_at(Timestamp(0), Some(Timestamp(61_000)), true);
        assert!(confirmed.expect("an operator has confirmed it").now() >= Timestamp(61_000));
    }

    #[test]
    fn skipped_time_has_passed() {
        let clock = Clock::start_at(Timestamp(0), None, false).expect("nothing is ahead");
        clock.skip(Millis::hours(1));
        assert!(clock.now() >= Timestamp(3_600_000));
    }

    #[test]
    fn no_time_is_beyond_what_a_record_can_hold() {
        let beyond = Timestamp(TIME_MAX.0 + 1);
        let refused = Clock::start_at(beyond, None, false);
        assert!(matches!(refused, Err(EngineError::ClockBeyond)));
        let clock = Clock::start_at(Timestamp(0), None, false).expect("nothing is ahead");
        clock.skip(Millis(u64::MAX));
        clock.skip(Millis(u64::MAX));
        assert_eq!(clock.now(), TIME_MAX);
    }
}
