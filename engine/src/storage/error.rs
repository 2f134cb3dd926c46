//! What can be wrong with the tables, sorted by what can be done about it.

use std::io;
use std::path::{Path, PathBuf};

const REBUILD: &str = "put the tables back from a verified backup with `nobat restore \
                       --in-place`: the journal and its archive bring them up to date";

/// Why the tables cannot be opened, read or written. Only `Full` passes by itself.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    #[error("cannot open the tables in {}: another process holds them", dir.display())]
    Locked { dir: PathBuf },
    #[error("cannot open the tables: their format is {found}, this program knows {known}")]
    NewerFormat { found: u32, known: u32 },
    #[error("cannot open the tables: they belong to another data directory")]
    WrongCluster,
    #[error("cannot find tables in {}", dir.display())]
    Missing { dir: PathBuf },
    #[error("cannot trust the tables: {what}; {remedy}")]
    Damaged { what: String, remedy: &'static str },
    #[error("cannot {attempted}: the disk is full ({what})")]
    Full { attempted: &'static str, what: String },
    #[error("cannot change the tables: they were opened to read")]
    OpenedToRead,
    #[error("cannot {attempted}: {what}")]
    Io { attempted: &'static str, what: String },
}

impl StorageError {
    pub(super) fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged { what: what.into(), remedy: REBUILD }
    }

    /// Sorts an error of the store, which reaches us as a sentence only.
    pub(super) fn store(attempted: &'static str) -> impl Fn(rocksdb::Error) -> Self {
        move |error| Self::sort(attempted, &error.kind(), error.as_ref())
    }

    pub(super) fn file(attempted: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |error| {
            let what = format!("{}: {error}", path.display());
            match error.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    Self::Full { attempted, what }
                }
                _ => Self::Io { attempted, what },
            }
        }
    }

    fn sort(attempted: &'static str, kind: &rocksdb::ErrorKind, what: &str) -> Self {
        // The store keeps a failed flush in mind and names its cause in every later refusal, so
        // that a full disk is still told from a broken one.
        let full = ["No space left on device", "Space limit reached", "Disk quota exceeded"];
        if full.iter().any(|cause| what.contains(cause)) {
            return Self::Full { attempted, what: what.into() };
        }
        let gone = what.contains("No such file or directory") && !what.contains("LOCK");
        if *kind == rocksdb::ErrorKind::Corruption || gone {
            // The store reads a file of rows while it follows the list of files, and may then blame
            // the list: the sentence must not send an operator to the wrong one alone.
            let blamed = what.contains("MANIFEST") && what.contains("may be corrupted");
            let beside =
                if blamed { " (the list of files, or a file of rows beside it)" } else { "" };
            return Self::damaged(format!("{what}{beside}"));
        }
        Self::Io { attempted, what: what.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rocksdb::ErrorKind;

    #[test]
    fn a_full_disk_is_told_from_every_other_fault() {
        let full = "IO error: No space left on device: While appending to file: 9.sst: No space";
        let sorted = StorageError::sort("flush", &ErrorKind::IOError, full);
        assert!(matches!(sorted, StorageError::Full { .. }));
        let broken = "IO error: While pread offset 0 len 4096: 9.sst: Input/output error";
        let sorted = StorageError::sort("read", &ErrorKind::IOError, broken);
        assert!(matches!(sorted, StorageError::Io { .. }));
        let path = Path::new("tables");
        let sorted = StorageError::file("copy", path)(io::ErrorKind::StorageFull.into());
        assert!(matches!(sorted, StorageError::Full { .. }));
    }

    #[test]
    fn a_rotten_or_lost_file_is_damage() {
        let rotten = "Corruption: block checksum mismatch: stored = 1, computed = 2 in 9.sst";
        let lost = "IO error: No such file or directory: While open a file: 9.sst";
        for (kind, what) in [(ErrorKind::Corruption, rotten), (ErrorKind::IOError, lost)] {
            let StorageError::Damaged { what, remedy } = StorageError::sort("read", &kind, what)
            else {
                panic!("not seen as damage");
            };
            assert!(what.contains("9.sst"));
            assert!(remedy.contains("backup"));
        }
    }
}
