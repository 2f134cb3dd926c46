//! Copies of files with their checksums, durable before anything counts on them.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::error::BackupError;
use super::pace::Pace;

const CHUNK_BYTES: usize = 1 << 20;
/// So much is written before it is sent to the disk: one sync at the end of a large file would
/// stand before the journal's next one.
const SYNC_EVERY_BYTES: u64 = 16 << 20;
/// Only the service's own account reads a backup.
const FILE_MODE: u32 = 0o600;

/// A file as it must be.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct FileSum {
    /// The path inside the backup.
    pub name: String,
    pub bytes: u64,
    pub sha256: [u8; 32],
}

/// Copies one file, which must not exist, and says what was read.
pub(super) fn copy(
    from: &Path,
    to: &Path,
    name: &str,
    pace: &Pace,
) -> Result<FileSum, BackupError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(FILE_MODE);
    let mut target = options.open(to).map_err(BackupError::file("create", to))?;
    let mut unsynced = 0;
    let sum = each_chunk(from, name, pace, |chunk| {
        unsynced += chunk.len() as u64;
        target.write_all(chunk)?;
        if unsynced >= SYNC_EVERY_BYTES {
            unsynced = 0;
            target.sync_data()?;
        }
        Ok(())
    })?;
    target.sync_all().map_err(BackupError::file("sync", to))?;
    Ok(sum)
}

/// Reads one file for its checksum.
pub(super) fn sum(path: &Path, name: &str, pace: &Pace) -> Result<FileSum, BackupError> {
    each_chunk(path, name, pace, |_| Ok(()))
}

fn each_chunk(
    path: &Path,
    name: &str,
    pace: &Pace,
    mut visit: impl FnMut(&[u8]) -> io::Result<()>,
) -> Result<FileSum, BackupError> {
    let mut file = File::open(path).map_err(BackupError::file("open", path))?;
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut hash = Sha256::new();
    let mut bytes = 0;
    loop {
        let read = file.read(&mut chunk).map_err(BackupError::file("read", path))?;
        if read == 0 {
            let name = name.to_owned();
            return Ok(FileSum { name, bytes, sha256: hash.finalize().into() });
        }
        hash.update(&chunk[..read]);
        bytes += read as u64;
        visit(&chunk[..read]).map_err(BackupError::file("copy", path))?;
        pace.go_on(read as u64)?;
    }
}

/// The names in a folder, sorted; none where there is no folder.
pub(super) fn names(folder: &Path) -> Result<Vec<String>, BackupError> {
    let failed = BackupError::file("list", folder);
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
        Ok(entries) => entries,
    };
    let names: io::Result<Vec<_>> = entries.map(|entry| Ok(entry?.file_name())).collect();
    let names = names.map_err(failed)?.into_iter();
    let mut names: Vec<String> = names.filter_map(|name| name.into_string().ok()).collect();
    names.sort_unstable();
    Ok(names)
}

/// Makes a folder with everything above it.
pub(super) fn folder(path: &Path) -> Result<(), BackupError> {
    fs::create_dir_all(path).map_err(BackupError::file("create", path))
}

/// Writes a new small file, durable but for its name.
pub(super) fn write(path: &Path, text: &str) -> Result<(), BackupError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(FILE_MODE);
    let written = options.open(path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(BackupError::file("write", path))
}

/// Makes the names in a folder durable.
pub(super) fn sync_folder(path: &Path) -> Result<(), BackupError> {
    let synced = File::open(path).and_then(|folder| folder.sync_all());
    synced.map_err(BackupError::file("sync", path))
}

/// Gives a finished folder its name, durable when it returns.
pub(super) fn publish(draft: &Path, path: &Path) -> Result<(), BackupError> {
    sync_folder(draft)?;
    fs::rename(draft, path).map_err(BackupError::file("give its name to", path))?;
    sync_folder(parent(path))
}

/// Removes a folder with all in it; one that is not there is fine.
pub(super) fn remove_folder(path: &Path) -> Result<(), BackupError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(BackupError::file("remove", path)(error))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

pub(super) fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}
