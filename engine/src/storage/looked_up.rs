//! Which entries of the audit are about a request: for its citizen, who may know.

use super::error::StorageError;
use super::keys::Family;
use super::place::Place;
use super::scan::{Bounds, Scan};
use super::tables::Tables;
use super::writes::Writes;
use nobat_domain::ids::RequestKey;

const REQUEST_BYTES: usize = 16;

impl Tables {
    /// The places of the entries about a request, in order.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub fn looked_up(&self, key: RequestKey) -> Result<Vec<Place>, StorageError> {
        let about = self.looked_up_within(Bounds::prefixes(&key.0, &key.0));
        about.map(|row| row.map(|(_, place)| place)).collect()
    }

    /// Whether the entry at this place is about a request.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub fn is_looked_up(&self, key: RequestKey, at: Place) -> Result<bool, StorageError> {
        Ok(self.point(Family::LookedUp, &row_key(key, at))?.is_some())
    }

    /// All of them: by request, then place.
    #[must_use]
    pub fn all_looked_up(&self) -> Scan<'_, (RequestKey, Place)> {
        self.looked_up_within(Bounds::all())
    }

    fn looked_up_within(&self, bounds: Bounds) -> Scan<'_, (RequestKey, Place)> {
        self.scan(Family::LookedUp, bounds, |key, value| {
            let (request, place) = key.split_first_chunk::<REQUEST_BYTES>()?;
            value.is_empty().then_some((RequestKey(*request), Place::of(place)?))
        })
    }
}

impl Writes<'_> {
    pub fn put_looked_up(&mut self, key: RequestKey, at: Place) {
        self.put(Family::LookedUp, &row_key(key, at), &[]);
    }

    pub fn delete_looked_up(&mut self, key: RequestKey, at: Place) {
        self.delete(Family::LookedUp, &row_key(key, at));
    }
}

fn row_key(key: RequestKey, at: Place) -> Vec<u8> {
    [&key.0[..], &at.key()].concat()
}
