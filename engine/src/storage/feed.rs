//! The change feed: every change once, in order, for whoever follows.

use super::error::StorageError;
use super::keys::Family;
use super::place::{Place, PlacedRow};
use super::scan::Scan;
use super::tables::Tables;
use super::writes::Writes;

impl Tables {
    /// The changes from `from` on, it included; take a page.
    #[must_use]
    pub fn feed_from(&self, from: Place) -> Scan<'_, PlacedRow> {
        self.placed(Family::Feed, from)
    }

    /// The last change, if there is any.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub fn feed_end(&self) -> Result<Option<Place>, StorageError> {
        self.last_placed(Family::Feed)
    }
}

impl Writes<'_> {
    pub fn put_feed(&mut self, at: Place, row: &[u8]) {
        self.put(Family::Feed, &at.key(), row);
    }

    /// For entries older than every follower is promised.
    pub fn delete_feed(&mut self, at: Place) {
        self.delete(Family::Feed, &at.key());
    }
}
