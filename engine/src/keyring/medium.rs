//! Where the keyring's bytes stand: a file, or in tests a disk that loses what was not synced.

use super::error::KeyringError;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;

/// A file's few verbs, so that tests can put a failing disk beneath the keyring.
pub(super) trait Medium: Send + Sync {
    fn len(&self) -> io::Result<u64>;
    fn read_at(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()>;
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()>;
    /// Returns when everything written is on the disk, the file's length included.
    fn sync(&self) -> io::Result<()>;
}

impl Medium for File {
    fn len(&self) -> io::Result<u64> {
        Ok(self.metadata()?.len())
    }

    fn read_at(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()> {
        self.read_exact_at(bytes, offset)
    }

    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.write_all_at(bytes, offset)
    }

    fn sync(&self) -> io::Result<()> {
        self.sync_all()
    }
}

/// Opens an existing keyring for its one writer and locks it until the file is closed.
pub(super) fn open_to_write(path: &Path) -> Result<File, KeyringError> {
    let file = OpenOptions::new().read(true).write(true).open(path).map_err(missing(path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(KeyringError::Locked { path: path.into() }),
        Err(TryLockError::Error(source)) => Err(KeyringError::Io { attempted: "lock", source }),
    }
}

/// Opens without the lock: slots only ever change from a key to a tombstone, each inside one
/// sector, so that a reader beside the writer sees one or the other.
pub(super) fn open_to_read(path: &Path) -> Result<File, KeyringError> {
    File::open(path).map_err(missing(path))
}

/// A new private file, which must not exist.
pub(super) fn create_private(path: &Path) -> Result<File, KeyringError> {
    let created = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(path);
    created.map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => KeyringError::Exists { path: path.into() },
        _ => KeyringError::Io { attempted: "create", source },
    })
}

/// Gives a finished file its name and makes the name durable. A file that has the name already is
/// never replaced.
pub(super) fn link_into_place(beside: &Path, path: &Path) -> io::Result<()> {
    fs::hard_link(beside, path)?;
    fs::remove_file(beside)?;
    sync_directory_of(path)
}

/// Makes the directory's entry for `path` durable.
pub(super) fn sync_directory_of(path: &Path) -> io::Result<()> {
    let parent = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    File::open(parent)?.sync_all()
}

fn missing(path: &Path) -> impl FnOnce(io::Error) -> KeyringError {
    move |source| match source.kind() {
        io::ErrorKind::NotFound => KeyringError::Missing { path: path.into() },
        _ => KeyringError::Io { attempted: "open", source },
    }
}

#[cfg(test)]
pub(super) mod fake {
    use super::*;
    use std::sync::{Arc, Mutex};

    /// A disk with a cache: what was not synced is lost when the power goes.
    #[derive(Clone, Default)]
    pub(in super::super) struct Disk(Arc<Mutex<State>>);

    #[derive(Default)]
    struct State {
        cached: Vec<u8>,
        synced: Vec<u8>,
        refuses_to_sync: bool,
    }

    impl Disk {
        pub(in super::super) fn lose_power(&self) {
            let mut state = self.0.lock().expect("no test panics while holding it");
            state.cached = state.synced.clone();
        }

        pub(in super::super) fn refuse_to_sync(&self, refuses: bool) {
            self.0.lock().expect("no test panics while holding it").refuses_to_sync = refuses;
        }

        pub(in super::super) fn bytes(&self) -> Vec<u8> {
            self.0.lock().expect("no test panics while holding it").cached.clone()
        }

        pub(in super::super) fn cut(&self, bytes: usize) {
            self.0.lock().expect("no test panics while holding it").cached.truncate(bytes);
        }

        pub(in super::super) fn flip(&self, at: usize) {
            self.0.lock().expect("no test panics while holding it").cached[at] ^= 0x10;
        }
    }

    impl Medium for Disk {
        fn len(&self) -> io::Result<u64> {
            Ok(self.bytes().len() as u64)
        }

        fn read_at(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()> {
            let state = self.0.lock().expect("no test panics while holding it");
            let start = usize::try_from(offset).expect("a small test");
            let found = state.cached.get(start..start + bytes.len());
            bytes.copy_from_slice(found.ok_or(io::ErrorKind::UnexpectedEof)?);
            Ok(())
        }

        fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
            let mut state = self.0.lock().expect("no test panics while holding it");
            let start = usize::try_from(offset).expect("a small test");
            if state.cached.len() < start + bytes.len() {
                state.cached.resize(start + bytes.len(), 0);
            }
            state.cached[start..start + bytes.len()].copy_from_slice(bytes);
            Ok(())
        }

        fn sync(&self) -> io::Result<()> {
            let mut state = self.0.lock().expect("no test panics while holding it");
            if state.refuses_to_sync {
                return Err(io::Error::other("the disk is gone"));
            }
            state.synced = state.cached.clone();
            Ok(())
        }
    }
}
