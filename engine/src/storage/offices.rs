//! One row for each office.

use super::error::StorageError;
use super::keys::Family;
use super::scan::{Bounds, Scan};
use super::tables::Tables;
use super::writes::Writes;
use nobat_domain::ids::OfficeId;

impl Tables {
    /// One office's row.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub fn office(&self, office: OfficeId) -> Result<Option<Vec<u8>>, StorageError> {
        self.point(Family::Offices, &office.0.to_be_bytes())
    }

    /// All offices, by number.
    #[must_use]
    pub fn offices(&self) -> Scan<'_, (OfficeId, Vec<u8>)> {
        self.scan(Family::Offices, Bounds::all(), |key, value| {
            Some((OfficeId(u32::from_be_bytes(key.try_into().ok()?)), value.to_vec()))
        })
    }
}

impl Writes<'_> {
    pub fn put_office(&mut self, office: OfficeId, row: &[u8]) {
        self.put(Family::Offices, &office.0.to_be_bytes(), row);
    }

    pub fn delete_office(&mut self, office: OfficeId) {
        self.delete(Family::Offices, &office.0.to_be_bytes());
    }
}
