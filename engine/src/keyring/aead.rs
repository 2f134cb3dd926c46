//! ChaCha20-Poly1305 with a random nonce: the one cipher of this room, for slots and for records.

use super::secret::Secret;
use chacha20poly1305::{AeadInOut, ChaCha20Poly1305, KeyInit, Nonce, Tag};
use std::cell::RefCell;
use zeroize::Zeroizing;

const NONCE_BYTES: usize = 12;
const TAG_BYTES: usize = 16;

/// What encryption adds: the nonce before the text, the tag after it.
pub(super) const OVERHEAD_BYTES: usize = NONCE_BYTES + TAG_BYTES;

/// Appends nonce, ciphertext and tag to `out`.
///
/// A random nonce of 96 bits is safe as long as one key encrypts far fewer than 2^48 texts. The
/// busiest key wraps the data keys of a country: at 2^27 of them the odds of one repeat are 2^-43.
pub(super) fn encrypt(
    key: &Secret,
    associated: &[u8],
    text: &[u8],
    out: &mut Vec<u8>,
) -> Result<(), getrandom::Error> {
    let nonce = fresh_nonce()?;
    out.reserve(text.len() + OVERHEAD_BYTES);
    out.extend_from_slice(&nonce);
    let start = out.len();
    out.extend_from_slice(text);
    let tag = cipher(key)
        .encrypt_inout_detached(&nonce, associated, out[start..].as_mut().into())
        .expect("a record is far below the cipher's limit of 256 GiB");
    out.extend_from_slice(&tag);
    Ok(())
}

/// Random bytes of the system, fetched for many nonces at once: a call for each costs more than
/// sealing a short record.
fn fresh_nonce() -> Result<Nonce, getrandom::Error> {
    thread_local! {
        static STOCK: RefCell<Stock> = const { RefCell::new(Stock::USED_UP) };
    }
    STOCK.with_borrow_mut(|stock| {
        if stock.used == STOCK_BYTES {
            getrandom::fill(&mut stock.bytes)?;
            stock.used = 0;
        }
        let mut nonce = Nonce::default();
        nonce.copy_from_slice(&stock.bytes[stock.used..stock.used + NONCE_BYTES]);
        stock.used += NONCE_BYTES;
        Ok(nonce)
    })
}

struct Stock {
    bytes: [u8; STOCK_BYTES],
    /// Never used again. After a failed fetch all are, so the next call fetches anew.
    used: usize,
}

const STOCK_BYTES: usize = 256 * NONCE_BYTES;

impl Stock {
    const USED_UP: Self = Self { bytes: [0; STOCK_BYTES], used: STOCK_BYTES };
}

/// The text, or nothing if the key, the associated data or any byte is not what it was.
pub(super) fn decrypt(
    key: &Secret,
    associated: &[u8],
    sealed: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let text_bytes = sealed.len().checked_sub(OVERHEAD_BYTES)?;
    let nonce = Nonce::try_from(&sealed[..NONCE_BYTES]).ok()?;
    let tag = Tag::try_from(&sealed[NONCE_BYTES + text_bytes..]).ok()?;
    let mut text = Zeroizing::new(sealed[NONCE_BYTES..NONCE_BYTES + text_bytes].to_vec());
    cipher(key)
        .decrypt_inout_detached(&nonce, associated, text.as_mut_slice().into(), &tag)
        .ok()?;
    Some(text)
}

fn cipher(key: &Secret) -> ChaCha20Poly1305 {
    ChaCha20Poly1305::new(key.bytes().into())
}
