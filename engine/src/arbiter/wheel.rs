//! The deadlines of one thread: only owners with something due are woken.

use std::collections::{BTreeMap, BTreeSet};

use nobat_domain::ids::ShiftId;
use nobat_domain::timestamp::Timestamp;

#[derive(Default)]
pub struct Wheel {
    due: BTreeSet<(Timestamp, ShiftId)>,
    of: BTreeMap<ShiftId, Timestamp>,
}

impl Wheel {
    /// The owner's nearest deadline is now this one, or none.
    pub fn set(&mut self, shift: ShiftId, deadline: Option<Timestamp>) {
        let old = match deadline {
            Some(at) => self.of.insert(shift, at),
            None => self.of.remove(&shift),
        };
        if let Some(old) = old {
            self.due.remove(&(old, shift));
        }
        if let Some(at) = deadline {
            self.due.insert((at, shift));
        }
    }

    /// Owners whose deadline is not after `at`, nearest first, at most `limit`. They stay until
    /// they set another deadline.
    pub fn due(&self, at: Timestamp, limit: usize) -> Vec<ShiftId> {
        self.due.iter().take_while(|(due, _)| *due <= at).take(limit).map(|(_, id)| *id).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_owners_with_something_due_are_named() {
        let mut wheel = Wheel::default();
        wheel.set(ShiftId(1), Some(Timestamp(10)));
        wheel.set(ShiftId(2), Some(Timestamp(20)));
        assert_eq!(wheel.due(Timestamp(9), 8), []);
        assert_eq!(wheel.due(Timestamp(20), 8), [ShiftId(1), ShiftId(2)]);
        wheel.set(ShiftId(1), Some(Timestamp(30)));
        wheel.set(ShiftId(2), None);
        assert_eq!(wheel.due(Timestamp(29), 8), []);
    }
}
