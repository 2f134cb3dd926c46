//! Who did or looked at what: written by events, read by auditors.

use super::error::StorageError;
use super::keys::Family;
use super::place::{Place, PlacedRow};
use super::scan::Scan;
use super::tables::Tables;
use super::writes::Writes;

impl Tables {
    /// The entries from `from` on, it included; take a page.
    #[must_use]
    pub fn audit_from(&self, from: Place) -> Scan<'_, PlacedRow> {
        self.placed(Family::Audit, from)
    }

    /// One entry.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub fn audit_at(&self, at: Place) -> Result<Option<Vec<u8>>, StorageError> {
        self.point(Family::Audit, &at.key())
    }

    /// At most so many entries, the last first: those before this place, or the very last ones.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub fn audit_back(
        &self,
        before: Option<Place>,
        count: usize,
    ) -> Result<Vec<PlacedRow>, StorageError> {
        self.placed_back(Family::Audit, before, count)
    }
}

impl Writes<'_> {
    pub fn put_audit(&mut self, at: Place, row: &[u8]) {
        self.put(Family::Audit, &at.key(), row);
    }

    /// For entries past their retention.
    pub fn delete_audit(&mut self, at: Place) {
        self.delete(Family::Audit, &at.key());
    }
}
