//! The requests that are in flight: those that desks must hold in memory before anything starts.

use super::error::StorageError;
use super::keys::Family;
use super::requests::RequestRow;
use super::scan::Bounds;
use super::tables::Tables;
use super::writes::Writes;
use nobat_domain::ids::RequestKey;

impl Tables {
    /// The requests in flight with their rows, by key. A request in flight without a row is damage.
    pub fn in_flight(&self) -> impl Iterator<Item = Result<RequestRow, StorageError>> {
        let keys = self.scan(Family::InFlight, Bounds::all(), |key, value| {
            let key = RequestKey(key.try_into().ok()?);
            value.is_empty().then_some(key)
        });
        keys.map(|key| {
            let key = key?;
            let row = self.point(Family::Requests, &key.0)?.ok_or_else(|| {
                StorageError::damaged(format!("{key:?} is in flight and has no row in `requests`"))
            })?;
            Ok(RequestRow { key, row })
        })
    }

    /// How many requests are in flight, roughly and at once; for sizing what holds them.
    ///
    /// # Errors
    /// `Io`.
    pub fn in_flight_about(&self) -> Result<u64, StorageError> {
        self.estimate(Family::InFlight, rocksdb::properties::ESTIMATE_NUM_KEYS)
    }
}

impl Writes<'_> {
    pub fn put_in_flight(&mut self, key: RequestKey) {
        self.put(Family::InFlight, &key.0, &[]);
    }

    pub fn delete_in_flight(&mut self, key: RequestKey) {
        self.delete(Family::InFlight, &key.0);
    }
}
