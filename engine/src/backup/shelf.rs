//! The folder of backups: which of them are whole, which are proven, which may go.

use std::path::{Path, PathBuf};

use nobat_domain::ids::Sequence;
use nobat_domain::timestamp::Timestamp;

use super::error::BackupError;
use super::files;
use super::manifest::{Manifest, hex};

const PREFIX: &str = "nobat-";
pub(super) const UNFINISHED: &str = ".part";
/// Stands in a backup that was verified, and names its manifest.
const VERIFIED: &str = "verified";
const VERIFIED_HEAD: &str = "nobat-backup-verified 1";
/// Unproven backups that are newer than every proven one: more of them tell nothing more.
const UNVERIFIED_KEPT: usize = 3;

/// A whole backup.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    pub path: PathBuf,
    pub position: Sequence,
    pub made_at: Timestamp,
    pub restore_epoch: u8,
    /// It was opened and verified after it was made, and all its files are there.
    pub verified: bool,
}

/// The part of a cluster's name that names of files carry.
pub(super) fn short(cluster: &[u8; 16]) -> String {
    hex(&cluster[..4])
}

pub(super) fn name(manifest: &Manifest) -> String {
    let Manifest { cluster, made_at, restore_epoch, position, .. } = manifest;
    let cluster = short(cluster);
    format!("{PREFIX}{cluster}-{:014}-epoch-{restore_epoch:03}-at-{:020}", made_at.0, position.0)
}

/// The whole backups of one cluster in a folder, by time, the oldest first.
pub(super) fn list(folder: &Path, cluster: &[u8; 16]) -> Result<Vec<Kept>, BackupError> {
    let ours = format!("{PREFIX}{}-", short(cluster));
    let mut kept = Vec::new();
    for entry in files::names(folder)? {
        if !entry.starts_with(&ours) || entry.ends_with(UNFINISHED) {
            continue;
        }
        let path = folder.join(&entry);
        match Manifest::read(&path) {
            Ok((manifest, proof)) if manifest.cluster == *cluster && name(&manifest) == entry => {
                let Manifest { position, made_at, restore_epoch, .. } = manifest;
                let verified = is_verified(&path, &proof) && is_complete(&path, &manifest);
                kept.push(Kept { path, position, made_at, restore_epoch, verified });
            }
            Ok(_) => tracing::warn!(path = %path.display(), "a backup has another's name"),
            Err(error) => tracing::warn!(%error, "a backup is passed over"),
        }
    }
    kept.sort_by_key(|kept| kept.made_at);
    Ok(kept)
}

/// The newest proven backup that goes before what the journal of this epoch holds: only that one
/// covers an archive.
pub(super) fn covering(kept: &[Kept], restore_epoch: u8) -> Option<&Kept> {
    kept.iter().rev().find(|kept| kept.verified && kept.restore_epoch == restore_epoch)
}

/// Notes that a backup was proven.
pub(super) fn mark_verified(backup: &Path, proof: &str) -> Result<(), BackupError> {
    files::write(&backup.join(VERIFIED), &format!("{VERIFIED_HEAD}\nmanifest {proof}\n"))?;
    files::sync_folder(backup)
}

fn is_verified(backup: &Path, proof: &str) -> bool {
    let noted = std::fs::read_to_string(backup.join(VERIFIED));
    noted.is_ok_and(|noted| noted == format!("{VERIFIED_HEAD}\nmanifest {proof}\n"))
}

fn is_complete(backup: &Path, manifest: &Manifest) -> bool {
    manifest.files.iter().all(|file| {
        let found = std::fs::metadata(backup.join(&file.name));
        found.is_ok_and(|found| found.len() == file.bytes)
    })
}

/// Removes what an ended process has left half made.
pub(super) fn drop_unfinished(folder: &Path, cluster: &[u8; 16]) -> Result<(), BackupError> {
    let ours = format!("{PREFIX}{}-", short(cluster));
    for entry in files::names(folder)? {
        if entry.starts_with(&ours) && entry.ends_with(UNFINISHED) {
            files::remove_folder(&folder.join(entry))?;
        }
    }
    Ok(())
}

/// Deletes the oldest backups beyond `wanted`, and only such as a proven one has followed; returns
/// how many went. Proven ones of an earlier restore epoch age like all others.
pub(super) fn prune(
    folder: &Path,
    cluster: &[u8; 16],
    wanted: usize,
) -> Result<usize, BackupError> {
    let kept = list(folder, cluster)?;
    let gone = superfluous(&kept, wanted);
    for backup in &gone {
        // Its name goes first, so that half of it is never taken for a backup.
        let draft = backup.path.with_added_extension(&UNFINISHED[1..]);
        std::fs::rename(&backup.path, &draft).map_err(BackupError::file("remove", &backup.path))?;
        files::sync_folder(folder)?;
        files::remove_folder(&draft)?;
        tracing::info!(backup = %backup.path.display(), "an old backup is gone");
    }
    Ok(gone.len())
}

