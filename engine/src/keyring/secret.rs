//! Thirty-two secret bytes: wiped when dropped, and never printed.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;
use std::sync::Arc;
use zeroize::Zeroize;

/// Bytes of every key in this room.
pub(super) const SECRET_BYTES: usize = 32;

/// A key. It lives on the heap, so that moving it leaves no copy behind on a stack.
pub(super) struct Secret(Box<[u8; SECRET_BYTES]>);

impl Secret {
    /// Takes the bytes and wipes the place where they stood.
    pub(super) fn take(from: &mut [u8; SECRET_BYTES]) -> Self {
        let mut secret = Self(Box::new([0; SECRET_BYTES]));
        secret.0.copy_from_slice(from);
        from.zeroize();
        secret
    }

    /// A new key from the operating system.
    pub(super) fn random() -> Result<Self, getrandom::Error> {
        let mut secret = Self(Box::new([0; SECRET_BYTES]));
        getrandom::fill(secret.0.as_mut_slice())?;
        Ok(secret)
    }

    /// A key of its own for each purpose: HMAC-SHA256 of the purpose's name under this key.
    pub(super) fn derive(&self, purpose: &str) -> Self {
        let mut derived = self.mac().chain_update(purpose).finalize().into_bytes();
        let secret = Self(Box::new(derived.into()));
        derived.as_mut_slice().zeroize();
        secret
    }

    pub(super) fn mac(&self) -> Hmac<Sha256> {
        Hmac::new_from_slice(self.0.as_slice()).expect("HMAC takes a key of any length")
    }

    pub(super) fn bytes(&self) -> &[u8; SECRET_BYTES] {
        &self.0
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// The key of one citizen's data. Clones share one secret, which is wiped with the last of them.
#[derive(Clone)]
pub struct DataKey(Arc<Secret>);

impl DataKey {
    pub(super) fn new(secret: Secret) -> Self {
        Self(Arc::new(secret))
    }

    pub(super) fn secret(&self) -> &Secret {
        &self.0
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_never_printed() {
        let key = DataKey::new(Secret::take(&mut [0xab; SECRET_BYTES]));
        let printed = format!("{key:?} {:?}", key.secret());
        assert_eq!(printed, "DataKey(..) Secret(..)");
    }

    #[test]
    fn taking_a_key_wipes_the_place_where_it_stood() {
        let mut bytes = [7; SECRET_BYTES];
        let secret = Secret::take(&mut bytes);
        assert_eq!(bytes, [0; SECRET_BYTES]);
        assert_eq!(secret.bytes(), &[7; SECRET_BYTES]);
    }

    #[test]
    fn every_purpose_has_a_key_of_its_own() {
        let root = Secret::take(&mut [1; SECRET_BYTES]);
        assert_ne!(root.derive("one").bytes(), root.derive("two").bytes());
        assert_eq!(root.derive("one").bytes(), root.derive("one").bytes());
    }
}
