//! The bytes on disk. `docs/JOURNAL.md` is the same in prose; the golden tests below hold both.
//!
//! A checksum here is a *seal* of 64 bits: one CRC-32 over the batch's header and one over its
//! body, which the header's covers in turn. Two CRC-32s of one polynomial over the same bytes
//! would add nothing to each other; over header and body apart, a length is known to be sound
//! before anything is read by it, and a later batch can be told by its header alone.

use nobat_domain::ids::Sequence;

/// Batches and segment headers start at multiples of this.
pub(super) const BLOCK: usize = 4_096;
/// The newest format this program reads, and the one it writes.
pub(super) const FORMAT_VERSION: u16 = 1;
/// What stands before the records of a batch.
pub(super) const BATCH_HEADER_BYTES: usize = 64;
/// The longest batch with its header and padding. Recovery clears this much after the tail.
pub(super) const BATCH_BYTES_LIMIT: usize = 1 << 20;
/// A segment's first block.
pub(super) const SEGMENT_HEADER_BYTES: u64 = BLOCK as u64;

const BATCH_MAGIC: [u8; 8] = *b"NobatBat";
const SEGMENT_MAGIC: [u8; 8] = *b"NobatSeg";
const RING_MAGIC: [u8; 8] = *b"NobatRng";
const BODY_CRC_AT: usize = 44;
const HEADER_CRC_AT: usize = 60;
const SEGMENT_CRC_AT: usize = BLOCK - 4;

const _: () = assert!(BATCH_BYTES_LIMIT.is_multiple_of(BLOCK));

/// The 64 bits by which the next batch names this one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Seal(pub(super) u64);

impl Seal {
    /// What the very first batch of a journal names.
    pub(super) const FIRST: Self = Self(0);
}

/// The head of a batch, as it is on disk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct BatchHeader {
    pub(super) records: u32,
    pub(super) epoch: u64,
    pub(super) lap: u64,
    pub(super) first: Sequence,
    /// Bytes of the records; the padding after them is sealed too.
    pub(super) body_bytes: u32,
    pub(super) body_crc: u32,
    pub(super) before: Seal,
}

/// A segment's first block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct SegmentHeader {
    pub(super) cluster: [u8; 16],
    /// Which use of a segment file this is, counted over the whole journal; 0: never used.
    pub(super) lap: u64,
    pub(super) epoch: u64,
    pub(super) first: Sequence,
    /// The seal of the last batch of the lap before.
    pub(super) before: Seal,
    pub(super) segment_bytes: u64,
}

/// How many files a ring has, in a block of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct RingNote {
    pub(super) cluster: [u8; 16],
    pub(super) files: u32,
}

/// What some bytes turned out to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Found<T> {
    Sound(T),
    /// Sound, but of a format that this program does not know.
    Newer(u16),
    Nothing,
}

impl BatchHeader {
    /// Bytes from the start of the header to the end of the padding.
    pub(super) fn padded_bytes(&self) -> usize {
        padded(self.body_bytes as usize)
    }

    /// The last record's sequence; the one before `first` in an empty batch.
    pub(super) fn last(&self) -> Sequence {
        Sequence(self.first.0 + u64::from(self.records) - 1)
    }

    /// The first sequence after this batch.
    pub(super) fn next(&self) -> Sequence {
        Sequence(self.first.0 + u64::from(self.records))
    }

    /// Seals a batch whose records already lie behind the room for the header.
    ///
    /// `batch` is header room, records and zeroed padding, [`Self::padded_bytes`] long.
    pub(super) fn seal_into(mut self, batch: &mut [u8]) -> Seal {
        assert_eq!(batch.len(), self.padded_bytes());
        self.body_crc = crc32fast::hash(&batch[BATCH_HEADER_BYTES..]);
        let header = &mut batch[..BATCH_HEADER_BYTES];
        header.fill(0);
        header[..8].copy_from_slice(&BATCH_MAGIC);
        header[8..10].copy_from_slice(&FORMAT_VERSION.to_le_bytes());
        header[12..16].copy_from_slice(&self.records.to_le_bytes());
        header[16..24].copy_from_slice(&self.epoch.to_le_bytes());
        header[24..32].copy_from_slice(&self.lap.to_le_bytes());
        header[32..40].copy_from_slice(&self.first.0.to_le_bytes());
        header[40..44].copy_from_slice(&self.body_bytes.to_le_bytes());
        header[BODY_CRC_AT..48].copy_from_slice(&self.body_crc.to_le_bytes());
        header[48..56].copy_from_slice(&self.before.0.to_le_bytes());
        let header_crc = crc32fast::hash(&header[..HEADER_CRC_AT]);
        header[HEADER_CRC_AT..].copy_from_slice(&header_crc.to_le_bytes());
        seal_of(self.body_crc, header_crc)
    }