fn superfluous(kept: &[Kept], wanted: usize) -> Vec<&Kept> {
    let Some(proven) = kept.iter().rposition(|kept| kept.verified) else {
        // Nothing is proven: the newest tell as much as all.
        return kept[..kept.len().saturating_sub(wanted.max(UNVERIFIED_KEPT))].iter().collect();
    };
    let beyond = (proven + 1).saturating_sub(wanted.max(1));
    let after = &kept[proven + 1..];
    let unproven = after.len().saturating_sub(UNVERIFIED_KEPT);
    kept[..beyond].iter().chain(&after[..unproven]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::TablesDigest;

    fn row(marks: &str) -> Vec<Kept> {
        let kept = |(n, mark): (usize, char)| Kept {
            path: PathBuf::from(n.to_string()),
            position: Sequence(n as u64),
            made_at: Timestamp(n as u64),
            restore_epoch: 0,
            verified: mark == 'v',
        };
        marks.chars().enumerate().map(kept).collect()
    }

    fn gone(marks: &str, wanted: usize) -> Vec<u64> {
        superfluous(&row(marks), wanted).iter().map(|kept| kept.position.0).collect()
    }

    #[test]
    fn the_oldest_goes_only_when_a_newer_one_is_proven() {
        assert_eq!(gone("vvv", 3), [] as [u64; 0]);
        assert_eq!(gone("vvvv", 3), [0]);
        assert_eq!(gone("vvv?", 3), [] as [u64; 0], "the new one proves nothing yet");
        assert_eq!(gone("?vvvv", 3), [0, 1]);
        assert_eq!(gone("v", 0), [] as [u64; 0], "the last proven one never goes");
    }

    #[test]
    fn unproven_ones_do_not_fill_the_disk_and_leave_the_proven_one_alone() {
        assert_eq!(gone("v?????", 7), [1, 2]);
        assert_eq!(gone("?????????", 7), [0, 1]);
        assert_eq!(gone("v????", 1), [1]);
    }

    const CLUSTER: [u8; 16] = [7; 16];

    /// A whole backup without tables, for rules that look at names alone.
    fn put(folder: &Path, made_at: u64, cluster: [u8; 16]) -> PathBuf {
        let digest = TablesDigest { rows: 0, sha256: [0; 32] };
        let manifest = Manifest {
            cluster,
            position: Sequence(made_at),
            made_at: Timestamp(made_at),
            restore_epoch: 0,
            keys_used: 0,
            digest,
            files: Vec::new(),
        };
        let path = folder.join(name(&manifest));
        std::fs::create_dir(&path).expect("a folder");
        std::fs::write(path.join("manifest"), manifest.text()).expect("it is written");
        let (_, proof) = Manifest::read(&path).expect("it is whole");
        mark_verified(&path, &proof).expect("it is written");
        path
    }

    fn found(folder: &Path) -> Vec<(u64, bool)> {
        let kept = list(folder, &CLUSTER).expect("it lists");
        kept.iter().map(|kept| (kept.made_at.0, kept.verified)).collect()
    }

    #[test]
    fn half_made_foreign_and_unproven_folders_cover_nothing_and_foreign_ones_are_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        let foreign = put(folder, 1, [8; 16]);
        let half = put(folder, 2, CLUSTER);
        let draft = half.with_added_extension("part");
        std::fs::rename(&half, &draft).expect("it is renamed");
        let unproven = put(folder, 3, CLUSTER);
        std::fs::write(unproven.join(VERIFIED), "nobat-backup-verified 1\n").expect("written");
        put(folder, 4, CLUSTER);
        put(folder, 5, CLUSTER);
        assert_eq!(found(folder), [(3, false), (4, true), (5, true)]);
        assert!(matches!(Manifest::read(&draft), Err(BackupError::NotWhole { .. })));
        drop_unfinished(folder, &CLUSTER).expect("it can be removed");
        assert!(!draft.exists());
        assert_eq!(prune(folder, &CLUSTER, 2).expect("they can be removed"), 1);
        assert_eq!(found(folder), [(4, true), (5, true)]);
        assert!(foreign.exists());
    }

    #[test]
    fn only_a_proven_backup_of_the_same_epoch_covers_an_archive() {
        let mut kept = row("vv?");
        assert_eq!(covering(&kept, 0).map(|it| it.position), Some(Sequence(1)));
        assert_eq!(covering(&kept, 1), None, "its positions are of another time");
        kept[1].verified = false;
        assert_eq!(covering(&kept, 0).map(|it| it.position), Some(Sequence(0)));
    }
}
