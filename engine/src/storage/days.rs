//! One row for each day of each shift: its capacity and what belongs to it.

use super::error::StorageError;
use super::keys::Family;
use super::scan::{Bounds, Scan};
use super::seats::{day_key, day_of};
use super::tables::Tables;
use super::writes::Writes;
use nobat_domain::ids::{Day, ShiftId};

/// A day of a shift.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DayRow {
    pub shift: ShiftId,
    pub day: Day,
    pub row: Vec<u8>,
}

impl DayRow {
    fn read(key: &[u8], value: &[u8]) -> Option<Self> {
        let (shift, day) = day_of(key.try_into().ok()?);
        Some(Self { shift, day, row: value.to_vec() })
    }
}

impl Tables {
    /// One day of one shift.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub fn day(&self, shift: ShiftId, day: Day) -> Result<Option<Vec<u8>>, StorageError> {
        self.point(Family::Days, &day_key(shift, day))
    }

    /// All days of all shifts: by shift, then day.
    #[must_use]
    pub fn days(&self) -> Scan<'_, DayRow> {
        self.scan(Family::Days, Bounds::all(), DayRow::read)
    }

    /// The days of the shifts from `first` to `last`, both included.
    #[must_use]
    pub fn days_between(&self, first: ShiftId, last: ShiftId) -> Scan<'_, DayRow> {
        let bounds = Bounds::prefixes(&first.0.to_be_bytes(), &last.0.to_be_bytes());
        self.scan(Family::Days, bounds, DayRow::read)
    }

    /// The days of one shift.
    #[must_use]
    pub fn days_of(&self, shift: ShiftId) -> Scan<'_, DayRow> {
        self.days_between(shift, shift)
    }
}

impl Writes<'_> {
    pub fn put_day(&mut self, shift: ShiftId, day: Day, row: &[u8]) {
        self.put(Family::Days, &day_key(shift, day), row);
    }

    pub fn delete_day(&mut self, shift: ShiftId, day: Day) {
        self.delete(Family::Days, &day_key(shift, day));
    }
}
