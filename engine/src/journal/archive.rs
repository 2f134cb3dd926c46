//! Plain copies of full segments, each named by its lap, its first sequence and its checksum.

use std::io;

use nobat_domain::ids::Sequence;

use super::buffer::AlignedBuffer;
use super::error::JournalError;
use super::format::Found;
use super::medium::{Medium, Shelf};
use super::ring::FullSegment;
use super::segment::{CHUNK_BYTES, SegmentFile, UNFINISHED};
use super::walk::{Step, Walk};

const PREFIX: &str = "lap-";
const SUFFIX: &str = ".segment";

/// What an archive file's name says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct ArchiveName {
    pub(super) lap: u64,
    pub(super) first: Sequence,
    /// CRC-32 of the whole file.
    pub(super) crc: u32,
}

impl ArchiveName {
    pub(super) fn file_name(&self) -> String {
        format!("{PREFIX}{:012}-from-{:020}-crc-{:08x}{SUFFIX}", self.lap, self.first.0, self.crc)
    }

    pub(super) fn parse(name: &str) -> Option<Self> {
        let rest = name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?;
        let (lap, rest) = rest.split_once("-from-")?;
        let (first, crc) = rest.split_once("-crc-")?;
        let parsed = Self {
            lap: lap.parse().ok()?,
            first: Sequence(first.parse().ok()?),
            crc: u32::from_str_radix(crc, 16).ok()?,
        };
        (parsed.file_name() == name).then_some(parsed)
    }
}

/// The copies on the shelf, oldest lap first.
pub(super) fn list(medium: &dyn Medium) -> Result<Vec<ArchiveName>, JournalError> {
    let names = medium.list(Shelf::Archive);
    let names = names
        .map_err(|error| JournalError::io("list", medium.describe(Shelf::Archive, ""), error))?;
    let mut found: Vec<_> = names.iter().filter_map(|name| ArchiveName::parse(name)).collect();
    found.sort_unstable();
    Ok(found)
}

/// The copy that holds `sequence`, if there is one.
pub(super) fn locate(
    medium: &dyn Medium,
    sequence: Sequence,
) -> Result<Option<ArchiveName>, JournalError> {
    Ok(list(medium)?.into_iter().rfind(|copy| copy.first <= sequence))
}

/// Copies a full segment: first proves every batch in it, so that rot is not archived as truth.
///
/// Durable with its folder when it returns.
pub(super) fn copy(medium: &dyn Medium, full: &FullSegment) -> Result<(), JournalError> {
    let place = medium.describe(full.file.shelf, &full.file.name);
    prove(medium, full)?;
    let failed = |error| JournalError::io("archive", place.clone(), error);
    let draft = format!("{PREFIX}{:012}{UNFINISHED}", full.lap);
    let crc = copy_bytes(medium, full, &draft).map_err(failed)?;
    let name = ArchiveName { lap: full.lap, first: full.first, crc };
    medium.rename(Shelf::Archive, &draft, &name.file_name()).map_err(failed)
}

fn copy_bytes(medium: &dyn Medium, full: &FullSegment, draft: &str) -> io::Result<u32> {
    let copy = medium.create(Shelf::Archive, draft)?;
    let mut chunk = AlignedBuffer::zeroed(CHUNK_BYTES);
    let mut crc = crc32fast::Hasher::new();
    let mut offset = 0;
    while offset < full.used_bytes {
        let length = (full.used_bytes - offset).min(CHUNK_BYTES as u64) as usize;
        let bytes = &mut chunk.bytes_mut()[..length];
        full.file.file.read_at(offset, bytes)?;
        crc.update(bytes);
        copy.write_at(offset, bytes)?;
        offset += length as u64;
    }
    Ok(crc.finalize())
}

fn prove(medium: &dyn Medium, full: &FullSegment) -> Result<(), JournalError> {
    let place = medium.describe(full.file.shelf, &full.file.name);
    let io = |error| JournalError::io("read", place.clone(), error);
    let damaged = |offset, why| JournalError::Damaged {
        file: place.clone(),
        offset,
        why,
        proof: format!("records up to {} were written", full.last.0),
    };
    let Found::Sound(header) = full.file.header().map_err(io)? else {
        return Err(damaged(0, "no sound segment header"));
    };
    if header.lap != full.lap {
        return Err(damaged(0, "a header of another lap"));
    }
    let mut walk = Walk::start(full.file.clone(), &header);
    while walk.offset < full.used_bytes {
        match walk.step().map_err(io)? {
            Step::Batch(_) => {}
            Step::Nothing(why) => return Err(damaged(walk.offset, why)),
            Step::Newer(_) => return Err(damaged(walk.offset, "a batch of a newer format")),
        }
    }
    Ok(())
}

/// Opens a copy.
pub(super) fn open(medium: &dyn Medium, copy: &ArchiveName) -> Result<SegmentFile, JournalError> {
    SegmentFile::open(medium, Shelf::Archive, &copy.file_name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_says_all_in_its_name() {
        let copy = ArchiveName { lap: 12, first: Sequence(9_999_999), crc: 0x00ab_cdef };
        let name = copy.file_name();
        assert_eq!(name, "lap-000000000012-from-00000000000009999999-crc-00abcdef.segment");
        assert_eq!(ArchiveName::parse(&name), Some(copy));
        for other in ["lap-12-from-1-crc-1.segment", "lap-000000000012.part", "LOCK"] {
            assert_eq!(ArchiveName::parse(other), None, "{other}");
        }
    }
}
