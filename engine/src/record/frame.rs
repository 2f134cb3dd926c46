//! The four leading bytes of a record, its length, and its padding.

use super::error::RecordError;
use super::kind::RecordKind;
use super::wire::{Fixed, Read, Reader, Sink};
use crate::journal::{RECORD_BYTES_MAX, RECORD_HEAD_BYTES};

/// Every record's length is a multiple of this.
pub(super) const ALIGN: usize = 8;

/// What a sealed text is bound to beside its request and key: kind and version in one number.
/// Whoever opens an older text gives that version here.
pub(super) const fn sealed_kind(kind: RecordKind, version: u8) -> u16 {
    u16::from_le_bytes([kind.number(), version])
}

/// A record of exactly `N` bytes.
pub(super) fn fixed<const N: usize>(kind: RecordKind, fill: impl Fn(&mut Fixed<N>)) -> [u8; N] {
    const { assert!(N.is_multiple_of(ALIGN) && N >= ALIGN && N <= RECORD_BYTES_MAX) };
    let mut record = Fixed::new();
    put_head(&mut record, kind, N);
    fill(&mut record);
    record.bytes()
}

pub(super) fn put_head(out: &mut impl Sink, kind: RecordKind, bytes: usize) {
    assert!(bytes.is_multiple_of(ALIGN) && bytes <= RECORD_BYTES_MAX);
    out.put(&[kind.number(), kind.version()]);
    out.put_u16(u16::try_from(bytes).expect("below the longest record"));
}

/// Appends a record of whatever length `fill` makes it, padded with zeros.
///
/// # Errors
/// `TooLong`; `out` is then unchanged.
pub(super) fn append(
    kind: RecordKind,
    what: &'static str,
    out: &mut Vec<u8>,
    fill: impl FnOnce(&mut Vec<u8>),
) -> Result<(), RecordError> {
    let start = out.len();
    put_head(out, kind, 0);
    fill(out);
    let bytes = (out.len() - start).next_multiple_of(ALIGN);
    if bytes > RECORD_BYTES_MAX {
        out.truncate(start);
        return Err(RecordError::TooLong { what, bytes, bytes_max: RECORD_BYTES_MAX });
    }
    out.resize(start + bytes, 0);
    let mut head = Fixed::<RECORD_HEAD_BYTES>::new();
    put_head(&mut head, kind, bytes);
    out[start..start + RECORD_HEAD_BYTES].copy_from_slice(&head.bytes());
    Ok(())
}

/// Reads the head of a record of a kind that has one version; the reader stands behind it.
pub(super) fn open(bytes: &[u8], wanted: RecordKind) -> Read<Reader<'_>> {
    debug_assert_eq!(wanted.version(), 1, "a kind with more versions has a reader for each");
    open_version(bytes, wanted).map(|(reader, _)| reader)
}

/// Reads the head of a record that must be of one kind, and the version that it was written in.
pub(super) fn open_version(bytes: &[u8], wanted: RecordKind) -> Read<(Reader<'_>, u8)> {
    let mut reader = Reader::new(bytes);
    let version = open_kind(&mut reader, wanted)?;
    let stated = usize::from(reader.u16("length")?);
    if stated != bytes.len() || !stated.is_multiple_of(ALIGN) {
        return Err(RecordError::Length { stated, found: bytes.len() });
    }
    Ok((reader, version))
}

/// Reads kind and version alone, as rows have them that are no records; gives the version.
pub(super) fn open_kind(reader: &mut Reader<'_>, wanted: RecordKind) -> Read<u8> {
    let found = reader.u8("kind")?;
    if found != wanted.number() {
        return Err(RecordError::WrongKind { wanted, found });
    }
    let at = reader.at();
    let found = reader.u8("version")?;
    let known = wanted.version();
    if found > known {
        return Err(RecordError::NewerVersion { kind: wanted, found, known });
    }
    if found == 0 { Err(RecordError::Unlisted { what: "version", at, found }) } else { Ok(found) }
}
