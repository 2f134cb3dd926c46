//! The journal's metrics: name, unit, meaning.

/// Counter: synchronous writes of batches.
pub const SYNCS: &str = "nobat_journal_syncs_total";
/// Histogram: records in a batch.
pub const BATCH_RECORDS: &str = "nobat_journal_batch_records";
/// Histogram, bytes: a batch with header and padding.
pub const BATCH_BYTES: &str = "nobat_journal_batch_bytes";
/// Histogram, seconds: from handing a batch to the disk until it is durable.
pub const SYNC_SECONDS: &str = "nobat_journal_sync_seconds";
/// Gauge, bytes: what a restart would replay.
pub const BACKLOG_BYTES: &str = "nobat_journal_backlog_bytes";
/// Gauge: records that a restart would replay.
pub const BACKLOG_RECORDS: &str = "nobat_journal_backlog_records";
/// Gauge: empty segments that are ready.
pub const SEGMENTS_FREE: &str = "nobat_journal_segments_free";
/// Gauge: full segments without an archive copy.
pub const ARCHIVE_LAG_SEGMENTS: &str = "nobat_journal_archive_lag_segments";
/// Counter: times the writer had no segment to go on in.
pub const STALLS: &str = "nobat_journal_stalls_total";
/// Gauge: 1 while new work is refused because tables or archive are behind, else 0.
pub const REFUSES_NEW_WORK: &str = "nobat_journal_refuses_new_work";
/// Counter: failed attempts to prepare or archive a segment.
pub const UPKEEP_FAILURES: &str = "nobat_journal_upkeep_failures_total";

/// All of them, for tests of the metrics page.
pub const ALL: [&str; 11] = [
    SYNCS,
    BATCH_RECORDS,
    BATCH_BYTES,
    SYNC_SECONDS,
    BACKLOG_BYTES,
    BACKLOG_RECORDS,
    SEGMENTS_FREE,
    ARCHIVE_LAG_SEGMENTS,
    STALLS,
    REFUSES_NEW_WORK,
    UPKEEP_FAILURES,
];
