//! Copies of the keyring, in a folder of their own and for so many days: what they still know of
//! an erased key is what an erasure has to wait for.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use nobat_domain::timestamp::Timestamp;

use super::error::BackupError;
use super::files;
use super::plan::KEYRING_KEPT;
use super::shelf::{UNFINISHED, short};
use crate::clock::wall;
use crate::keyring::Keyring;

const CHUNK_BYTES: usize = 1 << 20;
/// An erasure between copying and comparing makes a difference; so many in a row do not happen.
const TRIES: usize = 3;

fn prefix(cluster: &[u8; 16]) -> String {
    format!("keyring-{}-", short(cluster))
}

/// Copies the keyring, whose file is `live`, and compares the copy with it.
pub(super) fn make(
    keyring: &Keyring,
    live: &Path,
    folder: &Path,
    cluster: &[u8; 16],
) -> Result<PathBuf, BackupError> {
    files::folder(folder)?;
    drop_unfinished(folder, cluster)?;
    let path = folder.join(format!("{}{:014}", prefix(cluster), wall().0));
    let draft = path.with_added_extension(&UNFINISHED[1..]);
    for _ in 0..TRIES {
        keyring.copy_to(&draft)?;
        if begins_with(live, &draft)? {
            std::fs::rename(&draft, &path).map_err(BackupError::file("give its name to", &path))?;
            files::sync_folder(folder)?;
            return Ok(path);
        }
        remove(&draft)?;
    }
    Err(BackupError::not_whole(&draft, "it differs from the keyring that it is a copy of"))
}

/// Whether the longer file begins with all bytes of the copy: keys may have been added since.
fn begins_with(live: &Path, copy: &Path) -> Result<bool, BackupError> {
    let mut copied = File::open(copy).map_err(BackupError::file("open", copy))?;
    let mut source = File::open(live).map_err(BackupError::file("open", live))?;
    let (mut ours, mut theirs) = (vec![0; CHUNK_BYTES], vec![0; CHUNK_BYTES]);
    loop {
        let read = copied.read(&mut ours).map_err(BackupError::file("read", copy))?;
        if read == 0 {
            return Ok(true);
        }
        let same = source.read_exact(&mut theirs[..read]);
        same.map_err(BackupError::file("read", live))?;
        if ours[..read] != theirs[..read] {
            return Ok(false);
        }
    }
}

/// The copies of one cluster's keyring, the oldest first.
pub(super) fn list(
    folder: &Path,
    cluster: &[u8; 16],
) -> Result<Vec<(Timestamp, PathBuf)>, BackupError> {
    let prefix = prefix(cluster);
    let made_at = |name: &String| Some(Timestamp(name.strip_prefix(&prefix)?.parse().ok()?));
    let names = files::names(folder)?;
    Ok(names.iter().filter_map(|name| Some((made_at(name)?, folder.join(name)))).collect())
}

/// Deletes copies beyond their days. The newest one stays whatever its age: without any, one lost
/// disk is the end of everybody's data.
pub(super) fn prune(
    folder: &Path,
    cluster: &[u8; 16],
    now: Timestamp,
) -> Result<usize, BackupError> {
    let mut copies = list(folder, cluster)?;
    copies.pop();
    let old = copies.into_iter().filter(|(made_at, _)| made_at.plus(KEYRING_KEPT) <= now);
    let mut gone = 0;
    for (_, path) in old {
        remove(&path)?;
        gone += 1;
        tracing::info!(copy = %path.display(), "a copy of the keyring has had its days");
    }
    Ok(gone)
}

fn drop_unfinished(folder: &Path, cluster: &[u8; 16]) -> Result<(), BackupError> {
    for name in files::names(folder)? {
        if name.starts_with(&prefix(cluster)) && name.ends_with(UNFINISHED) {
            remove(&folder.join(name))?;
        }
    }
    Ok(())
}

fn remove(path: &Path) -> Result<(), BackupError> {
    std::fs::remove_file(path).map_err(BackupError::file("remove", path))
}

/// The keyring that a path names: itself, or the newest copy in a folder of them.
pub(super) fn find(path: &Path, cluster: &[u8; 16]) -> Result<PathBuf, BackupError> {
    if !path.is_dir() {
        return Ok(path.to_owned());
    }
    let newest = list(path, cluster)?.pop();
    newest.map(|(_, copy)| copy).ok_or_else(|| {
        BackupError::unfit(format!(
            "cannot find a copy of this data's keyring in {}: name the file, or another folder",
            path.display()
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLUSTER: [u8; 16] = [7; 16];

    fn stays(ages_h: &[u64]) -> usize {
        let folder = tempfile::tempdir().expect("a folder");
        let now = Timestamp(1_790_000_000_000);
        for age_h in ages_h {
            let made_at = now.0 - age_h * 3_600_000;
            let name = format!("{}{made_at:014}", prefix(&CLUSTER));
            std::fs::write(folder.path().join(name), "").expect("it is written");
        }
        std::fs::write(folder.path().join("keyring-00000000-00000000000001"), "").expect("too");
        prune(folder.path(), &CLUSTER, now).expect("it can be pruned");
        assert_eq!(list(folder.path(), &[0; 16]).expect("it lists").len(), 1, "not ours");
        list(folder.path(), &CLUSTER).expect("it lists").len()
    }

    #[test]
    fn a_copy_of_the_keyring_lives_seven_days_and_the_last_one_longer() {
        assert_eq!(stays(&[0, 24, 167]), 3);
        assert_eq!(stays(&[0, 24, 168, 200]), 2);
        assert_eq!(stays(&[400, 500]), 1);
    }
}
