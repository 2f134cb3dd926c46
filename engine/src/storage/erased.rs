//! The data keys that were erased, so that a missing key is told from a lost one.

use super::error::StorageError;
use super::keys::Family;
use super::scan::{Bounds, Scan};
use super::tables::Tables;
use super::writes::Writes;

impl Tables {
    /// What is known about an erased key; nothing if it was not erased.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub fn erased(&self, key_number: u64) -> Result<Option<Vec<u8>>, StorageError> {
        self.point(Family::Erased, &key_number.to_be_bytes())
    }

    /// All erased keys, by number: what a restore applies again to an older keyring.
    #[must_use]
    pub fn erased_keys(&self) -> Scan<'_, (u64, Vec<u8>)> {
        self.scan(Family::Erased, Bounds::all(), |key, value| {
            Some((u64::from_be_bytes(key.try_into().ok()?), value.to_vec()))
        })
    }
}

impl Writes<'_> {
    pub fn put_erased(&mut self, key_number: u64, row: &[u8]) {
        self.put(Family::Erased, &key_number.to_be_bytes(), row);
    }

    pub fn delete_erased(&mut self, key_number: u64) {
        self.delete(Family::Erased, &key_number.to_be_bytes());
    }
}
