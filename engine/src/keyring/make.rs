//! Making keys: a keyring with its first block, and a block more before the stock is out.

use super::error::KeyringError;
use super::header;
use super::master::MasterKey;
use super::medium::{self, Medium};
use super::ring::{KEYS_MAX, KeyNo, Keyring, lock};
use super::slot::{self, SLOT_BYTES, SlotCipher};
use std::fs;
use std::io;
use std::path::Path;

/// Keys that are made and synced at once: about 12 ms and one sync for each 4,096 citizens.
/// Small in this room's own tests, which cross many ends of blocks.
pub const BLOCK_KEYS: u64 = if cfg!(test) { 64 } else { 4096 };
/// Below this many keys in stock, [`Keyring::top_up`] makes the next block.
const LOW_STOCK_KEYS: u64 = BLOCK_KEYS / 2;
/// Bytes of one block.
pub(super) const BLOCK_BYTES: usize = BLOCK_KEYS as usize * SLOT_BYTES;

impl Keyring {
    /// Makes a keyring with its first block of keys; whole and synced, or not there at all.
    ///
    /// # Errors
    /// `Exists` if there is a file of that name; `Io`, `Randomness`.
    pub fn create(
        path: &Path,
        master: &MasterKey,
        cluster: [u8; 16],
    ) -> Result<Self, KeyringError> {
        let beside = path.with_extension("new");
        match fs::remove_file(&beside) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                return Err(KeyringError::Io { attempted: "create", source });
            }
            _ => {}
        }
        let file = medium::create_private(&beside)?;
        format(&file, master, cluster)?;
        medium::link_into_place(&beside, path).map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => KeyringError::Exists { path: path.into() },
            _ => KeyringError::Io { attempted: "create", source },
        })?;
        let ring = Self::open(path, master, cluster)?;
        ring.after(KeyNo(0));
        Ok(ring)
    }

    /// Says that no number above `used` was ever written into tables or journal, so that fresh
    /// keys go on behind it. Without this call the next fresh key begins a new block, which is safe
    /// unless the keyring is an older one, put back from a backup: then it must be called.
    ///
    /// # Panics
    /// If a fresh key has been taken already.
    pub fn after(&self, used: KeyNo) {
        assert!(used.0 <= KEYS_MAX);
        self.supply().resume_after(used);
    }

    /// A key that nobody has: made and synced before this returns, never given twice.
    ///
    /// When the stock is out, the caller makes the next block itself and waits for its sync;
    /// [`Keyring::top_up`] on another thread keeps that from happening.
    ///
    /// # Errors
    /// `OpenedToRead`, `Exhausted`, `Randomness`, `Io`.
    pub fn fresh(&self) -> Result<KeyNo, KeyringError> {
        loop {
            match self.fresh_in_stock()? {
                Some(number) => return Ok(number),
                None => drop(self.make_block(0)?),
            }
        }
    }

    /// The same from what is made already; nothing where the stock is out. It waits for no sync.
    ///
    /// # Errors
    /// `OpenedToRead`, `Io`.
    pub fn fresh_in_stock(&self) -> Result<Option<KeyNo>, KeyringError> {
        self.writable()?;
        loop {
            let taken = self.supply().take();
            let Some(number) = taken else { return Ok(None) };
            match self.data_key(number) {
                Ok(_) => return Ok(Some(number)),
                Err(KeyringError::Erased { .. } | KeyringError::NeverMade { .. }) => {}
                Err(KeyringError::DamagedKey { .. }) => {
                    tracing::warn!(key.number = number.0, "skips an unused key: slot is damaged");
                }
                Err(other) => return Err(other),
            }
        }
    }

    /// Takes back a number from [`Keyring::fresh`] that no record names and none will.
    pub fn put_back(&self, number: KeyNo) {
        self.supply().put_back(number);
    }

    /// Makes the next block if less than half of one is left. Returns whether it did.
    ///
    /// # Errors
    /// As [`Keyring::fresh`].
    pub fn top_up(&self) -> Result<bool, KeyringError> {
        self.writable()?;
        self.make_block(LOW_STOCK_KEYS)
    }

    /// Makes a block unless more than `enough` keys are in stock.
    pub(super) fn make_block(&self, enough: u64) -> Result<bool, KeyringError> {
        let _growing = lock(&self.growing);
        let file_bytes = self.medium.len().map_err(KeyringError::io("measure"))?;
        let first = {
            let supply = self.supply();
            if supply.left() > enough {
                return Ok(false);
            }
            supply.first_to_make(slot::last_in(file_bytes))
        };
        let last = first + BLOCK_KEYS - 1;
        if last > KEYS_MAX {
            return Err(KeyringError::Exhausted);
        }
        write_block(self.medium.as_ref(), &self.cipher, KeyNo(first))?;
        self.supply().add(first, last);
        Ok(true)
    }
}

