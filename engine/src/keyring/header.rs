//! The keyring's first 4 KiB: what it is, whose it is, and the wrapped secret of the table keys.

use super::aead;
use super::error::KeyringError;
use super::secret::{SECRET_BYTES, Secret};
use hmac::Mac;

/// One block of the file system, so that no slot shares a sector with the header.
pub(super) const HEADER_BYTES: usize = 4096;
/// The format that this program writes.
const FORMAT: u32 = 1;
const MAGIC: &[u8; 8] = b"NOBATKEY";

/// Bytes of one wrapped key.
pub(super) const WRAPPED_BYTES: usize = SECRET_BYTES + aead::OVERHEAD_BYTES;

// Layout; integers are big-endian, what is not named is zero, and the checksum covers it all.
const FORMAT_AT: usize = 8;
const CLUSTER_AT: usize = 12;
const CHECK_AT: usize = 28;
const TABLE_SECRET_AT: usize = 36;
const CHECKSUM_AT: usize = HEADER_BYTES - 4;
const _: () = assert!(TABLE_SECRET_AT + WRAPPED_BYTES <= CHECKSUM_AT);

/// The bytes of a new keyring's header, with a new secret for the table keys.
pub(super) fn make(
    master: &Secret,
    cluster: &[u8; 16],
) -> Result<[u8; HEADER_BYTES], getrandom::Error> {
    let mut wrapped = Vec::new();
    let table_secret = Secret::random()?;
    aead::encrypt(&wrapping(master), cluster, table_secret.bytes(), &mut wrapped)?;
    let mut header = [0; HEADER_BYTES];
    header[..FORMAT_AT].copy_from_slice(MAGIC);
    header[FORMAT_AT..CLUSTER_AT].copy_from_slice(&FORMAT.to_be_bytes());
    header[CLUSTER_AT..CHECK_AT].copy_from_slice(cluster);
    header[CHECK_AT..TABLE_SECRET_AT].copy_from_slice(&check_value(master, cluster));
    header[TABLE_SECRET_AT..TABLE_SECRET_AT + WRAPPED_BYTES].copy_from_slice(&wrapped);
    let checksum = crc32fast::hash(&header[..CHECKSUM_AT]);
    header[CHECKSUM_AT..].copy_from_slice(&checksum.to_be_bytes());
    Ok(header)
}

/// Checks a header and returns the secret of the table keys.
///
/// The order of the checks is the order of what an operator can do about it: not a keyring, too
/// new, rotten, another installation's, another key's.
pub(super) fn read(
    header: &[u8; HEADER_BYTES],
    master: &Secret,
    cluster: &[u8; 16],
) -> Result<Secret, KeyringError> {
    let damaged = Err(KeyringError::Damaged { what: "its header" });
    let whole = crc32fast::hash(&header[..CHECKSUM_AT]).to_be_bytes() == header[CHECKSUM_AT..];
    if !whole || header[..FORMAT_AT] != *MAGIC {
        return damaged;
    }
    let found = u32::from_be_bytes([header[8], header[9], header[10], header[11]]);
    if found > FORMAT {
        return Err(KeyringError::NewerFormat { found, known: FORMAT });
    }
    if header[CLUSTER_AT..CHECK_AT] != *cluster {
        return Err(KeyringError::WrongCluster);
    }
    if header[CHECK_AT..TABLE_SECRET_AT] != check_value(master, cluster) {
        return Err(KeyringError::WrongMasterKey);
    }
    let wrapped = &header[TABLE_SECRET_AT..TABLE_SECRET_AT + WRAPPED_BYTES];
    let Some(secret) = aead::decrypt(&wrapping(master), cluster, wrapped) else {
        return damaged;
    };
    let mut bytes = [0; SECRET_BYTES];
    bytes.copy_from_slice(&secret);
    Ok(Secret::take(&mut bytes))
}

fn wrapping(master: &Secret) -> Secret {
    master.derive("nobat keyring header 1")
}

/// Tells a wrong master key from damage; eight bytes of a one-way function give nothing away.
fn check_value(master: &Secret, cluster: &[u8; 16]) -> [u8; 8] {
    let mac = master.derive("nobat keyring check 1").mac().chain_update(cluster).finalize();
    let mut value = [0; 8];
    value.copy_from_slice(&mac.into_bytes()[..8]);
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLUSTER: [u8; 16] = [6; 16];

    fn master(byte: u8) -> Secret {
        Secret::take(&mut [byte; SECRET_BYTES])
    }

    fn header() -> [u8; HEADER_BYTES] {
        make(&master(1), &CLUSTER).expect("the system gives random bytes")
    }

    #[test]
    fn a_header_gives_the_same_secret_each_time() {
        let header = header();
        let first = read(&header, &master(1), &CLUSTER).expect("it is whole");
        let second = read(&header, &master(1), &CLUSTER).expect("it is whole");
        assert_eq!(first.bytes(), second.bytes());
    }

    #[test]
    fn a_change_of_any_byte_is_damage() {
        let mut header = header();
        for at in 0..HEADER_BYTES {
            header[at] ^= 0x20;
            let refused = read(&header, &master(1), &CLUSTER);
            assert!(matches!(refused, Err(KeyringError::Damaged { .. })), "byte {at}");
            header[at] ^= 0x20;
        }
    }

    #[test]
    fn a_wrong_master_key_and_a_wrong_cluster_are_named() {
        let header = header();
        let refused = read(&header, &master(2), &CLUSTER);
        assert!(matches!(refused, Err(KeyringError::WrongMasterKey)));
        let refused = read(&header, &master(1), &[7; 16]);
        assert!(matches!(refused, Err(KeyringError::WrongCluster)));
    }

    #[test]
    fn a_newer_format_is_refused_by_name() {
        let mut header = header();
        header[FORMAT_AT..CLUSTER_AT].copy_from_slice(&2_u32.to_be_bytes());
        let checksum = crc32fast::hash(&header[..CHECKSUM_AT]);
        header[CHECKSUM_AT..].copy_from_slice(&checksum.to_be_bytes());
        let refused = read(&header, &master(1), &CLUSTER);
        assert!(matches!(refused, Err(KeyringError::NewerFormat { found: 2, known: 1 })));
    }

    #[test]
    fn a_forged_secret_with_a_right_checksum_is_damage() {
        let mut header = header();
        header[TABLE_SECRET_AT + 20] ^= 1;
        let checksum = crc32fast::hash(&header[..CHECKSUM_AT]);
        header[CHECKSUM_AT..].copy_from_slice(&checksum.to_be_bytes());
        let refused = read(&header, &master(1), &CLUSTER);
        assert!(matches!(refused, Err(KeyringError::Damaged { .. })));
    }
}
