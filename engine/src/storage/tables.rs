//! The store of all tables, and the two positions it stands at.
//!
//! A commit puts rows and the position they belong to (`applied`) into memory in one step; it skips
//! the store's own log. Only a flush makes them durable, and a flush takes all tables together at a
//! point between two commits. So after a crash the store holds exactly what the last completed
//! flush took, and the `applied` row found there *is* the flushed position: it needs no record of
//! its own. The store also flushes by itself when its memory is full; that moves the position that
//! a restart would find forward, never back, so what [`Tables::flushed`] says is always safe to
//! rely on.

use super::error::StorageError;
use super::keys::{Fact, Family};
use super::open::{self, TablesOptions};
use super::scan::Bounds;
use super::writes::Writes;
use super::{lock, meta, migrations};
use nobat_domain::ids::Sequence;
use rocksdb::checkpoint::Checkpoint;
use rocksdb::{ColumnFamily, DB};
use std::fs::{self, File};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

/// The tables of one data directory. Any thread may read; one thread commits.
pub struct Tables {
    db: DB,
    access: Access,
    cluster: [u8; 16],
    applied: AtomicU64,
    flushed: AtomicU64,
    /// Released after the store is closed: fields are dropped in order.
    _lock: Option<File>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Write,
    Read,
}

impl Tables {
    /// Opens the tables for their one writer. An empty or missing directory becomes new tables of
    /// this program's format, at the position before everything.
    ///
    /// # Errors
    /// `Locked`, `NewerFormat`, `WrongCluster`, `Damaged`, `Full`, `Io`.
    pub fn open(dir: &Path, options: &TablesOptions) -> Result<Self, StorageError> {
        fs::create_dir_all(dir).map_err(StorageError::file("create the tables in", dir))?;
        let lock = lock::to_write(dir)?;
        let found = migrations::format_on_disk(dir)?;
        let db = open::writable(dir, options)?;
        match found {
            Some(format) => migrations::bring_up(&db, format)?,
            None => meta::found_new(&db, options.cluster)?,
        }
        Self::standing(db, Access::Write, options, Some(lock))
    }

    /// Opens the tables of a stopped directory, or of a checkpoint, without changing a byte.
    /// Readers keep a writer out, and a writer them.
    ///
    /// # Errors
    /// `Missing` where there are none, else as [`Tables::open`]; an older format is `Damaged` to a
    /// reader, who may not migrate it.
    pub fn open_to_read(dir: &Path, options: &TablesOptions) -> Result<Self, StorageError> {
        let lock = lock::to_read(dir)?;
        let Some(found) = migrations::format_on_disk(dir)? else {
            return Err(StorageError::Missing { dir: dir.into() });
        };
        migrations::must_be_current(found)?;
        let db = open::readable(dir, options)?;
        Self::standing(db, Access::Read, options, lock)
    }

    fn standing(
        db: DB,
        access: Access,
        options: &TablesOptions,
        lock: Option<File>,
    ) -> Result<Self, StorageError> {
        let cluster = meta::cluster(&db)?;
        if options.cluster.is_some_and(|wanted| wanted != cluster) {
            return Err(StorageError::WrongCluster);
        }
        let recovered = meta::applied(&db)?;
        let position = || AtomicU64::new(recovered.0);
        Ok(Self { db, access, cluster, applied: position(), flushed: position(), _lock: lock })
    }

    /// The identity that the tables were made with.
    #[must_use]
    pub fn cluster(&self) -> [u8; 16] {
        self.cluster
    }

    /// The position that the rows stand at; right after opening, the recovered one.
    #[must_use]
    pub fn applied(&self) -> Sequence {
        Sequence(self.applied.load(Ordering::Acquire))
    }

    /// The position that a crash at this moment would surely leave behind.
    #[must_use]
    pub fn flushed(&self) -> Sequence {
        Sequence(self.flushed.load(Ordering::Acquire))
    }

