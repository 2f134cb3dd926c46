//! Requests with money that a bank is to send back, and since when: what operators see to.

use super::delivered::moment;
use super::error::StorageError;
use super::keys::Family;
use super::scan::{Bounds, Scan};
use super::tables::Tables;
use super::writes::Writes;
use nobat_domain::ids::RequestKey;
use nobat_domain::timestamp::Timestamp;

impl Tables {
    /// Since when money of this request waits to be reversed, if any does.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub fn to_reverse(&self, key: RequestKey) -> Result<Option<Timestamp>, StorageError> {
        let row = self.point(Family::ToReverse, &key.0)?;
        let misshapen =
            || StorageError::damaged(format!("the row of {key:?} in `to_reverse` is no moment"));
        row.map(|row| moment(&row).ok_or_else(misshapen)).transpose()
    }

    /// All of them, by key.
    #[must_use]
    pub fn all_to_reverse(&self) -> Scan<'_, (RequestKey, Timestamp)> {
        self.scan(Family::ToReverse, Bounds::all(), |key, value| {
            Some((RequestKey(key.try_into().ok()?), moment(value)?))
        })
    }
}

impl Writes<'_> {
    pub fn put_to_reverse(&mut self, key: RequestKey, since: Timestamp) {
        self.put(Family::ToReverse, &key.0, &since.0.to_be_bytes());
    }

    pub fn delete_to_reverse(&mut self, key: RequestKey) {
        self.delete(Family::ToReverse, &key.0);
    }
}
