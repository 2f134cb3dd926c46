//! The proof of a backup: read again, file by file, row by row, and verified.

use std::path::Path;
use std::sync::Arc;

use super::draft::{TABLES, read_only};
use super::error::BackupError;
use super::files;
use super::manifest::Manifest;
use super::pace::Pace;
use super::scan_copies;
use crate::keyring::Keyring;
use crate::storage::{Tables, TablesDigest};
use crate::verify::{Report, verify_tables};

/// Reads a whole backup: every file by its checksum, every row against the digest of the tables
/// that it was taken of, and every invariant. `live` are the tables of a running engine, which may
/// know of an erasure that is newer than the backup.
pub(super) fn check(
    backup: &Path,
    manifest: &Manifest,
    keyring: &Arc<Keyring>,
    live: Option<Arc<Tables>>,
    pace: &Pace,
) -> Result<Report, BackupError> {
    for file in &manifest.files {
        let found = files::sum(&backup.join(&file.name), &file.name, pace)?;
        if found != *file {
            return Err(changed(backup, &file.name));
        }
    }
    let tables = read_only(&backup.join(TABLES), manifest.cluster)?;
    if tables.applied() != manifest.position {
        return Err(BackupError::not_whole(backup, "its tables stand at another position"));
    }
    if digest(&tables, pace)? != manifest.digest {
        return Err(BackupError::not_whole(backup, "its rows are not those that were backed up"));
    }
    let scans = scan_copies::beside(backup, &manifest.cluster);
    Ok(verify_tables(tables, Arc::clone(keyring), live, scans)?)
}

pub(super) fn changed(backup: &Path, name: &str) -> BackupError {
    BackupError::not_whole(backup, format!("{name} is not as it was written"))
}

pub(super) fn digest(tables: &Tables, pace: &Pace) -> Result<TablesDigest, BackupError> {
    tables.digest(&|bytes| pace.step(bytes))?.ok_or(BackupError::Stopped)
}
