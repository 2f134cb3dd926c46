//! The keys that citizens' data is sealed under, and the keyed functions that hide a national ID.
//! No key leaves this room for a journal, table, backup of data or log; none is used before it is
//! synced. Read `ring` first: it says how a key is made, found and erased; then `seal`.

mod aead;
mod cache;
mod error;
mod header;
mod master;
mod medium;
mod request_keys;
mod ring;
mod seal;
mod secret;
mod slot;
mod supply;

pub use error::KeyringError;
pub use master::{DataDirectory, MasterKey, MasterKeyError, master_key};
pub use request_keys::RequestKeys;
pub use ring::{BLOCK_KEYS, Census, KEYS_MAX, KeyNo, Keyring};
pub use seal::{
    SEAL_OVERHEAD_BYTES, SealError, SealedFor, open_sealed, seal, seal_into, sealed_bytes,
};
pub use secret::DataKey;
