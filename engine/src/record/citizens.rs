//! What a citizen has stated, inside a sealed text. Each value comes back through the gate that
//! let it in, and only in the one spelling that is written: anything else is damage.

use super::codes;
use super::error::RecordError;
use super::family::{put_long, read_long};
use super::wire::{Read, Reader, Sink};
use nobat_domain::calendar::{LunarDate, SolarDate};
use nobat_domain::limits::DRAFT_BYTES_MAX;
use nobat_domain::office::EnrolmentAnswers;
use nobat_domain::person::{BookletSerial, Mobile, NationalId, PersonName};
use nobat_domain::request::Details;

/// Digits of a mobile number without the trunk zero.
const MOBILE_DIGITS: usize = 10;
/// A letter of a name takes two bytes, and a zero-width non-joiner three.
pub(super) const NAME_BYTES_MAX: usize = 3 * PersonName::CHARS_MAX as usize;

const LEAVES_HOME: u8 = 1;
const CLIMBS_STAIRS: u8 = 1 << 1;
const PUPILS_VISIBLE: u8 = 1 << 2;
const FINGERS_SOUND: u8 = 1 << 3;
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

/// 23 bytes, the mother's name, and what the long form adds.
pub(super) fn put_details(out: &mut impl Sink, details: &Details) {
    let Details { birth, birth_lunar, gender, religion, mother, mobile, answers, long } = details;
    put_date(out, birth.year(), birth.month(), birth.day());
    put_date(out, birth_lunar.year(), birth_lunar.month(), birth_lunar.day());
    codes::put_gender(out, *gender);
    codes::put_religion(out, *religion);
    put_answers(out, *answers);
    put_mobile(out, *mobile);
    put_name(out, mother);
    out.put_flag(long.is_some());
    if let Some(long) = long {
        put_long(out, long);
    }
}

/// Before version 4 there was no long form.
pub(super) fn read_details(reader: &mut Reader<'_>, version: u8) -> Read<Details> {
    let birth = read_solar(reader)?;
    let birth_lunar = read_lunar(reader)?;
    let gender = codes::read_gender(reader)?;
    let religion = codes::read_religion(reader)?;
    let answers = read_answers(reader)?;
    let mobile = read_mobile(reader)?;
    let mother = read_name(reader, "mother's name")?;
    let follows = version > 3 && reader.flag("whether a long form follows")?;
    let long = if follows { Some(Box::new(read_long(reader)?)) } else { None };
    Ok(Details { birth, birth_lunar, gender, religion, mother, mobile, answers, long })
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

fn put_answers(out: &mut impl Sink, answers: EnrolmentAnswers) {
    let EnrolmentAnswers { can_leave_home, can_climb_stairs, pupils_visible, fingers_sound } =
        answers;
    let bit = |answer, bit| if answer { bit } else { 0 };
    out.put_u8(
        bit(can_leave_home, LEAVES_HOME)
            | bit(can_climb_stairs, CLIMBS_STAIRS)
            | bit(pupils_visible, PUPILS_VISIBLE)
            | bit(fingers_sound, FINGERS_SOUND),
    );
}

fn read_answers(reader: &mut Reader<'_>) -> Read<EnrolmentAnswers> {
    let (what, at) = ("answers of the enrolment", reader.at());
    let bits = reader.u8(what)?;
    if bits & !ANSWERS != 0 {
        return Err(RecordError::Unlisted { what, at, found: bits });
    }
    Ok(EnrolmentAnswers {
        can_leave_home: bits & LEAVES_HOME != 0,
        can_climb_stairs: bits & CLIMBS_STAIRS != 0,
        pupils_visible: bits & PUPILS_VISIBLE != 0,
        fingers_sound: bits & FINGERS_SOUND != 0,
    })
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
