//! Numbers and addresses, sealed under the key of their citizen: gone with it.

use nobat_domain::ids::RequestKey;
use zeroize::Zeroizing;

use super::error::LedgerError;
use crate::keyring::{KeyNo, Keyring, SealedFor, open_sealed, seal};

/// A kind of sealed record of its own, in the numbering of the ledger: the journal's are below.
const KIND: u16 = 0x4d01;

/// A sealed text and the number of its key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Sealed {
    key: u64,
    bytes: Vec<u8>,
}

impl Sealed {
    #[cfg(test)]
    pub(super) fn of(key: u64, bytes: Vec<u8>) -> Self {
        Self { key, bytes }
    }

    pub(super) fn make(
        keyring: &Keyring,
        request: RequestKey,
        key: u64,
        text: &str,
    ) -> Result<Self, LedgerError> {
        let place = SealedFor { request, kind: KIND, key: KeyNo(key) };
        let data_key = keyring.data_key(KeyNo(key)).map_err(|_| LedgerError::Seal)?;
        let bytes = seal(&data_key, &place, text.as_bytes()).map_err(|_| LedgerError::Seal)?;
        Ok(Self { key, bytes })
    }

    /// Nothing where its citizen was erased.
    pub(super) fn open(&self, keyring: &Keyring, request: RequestKey) -> Option<Zeroizing<String>> {
        let place = SealedFor { request, kind: KIND, key: KeyNo(self.key) };
        let data_key = keyring.data_key(KeyNo(self.key)).ok()?;
        let text = open_sealed(&data_key, &place, &self.bytes).ok()?;
        Some(Zeroizing::new(std::str::from_utf8(&text).ok()?.to_owned()))
    }

    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.key.to_be_bytes());
        bytes.extend_from_slice(&self.bytes);
    }

    /// The rest of a row: nothing where there is no rest.
    #[expect(clippy::option_option, reason = "nothing to open, and nothing that can be opened")]
    pub(super) fn read(rest: &[u8]) -> Option<Option<Self>> {
        if rest.is_empty() {
            return Some(None);
        }
        let (key, bytes) = rest.split_first_chunk()?;
        Some(Some(Self { key: u64::from_be_bytes(*key), bytes: bytes.to_vec() }))
    }
}
