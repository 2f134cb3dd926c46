//! A segment file: its name, its header, its making, and the writing of a batch into it.

use std::io;
use std::sync::Arc;

use nobat_domain::ids::Sequence;
use nobat_domain::journal::{Elsewhere, Log};

use super::buffer::AlignedBuffer;
use super::error::JournalError;
use super::format::{BLOCK, Found, SEGMENT_HEADER_BYTES, Seal, SegmentHeader};
use super::ledger;
use super::medium::{Medium, MediumFile, Shelf};

/// Files that are still being made; what is left of them after a crash is dropped.
pub(super) const UNFINISHED: &str = ".part";
const RING_PREFIX: &str = "segment-";
const RING_SUFFIX: &str = ".journal";
/// How much is written or copied at once outside the hot path.
pub(super) const CHUNK_BYTES: usize = 1 << 20;

/// An open segment file, on either shelf.
#[derive(Clone)]
pub(super) struct SegmentFile {
    pub(super) shelf: Shelf,
    pub(super) name: Arc<str>,
    pub(super) file: Arc<dyn MediumFile>,
    pub(super) bytes: u64,
}

/// Where the next batch goes, and what it must name.
#[derive(Clone)]
pub(super) struct Tip {
    pub(super) file: SegmentFile,
    pub(super) lap: u64,
    pub(super) offset: u64,
    pub(super) next: Sequence,
    pub(super) before: Seal,
    pub(super) epoch: u64,
}

impl SegmentFile {
    pub(super) fn open(
        medium: &dyn Medium,
        shelf: Shelf,
        name: &str,
    ) -> Result<Self, JournalError> {
        let opened = medium.open(shelf, name).and_then(|file| {
            let bytes = file.bytes()?;
            Ok(Self { shelf, name: name.into(), file, bytes })
        });
        opened.map_err(|error| JournalError::io("open", medium.describe(shelf, name), error))
    }

    /// Bytes that batches may fill.
    pub(super) fn usable_bytes(&self) -> u64 {
        self.bytes - SEGMENT_HEADER_BYTES
    }

    pub(super) fn header(&self) -> io::Result<Found<SegmentHeader>> {
        if self.bytes < SEGMENT_HEADER_BYTES {
            return Ok(Found::Nothing);
        }
        let mut block = AlignedBuffer::zeroed(BLOCK);
        self.file.read_at(0, block.bytes_mut())?;
        Ok(SegmentHeader::read(block.bytes()))
    }

    pub(super) fn write_header(&self, header: &SegmentHeader) -> io::Result<()> {
        let mut block = AlignedBuffer::zeroed(BLOCK);
        header.write_into(block.bytes_mut());
        self.file.write_at(0, block.bytes())
    }

    /// Makes a new ring file: zeros really written, so that no later write can meet a full disk.
    ///
    /// The name is given last; a file that was not finished is never taken for a segment. Nor is
    /// it used before the ring's note counts it among its `files`.
    pub(super) fn prepare(
        medium: &dyn Medium,
        (number, files): (u32, u32),
        cluster: [u8; 16],
        bytes: u64,
    ) -> io::Result<Self> {
        let name = ring_name(number);
        let draft = format!("{name}{UNFINISHED}");
        let made = Self::fill(medium, &draft, cluster, bytes)
            .and_then(|()| medium.rename(Shelf::Ring, &draft, &name))
            .and_then(|()| ledger::note(medium, cluster, files))
            .and_then(|()| medium.open(Shelf::Ring, &name));
        match made {
            Ok(file) => Ok(Self { shelf: Shelf::Ring, name: name.into(), file, bytes }),
            Err(error) => {
                // Gives the space back at once; if even that fails, the next start does it.
                let _ = medium.remove(Shelf::Ring, &draft);
                Err(error)
            }
        }
    }

    fn fill(medium: &dyn Medium, draft: &str, cluster: [u8; 16], bytes: u64) -> io::Result<()> {
        let file = medium.create(Shelf::Ring, draft)?;
        let zeros = AlignedBuffer::zeroed(CHUNK_BYTES);
        let mut offset = 0;
        while offset < bytes {
            let length = (bytes - offset).min(CHUNK_BYTES as u64);
            file.write_at(offset, &zeros.bytes()[..length as usize])?;
            offset += length;
        }
        let mut block = AlignedBuffer::zeroed(BLOCK);
        SegmentHeader::blank(cluster, bytes).write_into(block.bytes_mut());
        file.write_at(0, block.bytes())
    }
}

impl Tip {
    /// Bytes left in the segment.
    pub(super) fn remaining(&self) -> u64 {
        self.file.bytes - self.offset
    }

    /// Goes on in another segment: its header is durable before any batch is.
    pub(super) fn move_to(&mut self, file: SegmentFile, cluster: [u8; 16]) -> io::Result<()> {
        let header = SegmentHeader {
            cluster,
            lap: self.lap + 1,
            epoch: self.epoch,
            first: self.next,
            before: self.before,
            segment_bytes: file.bytes,
        };
        file.write_header(&header)?;
        self.lap = header.lap;
        self.file = file;
        self.offset = SEGMENT_HEADER_BYTES;
        Ok(())
    }
}

/// One sealed batch, padded to whole blocks.
pub(super) struct Sealed<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) seal: Seal,
    pub(super) records: u32,
}

/// Why a batch was not appended.
#[derive(Debug)]
pub(super) enum AppendError {
    Elsewhere(Elsewhere),
    Io(io::Error),
}

impl From<Elsewhere> for AppendError {
    fn from(elsewhere: Elsewhere) -> Self {
        Self::Elsewhere(elsewhere)
    }
}

impl AppendError {
    /// `file` is where the log goes on.
    pub(super) fn of(self, file: String) -> JournalError {
        match self {
            Self::Elsewhere(Elsewhere { expected, end }) => {
                JournalError::Elsewhere { expected, end, file }
            }
            Self::Io(source) => JournalError::io("write", file, source),
        }
    }
}

impl Log for Tip {
    type Batch<'a> = Sealed<'a>;
    type Error = AppendError;

    fn end(&self) -> Sequence {
        Sequence(self.next.0 - 1)
    }

    /// Durable when it returns `Ok`.
    fn append(&mut self, expected: Sequence, batch: Sealed<'_>) -> Result<Sequence, AppendError> {
        self.fence(expected)?;
        let Sealed { bytes, seal, records } = batch;
        assert!(bytes.len() as u64 <= self.remaining());
        self.file.file.write_at(self.offset, bytes).map_err(AppendError::Io)?;
        self.offset += bytes.len() as u64;
        self.before = seal;
        self.next = Sequence(self.next.0 + u64::from(records));
        Ok(self.end())
    }
}

pub(super) fn ring_name(number: u32) -> String {
    format!("{RING_PREFIX}{number:04}{RING_SUFFIX}")
}

/// The number of a ring file; `None` for anything else in the folder.
pub(super) fn ring_number(name: &str) -> Option<u32> {
    let number = name.strip_prefix(RING_PREFIX)?.strip_suffix(RING_SUFFIX)?;
    let number = number.parse().ok()?;
    (ring_name(number) == name).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_name_that_this_room_gives_is_a_segment() {
        assert_eq!(ring_number(&ring_name(7)), Some(7));
        assert_eq!(ring_number("segment-10000.journal"), Some(10_000));
        for other in ["LOCK", "segment-7.journal", "segment-0007.journal.part", "segment-.journal"]
        {
            assert_eq!(ring_number(other), None, "{other}");
        }
    }
}
