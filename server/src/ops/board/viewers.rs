//! Who follows the board live: a bounded number, and nobody who does not keep up.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Browsers that may follow at once; the others load the page every ten seconds.
pub const VIEWERS_MAX: usize = 32;
/// Views that a browser may miss before it is let go.
pub const MISSED_MAX: u64 = 10;

#[derive(Debug, Default)]
pub struct Viewers {
    seats: Mutex<Seats>,
}

#[derive(Debug, Default)]
struct Seats {
    given: u64,
    /// The number of the last view that each was sent.
    sent: BTreeMap<u64, u64>,
}

/// A place among the viewers, given back when it is dropped.
#[derive(Debug)]
pub struct Place {
    viewers: Arc<Viewers>,
    no: u64,
}

impl Viewers {
    fn seats(&self) -> MutexGuard<'_, Seats> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for one more, at the view `now`; none while all are taken by browsers that keep up.
    #[must_use]
    pub fn enter(self: &Arc<Self>, now: u64) -> Option<Place> {
        let mut seats = self.seats();
        if seats.sent.len() >= VIEWERS_MAX {
            // A browser that takes nothing is never asked again, so its place must go from here.
            seats.sent.retain(|_, sent| now.saturating_sub(*sent) <= MISSED_MAX);
        }
        if seats.sent.len() >= VIEWERS_MAX {
            return None;
        }
        seats.given += 1;
        let no = seats.given;
        seats.sent.insert(no, now);
        Some(Place { viewers: Arc::clone(self), no })
    }
}

impl Place {
    /// Notes that view `number` goes out now; `false` if this browser has fallen too far behind,
    /// or has lost its place to another.
    #[must_use]
    pub fn keeps_up(&self, number: u64) -> bool {
        let mut seats = self.viewers.seats();
        let Some(sent) = seats.sent.get_mut(&self.no) else { return false };
        let missed = number.saturating_sub(*sent).saturating_sub(1);
        *sent = number;
        missed <= MISSED_MAX
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.viewers.seats().sent.remove(&self.no);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_board_lets_nobody_else_in_until_a_place_is_given_back() {
        let viewers = Arc::new(Viewers::default());
        let mut places: Vec<Place> = (0..VIEWERS_MAX).filter_map(|_| viewers.enter(1)).collect();
        assert_eq!(places.len(), VIEWERS_MAX);
        assert!(viewers.enter(1).is_none());
        places.pop();
        assert!(viewers.enter(1).is_some());
    }

    #[test]
    fn who_takes_nothing_loses_the_place_to_the_next() {
        let viewers = Arc::new(Viewers::default());
        let places: Vec<Place> = (0..VIEWERS_MAX).filter_map(|_| viewers.enter(1)).collect();
        assert!(places[0].keeps_up(2));
        let now = 2 + MISSED_MAX;
        let _next = viewers.enter(now).expect("the silent ones are gone");
        assert!(places[0].keeps_up(now + 1));
        assert!(!places[1].keeps_up(now + 1), "it has lost its place");
    }

    #[test]
    fn who_falls_behind_is_let_go() {
        let viewers = Arc::new(Viewers::default());
        let place = viewers.enter(5).expect("there is room");
        assert!(place.keeps_up(6));
        assert!(place.keeps_up(7 + MISSED_MAX));
        assert!(!place.keeps_up(9 + 2 * MISSED_MAX));
    }
}
