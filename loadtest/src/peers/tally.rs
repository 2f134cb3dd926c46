//! What the clients of one turn have counted together.

use super::cycle::Step;
use hdrhistogram::Histogram;
use std::time::Duration;

/// Latencies are kept from a microsecond to a minute with three digits.
const LATENCY_US_MAX: u64 = 60_000_000;
const DIGITS: u8 = 3;

#[derive(Debug)]
pub struct Tally {
    /// Holds with their confirm or release.
    pub pairs: u64,
    pub lists: u64,
    /// Answers of every kind.
    pub answers: u64,
    /// Holds that found nothing free.
    pub full: u64,
    pub hold_us: Histogram<u64>,
    pub list_us: Histogram<u64>,
}

impl Tally {
    pub fn new() -> Self {
        let histogram =
            || Histogram::new_with_bounds(1, LATENCY_US_MAX, DIGITS).expect("the bounds are sound");
        let (hold_us, list_us) = (histogram(), histogram());
        Self { pairs: 0, lists: 0, answers: 0, full: 0, hold_us, list_us }
    }

    pub fn count(&mut self, step: Step, waited: Duration) {
        let us = u64::try_from(waited.as_micros()).unwrap_or(u64::MAX).max(1);
        self.answers += 1;
        match step {
            Step::Held => self.hold_us.saturating_record(us),
            Step::Full => self.full += 1,
            Step::Paired => self.pairs += 1,
            Step::Entered | Step::Tokened | Step::GivenBack => {}
            Step::Listed => {
                self.lists += 1;
                self.list_us.saturating_record(us);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn giving_back_is_answered_and_is_no_pair() {
        let mut tally = Tally::new();
        for step in [Step::Held, Step::Paired, Step::GivenBack, Step::Full, Step::Listed] {
            tally.count(step, Duration::from_micros(700));
        }
        assert_eq!((tally.answers, tally.pairs, tally.full, tally.lists), (5, 1, 1, 1));
        assert_eq!((tally.hold_us.len(), tally.list_us.len()), (1, 1));
        assert_eq!(tally.hold_us.value_at_quantile(0.5), 700);
    }
}
