//! The law of conservation of one shift on one day: free + held + booked = approved + over.

use crate::invariant::Violation;
use crate::limits::SEATS_MAX;

/// Counts of one shift on one day, in seats.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Capacity {
    approved: u32,
    free: u32,
    held: u32,
    booked: u32,
    /// Seats taken beyond what is approved, after a cut. Seats that come free reduce it first.
    over: u32,
}

impl Capacity {
    /// Counts from what is approved and taken, as recovery reads them.
    #[must_use]
    pub fn counted(approved: u32, held: u32, booked: u32) -> Self {
        assert!(approved <= SEATS_MAX, "approved is checked at the gate");
        let taken = held + booked;
        let this = Self {
            approved,
            free: approved.saturating_sub(taken),
            held,
            booked,
            over: taken.saturating_sub(approved),
        };
        debug_assert!(this.check().is_none());
        this
    }

    #[must_use]
    pub const fn approved(&self) -> u32 {
        self.approved
    }

    #[must_use]
    pub const fn free(&self) -> u32 {
        self.free
    }

    #[must_use]
    pub const fn held(&self) -> u32 {
        self.held
    }

    #[must_use]
    pub const fn booked(&self) -> u32 {
        self.booked
    }

    #[must_use]
    pub const fn over(&self) -> u32 {
        self.over
    }

    /// A free seat becomes held.
    pub fn hold(&mut self) {
        assert!(self.free > 0, "CAP-1: a hold needs a free seat");
        assert_eq!(self.over, 0, "CAP-1: free and over exclude each other");
        self.free -= 1;
        self.held += 1;
        debug_assert!(self.check().is_none());
    }

    /// A held seat becomes booked.
    pub fn book(&mut self) {
        assert!(self.held > 0, "CAP-1: only a held seat is booked");
        self.held -= 1;
        self.booked += 1;
        debug_assert!(self.check().is_none());
    }

    /// A booked seat becomes held again, as a cooling one.
    pub fn cool(&mut self) {
        assert!(self.booked > 0, "CAP-1: only a booked seat is given back");
        self.booked -= 1;
        self.held += 1;
        debug_assert!(self.check().is_none());
    }

    /// A held seat is let go.
    pub fn release_held(&mut self) {
        assert!(self.held > 0, "CAP-1: only a held seat is released");
        self.held -= 1;
        self.let_go();
    }

    /// A booked seat is let go at once.
    pub fn release_booked(&mut self) {
        assert!(self.booked > 0, "CAP-1: only a booked seat is given back");
        self.booked -= 1;
        self.let_go();
    }

    /// More or fewer seats are approved; what is taken stays taken.
    pub fn resize(&mut self, approved: u32) {
        *self = Self::counted(approved, self.held, self.booked);
    }

    fn let_go(&mut self) {
        if self.over > 0 {
            self.over -= 1;
        } else {
            self.free += 1;
        }
        debug_assert!(self.check().is_none());
    }

    /// CAP-1, as the simulator, `verify` and the tests ask it.
    #[must_use]
    pub const fn check(&self) -> Option<Violation> {
        let left = self.free as u64 + self.held as u64 + self.booked as u64;
        let right = self.approved as u64 + self.over as u64;
        if left != right || (self.free > 0 && self.over > 0) { Some(Violation::Cap1) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_released_seat_reduces_over_first() {
        let mut capacity = Capacity::counted(3, 1, 2);
        capacity.resize(1);
        assert_eq!((capacity.free(), capacity.over()), (0, 2));
        capacity.release_held();
        assert_eq!((capacity.free(), capacity.over()), (0, 1));
        capacity.release_booked();
        capacity.release_booked();
        assert_eq!((capacity.free(), capacity.over()), (1, 0));
    }

    #[test]
    #[should_panic(expected = "CAP-1")]
    fn a_full_day_cannot_hold() {
        Capacity::counted(1, 1, 0).hold();
    }

    #[test]
    fn broken_counts_are_named() {
        let broken = Capacity { approved: 2, free: 2, held: 1, booked: 0, over: 0 };
        assert_eq!(broken.check(), Some(Violation::Cap1));
    }
}
