//! The keyring: one file of wrapped data keys in fixed slots, apart from journal and tables.
//!
//! Keys are made in blocks, synced before the first of a block is handed out, and never written
//! over except by a tombstone. Slots only follow behind what the file holds, so that a block that
//! a crash tore is skipped and nothing is guessed. Overwriting destroys a key only where the file
//! system writes in place; on one that copies, or below a snapshot, the old bytes stay until their
//! place is used again, and the master key is what guards them.

use super::cache::Cache;
use super::error::KeyringError;
use super::header::{self, HEADER_BYTES};
use super::master::MasterKey;
use super::medium::{self, Medium};
use super::request_keys::RequestKeys;
use super::secret::DataKey;
use super::slot::{self, SLOT_BYTES, Slot, SlotBytes, SlotCipher};
use super::supply::Supply;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The number of a data key: from 1, and never used twice. 0 is "no key".
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct KeyNo(pub u64);

/// Keys that are made and synced at once: about 12 ms and one sync for each 4,096 citizens.
/// Small in this room's own tests, which cross many ends of blocks.
pub const BLOCK_KEYS: u64 = if cfg!(test) { 64 } else { 4096 };
/// Below this many keys in stock, [`Keyring::top_up`] makes the next block.
const LOW_STOCK_KEYS: u64 = BLOCK_KEYS / 2;
/// The highest key number: fifty times a country, in a file of 256 GiB.
pub const KEYS_MAX: u64 = 1 << 32;
/// Bytes that a copy or a count reads at once.
const CHUNK_BYTES: usize = BLOCK_KEYS as usize * SLOT_BYTES;

/// The keys of one data directory. It is shared between threads; one process has it open.
pub struct Keyring {
    medium: Box<dyn Medium>,
    access: Access,
    cipher: SlotCipher,
    request_keys: RequestKeys,
    cache: Cache,
    supply: Mutex<Supply>,
    /// Held by whoever writes behind the last slot.
    growing: Mutex<()>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Write,
    Read,
}

