//! Why there is no backup, or no way back from one: what was attempted, and what to do.

use std::io;
use std::path::{Path, PathBuf};

use crate::error::EngineError;
use crate::journal::JournalError;
use crate::keyring::{KeyringError, MasterKeyError};
use crate::projector::ProjectorError;
use crate::storage::StorageError;

/// A backup or a restore that did not come to its end. What it has begun is never taken for whole.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("cannot {attempted} {}: {source}", path.display())]
    File { attempted: &'static str, path: PathBuf, source: io::Error },
    #[error("{} is no whole backup: {why}; take another backup", path.display())]
    NotWhole { path: PathBuf, why: String },
    #[error(
        "cannot restore into {}: it is not empty; name a new directory, or rebuild the tables of \
         this one with --in-place", path.display()
    )]
    NotEmpty { path: PathBuf },
    #[error("{what}")]
    Unfit { what: String },
    #[error(
        "restored into {}, but {violations} findings keep it from being sound, the first one: \
         {first}; look at it with `nobat verify`, and take another backup", path.display()
    )]
    Unsound { path: PathBuf, violations: u64, first: String },
    #[error("a backup is under way already; wait for its end")]
    Busy,
    #[error("the backup was given up: the server stops")]
    Stopped,
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl BackupError {
    pub(super) fn file(attempted: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::File { attempted, path: path.into(), source }
    }

    pub(super) fn not_whole(path: &Path, why: impl Into<String>) -> Self {
        Self::NotWhole { path: path.into(), why: why.into() }
    }

    pub(super) fn unfit(what: impl Into<String>) -> Self {
        Self::Unfit { what: what.into() }
    }
}

/// Everything below this room speaks through the machine's own error.
macro_rules! through_the_engine {
    ($($below:ty),*) => {$(
        impl From<$below> for BackupError {
            fn from(error: $below) -> Self {
                Self::Engine(error.into())
            }
        }
    )*};
}

through_the_engine!(StorageError, JournalError, KeyringError, MasterKeyError, ProjectorError);
