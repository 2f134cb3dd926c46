//! Leaves a broken service alone for a while: a circuit breaker without a clock of its own.
//!
//! The small libraries for this read the machine's clock themselves, so they cannot be tested in
//! virtual time; the rule is short.

use nobat_domain::timestamp::{Millis, Timestamp};

/// When to leave the service alone, and for how long.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BreakerSettings {
    /// So many failures in a row open the breaker,
    pub failures_max: u32,
    /// if the row lasts at least so long. When the caller itself stands still for a moment,
    /// everything under way is late at once: that says nothing about the service.
    pub failing_for: Millis,
    /// So long nobody asks; then one call tries.
    pub open_for: Millis,
}

/// Counts failures in a row. Needs a lock around it; every step is a few instructions.
#[derive(Debug)]
pub struct Breaker {
    settings: BreakerSettings,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    Closed {
        failures: u32,
        /// When the row began; means nothing while there is none.
        since: Timestamp,
    },
    Open {
        until: Timestamp,
    },
    /// One call tries while the others stay away.
    Probing,
}

/// No failure since the last answer.
const HEALED: State = State::Closed { failures: 0, since: Timestamp(0) };

/// Leave to make one call. Must be given back with its outcome, whatever becomes of the call.
#[derive(PartialEq, Eq, Debug)]
#[must_use]
pub enum Leave {
    Ordinary,
    /// The call whose outcome decides.
    Probe,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The service works, whatever it said.
    Answered,
    Failed,
    /// The caller went away before there was an outcome.
    Abandoned,
}

impl Breaker {
    /// # Panics
    /// On settings that would open without a failure.
    #[must_use]
    pub const fn new(settings: BreakerSettings) -> Self {
        assert!(settings.failures_max > 0);
        Self { settings, state: HEALED }
    }

    /// Asks for leave to call; none while the service is left alone.
    pub fn admit(&mut self, now: Timestamp) -> Option<Leave> {
        match self.state {
            State::Closed { .. } => Some(Leave::Ordinary),
            State::Open { until } if now >= until => {
                self.state = State::Probing;
                Some(Leave::Probe)
            }
            State::Open { .. } | State::Probing => None,
        }
    }

    /// Gives leave back. A late outcome of a call from before the breaker opened changes nothing.
    pub fn settle(&mut self, leave: &Leave, outcome: Outcome, now: Timestamp) {
        self.state = match (self.state, leave, outcome) {
            (State::Closed { .. }, _, Outcome::Answered)
            | (State::Probing, Leave::Probe, Outcome::Answered) => HEALED,
            (State::Closed { failures, since }, _, Outcome::Failed) => {
                let since = if failures == 0 { now } else { since };
                self.after_failure(failures.saturating_add(1), since, now)
            }
            (State::Probing, Leave::Probe, Outcome::Failed) => self.opened(now),
            // Nothing was learnt, so the next call may try at once.
            (State::Probing, Leave::Probe, Outcome::Abandoned) => State::Open { until: now },
            (state, _, _) => state,
        };
    }

    fn after_failure(&self, failures: u32, since: Timestamp, now: Timestamp) -> State {
        let lasts = now >= since.plus(self.settings.failing_for);
        if failures >= self.settings.failures_max && lasts {
            return self.opened(now);
        }
        State::Closed { failures, since }
    }

    const fn opened(&self, now: Timestamp) -> State {
        State::Open { until: now.plus(self.settings.open_for) }
    }

