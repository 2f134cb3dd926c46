//! What can be wrong with the machine. A refusal of the law is never one of these.

use std::path::PathBuf;

use nobat_domain::ids::{OfficeId, RequestKey, Sequence};
use nobat_domain::staff::AccountNo;

use crate::journal::JournalError;
use crate::keyring::{KeyringError, MasterKeyError};
use crate::record::RecordError;
use crate::storage::StorageError;

/// A broken start, or a machine that had to stop.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    #[error("opening the data directory {dir}: {source}")]
    Directory { dir: PathBuf, source: std::io::Error },
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    #[error(transparent)]
    MasterKey(#[from] MasterKeyError),
    #[error("reading {what}: {source}")]
    Record { what: String, source: RecordError },
    #[error(
        "cannot open record {} of request {request:?}: {source}, and no record says that the key \
         was erased; put the keyring back from its backup, then start again", sequence.0
    )]
    KeyAbsent { sequence: Sequence, request: RequestKey, source: KeyringError },
    #[error("request {request:?} is in flight and was erased; put the tables back from a backup")]
    ErasedInFlight { request: RequestKey },
    #[error(
        "the clock is {behind_ms} ms behind the last journaled time; set the clock, then start"
    )]
    ClockBehind { behind_ms: u64 },
    #[error("the clock is past every time that can be kept; set the clock, then start")]
    ClockBeyond,
    #[error("office {0:?} stands twice in the directory")]
    OfficeTwice(OfficeId),
    #[error("account {} stands twice, or under a name that another has", .0.0)]
    AccountTwice(AccountNo),
    #[error("the terms of holds do not fit each other")]
    TermsUnfit,
    #[error("starting a thread: {0}")]
    Thread(std::io::Error),
}

/// Why a question to a running engine has no answer of the law.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AskError {
    /// Refused early and politely: nothing has happened.
    #[error("the engine has no room for new work")]
    Busy,
    /// It was accepted and is not answered in time: it may happen yet.
    #[error("the engine has not answered in time")]
    Unanswered,
    #[error("the engine has stopped")]
    Stopped,
    #[error("a row of this request cannot be read")]
    Damaged,
}
