//! What this room's tests share: a formatted disk, and the keyring on it.

use super::make::format;
use super::master::MasterKey;
use super::medium::fake::Disk;
use super::ring::{Access, KeyNo, Keyring};

pub(super) const CLUSTER: [u8; 16] = [6; 16];

/// A formatted disk and the keyring on it, as [`Keyring::create`] leaves them.
pub(super) fn new_ring() -> (Disk, Keyring) {
    let disk = Disk::default();
    format(&disk, &MasterKey::of(1), CLUSTER).expect("the disk takes it");
    let ring = reopen(&disk);
    ring.after(KeyNo(0));
    (disk, ring)
}

pub(super) fn reopen(disk: &Disk) -> Keyring {
    Keyring::on(Box::new(disk.clone()), Access::Write, &MasterKey::of(1), CLUSTER)
        .expect("the keyring is whole")
}

pub(super) fn key_bytes(ring: &Keyring, number: KeyNo) -> [u8; 32] {
    *ring.data_key(number).expect("the key is there").secret().bytes()
}

pub(super) fn in_files() -> (tempfile::TempDir, std::path::PathBuf) {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let path = dir.path().join("keyring");
    (dir, path)
}
