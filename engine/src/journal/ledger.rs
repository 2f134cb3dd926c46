//! How many segment files the ring has: the only thing that tells that the newest one is gone.
//!
//! A segment is begun in its own file alone. Were that file lost, the lap before would look like
//! the end; so whoever makes a file counts it in a note beside it, before the file is used.

use std::io;

use super::buffer::AlignedBuffer;
use super::error::JournalError;
use super::format::{BLOCK, Found, RingNote};
use super::medium::{Medium, Shelf};
use super::reader::newer;
use super::segment::UNFINISHED;

const NAME: &str = "SEGMENTS";

/// Notes that so many files were made. Durable when it returns, the old note or the new.
pub(super) fn note(medium: &dyn Medium, cluster: [u8; 16], files: u32) -> io::Result<()> {
    let draft = format!("{NAME}{UNFINISHED}");
    let mut block = AlignedBuffer::zeroed(BLOCK);
    RingNote { cluster, files }.write_into(block.bytes_mut());
    medium.create(Shelf::Ring, &draft)?.write_at(0, block.bytes())?;
    medium.rename(Shelf::Ring, &draft, NAME)
}

/// How many files this ring has; 0 where nothing says so. A note that is gone or does not read is
/// no fault as long as the files are there: it is made again.
pub(super) fn noted(medium: &dyn Medium, cluster: [u8; 16]) -> Result<u32, JournalError> {
    let place = medium.describe(Shelf::Ring, NAME);
    let io = |error| JournalError::io("read", &place, error);
    let names = medium.list(Shelf::Ring).map_err(io)?;
    if !names.iter().any(|name| name == NAME) {
        return Ok(0);
    }
    let file = medium.open(Shelf::Ring, NAME).map_err(io)?;
    if file.bytes().map_err(io)? != BLOCK as u64 {
        return Ok(0);
    }
    let mut block = AlignedBuffer::zeroed(BLOCK);
    file.read_at(0, block.bytes_mut()).map_err(io)?;
    match RingNote::read(block.bytes()) {
        Found::Sound(note) if note.cluster == cluster => Ok(note.files),
        Found::Newer(version) => Err(newer(place, version)),
        Found::Sound(_) | Found::Nothing => Ok(0),
    }
}

#[cfg(test)]
mod tests {
    use super::super::medium::MemoryMedium;
    use super::*;

    const CLUSTER: [u8; 16] = [7; 16];

    #[test]
    fn a_note_that_does_not_read_or_is_anothers_says_nothing() {
        let medium = MemoryMedium::new(1);
        assert_eq!(noted(&medium, CLUSTER).expect("it reads"), 0);
        for files in [2, 3] {
            note(&medium, CLUSTER, files).expect("it is written");
            assert_eq!(noted(&medium, CLUSTER).expect("it reads"), files);
        }
        assert_eq!(noted(&medium, [8; 16]).expect("it reads"), 0);
        assert!(medium.tamper(Shelf::Ring, NAME, |bytes| bytes[33] ^= 1));
        assert_eq!(noted(&medium, CLUSTER).expect("it reads"), 0);
        assert!(medium.tamper(Shelf::Ring, NAME, |bytes| bytes.truncate(100)));
        assert_eq!(noted(&medium, CLUSTER).expect("it reads"), 0);
    }
}
