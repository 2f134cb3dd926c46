//! `nobat backup`: a verified copy of a data directory, running or stopped.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use nobat_engine::backup::{BackupError, backup_stopped};
use nobat_engine::storage::StorageError;
use nobat_engine::{EngineConfig, EngineError};
use serde_json::Value;

use crate::door::{Asked, ask, told};

#[derive(Args)]
pub struct Backup {
    /// The data directory. If a server has it, the server makes the backup while it serves.
    #[arg(long)]
    data: PathBuf,
    /// The folder that gets a new backup beside those it has.
    #[arg(long)]
    to: PathBuf,
    /// The folder that gets a copy of the keyring: another one, which is never kept for longer
    /// than seven days.
    #[arg(long)]
    keyring_to: Option<PathBuf>,
    /// Where the master key is, if it is not beside the data. A server has its own.
    #[arg(long)]
    master_key: Option<PathBuf>,
}

impl Backup {
    /// 0 only for a backup that was verified; 1 for one that is whole and not sound; 2 for none.
    pub fn run(self) -> ExitCode {
        match self.make() {
            Ok(made) => {
                println!("{made:#}");
                let verified = made["verified"].as_bool() == Some(true);
                if verified { ExitCode::SUCCESS } else { ExitCode::FAILURE }
            }
            Err(error) => {
                eprintln!("nobat backup: {error:#}");
                ExitCode::from(2)
            }
        }
    }

    fn make(self) -> anyhow::Result<Value> {
        if self.keyring_to.as_ref().is_some_and(|keyring| keyring.starts_with(&self.to)) {
            anyhow::bail!("the keyring's copies need a folder of their own, apart from the data's");
        }
        let mut config = EngineConfig::new(&self.data);
        if let Some(path) = self.master_key {
            config.master_key = path;
        }
        let made = backup_stopped(&config, &self.to, self.keyring_to.as_deref());
        match made {
            Ok(made) => Ok(told(&made)),
            Err(BackupError::Engine(EngineError::Storage(StorageError::Locked { .. }))) => {
                let to = from_the_root(&self.to)?;
                let keyring_to = self.keyring_to.as_deref().map(from_the_root).transpose()?;
                Ok(ask(&self.data, &Asked::Backup { to, keyring_to })?)
            }
            Err(other) => Err(other.into()),
        }
    }
}

fn from_the_root(path: &Path) -> anyhow::Result<PathBuf> {
    std::path::absolute(path).with_context(|| format!("naming {} from the root", path.display()))
}
