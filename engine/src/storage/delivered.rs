//! Requests that are over, most of them by a card that was handed over, and since when: what is
//! erased after a while.

use super::error::StorageError;
use super::keys::Family;
use super::scan::{Bounds, Scan};
use super::tables::Tables;
use super::writes::Writes;
use nobat_domain::ids::RequestKey;
use nobat_domain::timestamp::Timestamp;

impl Tables {
    /// Since when a request is over, if it is.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub fn delivered(&self, key: RequestKey) -> Result<Option<Timestamp>, StorageError> {
        let row = self.point(Family::Delivered, &key.0)?;
        row.map(|row| moment(&row).ok_or_else(|| misshapen(key))).transpose()
    }

    /// All of them, by key.
    #[must_use]
    pub fn all_delivered(&self) -> Scan<'_, (RequestKey, Timestamp)> {
        self.delivered_from(Bounds::all())
    }

    /// At most so many that are over since then, by key, behind one of them. It reads
    /// over all later ones: some 24 bytes for each card of the last months.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub fn delivered_by(
        &self,
        until: Timestamp,
        after: Option<RequestKey>,
        count: usize,
    ) -> Result<Vec<RequestKey>, StorageError> {
        let bounds = after.map_or_else(Bounds::all, |key| Bounds::from(&key.0));
        let due = self.delivered_from(bounds).filter(|row| match row {
            Ok((key, at)) => *at <= until && Some(*key) != after,
            Err(_) => true,
        });
        due.take(count).map(|row| row.map(|(key, _)| key)).collect()
    }

    fn delivered_from(&self, bounds: Bounds) -> Scan<'_, (RequestKey, Timestamp)> {
        self.scan(Family::Delivered, bounds, |key, value| {
            Some((RequestKey(key.try_into().ok()?), moment(value)?))
        })
    }
}

pub(super) fn moment(value: &[u8]) -> Option<Timestamp> {
    Some(Timestamp(u64::from_be_bytes(value.try_into().ok()?)))
}

fn misshapen(key: RequestKey) -> StorageError {
    StorageError::damaged(format!("the row of {key:?} in `delivered` is no moment"))
}

impl Writes<'_> {
    pub fn put_delivered(&mut self, key: RequestKey, at: Timestamp) {
        self.put(Family::Delivered, &key.0, &at.0.to_be_bytes());
    }

    pub fn delete_delivered(&mut self, key: RequestKey) {
        self.delete(Family::Delivered, &key.0);
    }
}