/// Writes the header and the first block of a new keyring.
pub(super) fn format(
    medium: &dyn Medium,
    master: &MasterKey,
    cluster: [u8; 16],
) -> Result<(), KeyringError> {
    let header = header::make(master.secret(), &cluster).map_err(KeyringError::Randomness)?;
    medium.write_at(0, &header).map_err(KeyringError::io("create"))?;
    write_block(medium, &SlotCipher::new(master.secret(), cluster), KeyNo(1))
}

/// Writes a block of new keys and syncs it.
fn write_block(medium: &dyn Medium, cipher: &SlotCipher, first: KeyNo) -> Result<(), KeyringError> {
    let mut block = Vec::with_capacity(BLOCK_BYTES);
    for number in first.0..first.0 + BLOCK_KEYS {
        let slot = cipher.fresh(KeyNo(number)).map_err(KeyringError::Randomness)?;
        block.extend_from_slice(&slot);
    }
    let written = medium.write_at(slot::offset_of(first), &block);
    written.and_then(|()| medium.sync()).map_err(KeyringError::io("add keys to"))
}

#[cfg(test)]
mod tests {
    use super::super::test_kit::{key_bytes, new_ring, reopen};
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_fresh_key_survives_a_power_loss_at_once() {
        let (disk, ring) = new_ring();
        for _ in 0..=2 * BLOCK_KEYS {
            let number = ring.fresh().expect("a key is made");
            let key = key_bytes(&ring, number);
            disk.lose_power();
            assert_eq!(key_bytes(&reopen(&disk), number), key);
        }
    }

    #[test]
    fn a_block_that_is_refused_by_the_disk_gives_no_key() {
        let (disk, ring) = new_ring();
        for _ in 0..BLOCK_KEYS {
            ring.fresh().expect("the first block is there");
        }
        disk.refuse_to_sync(true);
        assert!(matches!(ring.fresh(), Err(KeyringError::Io { .. })));
        disk.refuse_to_sync(false);
        let number = ring.fresh().expect("the disk is back");
        // The block whose sync failed is never trusted: its numbers are passed over.
        assert_eq!(number, KeyNo(2 * BLOCK_KEYS + 1));
        let key = key_bytes(&ring, number);
        disk.lose_power();
        assert_eq!(key_bytes(&reopen(&disk), number), key);
    }

    #[test]
    fn numbers_are_distinct_between_threads_and_blocks() {
        const THREADS: usize = 4;
        const KEYS: usize = 200;
        let (_disk, ring) = new_ring();
        let numbers: Vec<KeyNo> = std::thread::scope(|scope| {
            let takers: Vec<_> = (0..THREADS)
                .map(|_| {
                    scope.spawn(|| {
                        let take = |_| ring.fresh().expect("a key is made");
                        (0..KEYS).map(take).collect::<Vec<_>>()
                    })
                })
                .collect();
            takers.into_iter().flat_map(|taker| taker.join().expect("no panic")).collect()
        });
        assert_eq!(numbers.len(), THREADS * KEYS);
        assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), THREADS * KEYS);
        let keys: BTreeSet<_> = numbers.iter().map(|&number| key_bytes(&ring, number)).collect();
        assert_eq!(keys.len(), THREADS * KEYS);
    }

    #[test]
    fn a_restart_gives_no_number_twice() {
        let (disk, ring) = new_ring();
        let used = ring.fresh().expect("a key is made");
        drop(ring);
        assert_eq!(reopen(&disk).fresh().expect("a new block"), KeyNo(BLOCK_KEYS + 1));
        let told = reopen(&disk);
        told.after(used);
        assert_eq!(told.fresh().expect("the rest of the stock"), KeyNo(used.0 + 1));
    }

    #[test]
    fn a_keyring_older_than_its_data_never_gives_a_used_number() {
        let (disk, ring) = new_ring();
        drop(ring);
        let restored = reopen(&disk);
        restored.after(KeyNo(10_000));
        assert!(matches!(restored.data_key(KeyNo(9_000)), Err(KeyringError::NeverMade { .. })));
        assert_eq!(restored.fresh().expect("a new block"), KeyNo(10_001));
        assert!(matches!(restored.data_key(KeyNo(9_000)), Err(KeyringError::NeverMade { .. })));
        assert_eq!(restored.census().expect("it reads").empty, 10_000 - BLOCK_KEYS);
    }

    #[test]
    fn the_stock_is_topped_up_before_it_is_out() {
        let (_disk, ring) = new_ring();
        assert!(!ring.top_up().expect("nothing to do"));
        for _ in 0..BLOCK_KEYS - LOW_STOCK_KEYS {
            ring.fresh().expect("a key is made");
        }
        assert!(ring.top_up().expect("a block is made"));
        assert!(!ring.top_up().expect("nothing to do"));
        assert_eq!(ring.census().expect("it reads").live, 2 * BLOCK_KEYS);
    }

    #[test]
    fn an_unused_key_whose_slot_is_erased_or_damaged_is_passed_over() {
        let (disk, ring) = new_ring();
        ring.erase(KeyNo(1)).expect("it is erased");
        disk.flip(usize::try_from(slot::offset_of(KeyNo(2))).expect("small") + 30);
        assert_eq!(ring.fresh().expect("the third is whole"), KeyNo(3));
    }
}
