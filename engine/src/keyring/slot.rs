//! One key's 64 bytes on disk: never made, a wrapped key, or a tombstone.

use super::aead;
use super::header::{HEADER_BYTES, WRAPPED_BYTES};
use super::ring::KeyNo;
use super::secret::{SECRET_BYTES, Secret};
use hmac::Mac;

/// A divisor of the sector, so that a slot is written whole or not at all.
pub(super) const SLOT_BYTES: usize = 64;
const SECTOR_BYTES: usize = 512;
const _: () = assert!(SECTOR_BYTES.is_multiple_of(SLOT_BYTES));
const _: () = assert!(HEADER_BYTES.is_multiple_of(SECTOR_BYTES));

const MARK_BYTES: usize = 4;
const LIVE: &[u8; MARK_BYTES] = b"KEY1";
const ERASED: &[u8; MARK_BYTES] = b"GONE";
const _: () = assert!(MARK_BYTES + WRAPPED_BYTES == SLOT_BYTES);
const PROOF_BYTES: usize = 32;

pub(super) type SlotBytes = [u8; SLOT_BYTES];

/// What stands in a slot.
pub(super) enum Slot {
    Live(Secret),
    Erased,
    Empty,
    Damaged,
}

/// Reads and writes slots under keys of their own, derived from the master key.
pub(super) struct SlotCipher {
    wrapping: Secret,
    tombstone: Secret,
    cluster: [u8; 16],
}

impl SlotCipher {
    pub(super) fn new(master: &Secret, cluster: [u8; 16]) -> Self {
        Self {
            wrapping: master.derive("nobat keyring slot 1"),
            tombstone: master.derive("nobat keyring tombstone 1"),
            cluster,
        }
    }

    /// A new key, wrapped for its slot: in another slot or another keyring it opens as damage.
    pub(super) fn fresh(&self, number: KeyNo) -> Result<SlotBytes, getrandom::Error> {
        let secret = Secret::random()?;
        let mut bytes = Vec::with_capacity(SLOT_BYTES);
        bytes.extend_from_slice(LIVE);
        aead::encrypt(&self.wrapping, &self.associated(number), secret.bytes(), &mut bytes)?;
        Ok(bytes.try_into().expect("a mark and a wrapped key fill a slot"))
    }

    /// The bytes of an erased slot: a proof that only this keyring's owner can write, so that
    /// neither rot nor a stranger's hand looks like an erasure.
    pub(super) fn tombstone(&self, number: KeyNo) -> SlotBytes {
        let mac = self.tombstone.mac().chain_update(self.associated(number)).finalize();
        let mut bytes = [0; SLOT_BYTES];
        bytes[..MARK_BYTES].copy_from_slice(ERASED);
        bytes[MARK_BYTES..MARK_BYTES + PROOF_BYTES].copy_from_slice(&mac.into_bytes());
        bytes
    }

    pub(super) fn read(&self, number: KeyNo, bytes: &SlotBytes) -> Slot {
        let (mark, wrapped) = bytes.split_at(MARK_BYTES);
        if *bytes == [0; SLOT_BYTES] {
            return Slot::Empty;
        }
        if mark == LIVE {
            let Some(secret) = aead::decrypt(&self.wrapping, &self.associated(number), wrapped)
            else {
                return Slot::Damaged;
            };
            let mut key = [0; SECRET_BYTES];
            key.copy_from_slice(&secret);
            return Slot::Live(Secret::take(&mut key));
        }
        if *bytes == self.tombstone(number) { Slot::Erased } else { Slot::Damaged }
    }

    fn associated(&self, number: KeyNo) -> [u8; 24] {
        let mut bytes = [0; 24];
        bytes[..16].copy_from_slice(&self.cluster);
        bytes[16..].copy_from_slice(&number.0.to_be_bytes());
        bytes
    }
}

/// Where a key's slot begins in the file.
pub(super) fn offset_of(number: KeyNo) -> u64 {
    assert!(number.0 > 0);
    HEADER_BYTES as u64 + (number.0 - 1) * SLOT_BYTES as u64
}

/// The highest number that has any byte in a file of this length; a torn slot counts.
pub(super) fn last_in(file_bytes: u64) -> u64 {
    file_bytes.saturating_sub(HEADER_BYTES as u64).div_ceil(SLOT_BYTES as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cipher(master: u8, cluster: u8) -> SlotCipher {
        SlotCipher::new(&Secret::take(&mut [master; SECRET_BYTES]), [cluster; 16])
    }

    #[test]
    fn a_slot_opens_only_under_its_number_its_master_key_and_its_cluster() {
        let bytes = cipher(1, 1).fresh(KeyNo(5)).expect("the system gives random bytes");
        assert!(matches!(cipher(1, 1).read(KeyNo(5), &bytes), Slot::Live(_)));
        assert!(matches!(cipher(1, 1).read(KeyNo(6), &bytes), Slot::Damaged));
        assert!(matches!(cipher(2, 1).read(KeyNo(5), &bytes), Slot::Damaged));
        assert!(matches!(cipher(1, 2).read(KeyNo(5), &bytes), Slot::Damaged));
    }

    #[test]
    fn a_change_of_any_byte_of_a_key_or_a_tombstone_is_damage() {
        let cipher = cipher(1, 1);
        let live = cipher.fresh(KeyNo(5)).expect("the system gives random bytes");
        for good in [live, cipher.tombstone(KeyNo(5))] {
            for at in 0..SLOT_BYTES {
                let mut bytes = good;
                bytes[at] ^= 1;
                assert!(matches!(cipher.read(KeyNo(5), &bytes), Slot::Damaged), "byte {at}");
            }
        }
    }

    #[test]
    fn a_tombstone_keeps_nothing_of_the_key() {
        let cipher = cipher(1, 1);
        let first = cipher.tombstone(KeyNo(5));
        assert_eq!(first, cipher.tombstone(KeyNo(5)));
        assert!(matches!(cipher.read(KeyNo(5), &first), Slot::Erased));
        assert!(matches!(cipher.read(KeyNo(6), &first), Slot::Damaged));
    }

    #[test]
    fn only_a_slot_of_zeros_is_empty() {
        assert!(matches!(cipher(1, 1).read(KeyNo(1), &[0; SLOT_BYTES]), Slot::Empty));
    }

    #[test]
    fn slots_lie_one_after_the_other_behind_the_header() {
        assert_eq!(offset_of(KeyNo(1)), 4096);
        assert_eq!(offset_of(KeyNo(3)), 4096 + 128);
        assert_eq!(last_in(4096), 0);
        assert_eq!(last_in(4096 + 1), 1);
        assert_eq!(last_in(offset_of(KeyNo(9))), 8);
    }
}
