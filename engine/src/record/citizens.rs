//! What a citizen has stated, inside a sealed text. Each value comes back through the gate that
//! let it in, and only in the one spelling that is written: anything else is damage.

use super::codes;
use super::error::RecordError;
use super::family::{put_long, read_long, room_for_long};
use super::wire::{Read, Reader, Sink};
use nobat_domain::calendar::{LunarDate, SolarDate};
use nobat_domain::limits::DRAFT_BYTES_MAX;
use nobat_domain::office::EnrolmentAnswers;
use nobat_domain::person::{
    BookletSerial, HomeAddress, Mobile, NationalId, PersonName, PostalCode, StreetAddress,
};
use nobat_domain::request::Details;

/// Digits of a mobile number without the trunk zero.
const MOBILE_DIGITS: usize = 10;
/// A letter of a name takes two bytes, and a zero-width non-joiner three.
pub(super) const NAME_BYTES_MAX: usize = 3 * PersonName::CHARS_MAX as usize;
/// Signs of an address take as many.
const STREET_BYTES_MAX: usize = 3 * StreetAddress::CHARS_MAX as usize;
/// The first version that knows the address of a home, and the first that knows the long form.
const SINCE_HOME: u8 = 4;
const SINCE_LONG: u8 = 5;

const LEAVES_HOME: u8 = 1;
const CLIMBS_STAIRS: u8 = 1 << 1;
const PUPILS_VISIBLE: u8 = 1 << 2;
const FINGERS_SOUND: u8 = 1 << 3;
/// In the byte of the answers: the address of the home stands behind the mother's name.
const HOME: u8 = 1 << 4;
/// What the long form adds stands at the end.
const LONG: u8 = 1 << 5;
const ANSWERS: u8 = LEAVES_HOME | CLIMBS_STAIRS | PUPILS_VISIBLE | FINGERS_SOUND;

pub(super) fn put_national_id(out: &mut impl Sink, id: &NationalId) {
    out.put(id.as_str().as_bytes());
}

pub(super) fn read_national_id(reader: &mut Reader<'_>) -> Read<NationalId> {
    let (what, at) = ("national ID", reader.at());
    let text = reader.text_of(NationalId::DIGITS, what)?;
    let id = NationalId::parse(text).ok().filter(|id| id.as_str() == text);
    id.ok_or(RecordError::Refused { what, at })
}

pub(super) fn put_serial(out: &mut impl Sink, serial: &BookletSerial) {
    out.put(serial.as_str().as_bytes());
}

pub(super) fn read_serial(reader: &mut Reader<'_>) -> Read<BookletSerial> {
    let (what, at) = ("serial of a booklet", reader.at());
    let text = reader.text_of(BookletSerial::DIGITS, what)?;
    let serial = BookletSerial::parse(text).ok().filter(|serial| serial.as_str() == text);
    serial.ok_or(RecordError::Refused { what, at })
}

pub(super) fn put_draft(out: &mut impl Sink, draft: &[u8]) {
    out.put_bytes(draft, DRAFT_BYTES_MAX);
}

pub(super) fn read_draft(reader: &mut Reader<'_>) -> Read<Vec<u8>> {
    reader.bytes(DRAFT_BYTES_MAX, "draft").map(<[u8]>::to_vec)
}

pub(super) fn put_mobile(out: &mut impl Sink, mobile: Mobile) {
    out.put(&mobile.to_national().as_bytes()[1..]);
}

pub(super) fn read_mobile(reader: &mut Reader<'_>) -> Read<Mobile> {
    let (what, at) = ("mobile number", reader.at());
    let text = reader.text_of(MOBILE_DIGITS, what)?;
    let mobile = Mobile::parse(text).ok().filter(|mobile| mobile.to_national()[1..] == *text);
    mobile.ok_or(RecordError::Refused { what, at })
}

/// Room that an address of a home and the long form take beside everything else that is stated.
pub(super) fn room_for_more(details: Option<&Details>) -> usize {
    let Some(Details { home, long, .. }) = details else { return 0 };
    let home = home
        .as_ref()
        .map_or(0, |home| PostalCode::DIGITS + size_of::<u16>() + home.street.as_str().len());
    home + long.as_deref().map_or(0, room_for_long)
}