    /// Reads a header; only a sound one is believed, so a torn version number is just torn.
    pub(super) fn read(block: &[u8]) -> Found<(Self, Seal)> {
        let Some(header) = block.get(..BATCH_HEADER_BYTES) else {
            return Found::Nothing;
        };
        let header_crc = u32_at(header, HEADER_CRC_AT);
        if header[..8] != BATCH_MAGIC || crc32fast::hash(&header[..HEADER_CRC_AT]) != header_crc {
            return Found::Nothing;
        }
        let version = u16::from_le_bytes([header[8], header[9]]);
        if version > FORMAT_VERSION {
            return Found::Newer(version);
        }
        let read = Self {
            records: u32_at(header, 12),
            epoch: u64_at(header, 16),
            lap: u64_at(header, 24),
            first: Sequence(u64_at(header, 32)),
            body_bytes: u32_at(header, 40),
            body_crc: u32_at(header, BODY_CRC_AT),
            before: Seal(u64_at(header, 48)),
        };
        let sound = read.first.0 > 0 && read.padded_bytes() <= BATCH_BYTES_LIMIT;
        if !sound {
            return Found::Nothing;
        }
        Found::Sound((read, seal_of(read.body_crc, header_crc)))
    }
}

impl SegmentHeader {
    /// A prepared segment that has never held a batch.
    pub(super) fn blank(cluster: [u8; 16], segment_bytes: u64) -> Self {
        let (epoch, first, before) = (0, Sequence(0), Seal::FIRST);
        Self { cluster, lap: 0, epoch, first, before, segment_bytes }
    }

    pub(super) fn write_into(&self, block: &mut [u8]) {
        assert_eq!(block.len(), BLOCK);
        block.fill(0);
        block[..8].copy_from_slice(&SEGMENT_MAGIC);
        block[8..10].copy_from_slice(&FORMAT_VERSION.to_le_bytes());
        block[16..32].copy_from_slice(&self.cluster);
        block[32..40].copy_from_slice(&self.lap.to_le_bytes());
        block[40..48].copy_from_slice(&self.epoch.to_le_bytes());
        block[48..56].copy_from_slice(&self.first.0.to_le_bytes());
        block[56..64].copy_from_slice(&self.before.0.to_le_bytes());
        block[64..72].copy_from_slice(&self.segment_bytes.to_le_bytes());
        seal_block(block);
    }

    pub(super) fn read(block: &[u8]) -> Found<Self> {
        let block = match sealed_block(block, SEGMENT_MAGIC) {
            Found::Sound(block) => block,
            Found::Newer(version) => return Found::Newer(version),
            Found::Nothing => return Found::Nothing,
        };
        Found::Sound(Self {
            cluster: cluster_of(block),
            lap: u64_at(block, 32),
            epoch: u64_at(block, 40),
            first: Sequence(u64_at(block, 48)),
            before: Seal(u64_at(block, 56)),
            segment_bytes: u64_at(block, 64),
        })
    }
}

impl RingNote {
    pub(super) fn write_into(&self, block: &mut [u8]) {
        assert_eq!(block.len(), BLOCK);
        block.fill(0);
        block[..8].copy_from_slice(&RING_MAGIC);
        block[8..10].copy_from_slice(&FORMAT_VERSION.to_le_bytes());
        block[16..32].copy_from_slice(&self.cluster);
        block[32..36].copy_from_slice(&self.files.to_le_bytes());
        seal_block(block);
    }

    pub(super) fn read(block: &[u8]) -> Found<Self> {
        match sealed_block(block, RING_MAGIC) {
            Found::Sound(block) => {
                Found::Sound(Self { cluster: cluster_of(block), files: u32_at(block, 32) })
            }
            Found::Newer(version) => Found::Newer(version),
            Found::Nothing => Found::Nothing,
        }
    }
}

/// Seals a whole block by its last four bytes.
fn seal_block(block: &mut [u8]) {
    let crc = crc32fast::hash(&block[..SEGMENT_CRC_AT]);
    block[SEGMENT_CRC_AT..].copy_from_slice(&crc.to_le_bytes());
}

/// A block that is whole, of this kind, and of a format that this program knows.
fn sealed_block(block: &[u8], magic: [u8; 8]) -> Found<&[u8]> {
    let Some(block) = block.get(..BLOCK) else {
        return Found::Nothing;
    };
    let sealed = crc32fast::hash(&block[..SEGMENT_CRC_AT]) == u32_at(block, SEGMENT_CRC_AT);
    if block[..8] != magic || !sealed {
        return Found::Nothing;
    }
    match u16::from_le_bytes([block[8], block[9]]) {
        version if version > FORMAT_VERSION => Found::Newer(version),
        _ => Found::Sound(block),
    }
}

fn cluster_of(block: &[u8]) -> [u8; 16] {
    block[16..32].try_into().expect("the range is sixteen bytes long")
}