    /// Whether calls are refused without being made.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        !matches!(self.state, State::Closed { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SETTINGS: BreakerSettings = BreakerSettings {
        failures_max: 3,
        failing_for: Millis::seconds(2),
        open_for: Millis::seconds(5),
    };
    const START: Timestamp = Timestamp(1_000_000);

    fn call(breaker: &mut Breaker, outcome: Outcome, now: Timestamp) -> bool {
        let leave = breaker.admit(now);
        if let Some(leave) = &leave {
            breaker.settle(leave, outcome, now);
        }
        leave.is_some()
    }

    /// The last of the row comes when it has lasted long enough, at [`START`].
    fn fail_until_it_opens(breaker: &mut Breaker) {
        let begun = START.minus(SETTINGS.failing_for);
        for _ in 1..SETTINGS.failures_max {
            assert!(call(breaker, Outcome::Failed, begun));
        }
        assert!(!breaker.is_open());
        assert!(call(breaker, Outcome::Failed, START));
        assert!(breaker.is_open());
    }

    fn opened() -> Breaker {
        let mut breaker = Breaker::new(SETTINGS);
        fail_until_it_opens(&mut breaker);
        breaker
    }

    #[test]
    fn failures_in_a_row_open_it_and_an_answer_between_them_does_not() {
        let mut breaker = Breaker::new(SETTINGS);
        for outcome in [Outcome::Failed, Outcome::Failed, Outcome::Answered, Outcome::Failed] {
            assert!(call(&mut breaker, outcome, START));
        }
        let later = START.plus(SETTINGS.failing_for);
        assert!(call(&mut breaker, Outcome::Failed, later) && !breaker.is_open());
        assert!(call(&mut breaker, Outcome::Failed, later) && breaker.is_open());
    }

    #[test]
    fn any_number_of_failures_at_one_moment_is_a_stall_and_opens_nothing() {
        let mut breaker = Breaker::new(SETTINGS);
        let before_long = START.plus(Millis(SETTINGS.failing_for.0 - 1));
        for now in [START, before_long] {
            for _ in 0..1_000 {
                assert!(call(&mut breaker, Outcome::Failed, now));
            }
        }
        assert!(!breaker.is_open());
        assert!(call(&mut breaker, Outcome::Answered, before_long));
        let later = START.plus(SETTINGS.failing_for);
        assert!(call(&mut breaker, Outcome::Failed, later));
        assert!(!breaker.is_open(), "an answer ends the row");
    }

    #[test]
    fn it_stays_open_for_its_time_and_not_longer() {
        let mut breaker = opened();
        let end = START.plus(SETTINGS.open_for);
        assert_eq!(breaker.admit(end.minus(Millis(1))), None);
        assert_eq!(breaker.admit(end), Some(Leave::Probe));
        assert_eq!(breaker.admit(end), None, "one call tries, no more");
    }

    #[test]
    fn the_trying_call_closes_it_or_opens_it_again() {
        let end = START.plus(SETTINGS.open_for);
        let mut breaker = opened();
        assert!(call(&mut breaker, Outcome::Answered, end));
        assert!(!breaker.is_open());
        let mut breaker = opened();
        assert!(call(&mut breaker, Outcome::Failed, end));
        assert_eq!(breaker.admit(end.plus(Millis(4_999))), None);
        assert_eq!(breaker.admit(end.plus(Millis(5_000))), Some(Leave::Probe));
    }

    #[test]
    fn a_late_outcome_of_an_ordinary_call_changes_nothing() {
        let mut breaker = Breaker::new(SETTINGS);
        let late = breaker.admit(START).expect("it is closed");
        fail_until_it_opens(&mut breaker);
        breaker.settle(&late, Outcome::Answered, START);
        assert!(breaker.is_open());
        let end = START.plus(SETTINGS.open_for);
        let probe = breaker.admit(end).expect("its time is over");
        breaker.settle(&late, Outcome::Failed, end);
        breaker.settle(&probe, Outcome::Answered, end);
        assert!(!breaker.is_open());
    }

    #[test]
    fn a_caller_that_goes_away_says_nothing_about_the_service() {
        let mut breaker = Breaker::new(SETTINGS);
        for _ in 0..10 {
            assert!(call(&mut breaker, Outcome::Abandoned, START));
        }
        assert!(!breaker.is_open());
        let end = START.plus(SETTINGS.open_for);
        let mut breaker = opened();
        assert!(call(&mut breaker, Outcome::Abandoned, end));
        assert!(breaker.is_open());
        assert_eq!(breaker.admit(end), Some(Leave::Probe), "another call may try");
    }

    proptest! {
        #[test]
        fn a_service_that_works_again_is_asked_again(
            calls in prop::collection::vec((any::<bool>(), 0_u64..3_000), 0..60),
        ) {
            let mut breaker = Breaker::new(SETTINGS);
            let mut now = START;
            for (answers, pause) in calls {
                now = now.plus(Millis(pause));
                let outcome = if answers { Outcome::Answered } else { Outcome::Failed };
                call(&mut breaker, outcome, now);
            }
            now = now.plus(SETTINGS.open_for);
            prop_assert!(call(&mut breaker, Outcome::Answered, now));
            prop_assert!(!breaker.is_open());
        }
    }
}
