//! How large the tables are and how hard the store is working, for the metrics.

use super::error::StorageError;
use super::keys::Family;
use super::tables::Tables;
use rocksdb::properties::{
    ACTUAL_DELAYED_WRITE_RATE, BACKGROUND_ERRORS, BLOCK_CACHE_USAGE, CUR_SIZE_ALL_MEM_TABLES,
    ESTIMATE_NUM_KEYS, ESTIMATE_PENDING_COMPACTION_BYTES, IS_WRITE_STOPPED, LIVE_SST_FILES_SIZE,
    NUM_RUNNING_COMPACTIONS, NUM_RUNNING_FLUSHES, PropName,
};

/// One table. Rows are an estimate; bytes on disk are after compression.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TableSize {
    pub table: &'static str,
    pub rows_about: u64,
    pub disk_bytes: u64,
    pub memory_bytes: u64,
    pub compaction_pending_bytes: u64,
}

/// The store as a whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pressure {
    pub memtable_bytes: u64,
    pub block_cache_bytes: u64,
    pub compaction_pending_bytes: u64,
    pub running_flushes: u64,
    pub running_compactions: u64,
    /// Commits are being slowed to this rate, or 0 if they are not.
    pub delayed_bytes_per_second: u64,
    /// Commits wait until the disk has caught up.
    pub stopped: bool,
    /// Flushes and compactions that have failed since the start.
    pub background_errors: u64,
}

impl Tables {
    /// The size of each table.
    ///
    /// # Errors
    /// `Io`.
    pub fn sizes(&self) -> Result<Vec<TableSize>, StorageError> {
        let size = |family: Family| {
            Ok(TableSize {
                table: family.name(),
                rows_about: self.estimate(family, ESTIMATE_NUM_KEYS)?,
                disk_bytes: self.estimate(family, LIVE_SST_FILES_SIZE)?,
                memory_bytes: self.estimate(family, CUR_SIZE_ALL_MEM_TABLES)?,
                compaction_pending_bytes: self
                    .estimate(family, ESTIMATE_PENDING_COMPACTION_BYTES)?,
            })
        };
        Family::ALL.into_iter().map(size).collect()
    }

    /// How hard the store is working.
    ///
    /// # Errors
    /// `Io`.
    pub fn pressure(&self) -> Result<Pressure, StorageError> {
        let whole = |property| self.estimate(Family::Meta, property);
        let sizes = self.sizes()?;
        Ok(Pressure {
            memtable_bytes: sizes.iter().map(|size| size.memory_bytes).sum(),
            block_cache_bytes: whole(BLOCK_CACHE_USAGE)?,
            compaction_pending_bytes: sizes.iter().map(|size| size.compaction_pending_bytes).sum(),
            running_flushes: whole(NUM_RUNNING_FLUSHES)?,
            running_compactions: whole(NUM_RUNNING_COMPACTIONS)?,
            delayed_bytes_per_second: whole(ACTUAL_DELAYED_WRITE_RATE)?,
            stopped: whole(IS_WRITE_STOPPED)? != 0,
            background_errors: whole(BACKGROUND_ERRORS)?,
        })
    }

    pub(super) fn estimate(
        &self,
        family: Family,
        property: &PropName,
    ) -> Result<u64, StorageError> {
        let value = self.db().property_int_value_cf(self.family(family), property);
        Ok(value.map_err(StorageError::store("measure a table"))?.unwrap_or(0))
    }
}
