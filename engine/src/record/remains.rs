//! The row of a request whose data was erased: its key, and the numbers that are used up.
//!
//! | at | bytes | what |
//! |---|---|---|
//! | 0 | 2 | kind, version |
//! | 2 | 6 | data key that was erased |
//! | 8 | 8 | sequence of the erasure |
//! | 16 | 4, 4 | holds and attempts used |
//! | 24 | 1, 1, 1, 1 | cards, losses, whether the signature is active, whether an officer erred |
//!
//! Version 1 ends before the cards: who was erased then had none, or nobody can know it any more.

use super::kind::RecordKind;
use super::request;
use super::state::{put_issued, read_issued};
use super::wire::{Fixed, Read, Reader, Sink};
use nobat_domain::ids::{DataKeyNo, Sequence};
use nobat_domain::request::{Issued, Remains};

/// See the table at the head of this file.
pub const REMAINS_BYTES: usize = 28;

/// The row that stands in place of an erased request.
///
/// # Panics
/// On key 0, which is none.
#[must_use]
pub fn remains_bytes(key: DataKeyNo, last: Sequence, remains: Remains) -> [u8; REMAINS_BYTES] {
    let mut row = Fixed::new();
    row.put(&[RecordKind::RemainsRow.number(), RecordKind::RemainsRow.version()]);
    request::put_data_key(&mut row, key);
    row.put_u64(last.0);
    row.put_u32(remains.holds_used);
    row.put_u32(remains.attempts_used);
    put_issued(&mut row, remains.issued);
    row.bytes()
}

/// Reads on behind kind and version.
pub(super) fn read(reader: &mut Reader<'_>, version: u8) -> Read<(DataKeyNo, Sequence, Remains)> {
    let key = request::read_data_key(reader)?;
    let last = Sequence(reader.u64("sequence of the erasure")?);
    let holds_used = reader.u32("holds used")?;
    let attempts_used = reader.u32("attempts used")?;
    let issued = if version > 1 { read_issued(reader)? } else { Issued::default() };
    reader.end()?;
    Ok((key, last, Remains { holds_used, attempts_used, issued }))
}
