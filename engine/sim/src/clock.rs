//! Virtual time: it passes only from one planned step to the next.

use std::collections::BTreeMap;

use nobat_domain::timestamp::{Millis, Timestamp};

/// Steps planned at once; more would be a world that breeds them.
const STEPS_MAX: usize = 100_000;

/// What is to happen, and when; steps of one moment happen in the order of their planning.
#[derive(Debug)]
pub struct Agenda<T> {
    now: Timestamp,
    planned: BTreeMap<(Timestamp, u64), T>,
    count: u64,
}

impl<T> Agenda<T> {
    #[must_use]
    pub const fn starting(now: Timestamp) -> Self {
        Self { now, planned: BTreeMap::new(), count: 0 }
    }

    #[must_use]
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    pub fn at(&mut self, when: Timestamp, step: T) {
        assert!(self.planned.len() < STEPS_MAX, "the world breeds steps");
        self.count += 1;
        self.planned.insert((when.max(self.now), self.count), step);
    }

    pub fn after(&mut self, ms: u64, step: T) {
        self.at(self.now.plus(Millis(ms)), step);
    }

    /// The next step; time passes until then.
    pub fn take_next(&mut self) -> Option<T> {
        let ((when, _), step) = self.planned.pop_first()?;
        assert!(when >= self.now, "time never goes back");
        self.now = when;
        Some(step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_come_by_time_and_then_by_planning() {
        let mut agenda = Agenda::starting(Timestamp(100));
        agenda.after(20, "later");
        agenda.after(10, "first");
        agenda.at(Timestamp(110), "second");
        agenda.at(Timestamp(0), "overdue");
        let order: Vec<_> = std::iter::from_fn(|| agenda.take_next()).collect();
        assert_eq!(order, ["overdue", "first", "second", "later"]);
        assert_eq!(agenda.now(), Timestamp(120));
    }
}
