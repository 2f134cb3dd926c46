//! A backup while it is being made: under a name that nobody takes for a backup's.

use std::path::{Path, PathBuf};

use nobat_domain::timestamp::Timestamp;

use super::erasures::{self, ERASED};
use super::error::BackupError;
use super::files::{self, FileSum};
use super::manifest::{MANIFEST, Manifest};
use super::pace::Pace;
use super::shelf::{self, UNFINISHED, short};
use crate::backup::restore_epoch;
use crate::clock::wall;
use crate::storage::{Tables, TablesDigest, TablesOptions};

pub(super) const TABLES: &str = "tables";
/// Reading all rows once in order needs no cache; this holds indexes of the files at hand.
const READER_CACHE_BYTES: usize = 32 << 20;

pub(super) struct Draft {
    to: PathBuf,
    path: PathBuf,
    cluster: [u8; 16],
    made_at: Timestamp,
}

/// What has its final name and is yet to be proven.
pub(super) struct Published {
    pub(super) path: PathBuf,
    pub(super) manifest: Manifest,
    /// What a proof of this very backup names.
    pub(super) proof: String,
}

impl Draft {
    pub(super) fn begin(to: &Path, cluster: [u8; 16]) -> Result<Self, BackupError> {
        files::folder(to)?;
        shelf::drop_unfinished(to, &cluster)?;
        let made_at = wall();
        let path = to.join(format!("nobat-{}-{:014}{UNFINISHED}", short(&cluster), made_at.0));
        files::folder(&path.join(TABLES))?;
        Ok(Self { to: to.to_owned(), path, cluster, made_at })
    }

    pub(super) fn tables(&self) -> PathBuf {
        self.path.join(TABLES)
    }

    pub(super) fn copy_tables(
        &self,
        from: &Path,
        pace: &Pace,
    ) -> Result<Vec<FileSum>, BackupError> {
        copy_tables(from, &self.tables(), pace)
    }

    /// Describes what was copied, makes all of it durable, and gives it its name.
    pub(super) fn publish(
        self,
        digest: TablesDigest,
        mut files: Vec<FileSum>,
        pace: &Pace,
    ) -> Result<Published, BackupError> {
        let tables = read_only(&self.tables(), self.cluster)?;
        let erased = self.path.join(ERASED);
        files::write(&erased, &erasures::text(&erasures::of_tables(&tables)?))?;
        files.push(files::sum(&erased, ERASED, pace)?);
        files.sort_unstable();
        let manifest = Manifest {
            cluster: self.cluster,
            position: tables.applied(),
            made_at: self.made_at,
            restore_epoch: restore_epoch(&tables)?,
            keys_used: tables.keys_used()?,
            digest,
            files,
        };
        drop(tables);
        files::sync_folder(&self.tables())?;
        files::write(&self.path.join(MANIFEST), &manifest.text())?;
        let path = self.to.join(shelf::name(&manifest));
        files::publish(&self.path, &path)?;
        let (manifest, proof) = Manifest::read(&path)?;
        Ok(Published { path, manifest, proof })
    }
}

pub(super) fn read_only(dir: &Path, cluster: [u8; 16]) -> Result<Tables, BackupError> {
    let options = TablesOptions {
        cluster: Some(cluster),
        block_cache_bytes: READER_CACHE_BYTES,
        ..TablesOptions::default()
    };
    Ok(Tables::open_to_read(dir, &options)?)
}

/// Copies the files of tables that nobody writes to.
pub(super) fn copy_tables(
    from: &Path,
    to: &Path,
    pace: &Pace,
) -> Result<Vec<FileSum>, BackupError> {
    let names = files::names(from)?.into_iter().filter(|name| carries_rows(name));
    names
        .map(|name| files::copy(&from.join(&name), &to.join(&name), &inside(&name), pace))
        .collect()
}

/// The checksums of tables that stand where they will stay.
pub(super) fn sum_tables(dir: &Path, pace: &Pace) -> Result<Vec<FileSum>, BackupError> {
    let names = files::names(dir)?.into_iter().filter(|name| carries_rows(name));
    names.map(|name| files::sum(&dir.join(&name), &inside(&name), pace)).collect()
}

fn inside(name: &str) -> String {
    format!("{TABLES}/{name}")
}

/// Locks and the store's notes about itself are of one place and one process.
fn carries_rows(name: &str) -> bool {
    !(name == "LOCK" || name == "nobat.lock" || name == "LOG" || name.starts_with("LOG.old"))
}
