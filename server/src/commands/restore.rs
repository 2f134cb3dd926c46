//! `nobat restore`: a data directory made of a backup, or new tables for one whose tables rotted.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use nobat_engine::EngineConfig;
use nobat_engine::backup::{BackupError, Restored, restore, restore_in_place};
use serde_json::{Value, json};

use crate::door::hex;

#[derive(Args)]
pub struct Restore {
    /// The backup: the folder that holds a `manifest`.
    #[arg(long)]
    from: PathBuf,
    /// The new data directory: empty, or not there yet.
    #[arg(long)]
    data: PathBuf,
    /// A copy of the keyring, or the folder of its copies.
    #[arg(long, required_unless_present = "in_place")]
    keyring_from: Option<PathBuf>,
    /// An archive to go on through, from the backup to its end.
    #[arg(long, conflicts_with = "in_place")]
    archive: Option<PathBuf>,
    /// Rebuild the tables of a stopped data directory, with its own journal, archive and keyring.
    #[arg(long, conflicts_with = "keyring_from")]
    in_place: bool,
    /// Where the master key is, if it is not in the data directory. It is not copied.
    #[arg(long)]
    master_key: Option<PathBuf>,
    /// A number above every one that a restore of this data has had, where the folder of the
    /// backup cannot keep count.
    #[arg(long, conflicts_with = "in_place")]
    restore_epoch: Option<u8>,
}

impl Restore {
    /// 0 only for a directory that was verified; 1 for one with findings; 2 for none.
    pub fn run(self) -> ExitCode {
        match self.restored() {
            Ok(restored) => {
                println!("{:#}", written(&restored));
                ExitCode::SUCCESS
            }
            Err(error @ BackupError::Unsound { .. }) => {
                eprintln!("nobat restore: {error}");
                ExitCode::FAILURE
            }
            Err(error) => {
                eprintln!("nobat restore: {error}");
                ExitCode::from(2)
            }
        }
    }

    fn restored(&self) -> Result<Restored, BackupError> {
        let mut config = EngineConfig::new(&self.data);
        if let Some(path) = &self.master_key {
            config.master_key.clone_from(path);
        }
        match &self.keyring_from {
            Some(keyring_from) => restore(&nobat_engine::backup::Restore {
                from: &self.from,
                config: &config,
                keyring_from,
                archive: self.archive.as_deref(),
                restore_epoch: self.restore_epoch,
            }),
            None => restore_in_place(&self.from, &config),
        }
    }
}

fn written(restored: &Restored) -> Value {
    let counts = &restored.report.counts;
    json!({
        "sound": restored.report.sound(),
        "backup_position": restored.manifest.position.0,
        "backup_digest": hex(&restored.manifest.digest.sha256),
        "position": restored.position.0,
        "replayed_records": restored.replayed_records,
        "restore_epoch": restored.restore_epoch,
        "erased_again": restored.erased_again,
        "bookings": counts.bookings,
        "requests": counts.requests,
        "money": counts.money,
    })
}
