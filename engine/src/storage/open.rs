//! Every tuning knob of the store, each with its reason.
//!
//! The shape it is tuned for: 240,000 shift-days, 10 million rows of seats (1 GB), 65 million
//! requests (about 1 KB each), two cores, and a journal beside it whose syncs must not wait behind
//! compactions. Memory: the block cache, the memtables, and as much again as the memtables while a
//! flush is behind; with the defaults 128 MiB, at worst 192.

use super::error::StorageError;
use super::keys::Family;
use rocksdb::{
    BlockBasedIndexType, BlockBasedOptions, Cache, ColumnFamilyDescriptor, DB, DBCompressionType,
    FlushOptions, MemtableFactory, Options, ReadOptions, ReadTier, WriteOptions,
};
use std::io;
use std::path::Path;

const MIB: usize = 1 << 20;
/// Flushed files of seats that are merged at once: the whole is written again once for so many
/// flushes, and not for each few.
const SEATS_FILES: i32 = 12;

/// What a deployment may choose about the tables.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TablesOptions {
    /// The data directory's identity. A new directory takes it, or draws one if there is none; an
    /// old one must have it.
    pub cluster: Option<[u8; 16]>,
    /// Blocks, indexes and filters that are kept in memory.
    pub block_cache_bytes: usize,
    /// Rows that are not yet flushed, of all tables together; the store flushes by itself beyond.
    pub memtable_bytes: usize,
    /// Threads for flushes and compactions.
    pub background_jobs: i32,
}

impl Default for TablesOptions {
    fn default() -> Self {
        Self {
            cluster: None,
            // What does not fit of the indexes and filters of 65 million requests, about 150 MiB,
            // is read again from files that the system keeps in memory as long as it has some.
            block_cache_bytes: 64 * MIB,
            // What it saves on merging beyond this is had by merging more files at a time.
            memtable_bytes: 64 * MIB,
            // One flush and one compaction: each of two cores keeps something for the engine.
            background_jobs: 2,
        }
    }
}

/// Share of a memtable that its filter takes: about a byte for each row.
const MEMTABLE_FILTER: f64 = 0.02;

/// How a table is read decides how its files are built.
enum Shape {
    /// By key, mostly: small blocks and a filter, so that a miss costs no disk read.
    Point,
    /// In key order: large blocks, no filter.
    Ordered,
    /// In key order, and rows leave soon after they came.
    Passing,
}

const fn shape(family: Family) -> Shape {
    match family {
        Family::Requests | Family::Orders | Family::Tracking | Family::References => Shape::Point,
        Family::InFlight | Family::Outbox | Family::Mobiles | Family::ToReverse => Shape::Passing,
        _ => Shape::Ordered,
    }
}

/// Opens the store for its one writer, creating what is missing.
pub(super) fn writable(dir: &Path, options: &TablesOptions) -> Result<DB, StorageError> {
    let mut database = database(options);
    database.create_if_missing(true);
    database.create_missing_column_families(true);
    DB::open_cf_descriptors(&database, dir, families(options))
        .map_err(StorageError::store("open the tables"))
}

/// Opens the store as it stands, without changing a byte.
pub(super) fn readable(dir: &Path, options: &TablesOptions) -> Result<DB, StorageError> {
    DB::open_cf_descriptors_read_only(&database(options), dir, families(options), false)
        .map_err(StorageError::store("open the tables to read"))
}

/// Opens nothing but the table of facts, to learn the format before anything else is touched.
pub(super) fn facts_only(dir: &Path) -> Result<DB, StorageError> {
    let facts = [Family::Meta.name()];
    DB::open_cf_for_read_only(&database(&TablesOptions::default()), dir, facts, false)
        .map_err(StorageError::store("look at the format of the tables"))
}

/// The names of the families on disk, or nothing where there is no store.
pub(super) fn names_on_disk(dir: &Path) -> Result<Option<Vec<String>>, StorageError> {
    // The store writes this file last when it is created.
    let current = dir.join("CURRENT");
    if !current.try_exists().map_err(StorageError::file("look for the tables", &current))? {
        return Ok(None);
    }
    let names = DB::list_cf(&Options::default(), dir);
    names.map(Some).map_err(StorageError::store("list the tables"))
}

/// Every file of rows that the store counts is there and as long as it was made. The store itself
/// looks when it first opens one, which for a table that is seldom read may be long after.
/// Cost: one look at the folder for each of at most some hundred files.
pub(super) fn all_files_are_whole(db: &DB) -> Result<(), StorageError> {
    let files = || db.live_files().map_err(StorageError::store("list the files of the tables"));
    for file in files()? {
        let path = db.path().join(file.name.trim_start_matches('/'));
        let what = match path.metadata() {
            Ok(found) if found.len() == file.size as u64 => continue,
            Ok(found) => format!("has {} bytes, not {}", found.len(), file.size),
            Err(error) if error.kind() == io::ErrorKind::NotFound => "is gone".to_owned(),
            Err(error) => return Err(StorageError::file("look at", &path)(error)),
        };
        // A compaction may have put others in its place since the list was made.
        if files()?.iter().any(|still| still.name == file.name) {
            return Err(StorageError::damaged(format!("{} {what}", path.display())));
        }
    }
    Ok(())
}

