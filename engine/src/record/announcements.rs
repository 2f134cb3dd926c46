//! What operators tell everybody: the value of one setting. It is public.
//!
//! | at | bytes | what |
//! |---|---|---|
//! | 0 | 1 | version, 1 |
//! | 1 | 4, 4 | version of the list, the number that was given last |
//! | 9 | 1 | how many follow, each: |
//! | | 4, 6, 6 | number, from, until |
//! | | 2 + n, 2 + n | Persian, English |

use super::error::RecordError;
use super::wire::{Read, Reader, Sink};
use nobat_domain::staff::{
    ANNOUNCEMENT_BYTES_MAX, ANNOUNCEMENTS_MAX, Announcement, AnnouncementNo, Announcements,
};

/// The name of the setting that they stand in.
pub const ANNOUNCEMENTS_SETTING: &str = "announcements";

const VERSION: u8 = 1;

/// The value of that setting.
///
/// # Panics
/// On more or longer announcements than the law allows.
#[must_use]
pub fn announcements_bytes(announcements: &Announcements) -> Vec<u8> {
    let Announcements { version, last, list } = announcements;
    assert!(list.len() <= ANNOUNCEMENTS_MAX, "the law bounds what it lets in");
    let mut out = vec![VERSION];
    out.put_u32(*version);
    out.put_u32(*last);
    out.put_u8(u8::try_from(list.len()).expect("few"));
    for it in list {
        out.put_u32(it.no.0);
        out.put_moment(it.from);
        out.put_moment(it.until);
        out.put_bytes(it.persian.as_bytes(), ANNOUNCEMENT_BYTES_MAX);
        out.put_bytes(it.english.as_bytes(), ANNOUNCEMENT_BYTES_MAX);
    }
    out
}

/// Reads what [`announcements_bytes`] made.
///
/// # Errors
/// The first byte that cannot be.
pub fn announcements_of(value: &[u8]) -> Result<Announcements, RecordError> {
    let mut reader = Reader::new(value);
    let (what, at) = ("version of the announcements", reader.at());
    let found = reader.u8(what)?;
    if found != VERSION {
        return Err(RecordError::Unlisted { what, at, found });
    }
    let (version, last) = (reader.u32("version of the list")?, reader.u32("last number")?);
    let (what, at) = ("how many announcements", reader.at());
    let count = usize::from(reader.u8(what)?);
    if count > ANNOUNCEMENTS_MAX {
        return Err(RecordError::Refused { what, at });
    }
    let list = (0..count).map(|_| read(&mut reader)).collect::<Read<Vec<_>>>()?;
    reader.end()?;
    Ok(Announcements { version, last, list })
}

fn read(reader: &mut Reader<'_>) -> Read<Announcement> {
    let no = AnnouncementNo(reader.u32("number of an announcement")?);
    let (from, until) = (reader.moment("its beginning")?, reader.moment("its end")?);
    let mut text = || reader.text(ANNOUNCEMENT_BYTES_MAX, "its text").map(str::to_owned);
    Ok(Announcement { no, from, until, persian: text()?, english: text()? })
}
