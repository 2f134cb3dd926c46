//! Copying a keyring that is in use.

use super::error::KeyringError;
use super::medium::{self, Medium};
use super::ring::Keyring;
use std::path::Path;

impl Keyring {
    /// Copies the keyring to a new private file, synced, while it is in use. The copy keeps every
    /// key that is erased later: how long it is kept is how long an erasure takes to be complete.
    ///
    /// # Errors
    /// `Exists` if there is a file of that name; `Io`.
    pub fn copy_to(&self, path: &Path) -> Result<(), KeyringError> {
        let copy = medium::create_private(path)?;
        self.each_chunk(0, |offset, bytes| {
            copy.write_at(offset, bytes).map_err(KeyringError::io("copy"))
        })?;
        let synced = copy.sync_all().and_then(|()| medium::sync_directory_of(path));
        synced.map_err(KeyringError::io("copy"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::master::MasterKey;
    use super::super::test_kit::{CLUSTER, in_files, key_bytes};
    use super::*;

    #[test]
    fn a_copy_opens_like_the_original_and_keeps_what_is_erased_later() {
        let (dir, path) = in_files();
        let ring = Keyring::create(&path, &MasterKey::of(1), CLUSTER).expect("it is made");
        let number = ring.fresh().expect("a key is made");
        let key = key_bytes(&ring, number);
        let copy = dir.path().join("keyring.copy");
        ring.copy_to(&copy).expect("it is copied");
        assert!(matches!(ring.copy_to(&copy), Err(KeyringError::Exists { .. })));
        ring.erase(number).expect("it is erased");
        let copied = Keyring::open(&copy, &MasterKey::of(1), CLUSTER).expect("it is whole");
        assert_eq!(key_bytes(&copied, number), key);
        let request = ring.request_keys().request_key("0012345679");
        assert_eq!(copied.request_keys().request_key("0012345679"), request);
    }
}
