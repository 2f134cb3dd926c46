//! What a list knows of one shift on one day.

use super::PercentFree;
use crate::capacity::Capacity;
use crate::limits::SEATS_MAX;

/// The counts of one shift on one day, in seats.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Standing {
    free: u32,
    held: u32,
    approved: u32,
}

impl Standing {
    /// The largest count that a list can carry: three of them share one 64-bit word of the board.
    pub const COUNT_MAX: u32 = (1 << 21) - 1;

    /// A day on which the shift is not open.
    pub const CLOSED: Self = Self { free: 0, held: 0, approved: 0 };

    /// What lists may know of a capacity.
    #[must_use]
    pub fn of(capacity: &Capacity) -> Self {
        Self::new(capacity.free(), capacity.held(), capacity.approved())
            .expect("CAP-1 and the limit on approved seats keep the counts possible")
    }

    /// The standing of these counts; none if more is free than approved or a count is too large.
    ///
    /// `held` may exceed `approved`: a cut of the capacity leaves holds that it no longer covers.
    #[inline]
    #[must_use]
    pub const fn new(free: u32, held: u32, approved: u32) -> Option<Self> {
        if free > approved || held > Self::COUNT_MAX || approved > Self::COUNT_MAX {
            return None;
        }
        Some(Self { free, held, approved })
    }

    #[inline]
    #[must_use]
    pub const fn free(self) -> u32 {
        self.free
    }

    /// Seats that are held, for whatever purpose, and may come free.
    #[inline]
    #[must_use]
    pub const fn held(self) -> u32 {
        self.held
    }

    #[inline]
    #[must_use]
    pub const fn approved(self) -> u32 {
        self.approved
    }

    #[inline]
    #[must_use]
    pub const fn is_open(self) -> bool {
        self.approved > 0
    }

    #[inline]
    #[must_use]
    pub const fn has_room(self) -> bool {
        self.free > 0
    }

    /// None on a day on which the shift is not open.
    #[inline]
    #[must_use]
    pub const fn percent_free(self) -> Option<PercentFree> {
        PercentFree::new(self.free, self.approved)
    }
}

const _: () = assert!(SEATS_MAX <= Standing::COUNT_MAX);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impossible_counts_are_refused() {
        let max = Standing::COUNT_MAX;
        assert!(Standing::new(max, max, max).is_some());
        assert_eq!(Standing::new(2, 0, 1), None);
        assert_eq!(Standing::new(0, max + 1, 1), None);
        assert_eq!(Standing::new(0, 0, max + 1), None);
    }

    #[test]
    fn holds_may_outnumber_a_capacity_that_was_cut() {
        assert_eq!(Standing::new(0, 9, 4).map(Standing::held), Some(9));
    }

    #[test]
    fn a_capacity_that_was_cut_below_its_bookings_stands_as_full() {
        let standing = Standing::of(&Capacity::counted(10, 3, 9));
        assert_eq!((standing.free(), standing.held(), standing.approved()), (0, 3, 10));
        assert!(standing.is_open() && !standing.has_room());
    }

    #[test]
    fn a_shift_of_a_million_seats_fits() {
        assert!(Standing::new(1_000_000, 0, 1_000_000).is_some());
    }
}
