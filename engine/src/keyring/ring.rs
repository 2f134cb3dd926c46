//! The keyring: one file of wrapped data keys in fixed slots, apart from journal and tables.
//!
//! Keys are made in blocks, synced before the first of a block is handed out, and never written
//! over except by a tombstone. Slots only follow behind what the file holds, so that a block that
//! a crash tore is skipped and nothing is guessed. Here a key is found; each other verb has a file.

use super::cache::Cache;
use super::error::KeyringError;
use super::medium::Medium;
use super::request_keys::RequestKeys;
use super::secret::DataKey;
use super::slot::{self, SLOT_BYTES, Slot, SlotBytes, SlotCipher};
use super::staff_keys::StaffKeys;
use super::supply::Supply;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The number of a data key: from 1, and never used twice. 0 is "no key".
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct KeyNo(pub u64);

/// The highest key number: fifty times a country, in a file of 256 GiB.
pub const KEYS_MAX: u64 = 1 << 32;

/// The keys of one data directory. It is shared between threads; one process has it open.
pub struct Keyring {
    pub(super) medium: Box<dyn Medium>,
    pub(super) access: Access,
    pub(super) cipher: SlotCipher,
    pub(super) request_keys: RequestKeys,
    pub(super) staff_keys: StaffKeys,
    pub(super) cache: Cache,
    pub(super) supply: Mutex<Supply>,
    /// Held by whoever writes behind the last slot.
    pub(super) growing: Mutex<()>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Write,
    Read,
}

impl Keyring {
    /// The keyed functions whose secret stands in this keyring.
    #[must_use]
    pub fn request_keys(&self) -> &RequestKeys {
        &self.request_keys
    }

    /// The keys of accounts and of the audit.
    #[must_use]
    pub fn staff_keys(&self) -> &StaffKeys {
        &self.staff_keys
    }

    /// The key of one citizen's data.
    ///
    /// # Errors
    /// `Erased` for a tombstone, `NeverMade` for a slot that was never written, `DamagedKey` for
    /// anything else that is not the key; `Io`.
    pub fn data_key(&self, number: KeyNo) -> Result<DataKey, KeyringError> {
        let mut place = self.cache.place(number);
        if let Some((cached, key)) = place.as_ref()
            && *cached == number
        {
            return Ok(key.clone());
        }
        match self.read_slot(number)? {
            Slot::Live(secret) => {
                let key = DataKey::new(secret);
                *place = Some((number, key.clone()));
                Ok(key)
            }
            Slot::Erased => Err(KeyringError::Erased { number }),
            Slot::Empty => Err(KeyringError::NeverMade { number }),
            Slot::Damaged => Err(KeyringError::DamagedKey { number }),
        }
    }

    pub(super) fn read_slot(&self, number: KeyNo) -> Result<Slot, KeyringError> {
        if number.0 == 0 || number.0 > KEYS_MAX {
            return Ok(Slot::Empty);
        }
        let mut bytes: SlotBytes = [0; SLOT_BYTES];
        match self.medium.read_at(slot::offset_of(number), &mut bytes) {
            Ok(()) => Ok(self.cipher.read(number, &bytes)),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(Slot::Empty),
            Err(source) => Err(KeyringError::Io { attempted: "read", source }),
        }
    }

    pub(super) fn writable(&self) -> Result<(), KeyringError> {
        match self.access {
            Access::Write => Ok(()),
            Access::Read => Err(KeyringError::OpenedToRead),
        }
    }

    pub(super) fn supply(&self) -> MutexGuard<'_, Supply> {
        lock(&self.supply)
    }
}

/// The guarded values are whole between any two statements, so a panic elsewhere spoils nothing.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::super::make::BLOCK_KEYS;
    use super::super::test_kit::{new_ring, reopen};
    use super::*;

    #[test]
    fn an_erased_key_is_told_from_a_damaged_and_from_a_missing_one() {
        let (disk, ring) = new_ring();
        ring.erase(KeyNo(1)).expect("it is erased");
        disk.flip(usize::try_from(slot::offset_of(KeyNo(2))).expect("small") + 30);
        disk.flip(usize::try_from(slot::offset_of(KeyNo(1))).expect("small") + 5);
        let ring = reopen(&disk);
        assert!(matches!(ring.data_key(KeyNo(1)), Err(KeyringError::DamagedKey { .. })));
        assert!(matches!(ring.data_key(KeyNo(2)), Err(KeyringError::DamagedKey { .. })));
        assert!(ring.data_key(KeyNo(3)).is_ok());
        for number in [KeyNo(0), KeyNo(BLOCK_KEYS + 1), KeyNo(u64::MAX)] {
            assert!(matches!(ring.data_key(number), Err(KeyringError::NeverMade { .. })));
        }
        let census = ring.census().expect("it reads");
        assert_eq!((census.live, census.damaged), (BLOCK_KEYS - 2, 2));
    }

    #[test]
    fn the_table_keys_are_the_same_after_every_start() {
        let (disk, ring) = new_ring();
        let key = ring.request_keys().request_key("0012345679");
        assert_eq!(reopen(&disk).request_keys().request_key("0012345679"), key);
        let (_other_disk, other) = new_ring();
        assert_ne!(other.request_keys().request_key("0012345679"), key);
    }
}
