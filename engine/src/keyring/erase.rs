//! Destroying keys: a tombstone over each slot, synced.
//!
//! Overwriting destroys a key only where the file system writes in place; on one that copies, or
//! below a snapshot, the old bytes stay until their place is used again, and the master key is what
//! guards them. A backup of the keyring keeps a key for as long as it is kept itself.

use super::error::KeyringError;
use super::ring::{KEYS_MAX, KeyNo, Keyring, lock};
use super::slot::{self, Slot};
use nobat_domain::timestamp::Millis;

/// A backup of the keyring is kept this long, and no longer: then an erasure is complete.
pub const KEYRING_BACKUP_KEPT: Millis = Millis::hours(7 * 24);

impl Keyring {
    /// Destroys a key; see [`Keyring::erase_all`].
    ///
    /// # Errors
    /// As [`Keyring::erase_all`].
    pub fn erase(&self, number: KeyNo) -> Result<(), KeyringError> {
        self.erase_all(&[number])
    }

    /// Destroys keys: their slots are overwritten and synced, once for all, when this returns. It
    /// may be repeated, and it marks numbers that this keyring never had, as a restore of an older
    /// one needs.
    ///
    /// # Errors
    /// `NeverMade` for a number that cannot be, before anything is written; `OpenedToRead`, `Io`.
    /// After an `Io` each key may be there or not: erase them again.
    pub fn erase_all(&self, numbers: &[KeyNo]) -> Result<(), KeyringError> {
        self.writable()?;
        let cannot_be = |number: &&KeyNo| number.0 == 0 || number.0 > KEYS_MAX;
        if let Some(&number) = numbers.iter().find(cannot_be) {
            return Err(KeyringError::NeverMade { number });
        }
        if numbers.is_empty() {
            return Ok(());
        }
        let _growing = lock(&self.growing);
        for &number in numbers {
            let mut place = self.cache.place(number);
            if place.as_ref().is_some_and(|(cached, _)| *cached == number) {
                *place = None;
            }
            let tombstone = self.cipher.tombstone(number);
            let written = self.medium.write_at(slot::offset_of(number), &tombstone);
            written.map_err(KeyringError::io("erase a key of"))?;
        }
        self.medium.sync().map_err(KeyringError::io("erase a key of"))
    }

    /// Whether a tombstone stands in a key's slot.
    ///
    /// # Errors
    /// `Io`.
    pub fn is_erased(&self, number: KeyNo) -> Result<bool, KeyringError> {
        Ok(matches!(self.read_slot(number)?, Slot::Erased))
    }
}

#[cfg(test)]
mod tests {
    use super::super::make::BLOCK_KEYS;
    use super::super::slot::SLOT_BYTES;
    use super::super::test_kit::{new_ring, reopen};
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn an_erased_key_is_gone_from_memory_and_disk_when_erase_returns() {
        let (disk, ring) = new_ring();
        let number = ring.fresh().expect("a key is made");
        let offset = usize::try_from(slot::offset_of(number)).expect("a small file");
        let wrapped = disk.bytes()[offset..offset + SLOT_BYTES].to_vec();
        ring.erase(number).expect("it is erased");
        disk.lose_power();
        assert!(matches!(ring.data_key(number), Err(KeyringError::Erased { .. })));
        assert!(matches!(reopen(&disk).data_key(number), Err(KeyringError::Erased { .. })));
        assert!(!disk.bytes().windows(16).any(|bytes| bytes == &wrapped[20..36]));
        ring.erase(number).expect("erasing again does no harm");
        assert_eq!(ring.census().expect("it reads").erased, 1);
    }

    #[test]
    fn many_keys_are_erased_at_once_or_none_where_a_number_cannot_be() {
        let (disk, ring) = new_ring();
        let keys = [KeyNo(1), KeyNo(2), KeyNo(BLOCK_KEYS + 5)];
        let refused = ring.erase_all(&[KeyNo(1), KeyNo(0)]);
        assert!(matches!(refused, Err(KeyringError::NeverMade { number: KeyNo(0) })));
        assert!(!ring.is_erased(KeyNo(1)).expect("it reads"), "nothing was written");
        ring.erase_all(&keys).expect("they are erased");
        disk.lose_power();
        let again = reopen(&disk);
        for key in keys {
            assert!(again.is_erased(key).expect("it reads"));
        }
        assert!(!again.is_erased(KeyNo(3)).expect("it reads"));
    }

    #[test]
    fn an_erasure_that_the_disk_refused_is_not_reported_as_done() {
        let (disk, ring) = new_ring();
        let number = ring.fresh().expect("a key is made");
        disk.refuse_to_sync(true);
        assert!(matches!(ring.erase(number), Err(KeyringError::Io { .. })));
    }

    #[test]
    fn erasures_can_be_reapplied_to_an_older_keyring() {
        let (_disk, ring) = new_ring();
        ring.erase(KeyNo(7_000)).expect("it is marked");
        assert!(matches!(ring.data_key(KeyNo(7_000)), Err(KeyringError::Erased { .. })));
        assert!(matches!(ring.erase(KeyNo(0)), Err(KeyringError::NeverMade { .. })));
        assert!(matches!(ring.erase(KeyNo(KEYS_MAX + 1)), Err(KeyringError::NeverMade { .. })));
        let numbers: BTreeSet<u64> =
            (0..=BLOCK_KEYS).map(|_| ring.fresh().expect("a key is made").0).collect();
        assert_eq!(numbers.last(), Some(&7_001));
        assert!(matches!(ring.data_key(KeyNo(7_000)), Err(KeyringError::Erased { .. })));
    }
}
