//! The days on which any office of the country is open, for the lists of dates.

use std::sync::{Arc, Mutex, PoisonError};

use nobat_domain::ids::{Day, Period, ShiftId};
use nobat_domain::timestamp::{Millis, Timestamp};
use nobat_engine::{EngineHandle, Snapshot, day_of};

/// Days offered in a list of dates.
const DAYS_MAX: usize = 45;
/// Looking at every office for a day that is closed costs milliseconds in a whole country, so what
/// was seen is good for so long; a day that has just been opened is in the lists a second later.
const FRESH: Millis = Millis::seconds(1);

/// What was last seen, and when.
#[derive(Default)]
pub struct OpenDays(Mutex<Option<(Timestamp, Arc<[Day]>)>>);

impl OpenDays {
    /// Nearest first, from tomorrow on.
    #[must_use]
    pub fn of(&self, engine: &EngineHandle) -> Vec<Day> {
        let now = engine.now();
        let days = self.seen_since(now.minus(FRESH)).unwrap_or_else(|| {
            let days = look(&engine.board());
            // Whoever looked at the same time has seen the same.
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, Arc::clone(&days)));
            days
        });
        let first = day_of(now).plus(1);
        days.iter().copied().filter(|day| *day >= first).take(DAYS_MAX).collect()
    }

    fn seen_since(&self, earliest: Timestamp) -> Option<Arc<[Day]>> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, days) = seen.as_ref().filter(|(at, _)| *at > earliest)?;
        Some(Arc::clone(days))
    }
}

fn look(board: &Snapshot) -> Arc<[Day]> {
    let offices = board.directory().offices();
    let is_open = |day: &Day| {
        let shifts = offices.iter().flat_map(|office| {
            [Period::Morning, Period::Evening].map(|period| ShiftId::of(office.id, period))
        });
        shifts.into_iter().any(|shift| board.standing(shift, *day).is_some_and(|it| it.is_open()))
    };
    let window = board.window();
    (window.start().0..=window.end().0).map(Day).filter(is_open).collect()
}
