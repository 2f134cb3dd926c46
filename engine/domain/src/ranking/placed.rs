//! One row of a list and its exact place among others.

use std::cmp::Ordering;

use super::{PercentFree, Standing};
use crate::ids::ShiftId;
use crate::office::Band;

/// One row of a list: an office-shift on the day that was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row {
    pub shift: ShiftId,
    pub band: Band,
    pub standing: Standing,
}

/// A row with everything that its place depends on. The lesser stands first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    pub row: Row,
    pub percent_free: PercentFree,
    pub ticket: u64,
}

impl Ord for Placed {
    fn cmp(&self, other: &Self) -> Ordering {
        // A full shift is 0 percent free, so "full ones last" needs no rule of its own.
        other
            .percent_free
            .cmp(&self.percent_free)
            .then_with(|| other.row.band.cmp(&self.row.band))
            .then_with(|| self.ticket.cmp(&other.ticket))
            .then_with(|| self.row.shift.cmp(&other.row.shift))
    }
}

impl PartialOrd for Placed {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Placed {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Placed {}
