//! Why a directory was not filled.

use std::io;
use std::path::PathBuf;

use crate::error::EngineError;
use crate::journal::JournalError;
use crate::keyring::{KeyringError, MasterKeyError};
use crate::record::RecordError;
use crate::storage::StorageError;

/// A fill that did not come to its end. What it has begun refuses to start.
#[derive(Debug, thiserror::Error)]
pub enum FillError {
    #[error(
        "cannot fill {}: it is not empty, or an earlier fill was cut short; name a new directory, \
         or remove this one", path.display()
    )]
    NotEmpty { path: PathBuf },
    #[error("cannot {attempted} {}: {source}", path.display())]
    File { attempted: &'static str, path: PathBuf, source: io::Error },
    #[error("cannot book {booked} seats: there are {requests} requests and {seats} seats")]
    TooManyBooked { booked: u64, requests: u64, seats: u64 },
    #[error("cannot make {requests} requests: there are only {citizens} people")]
    TooFewCitizens { requests: u64, citizens: u64 },
    #[error("cannot fill without an office")]
    NoOffice,
    #[error("cannot write a row: {0}")]
    Record(#[from] RecordError),
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// Everything below this room speaks through the machine's own error.
macro_rules! through_the_engine {
    ($($below:ty),*) => {$(
        impl From<$below> for FillError {
            fn from(error: $below) -> Self {
                Self::Engine(error.into())
            }
        }
    )*};
}

through_the_engine!(StorageError, JournalError, KeyringError, MasterKeyError);
