//! Opening a keyring: its header checked, its last block made durable, its supply unknown.

use super::cache::Cache;
use super::error::KeyringError;
use super::header::{self, HEADER_BYTES};
use super::make::BLOCK_BYTES;
use super::master::MasterKey;
use super::medium::{self, Medium};
use super::request_keys::RequestKeys;
use super::ring::{Access, Keyring};
use super::slot::{self, SlotCipher};
use super::staff_keys::StaffKeys;
use super::supply::Supply;
use std::path::Path;
use std::sync::Mutex;

impl Keyring {
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

    pub(super) fn on(
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
            staff_keys: StaffKeys::new(&table_secret),
            cache: Cache::new(),
            supply: Mutex::new(Supply::new(slot::last_in(file_bytes))),
            growing: Mutex::new(()),
            medium,
        })
    }
}

/// Writes the last block again and syncs it. A process may have died, or been refused a sync,
/// between writing a block and its sync; reading it then proves only that it is in memory.
fn rewrite_tail(medium: &dyn Medium, file_bytes: u64) -> Result<(), KeyringError> {
    let start = file_bytes.saturating_sub(BLOCK_BYTES as u64).max(HEADER_BYTES as u64);
    let bytes = usize::try_from(file_bytes - start).expect("the tail is one block");
    let mut tail = vec![0; bytes];
    medium.read_at(start, &mut tail).map_err(KeyringError::io("read"))?;
    let written = medium.write_at(start, &tail);
    written.and_then(|()| medium.sync()).map_err(KeyringError::io("sync"))
}

#[cfg(test)]
mod tests {
    use super::super::make::BLOCK_KEYS;
    use super::super::ring::KeyNo;
    use super::super::test_kit::{CLUSTER, in_files, key_bytes, new_ring, reopen};
    use super::*;

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
}
