//! When backups are made and where they stand, as an operator writes it.

use std::path::{Path, PathBuf};

use nobat_domain::timestamp::Millis;
use nobat_engine::backup::BackupPlan;
use serde::Deserialize;

const MS_PER_HOUR: u64 = 3_600_000;

/// The table `[backup]`. Without it a backup is made each day; none has to be asked for.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BackupSettings {
    pub off: bool,
    /// `backups` in the data directory, if it is not named.
    pub folder: Option<PathBuf>,
    /// `keyring-backups` in the data directory, if it is not named.
    pub keyring_folder: Option<PathBuf>,
    pub every_hours: u64,
    pub kept: usize,
    pub archive_bytes_max: u64,
}

impl Default for BackupSettings {
    fn default() -> Self {
        let plan = BackupPlan::daily(Path::new(""));
        Self {
            off: plan.off,
            folder: None,
            keyring_folder: None,
            every_hours: plan.every.0 / MS_PER_HOUR,
            kept: plan.kept,
            archive_bytes_max: plan.archive_bytes_max,
        }
    }
}

impl BackupSettings {
    /// Whether this can be followed: zero is no span and no number of backups, and the keyring's
    /// copies never lie among the data's.
    #[must_use]
    pub fn fit(&self, data_dir: &Path) -> bool {
        let plan = self.plan(data_dir);
        let apart = !plan.keyring_folder.starts_with(&plan.folder);
        self.every_hours > 0 && self.kept > 0 && apart
    }

    #[must_use]
    pub fn plan(&self, data_dir: &Path) -> BackupPlan {
        let house = BackupPlan::daily(data_dir);
        BackupPlan {
            off: self.off,
            folder: self.folder.clone().unwrap_or(house.folder),
            keyring_folder: self.keyring_folder.clone().unwrap_or(house.keyring_folder),
            every: Millis::hours(self.every_hours),
            kept: self.kept,
            archive_bytes_max: self.archive_bytes_max,
        }
    }
}