/// What all slots of a keyring hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Census {
    pub live: u64,
    pub erased: u64,
    pub empty: u64,
    pub damaged: u64,
}

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

    /// Opens the keyring for its one writer.
    ///
    /// # Errors
    /// `Missing`, `Locked`, `WrongMasterKey`, `WrongCluster`, `NewerFormat`, `Damaged`, `Io`.
    pub fn open(path: &Path, master: &MasterKey, cluster: [u8; 16]) -> Result<Self, KeyringError> {
        Self::on(Box::new(medium::open_to_write(path)?), Access::Write, master, cluster)
    }

    /// Opens the keyring beside its writer, to look keys up.
    ///
    /// # Errors
    /// As [`Keyring::open`], without `Locked`.
    pub fn open_to_read(
        path: &Path,
        master: &MasterKey,
        cluster: [u8; 16],
    ) -> Result<Self, KeyringError> {
        Self::on(Box::new(medium::open_to_read(path)?), Access::Read, master, cluster)
    }

    fn on(
        medium: Box<dyn Medium>,
        access: Access,
        master: &MasterKey,
        cluster: [u8; 16],
    ) -> Result<Self, KeyringError> {
        let file_bytes = medium.len().map_err(KeyringError::io("measure"))?;
        if file_bytes < HEADER_BYTES as u64 {
            return Err(KeyringError::Damaged { what: "its header" });
        }
        let mut header = [0; HEADER_BYTES];
        medium.read_at(0, &mut header).map_err(KeyringError::io("read"))?;
        let table_secret = header::read(&header, master.secret(), &cluster)?;
        if access == Access::Write {
            rewrite_tail(medium.as_ref(), file_bytes)?;
        }
        Ok(Self {
            access,
            cipher: SlotCipher::new(master.secret(), cluster),
            request_keys: RequestKeys::new(&table_secret),
            cache: Cache::new(),
            supply: Mutex::new(Supply::new(slot::last_in(file_bytes))),
            growing: Mutex::new(()),
            medium,
        })
    }

    /// The keyed functions whose secret stands in this keyring.
    #[must_use]
    pub fn request_keys(&self) -> &RequestKeys {
        &self.request_keys
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
        self.writable()?;
        loop {
            let taken = self.supply().take();
            let Some(number) = taken else {
                self.make_block(0)?;
                continue;
            };
            match self.data_key(number) {
                Ok(_) => return Ok(number),
                Err(KeyringError::Erased { .. } | KeyringError::NeverMade { .. }) => {}
                Err(KeyringError::DamagedKey { .. }) => {
                    tracing::warn!(key.number = number.0, "skips an unused key: slot is damaged");
                }
                Err(other) => return Err(other),
            }
        }
    }

    /// Makes the next block if less than half of one is left. Returns whether it did.
    ///
    /// # Errors
    /// As [`Keyring::fresh`].
    pub fn top_up(&self) -> Result<bool, KeyringError> {
        self.writable()?;
        self.make_block(LOW_STOCK_KEYS)
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

    /// Destroys a key: its slot is overwritten and synced when this returns. It may be repeated,
    /// and it marks numbers that this keyring never had, as a restore of an older one needs.
    ///
    /// # Errors
    /// `NeverMade` for a number that cannot be; `OpenedToRead`, `Io`. After an `Io` the key may be
    /// there or not: erase it again.
    pub fn erase(&self, number: KeyNo) -> Result<(), KeyringError> {
        self.writable()?;
        if number.0 == 0 || number.0 > KEYS_MAX {
            return Err(KeyringError::NeverMade { number });
        }
        let _growing = lock(&self.growing);
        let mut place = self.cache.place(number);
        if place.as_ref().is_some_and(|(cached, _)| *cached == number) {
            *place = None;
        }
        let tombstone = self.cipher.tombstone(number);
        let written = self.medium.write_at(slot::offset_of(number), &tombstone);
        written.and_then(|()| self.medium.sync()).map_err(KeyringError::io("erase a key of"))
    }

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

    /// Opens every slot, to count what they hold. It takes about 3 µs for each key.
    ///
    /// # Errors
    /// `Io`.
    pub fn census(&self) -> Result<Census, KeyringError> {
        let mut census = Census::default();
        self.each_slot(|_, slot| match slot {
            Slot::Live(_) => census.live += 1,
            Slot::Erased => census.erased += 1,
            Slot::Empty => census.empty += 1,
            Slot::Damaged => census.damaged += 1,
        })?;
        Ok(census)
    }

    /// Opens every slot, for the numbers of the keys that were erased.
    ///
    /// # Errors
    /// `Io`.
    pub fn erased(&self) -> Result<Vec<KeyNo>, KeyringError> {
        let mut erased = Vec::new();
        self.each_slot(|number, slot| {
            if matches!(slot, Slot::Erased) {
                erased.push(number);
            }
        })?;
        Ok(erased)
    }

    fn each_slot(&self, mut visit: impl FnMut(KeyNo, Slot)) -> Result<(), KeyringError> {
        let mut number = KeyNo(1);
        self.each_chunk(HEADER_BYTES as u64, |_, bytes| {
            let (slots, torn) = bytes.as_chunks::<SLOT_BYTES>();
            for slot in slots {
                visit(number, self.cipher.read(number, slot));
                number.0 += 1;
            }
            if !torn.is_empty() {
                visit(number, Slot::Damaged);
            }
            Ok(())
        })
    }

    /// Makes a block unless more than `enough` keys are in stock.
    fn make_block(&self, enough: u64) -> Result<bool, KeyringError> {
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

    fn read_slot(&self, number: KeyNo) -> Result<Slot, KeyringError> {
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

    fn each_chunk(
        &self,
        from: u64,
        mut visit: impl FnMut(u64, &[u8]) -> Result<(), KeyringError>,
    ) -> Result<(), KeyringError> {
        let end = self.medium.len().map_err(KeyringError::io("measure"))?;
        let mut chunk = vec![0; CHUNK_BYTES];
        let mut offset = from;
        while offset < end {
            let bytes = usize::try_from(end - offset).unwrap_or(CHUNK_BYTES).min(CHUNK_BYTES);
            self.medium.read_at(offset, &mut chunk[..bytes]).map_err(KeyringError::io("read"))?;
            visit(offset, &chunk[..bytes])?;
            offset += bytes as u64;
        }
        Ok(())
    }

    fn writable(&self) -> Result<(), KeyringError> {
        match self.access {
            Access::Write => Ok(()),
            Access::Read => Err(KeyringError::OpenedToRead),
        }
    }

    fn supply(&self) -> MutexGuard<'_, Supply> {
        lock(&self.supply)
    }
}

/// The guarded values are whole between any two statements, so a panic elsewhere spoils nothing.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Writes the header and the first block of a new keyring.
fn format(medium: &dyn Medium, master: &MasterKey, cluster: [u8; 16]) -> Result<(), KeyringError> {
    let header = header::make(master.secret(), &cluster).map_err(KeyringError::Randomness)?;
    medium.write_at(0, &header).map_err(KeyringError::io("create"))?;
    write_block(medium, &SlotCipher::new(master.secret(), cluster), KeyNo(1))
}

/// Writes a block of new keys and syncs it.
fn write_block(medium: &dyn Medium, cipher: &SlotCipher, first: KeyNo) -> Result<(), KeyringError> {
    let mut block = Vec::with_capacity(CHUNK_BYTES);
    for number in first.0..first.0 + BLOCK_KEYS {
        let slot = cipher.fresh(KeyNo(number)).map_err(KeyringError::Randomness)?;
        block.extend_from_slice(&slot);
    }
    let written = medium.write_at(slot::offset_of(first), &block);
    written.and_then(|()| medium.sync()).map_err(KeyringError::io("add keys to"))
}

/// Writes the last block again and syncs it. A process may have died, or been refused a sync,
/// between writing a block and its sync; reading it then proves only that it is in memory.
fn rewrite_tail(medium: &dyn Medium, file_bytes: u64) -> Result<(), KeyringError> {
    let start = file_bytes.saturating_sub(CHUNK_BYTES as u64).max(HEADER_BYTES as u64);
    let bytes = usize::try_from(file_bytes - start).expect("the tail is one block");
    let mut tail = vec![0; bytes];
    medium.read_at(start, &mut tail).map_err(KeyringError::io("read"))?;
    let written = medium.write_at(start, &tail);
    written.and_then(|()| medium.sync()).map_err(KeyringError::io("sync"))
}

#[cfg(test)]
mod tests {
    use super::super::medium::fake::Disk;
    use super::*;
    use std::collections::BTreeSet;

    const CLUSTER: [u8; 16] = [6; 16];

    /// A formatted disk and the keyring on it, as [`Keyring::create`] leaves them.
    fn new_ring() -> (Disk, Keyring) {
        let disk = Disk::default();
        format(&disk, &MasterKey::of(1), CLUSTER).expect("the disk takes it");
        let ring = reopen(&disk);
        ring.after(KeyNo(0));
        (disk, ring)
    }

    fn reopen(disk: &Disk) -> Keyring {
        Keyring::on(Box::new(disk.clone()), Access::Write, &MasterKey::of(1), CLUSTER)
            .expect("the keyring is whole")
    }

    fn key_bytes(ring: &Keyring, number: KeyNo) -> [u8; 32] {
        *ring.data_key(number).expect("the key is there").secret().bytes()
    }

    fn in_files() -> (tempfile::TempDir, std::path::PathBuf) {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let path = dir.path().join("keyring");
        (dir, path)
    }

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
    fn opening_makes_durable_what_it_read() {
        let (disk, ring) = new_ring();
        disk.refuse_to_sync(true);
        assert!(ring.make_block(BLOCK_KEYS).is_err());
        disk.refuse_to_sync(false);
        let again = reopen(&disk);
        again.after(KeyNo(BLOCK_KEYS));
        let number = again.fresh().expect("the block of the failed sync is whole now");
        let key = key_bytes(&again, number);
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
    fn an_erasure_that_the_disk_refused_is_not_reported_as_done() {
        let (disk, ring) = new_ring();
        let number = ring.fresh().expect("a key is made");
        disk.refuse_to_sync(true);
        assert!(matches!(ring.erase(number), Err(KeyringError::Io { .. })));
    }

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
    fn an_unused_key_whose_slot_is_erased_or_damaged_is_passed_over() {
        let (disk, ring) = new_ring();
        ring.erase(KeyNo(1)).expect("it is erased");
        disk.flip(usize::try_from(slot::offset_of(KeyNo(2))).expect("small") + 30);
        assert_eq!(ring.fresh().expect("the third is whole"), KeyNo(3));
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

    #[test]
    fn a_torn_end_is_skipped_and_nothing_before_it_is_lost() {
        let (disk, ring) = new_ring();
        assert!(ring.make_block(BLOCK_KEYS).expect("a second block"));
        let first = key_bytes(&ring, KeyNo(1));
        drop(ring);
        let torn = KeyNo(BLOCK_KEYS + 10);
        disk.cut(usize::try_from(slot::offset_of(torn)).expect("small") + 17);
        let ring = reopen(&disk);
        ring.after(KeyNo(BLOCK_KEYS));
        assert_eq!(key_bytes(&ring, KeyNo(1)), first);
        let given: Vec<u64> = (0..10).map(|_| ring.fresh().expect("a key is made").0).collect();
        let whole = BLOCK_KEYS + 1..torn.0;
        assert_eq!(given, whole.chain([torn.0 + 1]).collect::<Vec<_>>());
        assert!(ring.data_key(torn).is_err());
    }

    #[test]
    fn a_keyring_without_its_header_is_damaged() {
        let (disk, ring) = new_ring();
        drop(ring);
        disk.cut(100);
        let refused =
            Keyring::on(Box::new(disk.clone()), Access::Write, &MasterKey::of(1), CLUSTER);
        assert!(matches!(refused, Err(KeyringError::Damaged { .. })));
    }

    #[test]
    fn the_table_keys_are_the_same_after_every_start() {
        let (disk, ring) = new_ring();
        let key = ring.request_keys().request_key("0012345679");
        assert_eq!(reopen(&disk).request_keys().request_key("0012345679"), key);
        let (_other_disk, other) = new_ring();
        assert_ne!(other.request_keys().request_key("0012345679"), key);
    }

    #[test]
    fn a_keyring_file_is_private_locked_and_never_replaced() {
        use std::os::unix::fs::PermissionsExt;
        let (_dir, path) = in_files();
        let missing = Keyring::open(&path, &MasterKey::of(1), CLUSTER);
        assert!(matches!(missing, Err(KeyringError::Missing { .. })));
        let ring = Keyring::create(&path, &MasterKey::of(1), CLUSTER).expect("it is made");
        let mode = std::fs::metadata(&path).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let second = Keyring::open(&path, &MasterKey::of(1), CLUSTER);
        assert!(matches!(second, Err(KeyringError::Locked { .. })));
        let again = Keyring::create(&path, &MasterKey::of(1), CLUSTER);
        assert!(matches!(again, Err(KeyringError::Exists { .. })));
        let number = ring.fresh().expect("a key is made");
        assert_eq!(number, KeyNo(1));
        let key = key_bytes(&ring, number);
        let reader = Keyring::open_to_read(&path, &MasterKey::of(1), CLUSTER).expect("it reads");
        assert_eq!(key_bytes(&reader, number), key);
        assert!(matches!(reader.fresh(), Err(KeyringError::OpenedToRead)));
        assert!(matches!(reader.erase(number), Err(KeyringError::OpenedToRead)));
        drop(ring);
        let wrong = Keyring::open(&path, &MasterKey::of(2), CLUSTER);
        assert!(matches!(wrong, Err(KeyringError::WrongMasterKey)));
        let ring = Keyring::open(&path, &MasterKey::of(1), CLUSTER).expect("the lock is free");
        assert_eq!(key_bytes(&ring, number), key);
    }

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
