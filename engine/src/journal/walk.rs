//! Walking through the batches of one segment, believing only what the chain proves.

use std::io;

use nobat_domain::ids::Sequence;

use super::buffer::AlignedBuffer;
use super::envelope;
use super::format::{
    BATCH_HEADER_BYTES, BLOCK, BatchHeader, Found, SEGMENT_HEADER_BYTES, Seal, SegmentHeader,
};
use super::segment::SegmentFile;

/// How much is read at once; at least the longest batch.
const WINDOW_BYTES: usize = super::format::BATCH_BYTES_LIMIT;

/// A place between two batches.
pub(super) struct Walk {
    pub(super) file: SegmentFile,
    pub(super) lap: u64,
    pub(super) offset: u64,
    pub(super) next: Sequence,
    pub(super) before: Seal,
    pub(super) epoch: u64,
    window: Window,
}

/// What stands at the place.
pub(super) enum Step {
    Batch(BatchHeader),
    /// A sound batch of a format that this program does not know.
    Newer(u16),
    /// No batch that continues the chain, and why not.
    Nothing(&'static str),
}

impl Walk {
    /// Stands before the first batch of a segment.
    pub(super) fn start(file: SegmentFile, header: &SegmentHeader) -> Self {
        let window = Window::new(file.bytes);
        Self {
            file,
            lap: header.lap,
            offset: SEGMENT_HEADER_BYTES,
            next: header.first,
            before: header.before,
            epoch: header.epoch,
            window,
        }
    }

    /// Steps over the next batch; stays where it is if there is none.
    ///
    /// After [`Step::Batch`] the batch's bytes are [`Walk::batch`].
    pub(super) fn step(&mut self) -> io::Result<Step> {
        if self.offset >= self.file.bytes {
            return Ok(Step::Nothing("the segment is full"));
        }
        let block = self.window.bytes(&self.file, self.offset, BLOCK)?;
        let (header, seal) = match BatchHeader::read(block) {
            Found::Sound(found) => found,
            Found::Newer(version) => return Ok(Step::Newer(version)),
            Found::Nothing => return Ok(Step::Nothing("no sound batch header")),
        };
        if let Some(why) = self.breaks(&header) {
            return Ok(Step::Nothing(why));
        }
        let batch = self.window.bytes(&self.file, self.offset, header.padded_bytes())?;
        if crc32fast::hash(&batch[BATCH_HEADER_BYTES..]) != header.body_crc {
            return Ok(Step::Nothing("the records do not match their checksum"));
        }
        let body = &batch[BATCH_HEADER_BYTES..BATCH_HEADER_BYTES + header.body_bytes as usize];
        if !envelope::holds(body, header.records) {
            return Ok(Step::Nothing("the records do not fill their batch"));
        }
        self.offset += header.padded_bytes() as u64;
        self.next = header.next();
        self.before = seal;
        self.epoch = header.epoch;
        Ok(Step::Batch(header))
    }

    /// The batch that was stepped over last.
    pub(super) fn batch(&mut self, header: &BatchHeader) -> io::Result<&[u8]> {
        let bytes = header.padded_bytes();
        self.window.bytes(&self.file, self.offset - bytes as u64, bytes)
    }

    /// Forgets what was read: a live segment may have more by now.
    pub(super) fn refresh(&mut self) {
        self.window.filled = 0;
    }

    /// Looks behind this place for a batch that can only have been written after everything
    /// before it was durable; says at which byte it starts. Costs a read of the rest.
    pub(super) fn later_batch(&mut self) -> io::Result<Option<u64>> {
        let mut offset = self.offset + BLOCK as u64;
        while offset < self.file.bytes {
            let block = self.window.bytes(&self.file, offset, BLOCK)?;
            if let Found::Sound((header, seal)) = BatchHeader::read(block)
                && header.lap == self.lap
                && self.is_behind(&header, seal)
            {
                return Ok(Some(offset));
            }
            offset += BLOCK as u64;
        }
        Ok(None)
    }

    /// Whether a batch of this lap came after the one that is missing here. One that goes on from
    /// this very place, or is the one before it, proves nothing: a device that does its last write
    /// twice leaves it, be it the mark of a start or a batch that is torn at its own place.
    fn is_behind(&self, header: &BatchHeader, seal: Seal) -> bool {
        let newer =
            header.epoch >= self.epoch && seal != self.before && header.before != self.before;
        header.first > self.next || (header.first == self.next && newer)
    }

    /// The lap that a sound batch header at this place names.
    pub(super) fn lap_here(&mut self) -> io::Result<Option<u64>> {
        let block = self.window.bytes(&self.file, self.offset, BLOCK)?;
        match BatchHeader::read(block) {
            Found::Sound((header, _)) => Ok(Some(header.lap)),
            Found::Newer(_) | Found::Nothing => Ok(None),
        }
    }

    fn breaks(&self, header: &BatchHeader) -> Option<&'static str> {
        if header.lap != self.lap {
            return Some("a batch of another lap");
        }
        if header.padded_bytes() as u64 > self.file.bytes - self.offset {
            return Some("a batch that is longer than its segment");
        }
        if header.first != self.next {
            return Some("a batch with another sequence");
        }
        if header.before != self.before {
            return Some("a batch that names another one before it");
        }
        (header.epoch < self.epoch).then_some("a batch of an earlier start")
    }
}

/// A stretch of a file in memory.
struct Window {
    buffer: AlignedBuffer,
    start: u64,
    filled: usize,
}

impl Window {
    fn new(file_bytes: u64) -> Self {
        let bytes = file_bytes.min(WINDOW_BYTES as u64) as usize;
        Self { buffer: AlignedBuffer::zeroed(bytes), start: 0, filled: 0 }
    }

    fn bytes(&mut self, file: &SegmentFile, offset: u64, length: usize) -> io::Result<&[u8]> {
        let wanted_end = offset + length as u64;
        if offset < self.start || wanted_end > self.start + self.filled as u64 {
            let filled = (file.bytes - offset).min(self.buffer.bytes().len() as u64) as usize;
            if filled < length {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.filled = 0;
            file.file.read_at(offset, &mut self.buffer.bytes_mut()[..filled])?;
            self.start = offset;
            self.filled = filled;
        }
        let from = (offset - self.start) as usize;
        Ok(&self.buffer.bytes()[from..from + length])
    }
}
