//! Messages that are owed to the world outside, oldest first.

use super::keys::Family;
use super::place::{Place, PlacedRow};
use super::scan::Scan;
use super::tables::Tables;
use super::writes::Writes;

impl Tables {
    /// The messages from `from` on, it included, oldest first; take as many as can be sent.
    #[must_use]
    pub fn outbox_from(&self, from: Place) -> Scan<'_, PlacedRow> {
        self.placed(Family::Outbox, from)
    }
}

impl Writes<'_> {
    pub fn put_outbox(&mut self, at: Place, row: &[u8]) {
        self.put(Family::Outbox, &at.key(), row);
    }

    /// A message whose outcome is known owes nothing any more.
    pub fn delete_outbox(&mut self, at: Place) {
        self.delete(Family::Outbox, &at.key());
    }
}
