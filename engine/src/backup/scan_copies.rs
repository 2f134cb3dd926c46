//! Copies of the scans: one folder for all backups of a cluster, to which each backup adds what is
//! new. A scan is written once and never changed, so a copy is as good as any later one; it stays
//! sealed under its owner's key, and is unreadable when that is erased. Copies of scans that were
//! replaced stay for the older backups whose rows name them: each request has five at most.

use std::path::{Path, PathBuf};

use super::error::BackupError;
use super::files;
use super::pace::Pace;
use super::shelf::{UNFINISHED, short};
use crate::scans::{Scans, all_scans};

fn folder(shelf: &Path, cluster: &[u8; 16]) -> PathBuf {
    shelf.join(format!("scans-{}", short(cluster)))
}

/// Adds to the copies what they lack.
pub(super) fn make(
    from: &Path,
    shelf: &Path,
    cluster: &[u8; 16],
    pace: &Pace,
) -> Result<(), BackupError> {
    copy(from, &folder(shelf, cluster), pace)
}

/// The copies that belong to a backup.
pub(super) fn beside(backup: &Path, cluster: &[u8; 16]) -> Scans {
    Scans::at(folder(files::parent(backup), cluster))
}

/// Puts all copies into a new data directory.
pub(super) fn put_back(
    backup: &Path,
    cluster: &[u8; 16],
    to: &Path,
    pace: &Pace,
) -> Result<(), BackupError> {
    copy(&folder(files::parent(backup), cluster), to, pace)
}

/// A request that was erased and entered anew begins its numbers again: then a newer file has the
/// name of the one that was copied.
fn is_newest(source: &Path, copy: &Path) -> bool {
    let of = |path: &Path| std::fs::metadata(path).and_then(|it| Ok((it.len(), it.modified()?)));
    match (of(source), of(copy)) {
        (Ok((bytes, made)), Ok((copied, at))) => bytes == copied && at >= made,
        _ => false,
    }
}

fn copy(from: &Path, to: &Path, pace: &Pace) -> Result<(), BackupError> {
    for name in all_scans(from) {
        let name = name.map_err(BackupError::file("list", from))?;
        let (source, target) = (from.join(&name), to.join(&name));
        if is_newest(&source, &target) {
            continue;
        }
        let above = files::parent(&target).to_owned();
        files::folder(&above)?;
        let draft = target.with_added_extension(&UNFINISHED[1..]);
        if draft.exists() {
            std::fs::remove_file(&draft).map_err(BackupError::file("remove", &draft))?;
        }
        match files::copy(&source, &draft, &name.to_string_lossy(), pace) {
            // Its owner was erased meanwhile. The proof measures whatever a row names.
            Err(_) if !source.exists() => continue,
            copied => copied?,
        };
        std::fs::rename(&draft, &target).map_err(BackupError::file("give its name to", &target))?;
        files::sync_folder(&above)?;
    }
    Ok(())
}
