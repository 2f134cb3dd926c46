//! What one commit changes: puts and deletions of any table, all or none of which happen.

use super::feed::Pack;
use super::keys::Family;
use super::scan::Bounds;
use super::tables::Tables;
use rocksdb::{ColumnFamily, WriteBatch};

/// A batch of changes. Each table's own file adds the verbs for its rows; of two changes of one
/// row, the later counts. Dropping it changes nothing.
pub struct Writes<'t> {
    families: [&'t ColumnFamily; Family::COUNT],
    batch: WriteBatch,
    pub(super) pack: Pack,
}

impl<'t> Writes<'t> {
    pub(super) fn new(tables: &'t Tables) -> Self {
        Self {
            families: Family::ALL.map(|family| tables.family(family)),
            batch: WriteBatch::default(),
            pack: Pack::default(),
        }
    }

    /// How many rows are put or deleted.
    #[must_use]
    pub fn len(&self) -> usize {
        self.batch.len() + usize::from(self.pack.row().is_some())
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of keys and values gathered so far.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.batch.size_in_bytes() + self.pack.row().map_or(0, |(_, bytes)| bytes.len())
    }

    /// Forgets everything gathered and keeps the memory.
    pub fn clear(&mut self) {
        self.batch.clear();
        self.pack.clear();
    }

    pub(super) fn put(&mut self, family: Family, key: &[u8], value: &[u8]) {
        self.batch.put_cf(self.families[family.index()], key, value);
    }

    pub(super) fn delete(&mut self, family: Family, key: &[u8]) {
        self.batch.delete_cf(self.families[family.index()], key);
    }

    /// Deletes every row of a table from the first key of the bounds up to their end: one entry of
    /// the batch, however many rows there are.
    pub(super) fn delete_between(&mut self, family: Family, bounds: &Bounds) {
        let until = bounds.until.as_ref().expect("what is deleted by its beginning has an end");
        self.batch.delete_range_cf(self.families[family.index()], &bounds.from, until);
    }

    /// A copy for the store, which takes batches for good. Copying costs a fraction of what the
    /// store does with each row, and what was gathered can be committed again.
    pub(super) fn copy(&self) -> WriteBatch {
        let mut batch = WriteBatch::from_data(self.batch.data());
        if let Some((key, bytes)) = self.pack.row() {
            batch.put_cf(self.families[Family::Feed.index()], key, bytes);
        }
        batch
    }
}
