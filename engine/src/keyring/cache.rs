//! A bounded table of unwrapped keys, so that a citizen's second click costs no decryption.

use super::ring::KeyNo;
use super::secret::DataKey;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Places; a key has exactly one, so the bound needs no bookkeeping. About 3 MiB when full:
/// more citizens than are under way at once on the busiest morning.
const PLACES: usize = 65_536;

/// What stands in one place.
pub(super) type Place = Option<(KeyNo, DataKey)>;

pub(super) struct Cache {
    places: Box<[Mutex<Place>]>,
}

impl Cache {
    pub(super) fn new() -> Self {
        Self { places: (0..PLACES).map(|_| Mutex::new(None)).collect() }
    }

    /// The place of a key, locked. Whoever reads or erases the key's slot holds it meanwhile:
    /// otherwise a reader could put a key back that was erased under its hands.
    pub(super) fn place(&self, number: KeyNo) -> MutexGuard<'_, Place> {
        let index = (number.0 % PLACES as u64) as usize;
        // A place holds nothing half done, whatever its last holder met.
        self.places[index].lock().unwrap_or_else(PoisonError::into_inner)
    }
}
