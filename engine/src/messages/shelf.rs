//! The store under the ledger: rows by key, with a log of its own that is synced with each batch.

use std::path::Path;

use rocksdb::{
    ColumnFamily, ColumnFamilyDescriptor, DB, Direction, IteratorMode, Options, WriteBatch,
    WriteOptions,
};

use super::error::LedgerError;

/// The rows of one kind. The name is on disk and never changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shelf {
    /// Where the ledger stands.
    Facts,
    /// What a citizen was told last, by request.
    Known,
    /// A message, by its name.
    Messages,
    /// When something is to be done with a message: lane, moment, name.
    Due,
    /// A message by the number that its provider gave it.
    Given,
    /// How much of a day's allowance a citizen has used.
    Spent,
    /// Counts by day, channel and kind.
    Tallies,
}

impl Shelf {
    const ALL: [Self; 7] = [
        Self::Facts,
        Self::Known,
        Self::Messages,
        Self::Due,
        Self::Given,
        Self::Spent,
        Self::Tallies,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Facts => "facts",
            Self::Known => "known",
            Self::Messages => "messages",
            Self::Due => "due",
            Self::Given => "given",
            Self::Spent => "spent",
            Self::Tallies => "tallies",
        }
    }
}

/// Rows in memory before they are flushed; the log keeps them until then.
const MEMTABLE_BYTES: usize = 16 << 20;
/// Where half of so many neighbours are deletions, a scan would wade through them.
const DELETIONS: (usize, usize) = (4_096, 2_048);

/// Key and value.
pub(super) type Pair = (Vec<u8>, Vec<u8>);

pub(super) struct Shelves {
    db: DB,
}

/// Changes that happen together or not at all.
pub(super) struct Batch<'s> {
    shelves: &'s Shelves,
    writes: WriteBatch,
}

impl Shelves {
    pub(super) fn open(folder: &Path) -> Result<Self, LedgerError> {
        let mut options = Options::default();
        options.create_if_missing(true);
        options.create_missing_column_families(true);
        options.set_paranoid_checks(true);
        options.set_max_background_jobs(2);
        options.set_db_write_buffer_size(MEMTABLE_BYTES);
        options.set_max_log_file_size(1 << 20);
        options.set_keep_log_file_num(2);
        options.set_max_open_files(64);
        let described = Shelf::ALL.map(|shelf| {
            let mut rows = Options::default();
            rows.set_compression_type(rocksdb::DBCompressionType::Lz4);
            if shelf == Shelf::Due {
                rows.add_compact_on_deletion_collector_factory(DELETIONS.0, DELETIONS.1, 0.5);
            }
            ColumnFamilyDescriptor::new(shelf.name(), rows)
        });
        let db = DB::open_cf_descriptors(&options, folder, described);
        Ok(Self { db: db.map_err(LedgerError::store("open"))? })
    }

    fn family(&self, shelf: Shelf) -> &ColumnFamily {
        self.db.cf_handle(shelf.name()).expect("every shelf is opened")
    }

    pub(super) fn get(&self, shelf: Shelf, key: &[u8]) -> Result<Option<Vec<u8>>, LedgerError> {
        self.db.get_cf(self.family(shelf), key).map_err(LedgerError::store("read"))
    }

    /// Rows from a key on, as long as their keys begin so.
    pub(super) fn scan(
        &self,
        shelf: Shelf,
        from: &[u8],
        begins: &[u8],
        count: usize,
    ) -> Result<Vec<Pair>, LedgerError> {
        let mode = IteratorMode::From(from, Direction::Forward);
        let mut rows = Vec::new();
        for row in self.db.iterator_cf(self.family(shelf), mode).take(count) {
            let (key, value) = row.map_err(LedgerError::store("read"))?;
            if !key.starts_with(begins) {
                break;
            }
            rows.push((key.into_vec(), value.into_vec()));
        }
        Ok(rows)
    }

    pub(super) fn batch(&self) -> Batch<'_> {
        Batch { shelves: self, writes: WriteBatch::default() }
    }
}

impl Batch<'_> {
    pub(super) fn put(&mut self, shelf: Shelf, key: &[u8], value: &[u8]) {
        self.writes.put_cf(self.shelves.family(shelf), key, value);
    }

    pub(super) fn delete(&mut self, shelf: Shelf, key: &[u8]) {
        self.writes.delete_cf(self.shelves.family(shelf), key);
    }

    pub(super) fn delete_before(&mut self, shelf: Shelf, until: &[u8]) {
        self.writes.delete_range_cf(self.shelves.family(shelf), &[][..], until);
    }

    /// All of it is on disk when this returns.
    pub(super) fn sync(self) -> Result<(), LedgerError> {
        if self.writes.is_empty() {
            return Ok(());
        }
        let mut options = WriteOptions::default();
        options.set_sync(true);
        let written = self.shelves.db.write_opt(self.writes, &options);
        written.map_err(LedgerError::store("write"))
    }
}