/// 22 bytes and the mother's name, the address of a home where there is one, and what the long
/// form adds where it was asked.
pub(super) fn put_details(out: &mut impl Sink, details: &Details) {
    let Details { birth, birth_lunar, gender, religion, mother, mobile, answers, home, long } =
        details;
    put_date(out, birth.year(), birth.month(), birth.day());
    put_date(out, birth_lunar.year(), birth_lunar.month(), birth_lunar.day());
    codes::put_gender(out, *gender);
    codes::put_religion(out, *religion);
    let bit = |there, bit| if there { bit } else { 0 };
    out.put_u8(bits_of(*answers) | bit(home.is_some(), HOME) | bit(long.is_some(), LONG));
    put_mobile(out, *mobile);
    put_name(out, mother);
    if let Some(HomeAddress { postal_code, street }) = home {
        out.put(postal_code.as_str().as_bytes());
        out.put_bytes(street.as_str().as_bytes(), STREET_BYTES_MAX);
    }
    if let Some(long) = long {
        put_long(out, long);
    }
}

pub(super) fn read_details(reader: &mut Reader<'_>, version: u8) -> Read<Details> {
    let birth = read_solar(reader)?;
    let birth_lunar = read_lunar(reader)?;
    let gender = codes::read_gender(reader)?;
    let religion = codes::read_religion(reader)?;
    let (answers, follow) = read_answers(reader, version)?;
    let mobile = read_mobile(reader)?;
    let mother = read_name(reader, "mother's name")?;
    let home = (follow & HOME != 0).then(|| read_home(reader)).transpose()?;
    let long = (follow & LONG != 0).then(|| read_long(reader).map(Box::new)).transpose()?;
    Ok(Details { birth, birth_lunar, gender, religion, mother, mobile, answers, home, long })
}

fn put_date(out: &mut impl Sink, year: u16, month: u8, day: u8) {
    out.put_u16(year);
    out.put(&[month, day]);
}

fn read_solar(reader: &mut Reader<'_>) -> Read<SolarDate> {
    let (what, at) = ("solar date of birth", reader.at());
    let (year, [month, day]) = (reader.u16(what)?, reader.array(what)?);
    SolarDate::new(year, month, day).map_err(|_| RecordError::Refused { what, at })
}

fn read_lunar(reader: &mut Reader<'_>) -> Read<LunarDate> {
    let (what, at) = ("lunar date of birth", reader.at());
    let (year, [month, day]) = (reader.u16(what)?, reader.array(what)?);
    LunarDate::new(year, month, day).map_err(|_| RecordError::Refused { what, at })
}

fn bits_of(answers: EnrolmentAnswers) -> u8 {
    let EnrolmentAnswers { can_leave_home, can_climb_stairs, pupils_visible, fingers_sound } =
        answers;
    let bit = |answer, bit| if answer { bit } else { 0 };
    bit(can_leave_home, LEAVES_HOME)
        | bit(can_climb_stairs, CLIMBS_STAIRS)
        | bit(pupils_visible, PUPILS_VISIBLE)
        | bit(fingers_sound, FINGERS_SOUND)
}

/// The answers, and the bits of what follows.
fn read_answers(reader: &mut Reader<'_>, version: u8) -> Read<(EnrolmentAnswers, u8)> {
    let (what, at) = ("answers of the enrolment", reader.at());
    let bits = reader.u8(what)?;
    let known = match version {
        SINCE_LONG.. => ANSWERS | HOME | LONG,
        SINCE_HOME.. => ANSWERS | HOME,
        _ => ANSWERS,
    };
    if bits & !known != 0 {
        return Err(RecordError::Unlisted { what, at, found: bits });
    }
    let answers = EnrolmentAnswers {
        can_leave_home: bits & LEAVES_HOME != 0,
        can_climb_stairs: bits & CLIMBS_STAIRS != 0,
        pupils_visible: bits & PUPILS_VISIBLE != 0,
        fingers_sound: bits & FINGERS_SOUND != 0,
    };
    Ok((answers, bits & !ANSWERS))
}

fn read_home(reader: &mut Reader<'_>) -> Read<HomeAddress> {
    let (what, at) = ("postal code", reader.at());
    let text = reader.text_of(PostalCode::DIGITS, what)?;
    let code = PostalCode::parse(text).ok().filter(|code| code.as_str() == text);
    let postal_code = code.ok_or(RecordError::Refused { what, at })?;
    let (what, at) = ("address of a home", reader.at());
    let text = reader.text(STREET_BYTES_MAX, what)?;
    let street = StreetAddress::parse(text).ok().filter(|street| street.as_str() == text);
    let street = street.ok_or(RecordError::Refused { what, at })?;
    Ok(HomeAddress { postal_code, street })
}

pub(super) fn put_name(out: &mut impl Sink, name: &PersonName) {
    out.put_bytes(name.as_str().as_bytes(), NAME_BYTES_MAX);
}

pub(super) fn read_name(reader: &mut Reader<'_>, what: &'static str) -> Read<PersonName> {
    let at = reader.at();
    let text = reader.text(NAME_BYTES_MAX, what)?;
    let name = PersonName::parse(text).ok().filter(|name| name.as_str() == text);
    name.ok_or(RecordError::Refused { what, at })
}
