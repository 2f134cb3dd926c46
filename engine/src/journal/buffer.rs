//! Memory that starts at a block boundary, as direct writes demand.

use super::format::BLOCK;

/// A fixed run of bytes whose address is a multiple of [`BLOCK`]. It never grows or moves.
pub(super) struct AlignedBuffer {
    // One block longer than asked, so that an aligned start always exists without `unsafe`.
    raw: Vec<u8>,
    start: usize,
    bytes: usize,
}

impl AlignedBuffer {
    /// Zeroed memory of `bytes`, rounded up to whole blocks.
    pub(super) fn zeroed(bytes: usize) -> Self {
        let bytes = bytes.next_multiple_of(BLOCK);
        let raw = vec![0; bytes + BLOCK];
        let start = raw.as_ptr().align_offset(BLOCK);
        assert!(start < BLOCK);
        Self { raw, start, bytes }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.raw[self.start..self.start + self.bytes]
    }

    pub(super) fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.raw[self.start..self.start + self.bytes]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_starts_at_a_block_and_is_whole_blocks() {
        for bytes in [1, BLOCK - 1, BLOCK, BLOCK + 1, 10 * BLOCK] {
            let buffer = AlignedBuffer::zeroed(bytes);
            assert_eq!(buffer.bytes().as_ptr().align_offset(BLOCK), 0);
            assert_eq!(buffer.bytes().len() % BLOCK, 0);
            assert!(buffer.bytes().len() >= bytes);
        }
    }
}
