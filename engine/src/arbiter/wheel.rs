//! The deadlines of one thread: only owners with something due are woken.

use std::collections::{BTreeMap, BTreeSet};

use nobat_domain::ids::ShiftId;
use nobat_domain::timestamp::Timestamp;

/// When each owner is to be looked at. It may stand here too early, never too late: an owner whose
/// nearest deadline has moved away is looked at once in vain, which costs less than moving its
/// place with every hold.
#[derive(Default)]
pub struct Wheel {
    due: BTreeSet<(Timestamp, ShiftId)>,
    of: BTreeMap<ShiftId, Timestamp>,
}

impl Wheel {
    /// The owner is to be looked at no later than at this deadline.
    pub fn no_later(&mut self, shift: ShiftId, deadline: Timestamp) {
        match self.of.get_mut(&shift) {
            Some(stands) if *stands <= deadline => {}
            Some(stands) => {
                self.due.remove(&(*stands, shift));
                *stands = deadline;
                self.due.insert((deadline, shift));
            }
            None => {
                self.of.insert(shift, deadline);
                self.due.insert((deadline, shift));
            }
        }
    }

    /// Takes out owners whose place is not after `at`, nearest first, at most `limit`. Each says
    /// anew when it is to be looked at.
    pub fn take_due(&mut self, at: Timestamp, limit: usize) -> Vec<ShiftId> {
        let mut taken = Vec::new();
        while taken.len() < limit
            && let Some((due, shift)) = self.due.first().copied()
            && due <= at
        {
            self.due.pop_first();
            self.of.remove(&shift);
            taken.push(shift);
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_owners_with_something_due_are_named() {
        let mut wheel = Wheel::default();
        wheel.no_later(ShiftId(1), Timestamp(10));
        wheel.no_later(ShiftId(2), Timestamp(20));
        assert_eq!(wheel.take_due(Timestamp(9), 8), []);
        assert_eq!(wheel.take_due(Timestamp(20), 8), [ShiftId(1), ShiftId(2)]);
        assert_eq!(wheel.take_due(Timestamp(20), 8), [], "each has to say anew");
    }

    #[test]
    fn a_place_moves_only_towards_now() {
        let mut wheel = Wheel::default();
        wheel.no_later(ShiftId(1), Timestamp(10));
        wheel.no_later(ShiftId(1), Timestamp(30));
        wheel.no_later(ShiftId(1), Timestamp(7));
        assert_eq!(wheel.take_due(Timestamp(6), 8), []);
        assert_eq!(wheel.take_due(Timestamp(7), 8), [ShiftId(1)]);
        assert_eq!(wheel.take_due(Timestamp(50), 8), []);
    }

    #[test]
    fn one_look_takes_no_more_than_it_may() {
        let mut wheel = Wheel::default();
        for shift in 0..5 {
            wheel.no_later(ShiftId(shift), Timestamp(u64::from(shift)));
        }
        assert_eq!(wheel.take_due(Timestamp(9), 2), [ShiftId(0), ShiftId(1)]);
        assert_eq!(wheel.take_due(Timestamp(9), 9).len(), 3);
    }
}
