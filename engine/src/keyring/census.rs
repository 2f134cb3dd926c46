//! Looking at every slot, to count what all of them hold.

use super::error::KeyringError;
use super::header::HEADER_BYTES;
use super::make::BLOCK_BYTES;
use super::ring::{KeyNo, Keyring};
use super::slot::{SLOT_BYTES, Slot};

/// Bytes that a copy or a count reads at once.
const CHUNK_BYTES: usize = BLOCK_BYTES;

/// What all slots of a keyring hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Census {
    pub live: u64,
    pub erased: u64,
    pub empty: u64,
    pub damaged: u64,
}

impl Keyring {
    /// Opens every slot, to count what they hold. It takes about 3 µs for each key.
    ///
    /// # Errors
    /// `Io`.
    pub fn census(&self) -> Result<Census, KeyringError> {
        let mut census = Census::default();
        self.each_slot(|_, slot| match slot {
            Slot::Live(_) => census.live += 1,
            Slot::Erased => census.erased += 1,
            Slot::Empty => census.empty += 1,
            Slot::Damaged => census.damaged += 1,
        })?;
        Ok(census)
    }

    /// Opens every slot, for the numbers of the keys that were erased.
    ///
    /// # Errors
    /// `Io`.
    pub fn erased(&self) -> Result<Vec<KeyNo>, KeyringError> {
        let mut erased = Vec::new();
        self.each_slot(|number, slot| {
            if matches!(slot, Slot::Erased) {
                erased.push(number);
            }
        })?;
        Ok(erased)
    }

    fn each_slot(&self, mut visit: impl FnMut(KeyNo, Slot)) -> Result<(), KeyringError> {
        let mut number = KeyNo(1);
        self.each_chunk(HEADER_BYTES as u64, |_, bytes| {
            let (slots, torn) = bytes.as_chunks::<SLOT_BYTES>();
            for slot in slots {
                visit(number, self.cipher.read(number, slot));
                number.0 += 1;
            }
            if !torn.is_empty() {
                visit(number, Slot::Damaged);
            }
            Ok(())
        })
    }

    pub(super) fn each_chunk(
        &self,
        from: u64,
        mut visit: impl FnMut(u64, &[u8]) -> Result<(), KeyringError>,
    ) -> Result<(), KeyringError> {
        let end = self.medium.len().map_err(KeyringError::io("measure"))?;
        let mut chunk = vec![0; CHUNK_BYTES];
        let mut offset = from;
        while offset < end {
            let bytes = usize::try_from(end - offset).unwrap_or(CHUNK_BYTES).min(CHUNK_BYTES);
            self.medium.read_at(offset, &mut chunk[..bytes]).map_err(KeyringError::io("read"))?;
            visit(offset, &chunk[..bytes])?;
            offset += bytes as u64;
        }
        Ok(())
    }
}
