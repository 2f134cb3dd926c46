//! The last ten minutes, second by second, in memory of a fixed size.

use std::collections::VecDeque;

use nobat_domain::timestamp::Millis;

use super::reading::Reading;

/// What the plots show.
pub const SHOWN: Millis = Millis::minutes(10);
/// The widest window that a figure looks back over.
pub const WINDOW_MAX: Millis = Millis::minutes(1);
/// One each second: what is shown, and the minute before it that the oldest figure looks back on.
pub const READINGS_MAX: usize = ((SHOWN.0 + WINDOW_MAX.0) / 1_000) as usize;

const _: () = assert!(READINGS_MAX * size_of::<Reading>() < 1024 * 1024);

/// Readings, the oldest first; a new one pushes the oldest out.
pub struct History {
    readings: VecDeque<Reading>,
}

impl History {
    #[must_use]
    pub fn new() -> Self {
        Self { readings: VecDeque::with_capacity(READINGS_MAX) }
    }

    pub fn push(&mut self, reading: Reading) {
        if self.readings.len() == READINGS_MAX {
            self.readings.pop_front();
        }
        self.readings.push_back(reading);
    }

    #[must_use]
    pub fn latest(&self) -> Option<&Reading> {
        self.readings.back()
    }

    /// The last reading that is not after `at`.
    #[must_use]
    pub fn until(&self, at: Millis) -> Option<&Reading> {
        let after = self.readings.partition_point(|reading| reading.at.since_start <= at);
        self.readings.get(after.checked_sub(1)?)
    }

    /// What was read `span` before `reading`, or as early as anything was.
    #[must_use]
    pub fn before(&self, reading: &Reading, span: Millis) -> Reading {
        let at = Millis(reading.at.since_start.0.saturating_sub(span.0));
        *self.until(at).or_else(|| self.readings.front()).unwrap_or(reading)
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.readings.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::board::reading::Moment;

    fn at(seconds: u64) -> Reading {
        let at = Moment { since_start: Millis::seconds(seconds), ..Moment::default() };
        Reading { at, ..Reading::default() }
    }

    #[test]
    fn a_full_history_forgets_its_oldest_second() {
        let mut history = History::new();
        for second in 0..2_000 {
            history.push(at(second));
        }
        assert_eq!(history.len(), READINGS_MAX);
        let oldest = history.before(&at(1_999), Millis::hours(1));
        assert_eq!(oldest.at.since_start, Millis::seconds(2_000 - READINGS_MAX as u64));
    }

    #[test]
    fn a_missing_second_is_bridged_by_the_one_before_it() {
        let mut history = History::new();
        for second in [1, 2, 5] {
            history.push(at(second));
        }
        assert_eq!(history.until(Millis::seconds(4)).map(|it| it.at.since_start.0), Some(2_000));
        assert_eq!(history.until(Millis(999)), None);
        assert_eq!(history.before(&at(5), Millis::seconds(1)).at.since_start.0, 2_000);
        assert_eq!(history.before(&at(5), Millis::minutes(1)).at.since_start.0, 1_000);
    }
}
