//! How an engine is set up: a plain struct that reads no environment.

use std::path::PathBuf;

use nobat_domain::limits::HoldTerms;
use nobat_domain::timestamp::Millis;

use crate::backup::BackupPlan;
use crate::clock::monotonic_ns;
use crate::journal::JournalConfig;
use crate::storage::TablesOptions;

/// Everything that a start needs to know.
#[derive(Clone, Debug)]
pub struct EngineConfig {
    /// Journal, tables and keyring live here, each in a place of its own.
    pub data_dir: PathBuf,
    /// The master key of the keyring. Kept apart from the data where the operator can.
    pub master_key: PathBuf,
    /// Threads that carry actors.
    pub arbiters: usize,
    pub terms: HoldTerms,
    /// Bytes of one journal segment; smaller only in tests.
    pub segment_bytes: u64,
    /// Letters that may wait for the owners of one thread, new ones up to a quarter of it: what
    /// waits longer than some milliseconds had better be refused. Smaller only in tests.
    pub post_box: usize,
    /// Rows of the tables that wait in memory for their flush, in bytes; smaller only in tests.
    pub memtable_bytes: usize,
    /// Requests at rest that each desk keeps in memory, at about a kilobyte each; none only in
    /// tests.
    pub requests_at_rest: usize,
    /// An operator confirms that the journaled time is right and the wall clock is behind it.
    pub journaled_time_confirmed: bool,
    /// How far ahead of the wall clock engine time begins. Zero but for rehearsals and tests.
    pub clock_ahead: Millis,
    /// Backups that a thread of its own makes and looks after; nobody does without a plan.
    pub backups: Option<BackupPlan>,
}

impl EngineConfig {
    /// The defaults for a data directory; the master key beside it.
    #[must_use]
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        let data_dir = data_dir.into();
        Self {
            master_key: data_dir.join("master.key"),
            arbiters: std::thread::available_parallelism().map_or(2, usize::from).min(8),
            data_dir,
            terms: HoldTerms::DEFAULT,
            segment_bytes: 64 << 20,
            post_box: 8_192,
            memtable_bytes: TablesOptions::default().memtable_bytes,
            requests_at_rest: 8_192,
            journaled_time_confirmed: false,
            clock_ahead: Millis(0),
            backups: None,
        }
    }

    /// How the journal is run.
    pub(crate) fn journal(&self, cluster: [u8; 16]) -> JournalConfig {
        let mut journal = JournalConfig::new(self.arbiters.max(1), cluster, monotonic_ns);
        journal.segment_bytes = self.segment_bytes;
        // A batch fits into a segment of any size that the journal takes.
        let half = usize::try_from(self.segment_bytes / 2).unwrap_or(usize::MAX);
        journal.batch_bytes_max = journal.batch_bytes_max.min(half / 4096 * 4096);
        journal
    }

    #[must_use]
    pub fn journal_dir(&self) -> PathBuf {
        self.data_dir.join("journal")
    }

    #[must_use]
    pub fn archive_dir(&self) -> PathBuf {
        self.data_dir.join("archive")
    }

    #[must_use]
    pub fn tables_dir(&self) -> PathBuf {
        self.data_dir.join("tables")
    }

    /// Scans of booklets; a file system of their own may be mounted here.
    #[must_use]
    pub fn scans_dir(&self) -> PathBuf {
        self.data_dir.join("scans")
    }

    #[must_use]
    pub fn keyring_path(&self) -> PathBuf {
        self.data_dir.join("keyring")
    }
}
