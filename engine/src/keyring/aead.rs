//! ChaCha20-Poly1305 with a random nonce: the one cipher of this room, for slots and for records.
//!
//! Records are short, so what counts is what one call costs before its first byte: `ring` seals
//! 200 bytes in a sixth of the time that the pure Rust of `chacha20poly1305` takes, and the bytes
//! are the same.

use super::secret::Secret;
use crate::chance;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use zeroize::Zeroizing;

const NONCE_BYTES: usize = ring::aead::NONCE_LEN;
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
    let nonce: [u8; NONCE_BYTES] = chance::bytes()?;
    out.reserve(text.len() + OVERHEAD_BYTES);
    out.extend_from_slice(&nonce);
    let start = out.len();
    out.extend_from_slice(text);
    let nonce = Nonce::assume_unique_for_key(nonce);
    let tag = cipher(key)
        .seal_in_place_separate_tag(nonce, Aad::from(associated), &mut out[start..])
        .expect("a record is far below the cipher's limit of 256 GiB");
    out.extend_from_slice(tag.as_ref());
    Ok(())
}

/// The text, or nothing if the key, the associated data or any byte is not what it was.
pub(super) fn decrypt(
    key: &Secret,
    associated: &[u8],
    sealed: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let text_bytes = sealed.len().checked_sub(OVERHEAD_BYTES)?;
    let nonce = Nonce::try_assume_unique_for_key(&sealed[..NONCE_BYTES]).ok()?;
    let mut text = Zeroizing::new(sealed[NONCE_BYTES..].to_vec());
    cipher(key).open_in_place(nonce, Aad::from(associated), &mut text).ok()?;
    text.truncate(text_bytes);
    Some(text)
}

/// Made for each text: that costs a copy of the key. The copy is on the stack, where the next call
/// writes over it; the key itself is wiped when it is dropped.
fn cipher(key: &Secret) -> LessSafeKey {
    let key = UnboundKey::new(&CHACHA20_POLY1305, key.bytes());
    LessSafeKey::new(key.expect("a secret is as long as this cipher's keys"))
}
