//! The keys that citizens' data is sealed under, and the keyed functions that hide a national ID.
//! No key leaves this room for a journal, table, backup of data or log; none is used before it is
//! synced. Read `ring` first, then one verb at a time: `open`, `make`, `erase`, `copy`; then
//! `seal`.

mod aead;
mod cache;
mod census;
mod copy;
mod erase;
mod error;
mod header;
mod make;
mod master;
mod medium;
mod open;
mod request_keys;
mod ring;
mod seal;
mod secret;
mod slot;
mod staff_keys;
mod supply;

#[cfg(test)]
mod test_kit;

pub use census::Census;
pub use erase::KEYRING_BACKUP_KEPT;
pub use error::KeyringError;
pub use make::BLOCK_KEYS;
pub use master::{DataDirectory, MasterKey, MasterKeyError, master_key};
pub use request_keys::RequestKeys;
pub use ring::{KEYS_MAX, KeyNo, Keyring};
pub use seal::{
    SEAL_OVERHEAD_BYTES, SealError, SealedFor, open_sealed, seal, seal_into, sealed_bytes,
};
pub use secret::DataKey;
pub use staff_keys::{LINK_BYTES, StaffKeys, StaffSealed};
