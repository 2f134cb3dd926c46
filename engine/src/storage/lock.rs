//! The lock on a directory of tables: one writer, or any number of readers.

use super::error::StorageError;
use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

/// The store takes no notice of names that it does not know.
const FILE: &str = "nobat.lock";

/// Takes the directory for its one writer. It is free again when the file is closed, however the
/// process ends.
pub(super) fn to_write(dir: &Path) -> Result<File, StorageError> {
    let path = dir.join(FILE);
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(StorageError::file("open the lock", &path))?;
    taken(dir, file.try_lock()).map(|()| file)
}

/// Takes the directory for a reader: no writer may start meanwhile, other readers may. A
/// checkpoint has no lock, since nobody ever writes there.
pub(super) fn to_read(dir: &Path) -> Result<Option<File>, StorageError> {
    let path = dir.join(FILE);
    match File::open(&path) {
        Ok(file) => taken(dir, file.try_lock_shared()).map(|()| Some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StorageError::file("open the lock", &path)(error)),
    }
}

fn taken(dir: &Path, lock: Result<(), TryLockError>) -> Result<(), StorageError> {
    lock.map_err(|refused| match refused {
        TryLockError::WouldBlock => StorageError::Locked { dir: dir.into() },
        TryLockError::Error(error) => StorageError::file("lock", dir)(error),
    })
}
