//! When backups are made, where they stand, and how long they are kept.

use std::path::{Path, PathBuf};

use nobat_domain::timestamp::Millis;

/// Once a day.
const EVERY: Millis = Millis::hours(24);
/// A week of days to go back to.
const KEPT: usize = 7;
/// 160 laps of 64 MiB: a day of full load, and room to notice that backups fail.
const ARCHIVE_BYTES_MAX: u64 = 10 << 30;
/// How long a keyring's backup may still know an erased key: an erasure is complete after it.
pub use crate::keyring::KEYRING_BACKUP_KEPT as KEYRING_KEPT;

/// What `serve` does about backups.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BackupPlan {
    /// Nothing is made, so nothing is covered and the archive only grows. The rest still counts:
    /// the archive is measured and its cap alarms.
    pub off: bool,
    /// Where backups of the data stand; best on another disk than the data.
    pub folder: PathBuf,
    /// Where the keyring's backups stand: never inside a backup of the data.
    pub keyring_folder: PathBuf,
    /// From one verified backup to the next.
    pub every: Millis,
    /// How many stay, the newest verified one always among them.
    pub kept: usize,
    /// Beyond so many archived bytes that no backup covers, the alarm rings. Nothing is deleted.
    pub archive_bytes_max: u64,
}

impl BackupPlan {
    /// The house's own: a backup each day, inside the data directory.
    #[must_use]
    pub fn daily(data_dir: &Path) -> Self {
        Self {
            off: false,
            folder: data_dir.join("backups"),
            keyring_folder: data_dir.join("keyring-backups"),
            every: EVERY,
            kept: KEPT,
            archive_bytes_max: ARCHIVE_BYTES_MAX,
        }
    }
}