    /// An empty batch of changes.
    #[must_use]
    pub fn writes(&self) -> Writes<'_> {
        Writes::new(self)
    }

    /// Makes the changes and moves the position, in one step that readers see whole or not at all.
    /// The changes stay with the caller: after `Full` the same commit may be repeated.
    ///
    /// # Errors
    /// `Full` while the disk is; `OpenedToRead`, `Damaged`, `Io`.
    ///
    /// # Panics
    /// If `applied` is before the position that the rows stand at.
    pub fn commit(&self, writes: &Writes<'_>, applied: Sequence) -> Result<(), StorageError> {
        self.writable()?;
        assert!(applied >= self.applied(), "the journal is followed forward");
        let mut batch = writes.copy();
        batch.put_cf(self.family(Family::Meta), Fact::Applied.key(), applied.0.to_be_bytes());
        self.db
            .write_opt(batch, &open::write_options())
            .map_err(StorageError::store("commit rows"))?;
        self.applied.store(applied.0, Ordering::Release);
        Ok(())
    }

    /// Writes all tables to disk, as one, and returns the position that they surely stand at there.
    /// Commits go on meanwhile; the flush may have taken some of them too.
    ///
    /// # Errors
    /// `Full` while the disk is; `OpenedToRead`, `Damaged`, `Io`. The flushed position is then
    /// unchanged.
    pub fn flush(&self) -> Result<Sequence, StorageError> {
        self.writable()?;
        // Taken before the flush begins: whatever is committed after this line is not promised.
        let position = self.applied();
        flush_all(&self.db)?;
        self.flushed.fetch_max(position.0, Ordering::AcqRel);
        Ok(position)
    }

    /// Makes a copy of all tables at one position in `dir`, which must not exist, while they are
    /// in use: hard links where `dir` is on the same file system. Returns a position that the copy
    /// has reached or passed; the copy itself says which.
    ///
    /// # Errors
    /// `Full`, `Damaged`, `Io`.
    pub fn checkpoint(&self, dir: &Path) -> Result<Sequence, StorageError> {
        let position = self.applied();
        Checkpoint::new(&self.db)
            .and_then(|checkpoint| checkpoint.create_checkpoint(dir))
            .map_err(StorageError::store("copy the tables"))?;
        Ok(position)
    }

    /// Reads every row of every table, checking every block, and counts the rows by table.
    ///
    /// # Errors
    /// `Damaged`, naming the file; `Io`.
    pub fn read_all(&self) -> Result<Vec<(&'static str, u64)>, StorageError> {
        let count = |family: Family| {
            let mut rows = 0;
            for row in self.scan(family, Bounds::all(), |_, _| Some(())) {
                row?;
                rows += 1;
            }
            Ok((family.name(), rows))
        };
        Family::ALL.into_iter().map(count).collect()
    }

    pub(super) fn point(
        &self,
        family: Family,
        key: &[u8],
    ) -> Result<Option<Vec<u8>>, StorageError> {
        self.db
            .get_cf_opt(self.family(family), key, &open::read_options())
            .map_err(StorageError::store("read a row"))
    }

    pub(super) fn db(&self) -> &DB {
        &self.db
    }

    pub(super) fn family(&self, family: Family) -> &ColumnFamily {
        handle(&self.db, family)
    }

    fn writable(&self) -> Result<(), StorageError> {
        match self.access {
            Access::Write => Ok(()),
            Access::Read => Err(StorageError::OpenedToRead),
        }
    }
}

pub(super) fn handle(db: &DB, family: Family) -> &ColumnFamily {
    db.cf_handle(family.name()).expect("every family was opened")
}

/// Flushes all families at one point between two commits.
pub(super) fn flush_all(db: &DB) -> Result<(), StorageError> {
    let families = Family::ALL.map(|family| handle(db, family));
    let families: Vec<_> = families.iter().collect();
    db.flush_cfs_opt(&families, &open::flush_options())
        .map_err(StorageError::store("flush the tables"))
}
