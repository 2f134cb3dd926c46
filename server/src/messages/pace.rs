//! When a message is tried again: full jitter, a budget of repetitions, and a carrier that is left
//! alone while it is down or shuts us out.

use std::sync::{Mutex, MutexGuard, PoisonError};

use nobat_domain::timestamp::{Millis, Timestamp};

use crate::registry::breaker::{Breaker, BreakerSettings, Leave, Outcome};

/// The first repetition comes within so long, each further one within twice as long.
const FIRST: Millis = Millis::seconds(4);
/// Whoever is put back is not found again in the same breath.
const LEAST: Millis = Millis(500);
const LONGEST: Millis = Millis::minutes(15);
/// A carrier that shuts us out is tried again after this: somebody has to pay, or mend a key.
const SHUT_FOR: Millis = Millis::minutes(2);
const DOWN: BreakerSettings = BreakerSettings {
    failures_max: 10,
    failing_for: Millis::seconds(1),
    open_for: Millis::seconds(10),
};
/// Each message that is taken at once earns a tenth of a repetition; ten are there from the start.
const EARNED: u32 = 1;
const PRICE: u32 = 10;
const PURSE_MAX: u32 = 1_000;
const PURSE_FIRST: u32 = 10 * PRICE;
/// One repetition comes free in each second, so that the last messages of a bad hour go too.
const FREE_EACH: Millis = Millis::seconds(1);

/// One carrier's.
pub struct Pace {
    inner: Mutex<Inner>,
}

struct Inner {
    breaker: Breaker,
    shut_until: Timestamp,
    purse: u32,
    free_at: Timestamp,
}

impl Default for Pace {
    fn default() -> Self {
        let breaker = Breaker::new(DOWN);
        let (shut_until, free_at) = (Timestamp(0), Timestamp(0));
        Self { inner: Mutex::new(Inner { breaker, shut_until, purse: PURSE_FIRST, free_at }) }
    }
}

impl Pace {
    /// Leave to try; a repetition needs money of the budget too.
    pub fn admit(&self, again: bool, now: Timestamp) -> Option<Leave> {
        let mut inner = self.lock();
        if now < inner.shut_until || (again && !inner.can_pay(now)) {
            return None;
        }
        let leave = inner.breaker.admit(now)?;
        if again {
            inner.pay(now);
        }
        Some(leave)
    }

    /// Whether nothing is to be taken up at all now: it would only be put back.
    pub fn rests(&self, now: Timestamp) -> bool {
        now < self.lock().shut_until
    }

    pub fn answered(&self, leave: &Leave, now: Timestamp, first: bool) {
        let mut inner = self.lock();
        inner.breaker.settle(leave, Outcome::Answered, now);
        if first {
            inner.purse = (inner.purse + EARNED).min(PURSE_MAX);
        }
    }

    pub fn failed(&self, leave: &Leave, now: Timestamp) {
        let mut inner = self.lock();
        inner.breaker.settle(leave, Outcome::Failed, now);
        if inner.breaker.is_open() {
            inner.shut_until = inner.shut_until.max(now.plus(DOWN.open_for));
        }
    }

    pub fn shut(&self, leave: &Leave, now: Timestamp) {
        let mut inner = self.lock();
        inner.breaker.settle(leave, Outcome::Answered, now);
        inner.shut_until = now.plus(SHUT_FOR);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Each step leaves it whole.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn can_pay(&self, now: Timestamp) -> bool {
        self.purse >= PRICE || now >= self.free_at
    }

    fn pay(&mut self, now: Timestamp) {
        if now >= self.free_at {
            self.free_at = now.plus(FREE_EACH);
        } else {
            self.purse = self.purse.saturating_sub(PRICE);
        }
    }
}

/// Anywhere between now and a bound that doubles with each try, so that those who failed together
/// do not come back together.
#[must_use]
pub fn jitter(tries: u8, chance: u64) -> Millis {
    let bound = FIRST.0.saturating_mul(1 << tries.min(20)).min(LONGEST.0);
    Millis(chance % (bound + 1))
}

/// The same by chance, and not at once; the whole bound where the system has none to give.
#[must_use]
pub fn later(tries: u8) -> Millis {
    LEAST.max(jitter(tries, getrandom::u64().unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const START: Timestamp = Timestamp(1_000_000);

    proptest! {
        #[test]
        fn the_jitter_is_full_and_bounded(tries in any::<u8>(), chance in any::<u64>()) {
            let bound = (4_000_u64 << tries.min(20)).min(15 * 60_000);
            prop_assert_eq!(jitter(tries, chance).0, chance % (bound + 1));
            prop_assert!(jitter(tries, chance).0 <= bound);
            prop_assert_eq!(jitter(tries, bound).0, bound);
            prop_assert_eq!(jitter(tries, 0).0, 0);
        }
    }

    #[test]
    fn repetitions_have_a_budget_and_first_tries_do_not() {
        let pace = Pace::default();
        let again = (0..100).filter(|_| pace.admit(true, START).is_some()).count();
        assert_eq!(again, 11, "ten that were there, and the free one of this second");
        for _ in 0..100 {
            let leave = pace.admit(false, START).expect("a first try is never refused");
            pace.answered(&leave, START, true);
        }
        let again = (0..100).filter(|_| pace.admit(true, START).is_some()).count();
        assert_eq!(again, 10, "a tenth of those that were taken");
        assert!(pace.admit(true, START.plus(Millis::seconds(1))).is_some(), "one each second");
    }

    #[test]
    fn a_carrier_that_is_down_is_left_alone_and_then_tried_by_one() {
        let pace = Pace::default();
        let mut now = START;
        for _ in 0..DOWN.failures_max {
            let leave = pace.admit(false, now).expect("not yet");
            pace.failed(&leave, now);
            now = now.plus(Millis(200));
        }
        assert_eq!(pace.admit(false, now), None);
        now = now.plus(DOWN.open_for);
        let leave = pace.admit(false, now).expect("one tries");
        assert_eq!(pace.admit(false, now), None);
        pace.answered(&leave, now, true);
        assert!(pace.admit(false, now).is_some());
    }

    #[test]
    fn whoever_shuts_us_out_is_left_alone_at_once() {
        let pace = Pace::default();
        let leave = pace.admit(false, START).expect("open");
        pace.shut(&leave, START);
        assert!(pace.rests(START) && pace.admit(false, START).is_none());
        let later = START.plus(SHUT_FOR);
        assert!(!pace.rests(later) && pace.admit(false, later).is_some());
    }
}
