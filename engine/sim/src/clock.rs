//! Virtual time: it passes only from one planned step to the next. On it stand a wall clock that is
//! set back and forth, and the engine's time, which never runs back. The one real clock tells how
//! long a run of the tunnel took.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use nobat_domain::timestamp::{Millis, Timestamp};

/// Steps planned at once; more would be a world that breeds them.
const STEPS_MAX: usize = 1_000_000;
/// A journaled time further ahead of the wall clock than this stops a start until a person
/// confirms.
const AHEAD_MAX: Millis = Millis::minutes(1);

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

/// The clocks of one machine. All three take true time and tell another.
#[derive(Clone, Copy, Debug)]
pub struct Clocks {
    /// The wall clock shows so much more, or less, than the truth.
    wall_off_ms: i64,
    /// The engine's time when it was started, and the true time then.
    base: Timestamp,
    started: Timestamp,
}

/// The last journaled time is too far ahead of the wall clock: which of the two is wrong?
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WallBehind;

impl Clocks {
    #[must_use]
    pub const fn right(now: Timestamp) -> Self {
        Self { wall_off_ms: 0, base: now, started: now }
    }

    /// Sets the wall clock.
    pub const fn set_wall(&mut self, off_ms: i64) {
        self.wall_off_ms = off_ms;
    }

    #[must_use]
    pub const fn wall(&self, now: Timestamp) -> Timestamp {
        Timestamp(now.0.saturating_add_signed(self.wall_off_ms))
    }

    /// The true time at which the wall clock will show `then`, if nobody sets it.
    #[must_use]
    pub const fn when_walled(&self, then: Timestamp) -> Timestamp {
        Timestamp(then.0.saturating_add_signed(-self.wall_off_ms))
    }

    /// The engine starts and goes on from the later of the last journaled time and the wall clock.
    ///
    /// # Errors
    /// [`WallBehind`] if nobody has `confirmed` that the journaled time is right.
    pub fn start(
        &mut self,
        now: Timestamp,
        last: Timestamp,
        confirmed: bool,
    ) -> Result<(), WallBehind> {
        let wall = self.wall(now);
        if last > wall.plus(AHEAD_MAX) && !confirmed {
            return Err(WallBehind);
        }
        (self.base, self.started) = (wall.max(last), now);
        Ok(())
    }

    /// The engine's time.
    #[must_use]
    pub const fn engine(&self, now: Timestamp) -> Timestamp {
        self.base.plus(now.since(self.started))
    }

    /// The true time at which the engine's clock will show `then`.
    #[must_use]
    pub const fn when(&self, then: Timestamp) -> Timestamp {
        self.started.plus(then.since(self.base))
    }
}

/// How long something has really taken.
#[derive(Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads a clock")]
    pub fn started() -> Self {
        Self(Instant::now())
    }

    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engine_goes_on_from_the_later_of_wall_and_journal_and_never_back() {
        let mut clocks = Clocks::right(Timestamp(1_000_000));
        clocks.set_wall(-30_000);
        assert_eq!(clocks.engine(Timestamp(1_005_000)), Timestamp(1_005_000));
        let last = Timestamp(1_005_000);
        assert_eq!(clocks.start(Timestamp(1_010_000), last, false), Ok(()));
        assert_eq!(clocks.engine(Timestamp(1_010_007)), Timestamp(1_005_007));
        assert_eq!(clocks.when(Timestamp(1_005_007)), Timestamp(1_010_007));
        clocks.set_wall(-70_000);
        assert_eq!(clocks.start(Timestamp(1_010_000), last, false), Err(WallBehind));
        assert_eq!(clocks.start(Timestamp(1_010_000), last, true), Ok(()));
        clocks.set_wall(600_000);
        assert_eq!(clocks.start(Timestamp(1_010_000), last, false), Ok(()));
        assert_eq!(clocks.engine(Timestamp(1_010_000)), Timestamp(1_610_000));
    }

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
