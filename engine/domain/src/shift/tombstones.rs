//! Holds that have ended while the message that made them may still be repeated.

use crate::ids::{HoldNo, RequestKey};
use crate::keyed::Map;
use crate::timestamp::Timestamp;

/// Which hold: its number is never used twice in its request.
pub(super) type Name = (RequestKey, HoldNo);

/// Each with the moment after which the clock alone refuses. Those that are over are cleared away
/// when so many have come that it costs nothing for each.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Tombstones {
    until: Map<Name, Timestamp>,
    /// So many may stand before the next clearing.
    enough: usize,
}

/// Fewer are not worth a clearing.
const ENOUGH_MIN: usize = 32;

impl Tombstones {
    pub fn bury(&mut self, name: Name, until: Timestamp, at: Timestamp) {
        let stands = self.until.entry(name).or_insert(until);
        *stands = (*stands).max(until);
        if self.until.len() > self.enough.max(ENOUGH_MIN) {
            self.until.retain(|_, until| *until >= at);
            self.enough = self.until.len() / 2 * 3;
        }
    }

    /// Clears away what is over, with the memory that it took.
    pub fn clear_away(&mut self, at: Timestamp) {
        self.until.retain(|_, until| *until >= at);
        self.until.shrink_to_fit();
        self.enough = self.until.len() / 2 * 3;
    }

    pub fn stands(&self, name: &Name, at: Timestamp) -> bool {
        self.until.get(name).is_some_and(|until| at <= *until)
    }

    #[cfg(test)]
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(hold: u32) -> Name {
        (RequestKey([7; 16]), HoldNo(hold))
    }

    #[test]
    fn a_tombstone_stands_up_to_its_moment_however_many_are_cleared_away() {
        let mut tombstones = Tombstones::default();
        for hold in 0..10_000 {
            let at = Timestamp(u64::from(hold));
            tombstones.bury(name(hold), Timestamp(u64::from(hold) + 100), at);
            assert!(tombstones.stands(&name(hold.saturating_sub(100)), at));
            assert!(hold < 101 || !tombstones.stands(&name(hold - 101), at));
        }
        assert!(tombstones.until.len() <= 101 / 2 * 3 + ENOUGH_MIN, "{}", tombstones.until.len());
    }
}