fn database(options: &TablesOptions) -> Options {
    let mut database = Options::default();
    // The one property that everything rests on: a flush, whoever asked for it, takes all tables
    // at one point between two commits, so that the rows on disk always stand at one position.
    database.set_atomic_flush(true);
    // One thread commits; tables that gather in a vector cannot be written by several at once.
    database.set_allow_concurrent_memtable_write(false);
    // Damage is found at the start and on every read and write, never passed on.
    database.set_paranoid_checks(true);
    database.set_max_background_jobs(options.background_jobs);
    database.set_db_write_buffer_size(options.memtable_bytes);
    // 78 GB in files of 128 MiB; below the usual limit of 1,024 descriptors with room for sockets.
    database.set_max_open_files(700);
    // Only statistics for the choice of compactions; reading them slows a start with many files.
    database.set_skip_stats_update_on_db_open(true);
    // Hands pages to the disk as they are written: one large write-back at the end of a compaction
    // would stand before the journal's next sync.
    database.set_bytes_per_sync(MIB as u64);
    // The store's own log names files and sizes and no rows; it is for whoever examines a fault.
    database.set_max_log_file_size(8 * MIB);
    database.set_keep_log_file_num(4);
    database
}

fn families(options: &TablesOptions) -> Vec<ColumnFamilyDescriptor> {
    let cache = Cache::new_lru_cache(options.block_cache_bytes);
    let described = |family: Family| {
        ColumnFamilyDescriptor::new(family.name(), family_options(family, options, &cache))
    };
    Family::ALL.into_iter().map(described).collect()
}

fn family_options(family: Family, options: &TablesOptions, cache: &Cache) -> Options {
    let mut table = Options::default();
    let mut blocks = BlockBasedOptions::default();
    blocks.set_block_cache(cache);
    // Indexes and filters count against the cache's bound, in pieces that can leave it.
    blocks.set_cache_index_and_filter_blocks(true);
    blocks.set_index_type(BlockBasedIndexType::TwoLevelIndexSearch);
    blocks.set_partition_filters(true);
    blocks.set_pin_l0_filter_and_index_blocks_in_cache(true);
    match shape(family) {
        Shape::Point => {
            // A handful of requests to a block.
            blocks.set_block_size(8 * 1024);
            // One miss in a hundred reads the disk in vain, for ten bits a row.
            blocks.set_bloom_filter(10.0, false);
            // Most who come are new, and so are their orders and references: a look that finds
            // nothing is not to search what has gathered in memory either.
            table.set_memtable_whole_key_filtering(true);
            table.set_memtable_prefix_bloom_ratio(MEMTABLE_FILTER);
        }
        Shape::Ordered => blocks.set_block_size(32 * 1024),
        Shape::Passing => {
            blocks.set_block_size(32 * 1024);
            // Where half of 4,096 neighbours are deletions, a scan would wade through them.
            table.add_compact_on_deletion_collector_factory(4096, 2048, 0.5);
        }
    }
    if family == Family::Seats {
        // Ten times as many rows come here as anywhere else, and none is looked up while the engine
        // runs: they gather unsorted, and the flush sorts them.
        table.set_memtable_factory(MemtableFactory::Vector);
        // For the same reason it may lie in many files until they are merged with the whole.
        table.set_level_zero_file_num_compaction_trigger(SEATS_FILES);
        table.set_level_zero_slowdown_writes_trigger(2 * SEATS_FILES);
        table.set_level_zero_stop_writes_trigger(3 * SEATS_FILES);
    }
    table.set_block_based_table_factory(&blocks);
    // Cheap enough for two cores; sealed bytes do not shrink and are then stored as they are.
    table.set_compression_type(DBCompressionType::Lz4);
    // A table may fill half of the memtables before the store flushes by itself.
    table.set_write_buffer_size((options.memtable_bytes / 2).max(MIB));
    // Three may wait for the disk before commits are slowed.
    table.set_max_write_buffer_number(4);
    // Few, large files: 65 million requests stay within the open files.
    table.set_target_file_size_base(128 * MIB as u64);
    table.set_max_bytes_for_level_base(512 * MIB as u64);
    table
}

/// Commits skip the store's own log: the journal is the log.
pub(super) fn write_options() -> WriteOptions {
    let mut options = WriteOptions::default();
    options.disable_wal(true);
    options
}

/// A flush returns when the files are on disk and named by the manifest.
pub(super) fn flush_options() -> FlushOptions {
    let mut options = FlushOptions::default();
    options.set_wait(true);
    options
}

/// Point reads: every block's checksum is checked, whether it comes from disk or not.
pub(super) fn read_options() -> ReadOptions {
    let mut options = ReadOptions::default();
    options.set_verify_checksums(true);
    options
}

/// Point reads that never wait for the disk.
pub(super) fn at_hand_options() -> ReadOptions {
    let mut options = read_options();
    options.set_read_tier(ReadTier::BlockCache);
    options
}

/// Scans read ahead, and leave the cache to the point reads.
pub(super) fn scan_options() -> ReadOptions {
    let mut options = read_options();
    options.fill_cache(false);
    options.set_readahead_size(2 * MIB);
    options
}