/// Bytes of a batch with so many bytes of records: header before, zeros after, whole blocks.
pub(super) const fn padded(body_bytes: usize) -> usize {
    (BATCH_HEADER_BYTES + body_bytes).next_multiple_of(BLOCK)
}

const fn seal_of(body_crc: u32, header_crc: u32) -> Seal {
    Seal(((body_crc as u64) << 32) | header_crc as u64)
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("the range is four bytes long"))
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().expect("the range is eight bytes long"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> (BatchHeader, Vec<u8>) {
        let header = BatchHeader {
            records: 2,
            epoch: 3,
            lap: 5,
            first: Sequence(77),
            body_bytes: 16,
            body_crc: 0,
            before: Seal(0x0102_0304_0506_0708),
        };
        let mut batch = vec![0; header.padded_bytes()];
        batch[64..80].copy_from_slice(&[1, 1, 8, 0, 9, 9, 9, 9, 2, 1, 8, 0, 7, 7, 7, 7]);
        (header, batch)
    }

    #[test]
    fn a_batch_has_its_golden_bytes() {
        let (header, mut batch) = sample();
        let seal = header.seal_into(&mut batch);
        let mut golden = Vec::new();
        golden.extend_from_slice(b"NobatBat");
        golden.extend_from_slice(&[1, 0, 0, 0, 2, 0, 0, 0]);
        golden.extend_from_slice(&[3, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0]);
        golden.extend_from_slice(&[77, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0]);
        golden.extend_from_slice(&crc32fast::hash(&batch[64..]).to_le_bytes());
        golden.extend_from_slice(&[8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0, 0]);
        assert_eq!(&batch[..60], &golden[..]);
        assert_eq!(seal, Seal(GOLDEN_BATCH_SEAL));
        let Found::Sound((read, read_seal)) = BatchHeader::read(&batch) else { panic!("sealed") };
        assert_eq!(read_seal, seal);
        assert_eq!((read.first, read.last(), read.records), (Sequence(77), Sequence(78), 2));
    }

    /// Computed once from the bytes above with another implementation of CRC-32.
    const GOLDEN_BATCH_SEAL: u64 = 0x6ddc_d5a8_88d5_d5bb;

    #[test]
    fn a_flipped_bit_in_a_header_is_never_believed() {
        let (header, mut batch) = sample();
        header.seal_into(&mut batch);
        for bit in 0..BATCH_HEADER_BYTES * 8 {
            let mut flipped = batch.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(BatchHeader::read(&flipped), Found::Nothing, "bit {bit}");
        }
    }

    #[test]
    fn a_segment_header_comes_back_and_believes_no_flipped_bit() {
        let header = SegmentHeader {
            cluster: [7; 16],
            lap: 9,
            epoch: 2,
            first: Sequence(1_000),
            before: Seal(42),
            segment_bytes: 1 << 26,
        };
        let mut block = vec![0; BLOCK];
        header.write_into(&mut block);
        assert_eq!(SegmentHeader::read(&block), Found::Sound(header));
        assert_eq!(&block[..10], b"NobatSeg\x01\x00");
        for byte in 0..BLOCK {
            let mut flipped = block.clone();
            flipped[byte] ^= 0x10;
            assert_eq!(SegmentHeader::read(&flipped), Found::Nothing, "byte {byte}");
        }
    }

    #[test]
    fn a_note_of_the_ring_has_its_golden_bytes_and_believes_no_flipped_bit() {
        let note = RingNote { cluster: [7; 16], files: 0x0102 };
        let mut block = vec![0; BLOCK];
        note.write_into(&mut block);
        let mut golden = Vec::new();
        golden.extend_from_slice(b"NobatRng\x01\x00\0\0\0\0\0\0");
        golden.extend_from_slice(&[7; 16]);
        golden.extend_from_slice(&[2, 1, 0, 0]);
        golden.resize(SEGMENT_CRC_AT, 0);
        assert_eq!(block[..SEGMENT_CRC_AT], golden);
        assert_eq!(block[SEGMENT_CRC_AT..], crc32fast::hash(&golden).to_le_bytes());
        assert_eq!(RingNote::read(&block), Found::Sound(note));
        assert_eq!(SegmentHeader::read(&block), Found::Nothing);
        for byte in 0..BLOCK {
            let mut flipped = block.clone();
            flipped[byte] ^= 0x10;
            assert_eq!(RingNote::read(&flipped), Found::Nothing, "byte {byte}");
        }
    }

    #[test]
    fn a_newer_format_is_told_from_a_torn_one() {
        let (header, mut batch) = sample();
        header.seal_into(&mut batch);
        batch[8] = 9;
        assert_eq!(BatchHeader::read(&batch), Found::Nothing);
        let crc = crc32fast::hash(&batch[..HEADER_CRC_AT]);
        batch[HEADER_CRC_AT..BATCH_HEADER_BYTES].copy_from_slice(&crc.to_le_bytes());
        assert_eq!(BatchHeader::read(&batch), Found::Newer(9));
    }
}
