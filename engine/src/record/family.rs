//! What the long form adds to the details, inside a sealed text: name, booklet and family.
//!
//! Names as the mother's; the booklet's number 1 + n digits; the father's name; how many spouses 1,
//! and each; how many children 1, and each. A relative is two names and a national ID of 10 digits.

use super::citizens::{NAME_BYTES_MAX, put_name, put_national_id, read_name, read_national_id};
use super::error::RecordError;
use super::wire::{Read, Reader, Sink};
use nobat_domain::limits::{CHILDREN_MAX, DRAFT_BYTES_MAX, SPOUSES_MAX};
use nobat_domain::person::{BookletNumber, NationalId};
use nobat_domain::request::{LongForm, Relative};

const RELATIVE_BYTES_MAX: usize = 2 * (1 + NAME_BYTES_MAX) + NationalId::DIGITS;
/// The longest text that [`put_long`] writes.
pub(super) const LONG_BYTES_MAX: usize = 3 * (1 + NAME_BYTES_MAX)
    + (1 + BookletNumber::DIGITS_MAX)
    + (1 + SPOUSES_MAX * RELATIVE_BYTES_MAX)
    + (1 + CHILDREN_MAX * RELATIVE_BYTES_MAX);

// A draft is the longest event of a request.
const _: () = assert!(LONG_BYTES_MAX + 256 < DRAFT_BYTES_MAX);

/// Room that is enough for these.
pub(super) fn room_for_long(long: &LongForm) -> usize {
    let relatives = (long.spouses.len() + long.children.len()) * RELATIVE_BYTES_MAX;
    LONG_BYTES_MAX - (SPOUSES_MAX + CHILDREN_MAX) * RELATIVE_BYTES_MAX + relatives
}

pub(super) fn put_long(out: &mut impl Sink, long: &LongForm) {
    let LongForm { first, family, booklet, father, spouses, children } = long;
    put_name(out, first);
    put_name(out, family);
    out.put_bytes(booklet.as_str().as_bytes(), BookletNumber::DIGITS_MAX);
    put_name(out, father);
    put_relatives(out, spouses, SPOUSES_MAX);
    put_relatives(out, children, CHILDREN_MAX);
}

fn put_relatives(out: &mut impl Sink, relatives: &[Relative], most: usize) {
    assert!(relatives.len() <= most, "the law bounds a family");
    out.put_u8(u8::try_from(relatives.len()).expect("bounded far below"));
    for Relative { first, family, national_id } in relatives {
        put_name(out, first);
        put_name(out, family);
        put_national_id(out, national_id);
    }
}

pub(super) fn read_long(reader: &mut Reader<'_>) -> Read<LongForm> {
    let (first, family) = (read_name(reader, "first name")?, read_name(reader, "family name")?);
    let (what, at) = ("number of the booklet", reader.at());
    let text = reader.text(BookletNumber::DIGITS_MAX, what)?;
    let booklet = BookletNumber::parse(text).ok().filter(|it| it.as_str() == text);
    let booklet = booklet.ok_or(RecordError::Refused { what, at })?;
    let father = read_name(reader, "father's name")?;
    let spouses = read_relatives(reader, SPOUSES_MAX)?;
    let children = read_relatives(reader, CHILDREN_MAX)?;
    Ok(LongForm { first, family, booklet, father, spouses, children })
}

fn read_relatives(reader: &mut Reader<'_>, most: usize) -> Read<Vec<Relative>> {
    let (what, at) = ("how many relatives", reader.at());
    let count = usize::from(reader.u8(what)?);
    if count > most {
        return Err(RecordError::Refused { what, at });
    }
    let read = |_| {
        let first = read_name(reader, "first name of a relative")?;
        let family = read_name(reader, "family name of a relative")?;
        Ok(Relative { first, family, national_id: read_national_id(reader)? })
    };
    (0..count).map(read).collect()
}
