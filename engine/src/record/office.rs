//! The facts of an office, which are public: a record, and the office's row.

use super::error::RecordError;
use super::kind::RecordKind;
use super::wire::{Read, Reader, Sink};
use super::{codes, frame};
use nobat_domain::ids::OfficeId;
use nobat_domain::office::{Capabilities, Office, OfficePhone};
use nobat_domain::person::AreaCode;
use nobat_domain::timestamp::Timestamp;

/// Bytes of any one text of an office. The longest address in Persian is a third of it.
pub const OFFICE_TEXT_BYTES_MAX: usize = 1_024;

const PHONE_DIGITS: usize = 8;
/// A shift is two numbers for each office, so the upper half names none.
const OFFICES_END: u32 = u32::MAX / 2;

/// Appends the record of an office as it is from `at` on.
///
/// # Errors
/// `TooLong` for a text beyond [`OFFICE_TEXT_BYTES_MAX`]; `out` is then unchanged.
///
/// # Panics
/// On an id that no shift can be made of.
pub fn write_office(at: Timestamp, office: &Office, out: &mut Vec<u8>) -> Result<(), RecordError> {
    let Office { id, code, kind, name, address, city, area, phone, capabilities } = office;
    assert!(id.0 < OFFICES_END, "a shift's number is made of its office's");
    let texts = [
        ("the code of an office", code),
        ("the name of an office", name),
        ("the address of an office", address),
        ("the city of an office", city),
    ];
    for (what, text) in texts {
        let (bytes, bytes_max) = (text.len(), OFFICE_TEXT_BYTES_MAX);
        if bytes > bytes_max {
            return Err(RecordError::TooLong { what, bytes, bytes_max });
        }
    }
    frame::append(RecordKind::Office, "an office", out, |out| {
        out.put_moment(at);
        out.put_u32(id.0);
        codes::put_office_kind(out, *kind);
        out.put_u8(area.number());
        out.put_u8(capabilities.bits());
        out.put_flag(phone.is_some());
        if let Some(phone) = phone {
            out.put(phone.as_str().as_bytes());
        }
        for (_, text) in texts {
            out.put_bytes(text.as_bytes(), OFFICE_TEXT_BYTES_MAX);
        }
    })
}

/// Reads what [`write_office`] made.
///
/// # Errors
/// The first byte that cannot be.
pub fn office_of(bytes: &[u8]) -> Result<(Timestamp, Office), RecordError> {
    let mut reader = frame::open(bytes, RecordKind::Office)?;
    let at = reader.moment("time of the change")?;
    let office = Office {
        id: read_id(&mut reader)?,
        kind: codes::read_office_kind(&mut reader)?,
        area: read_area(&mut reader)?,
        capabilities: read_capabilities(&mut reader)?,
        phone: read_phone(&mut reader)?,
        code: read_text(&mut reader, "code of the office")?,
        name: read_text(&mut reader, "name of the office")?,
        address: read_text(&mut reader, "address of the office")?,
        city: read_text(&mut reader, "city of the office")?,
    };
    reader.padding(frame::ALIGN)?;
    Ok((at, office))
}

fn read_id(reader: &mut Reader<'_>) -> Read<OfficeId> {
    let (what, at) = ("office", reader.at());
    let id = reader.u32(what)?;
    if id < OFFICES_END { Ok(OfficeId(id)) } else { Err(RecordError::Refused { what, at }) }
}

pub(super) fn read_area(reader: &mut Reader<'_>) -> Read<AreaCode> {
    let (what, at) = ("area code", reader.at());
    let number = reader.u8(what)?;
    AreaCode::parse(&number.to_string()).map_err(|_| RecordError::Refused { what, at })
}

fn read_capabilities(reader: &mut Reader<'_>) -> Read<Capabilities> {
    let (what, at) = ("capabilities of an office", reader.at());
    Capabilities::from_bits(reader.u8(what)?).ok_or(RecordError::Refused { what, at })
}

fn read_phone(reader: &mut Reader<'_>) -> Read<Option<OfficePhone>> {
    if !reader.flag("whether there is a phone")? {
        return Ok(None);
    }
    let (what, at) = ("phone of an office", reader.at());
    let phone = OfficePhone::parse(reader.text_of(PHONE_DIGITS, what)?);
    phone.map(Some).ok_or(RecordError::Refused { what, at })
}

fn read_text(reader: &mut Reader<'_>, what: &'static str) -> Read<String> {
    reader.text(OFFICE_TEXT_BYTES_MAX, what).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::super::{arbitrary, samples};
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_office_comes_back_from_its_bytes(
            office in arbitrary::offices(), at in arbitrary::moments()
        ) {
            let mut out = Vec::new();
            write_office(at, &office, &mut out).expect("short texts");
            prop_assert_eq!(office_of(&out).expect("our own bytes"), (at, office));
        }
    }

    #[test]
    fn the_longest_texts_fit_and_one_byte_more_does_not() {
        let longest = || "x".repeat(OFFICE_TEXT_BYTES_MAX);
        let mut office = samples::office();
        (office.code, office.name) = (longest(), longest());
        (office.address, office.city) = (longest(), longest());
        let mut out = vec![1, 2, 3];
        write_office(Timestamp(1), &office, &mut out).expect("the bound itself");
        assert_eq!(office_of(&out[3..]).expect("our own bytes"), (Timestamp(1), office.clone()));
        office.city.push('x');
        out.truncate(3);
        let written = write_office(Timestamp(1), &office, &mut out);
        assert!(matches!(written, Err(RecordError::TooLong { bytes: 1_025, .. })), "{written:?}");
        assert_eq!(out, [1, 2, 3], "nothing was left behind");
    }

    #[test]
    fn an_office_that_no_shift_can_have_is_damage() {
        let mut out = Vec::new();
        write_office(Timestamp(1), &samples::office(), &mut out).expect("short texts");
        out[10..14].copy_from_slice(&(u32::MAX / 2).to_le_bytes());
        assert!(matches!(office_of(&out), Err(RecordError::Refused { what: "office", at: 10 })));
    }
}
