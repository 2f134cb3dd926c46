//! The four bytes that every record starts with; the rest is nobody's business here.

use nobat_domain::ids::Sequence;

/// kind u8, version u8, length u16 (little endian, all bytes of the record with these four).
pub const RECORD_HEAD_BYTES: usize = 4;

/// The longest record: the largest multiple of [`RECORD_ALIGN`] that its length field can name,
/// less one step, so that no length ever wraps.
pub const RECORD_BYTES_MAX: usize = 65_528;

/// Every record's length is a multiple of this, so that fields stay aligned in a batch.
pub(super) const RECORD_ALIGN: usize = 8;

const _: () = assert!(RECORD_BYTES_MAX <= u16::MAX as usize);
const _: () = assert!(RECORD_BYTES_MAX.is_multiple_of(RECORD_ALIGN));

/// One record and its place in the order of everything.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Record<'a> {
    pub sequence: Sequence,
    /// The whole record, with its four leading bytes.
    pub bytes: &'a [u8],
}

impl Record<'_> {
    #[must_use]
    pub fn kind(&self) -> u8 {
        self.bytes[0]
    }

    #[must_use]
    pub fn version(&self) -> u8 {
        self.bytes[1]
    }
}

/// Splits the records of a frame or a batch. `None` where a length cannot be.
pub(super) fn split(bytes: &[u8]) -> impl Iterator<Item = Option<&[u8]>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some(length) = length_at(rest) else {
            rest = &[];
            return Some(None);
        };
        let (record, after) = rest.split_at(length);
        rest = after;
        Some(Some(record))
    })
}

/// Whether the bytes are exactly so many records.
pub(super) fn holds(bytes: &[u8], records: u32) -> bool {
    let mut found = 0_u32;
    for record in split(bytes) {
        if record.is_none() {
            return false;
        }
        found += 1;
    }
    found == records
}

fn length_at(rest: &[u8]) -> Option<usize> {
    let length = usize::from(u16::from_le_bytes([*rest.get(2)?, *rest.get(3)?]));
    let sound = length >= RECORD_ALIGN && length.is_multiple_of(RECORD_ALIGN);
    (sound && length <= rest.len() && length <= RECORD_BYTES_MAX).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_must_fill_their_bytes_exactly() {
        let mut bytes = vec![0_u8; 24];
        bytes[2] = 16;
        bytes[18] = 8;
        assert!(holds(&bytes, 2));
        assert!(!holds(&bytes, 1));
        assert!(!holds(&bytes[..20], 2));
        bytes[18] = 16;
        assert!(!holds(&bytes, 2));
        bytes[18] = 0;
        assert!(!holds(&bytes, 2));
        bytes[18] = 4;
        assert!(!holds(&bytes, 2));
    }
}
