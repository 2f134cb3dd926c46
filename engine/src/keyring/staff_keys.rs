//! The keys of the people behind the counter: their accounts and the words of the audit are sealed
//! under one, the links of the audit's chain are hashed under another.

use super::aead;
use super::seal::SealError;
use super::secret::Secret;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fmt;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Bytes of a link of the audit's chain.
pub const LINK_BYTES: usize = 32;

/// Both keys; clones share them.
#[derive(Clone)]
pub struct StaffKeys {
    seal: Arc<Secret>,
    chain: Hmac<Sha256>,
}

/// What is sealed; it opens as nothing else.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StaffSealed {
    /// The account of this number.
    Account(u32),
    /// The words of this entry of the audit.
    Words(u64),
}

impl StaffKeys {
    pub(super) fn new(root: &Secret) -> Self {
        Self {
            seal: Arc::new(root.derive("nobat staff seal 1")),
            chain: root.derive("nobat audit chain 1").mac(),
        }
    }

    /// The keys of a secret that is no secret: for tools and tests.
    #[must_use]
    pub fn of_known_secret(mut secret: [u8; 32]) -> Self {
        Self::new(&Secret::take(&mut secret))
    }

    /// Appends the sealed text.
    ///
    /// # Errors
    /// `Randomness` if the operating system gives no nonce.
    pub fn seal_into(
        &self,
        place: StaffSealed,
        text: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), SealError> {
        aead::encrypt(&self.seal, &place.associated(), text, out).map_err(SealError::Randomness)
    }

    /// Opens what [`Self::seal_into`] has made; the text is wiped when it is dropped.
    ///
    /// # Errors
    /// `Refused` if any byte, the place or the key is another one.
    pub fn open(&self, place: StaffSealed, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        aead::decrypt(&self.seal, &place.associated(), sealed).ok_or(SealError::Refused)
    }

    /// The link of an entry: HMAC-SHA256 of its pieces; all lengths but the last are fixed.
    #[must_use]
    pub fn link(&self, pieces: [&[u8]; 2]) -> [u8; LINK_BYTES] {
        let mac = pieces.into_iter().fold(self.chain.clone(), Mac::chain_update);
        mac.finalize().into_bytes().into()
    }
}

impl StaffSealed {
    fn associated(self) -> [u8; 9] {
        let (kind, number) = match self {
            Self::Account(number) => (1, u64::from(number)),
            Self::Words(number) => (2, number),
        };
        let mut bytes = [kind; 9];
        bytes[1..].copy_from_slice(&number.to_be_bytes());
        bytes
    }
}

impl fmt::Debug for StaffKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StaffKeys(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_in_its_place_alone() {
        let keys = StaffKeys::of_known_secret([1; 32]);
        let mut sealed = Vec::new();
        keys.seal_into(StaffSealed::Account(7), b"zahra", &mut sealed).expect("chance is there");
        let opened = keys.open(StaffSealed::Account(7), &sealed).expect("its place");
        assert_eq!(&opened[..], b"zahra");
        let other = StaffKeys::of_known_secret([2; 32]);
        assert!(keys.open(StaffSealed::Account(8), &sealed).is_err());
        assert!(keys.open(StaffSealed::Words(7), &sealed).is_err());
        assert!(other.open(StaffSealed::Account(7), &sealed).is_err());
        assert_eq!(format!("{keys:?}"), "StaffKeys(..)");
    }

    // The audit is full of these values: a change here breaks every chain.
    #[test]
    fn the_link_is_the_one_of_the_first_version() {
        let link = StaffKeys::of_known_secret([1; 32]).link([b"one", b"two"]);
        assert_ne!(link, StaffKeys::of_known_secret([2; 32]).link([b"one", b"two"]));
        let hex: String = link.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "0bb1e58b5477bd62");
    }
}
