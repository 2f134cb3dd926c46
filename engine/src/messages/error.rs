//! What can be wrong with the ledger of messages.

use crate::projector::ProjectorError;
use crate::storage::StorageError;

/// Why the ledger cannot be opened, read or written. Nothing is sent then.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    #[error("cannot {attempted} the ledger of messages: {what}")]
    Store { attempted: &'static str, what: String },
    #[error("cannot trust the ledger of messages: {0}; move its folder away to begin a new one")]
    Damaged(&'static str),
    #[error("cannot use the ledger of messages: it belongs to another data directory")]
    WrongCluster,
    #[error("cannot use the ledger of messages: its format is {found}, this program knows {known}")]
    OtherFormat { found: u32, known: u32 },
    #[error(
        "cannot use the ledger of messages: it is further than the tables, which were put back \
         from a backup; move its folder away to begin a new one"
    )]
    Ahead,
    #[error("cannot seal for the ledger of messages")]
    Seal,
    #[error(transparent)]
    Tables(#[from] StorageError),
    #[error("reading a request for the ledger of messages: {0}")]
    Request(#[from] ProjectorError),
}

impl LedgerError {
    pub(super) fn store(attempted: &'static str) -> impl Fn(rocksdb::Error) -> Self {
        // What the store says names files and places, never a row.
        move |error| Self::Store { attempted, what: error.to_string() }
    }
}
