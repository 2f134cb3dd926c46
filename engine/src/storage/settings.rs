//! Journaled settings by name: tariff, gateways, calendar, accounts and their like.

use super::error::StorageError;
use super::keys::Family;
use super::scan::{Bounds, Scan};
use super::tables::Tables;
use super::writes::Writes;

impl Tables {
    /// One setting.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub fn setting(&self, name: &str) -> Result<Option<Vec<u8>>, StorageError> {
        self.point(Family::Settings, name.as_bytes())
    }

    /// All settings, by name.
    #[must_use]
    pub fn settings(&self) -> Scan<'_, (String, Vec<u8>)> {
        self.scan(Family::Settings, Bounds::all(), |key, value| {
            Some((String::from_utf8(key.to_vec()).ok()?, value.to_vec()))
        })
    }

    /// The settings whose names begin with `prefix`, by name.
    #[must_use]
    pub fn settings_under(&self, prefix: &str) -> Scan<'_, (String, Vec<u8>)> {
        let bounds = Bounds::prefixes(prefix.as_bytes(), prefix.as_bytes());
        self.scan(Family::Settings, bounds, |key, value| {
            Some((String::from_utf8(key.to_vec()).ok()?, value.to_vec()))
        })
    }
}

impl Writes<'_> {
    pub fn put_setting(&mut self, name: &str, row: &[u8]) {
        self.put(Family::Settings, name.as_bytes(), row);
    }

    pub fn delete_setting(&mut self, name: &str) {
        self.delete(Family::Settings, name.as_bytes());
    }
}
