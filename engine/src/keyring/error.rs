//! What can be wrong with a keyring or with one of its keys.

use super::ring::KeyNo;
use std::io;
use std::path::PathBuf;

/// Why the keyring, or one key, cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    #[error(
        "cannot find the keyring {}: put it back from the keyring's backup", path.display()
    )]
    Missing { path: PathBuf },
    #[error("cannot create the keyring {}: a file of that name exists", path.display())]
    Exists { path: PathBuf },
    #[error("cannot open the keyring {}: another process holds it", path.display())]
    Locked { path: PathBuf },
    #[error("cannot open the keyring: its format is {found}, this program knows {known}")]
    NewerFormat { found: u32, known: u32 },
    #[error(
        "cannot open the keyring: it belongs to another data directory; put the one of this data \
         back"
    )]
    WrongCluster,
    #[error(
        "cannot open the keyring: the master key is not the one that it was made with; put the \
         right one back"
    )]
    WrongMasterKey,
    #[error("cannot read the keyring: {what} is damaged; put it back from the keyring's backup")]
    Damaged { what: &'static str },
    #[error("key {} was erased", number.0)]
    Erased { number: KeyNo },
    #[error("key {} was never made in this keyring", number.0)]
    NeverMade { number: KeyNo },
    #[error("cannot read key {}: its slot is damaged", number.0)]
    DamagedKey { number: KeyNo },
    #[error("cannot change the keyring: it was opened to read")]
    OpenedToRead,
    #[error("cannot make more keys: the keyring is full")]
    Exhausted,
    #[error("cannot draw a key from the operating system")]
    Randomness(#[source] getrandom::Error),
    #[error("cannot {attempted} the keyring")]
    Io { attempted: &'static str, source: io::Error },
}

impl KeyringError {
    /// Whether no key stands where one must: what an erasure looks like, and a loss.
    #[must_use]
    pub const fn is_absence(&self) -> bool {
        matches!(self, Self::Erased { .. } | Self::NeverMade { .. } | Self::DamagedKey { .. })
    }

    pub(super) fn io(attempted: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { attempted, source }
    }
}
