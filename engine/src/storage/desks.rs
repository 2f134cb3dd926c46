//! One row for each desk: the counters that must never run twice over the same numbers.

use super::error::StorageError;
use super::keys::Family;
use super::scan::{Bounds, Scan};
use super::tables::Tables;
use super::writes::Writes;
use nobat_domain::ids::DeskNo;

impl Tables {
    /// One desk's row.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub fn desk(&self, desk: DeskNo) -> Result<Option<Vec<u8>>, StorageError> {
        self.point(Family::Desks, &desk.0.to_be_bytes())
    }

    /// All desks that have a row, by number.
    #[must_use]
    pub fn desks(&self) -> Scan<'_, (DeskNo, Vec<u8>)> {
        self.scan(Family::Desks, Bounds::all(), |key, value| {
            Some((DeskNo(u16::from_be_bytes(key.try_into().ok()?)), value.to_vec()))
        })
    }
}

impl Writes<'_> {
    pub fn put_desk(&mut self, desk: DeskNo, row: &[u8]) {
        self.put(Family::Desks, &desk.0.to_be_bytes(), row);
    }

    pub fn delete_desk(&mut self, desk: DeskNo) {
        self.delete(Family::Desks, &desk.0.to_be_bytes());
    }
}
