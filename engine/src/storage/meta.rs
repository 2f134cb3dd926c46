//! The facts that the tables keep about themselves: format, identity, position, engine time.

use super::error::StorageError;
use super::keys::{Fact, Family};
use super::migrations::FORMAT;
use super::tables::{self, Tables, handle};
use super::writes::Writes;
use super::{open, scan};
use nobat_domain::ids::Sequence;
use nobat_domain::timestamp::Timestamp;
use rocksdb::{DB, WriteBatch};

impl Tables {
    /// The last engine time that was applied, if any was.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub fn engine_time(&self) -> Result<Option<Timestamp>, StorageError> {
        Ok(number(self.db(), Fact::EngineTime)?.map(Timestamp))
    }

    /// The first change that the feed still has, or would have: what was before is trimmed.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub fn feed_begin(&self) -> Result<Sequence, StorageError> {
        Ok(Sequence(number(self.db(), Fact::FeedFrom)?.unwrap_or(0)))
    }

    /// The highest number of a data key that was ever named by a row, 0 if none was.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub fn keys_used(&self) -> Result<u64, StorageError> {
        Ok(number(self.db(), Fact::KeysUsed)?.unwrap_or(0))
    }
}

impl Tables {
    /// Whether the tables that came later say everything that the others imply.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub fn is_indexed(&self) -> Result<bool, StorageError> {
        is_indexed(self.db())
    }
}

impl Writes<'_> {
    pub fn put_indexed(&mut self) {
        self.put(Family::Meta, &Fact::Indexed.key(), &[]);
    }

    /// The next start fills the tables that came later, as in a directory of before.
    pub fn delete_indexed(&mut self) {
        self.delete(Family::Meta, &Fact::Indexed.key());
    }

    pub(super) fn put_feed_begin(&mut self, first: Sequence) {
        self.put(Family::Meta, &Fact::FeedFrom.key(), &first.0.to_be_bytes());
    }

    pub fn put_engine_time(&mut self, time: Timestamp) {
        self.put(Family::Meta, &Fact::EngineTime.key(), &time.0.to_be_bytes());
    }

    /// Notes the highest data key in use; the caller sees to it that it only grows.
    pub fn put_keys_used(&mut self, key_number: u64) {
        self.put(Family::Meta, &Fact::KeysUsed.key(), &key_number.to_be_bytes());
    }
}

/// Makes an empty store into tables: format, identity, and the position before everything.
pub(super) fn found_new(db: &DB, cluster: Option<[u8; 16]>) -> Result<(), StorageError> {
    let cluster = match cluster {
        Some(cluster) => cluster,
        None => drawn()?,
    };
    let mut facts = WriteBatch::default();
    let family = handle(db, Family::Meta);
    facts.put_cf(family, Fact::Format.key(), FORMAT.to_be_bytes());
    facts.put_cf(family, Fact::Cluster.key(), cluster);
    facts.put_cf(family, Fact::Applied.key(), Sequence::default().0.to_be_bytes());
    facts.put_cf(family, Fact::Indexed.key(), []);
    db.write_opt(facts, &open::write_options()).map_err(StorageError::store("found the tables"))?;
    tables::flush_all(db)
}

fn drawn() -> Result<[u8; 16], StorageError> {
    let mut cluster = [0; 16];
    getrandom::fill(&mut cluster).map_err(|error| StorageError::Io {
        attempted: "draw an identity for the tables",
        what: error.to_string(),
    })?;
    Ok(cluster)
}

pub(super) fn is_indexed(db: &DB) -> Result<bool, StorageError> {
    Ok(fact(db, Fact::Indexed)?.is_some())
}

/// The next start fills the tables that came later.
pub(super) fn forget_indexed(db: &DB) -> Result<(), StorageError> {
    let mut facts = WriteBatch::default();
    facts.delete_cf(handle(db, Family::Meta), Fact::Indexed.key());
    db.write_opt(facts, &open::write_options())
        .map_err(StorageError::store("have the later tables filled"))
}

pub(super) fn put_format(db: &DB, format: u32) -> Result<(), StorageError> {
    let mut facts = WriteBatch::default();
    facts.put_cf(handle(db, Family::Meta), Fact::Format.key(), format.to_be_bytes());
    db.write_opt(facts, &open::write_options())
        .map_err(StorageError::store("note the format of the tables"))
}

pub(super) fn format(db: &DB) -> Result<Option<u32>, StorageError> {
    let bytes = fact(db, Fact::Format)?;
    bytes.map(|bytes| shaped(Fact::Format, &bytes).map(u32::from_be_bytes)).transpose()
}

pub(super) fn cluster(db: &DB) -> Result<[u8; 16], StorageError> {
    shaped(Fact::Cluster, &needed(Fact::Cluster, fact(db, Fact::Cluster)?)?)
}

pub(super) fn applied(db: &DB) -> Result<Sequence, StorageError> {
    needed(Fact::Applied, number(db, Fact::Applied)?).map(Sequence)
}

fn number(db: &DB, wanted: Fact) -> Result<Option<u64>, StorageError> {
    let bytes = fact(db, wanted)?;
    bytes.map(|bytes| shaped(wanted, &bytes).map(u64::from_be_bytes)).transpose()
}

fn fact(db: &DB, wanted: Fact) -> Result<Option<Vec<u8>>, StorageError> {
    db.get_cf_opt(handle(db, Family::Meta), wanted.key(), &open::read_options())
        .map_err(StorageError::store("read a fact about the tables"))
}

fn needed<T>(wanted: Fact, found: Option<T>) -> Result<T, StorageError> {
    found.ok_or_else(|| StorageError::damaged(format!("the row `{wanted:?}` of `meta` is missing")))
}

fn shaped<const BYTES: usize>(wanted: Fact, bytes: &[u8]) -> Result<[u8; BYTES], StorageError> {
    bytes.try_into().map_err(|_| scan::misshapen(Family::Meta, &wanted.key(), bytes))
}
