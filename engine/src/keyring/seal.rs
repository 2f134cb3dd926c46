//! Sealing a citizen's record under the citizen's data key, bound to the place where it stands.

use super::aead;
use super::ring::KeyNo;
use super::secret::DataKey;
use nobat_domain::ids::RequestKey;
use zeroize::Zeroizing;

/// What sealing adds to a record: a nonce of 12 bytes before it and a tag of 16 behind it.
pub const SEAL_OVERHEAD_BYTES: usize = aead::OVERHEAD_BYTES;

/// The first associated byte. A change of what is bound takes the next number.
const BINDING: u8 = 1;

/// The place that a sealed record belongs to; it opens nowhere else.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SealedFor {
    pub request: RequestKey,
    /// The kind of record, in the numbering of whoever stores it.
    pub kind: u16,
    pub key: KeyNo,
}

/// Why a record could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    #[error("cannot open a sealed record: its bytes, its place or its key is not the original one")]
    Refused,
    #[error("cannot draw a nonce from the operating system")]
    Randomness(#[source] getrandom::Error),
}

/// Bytes that a record of `text_bytes` takes once sealed.
#[must_use]
pub const fn sealed_bytes(text_bytes: usize) -> usize {
    text_bytes + SEAL_OVERHEAD_BYTES
}

/// Seals a record: nonce, ciphertext, tag; [`SEAL_OVERHEAD_BYTES`] longer than the record.
///
/// # Errors
/// `Randomness` if the operating system gives no nonce.
pub fn seal(key: &DataKey, place: &SealedFor, text: &[u8]) -> Result<Vec<u8>, SealError> {
    let mut out = Vec::with_capacity(sealed_bytes(text.len()));
    seal_into(key, place, text, &mut out)?;
    Ok(out)
}

/// As [`seal`], appending to a buffer that the caller keeps.
///
/// # Errors
/// As [`seal`]; `out` is then unchanged.
pub fn seal_into(
    key: &DataKey,
    place: &SealedFor,
    text: &[u8],
    out: &mut Vec<u8>,
) -> Result<(), SealError> {
    let before = out.len();
    aead::encrypt(key.secret(), &place.associated(), text, out).map_err(SealError::Randomness)?;
    assert_eq!(out.len() - before, sealed_bytes(text.len()));
    Ok(())
}

/// Opens what [`seal`] made. The text is wiped when it is dropped.
///
/// # Errors
/// `Refused` if any byte was changed, or the place or the key is another one.
pub fn open_sealed(
    key: &DataKey,
    place: &SealedFor,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    aead::decrypt(key.secret(), &place.associated(), sealed).ok_or(SealError::Refused)
}

impl SealedFor {
    fn associated(&self) -> [u8; 27] {
        let mut bytes = [0; 27];
        bytes[0] = BINDING;
        bytes[1..17].copy_from_slice(&self.request.0);
        bytes[17..19].copy_from_slice(&self.kind.to_be_bytes());
        bytes[19..].copy_from_slice(&self.key.0.to_be_bytes());
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::super::secret::Secret;
    use super::*;
    use proptest::prelude::*;

    const PLACE: SealedFor = SealedFor { request: RequestKey([3; 16]), kind: 9, key: KeyNo(77) };

    fn key(byte: u8) -> DataKey {
        DataKey::new(Secret::take(&mut [byte; 32]))
    }

    #[test]
    fn the_overhead_is_twenty_eight_bytes() {
        assert_eq!(SEAL_OVERHEAD_BYTES, 28);
        assert_eq!(seal(&key(1), &PLACE, b"").expect("a nonce is there").len(), 28);
    }

    #[test]
    fn a_record_opens_nowhere_but_in_its_place() {
        let sealed = seal(&key(1), &PLACE, b"Zahra").expect("a nonce is there");
        assert_eq!(&**open_sealed(&key(1), &PLACE, &sealed).expect("it is the place"), b"Zahra");
        let others = [
            SealedFor { request: RequestKey([4; 16]), ..PLACE },
            SealedFor { kind: 10, ..PLACE },
            SealedFor { key: KeyNo(78), ..PLACE },
        ];
        for other in others {
            assert!(matches!(open_sealed(&key(1), &other, &sealed), Err(SealError::Refused)));
        }
        assert!(matches!(open_sealed(&key(2), &PLACE, &sealed), Err(SealError::Refused)));
    }

    #[test]
    fn the_same_record_never_seals_to_the_same_bytes() {
        let first = seal(&key(1), &PLACE, b"0012345679").expect("a nonce is there");
        let second = seal(&key(1), &PLACE, b"0012345679").expect("a nonce is there");
        assert_ne!(first, second);
    }

    #[test]
    fn a_record_that_is_too_short_is_refused() {
        for bytes in 0..SEAL_OVERHEAD_BYTES {
            let opened = open_sealed(&key(1), &PLACE, &vec![0; bytes]);
            assert!(matches!(opened, Err(SealError::Refused)));
        }
    }

    proptest! {
        #[test]
        fn a_change_of_any_byte_is_refused(
            text in proptest::collection::vec(any::<u8>(), 0..300),
            at in any::<prop::sample::Index>(),
            flip in 1u8..,
        ) {
            let mut sealed = seal(&key(5), &PLACE, &text).expect("a nonce is there");
            let opened = open_sealed(&key(5), &PLACE, &sealed).expect("it is unchanged");
            prop_assert_eq!(&**opened, &text[..]);
            let at = at.index(sealed.len());
            sealed[at] ^= flip;
            prop_assert!(open_sealed(&key(5), &PLACE, &sealed).is_err());
            sealed[at] ^= flip;
            sealed.pop();
            prop_assert!(open_sealed(&key(5), &PLACE, &sealed).is_err());
        }
    }
}
