//! Where an entry of outbox or audit stands, or the first change of a pack of the feed: the event's
//! position, and which of the entries that the event gave rise to.

use super::error::StorageError;
use super::keys::Family;
use super::scan::{Bounds, Scan};
use super::tables::Tables;
use nobat_domain::ids::Sequence;

/// The key of an entry: unique, and in the order in which things happened.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Place {
    pub sequence: Sequence,
    pub n: u16,
}

/// An entry with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlacedRow {
    pub at: Place,
    pub row: Vec<u8>,
}

const KEY_BYTES: usize = 10;

impl Place {
    /// The place that directly follows, to go on behind an entry that is done with.
    #[must_use]
    pub const fn next(self) -> Self {
        match self.n.checked_add(1) {
            Some(n) => Self { n, ..self },
            None => Self { sequence: self.sequence.next(), n: 0 },
        }
    }

    pub(super) fn key(self) -> [u8; KEY_BYTES] {
        let mut key = [0; KEY_BYTES];
        key[..8].copy_from_slice(&self.sequence.0.to_be_bytes());
        key[8..].copy_from_slice(&self.n.to_be_bytes());
        key
    }

    pub(super) fn of(key: &[u8]) -> Option<Self> {
        let (sequence, n) = key.split_first_chunk()?;
        Some(Self {
            sequence: Sequence(u64::from_be_bytes(*sequence)),
            n: u16::from_be_bytes(n.try_into().ok()?),
        })
    }
}

impl Tables {
    /// The entries from `from` on, it included.
    pub(super) fn placed(&self, family: Family, from: Place) -> Scan<'_, PlacedRow> {
        self.scan(family, Bounds::from(&from.key()), |key, value| {
            Some(PlacedRow { at: Place::of(key)?, row: value.to_vec() })
        })
    }

    /// At most so many entries before this place, or before the end, the last first.
    pub(super) fn placed_back(
        &self,
        family: Family,
        before: Option<Place>,
        count: usize,
    ) -> Result<Vec<PlacedRow>, StorageError> {
        let mut options = super::open::scan_options();
        if let Some(before) = before {
            options.set_iterate_upper_bound(before.key().to_vec());
        }
        let mut rows = self.db().raw_iterator_cf_opt(self.family(family), options);
        rows.seek_to_last();
        let mut found = Vec::new();
        while let Some((key, value)) = rows.item().filter(|_| found.len() < count) {
            let misshapen = || super::scan::misshapen(family, key, value);
            let at = Place::of(key).ok_or_else(misshapen)?;
            found.push(PlacedRow { at, row: value.to_vec() });
            rows.prev();
        }
        rows.status().map_err(StorageError::store("scan a table"))?;
        Ok(found)
    }

    /// The last entry of all.
    pub(super) fn last_placed(&self, family: Family) -> Result<Option<Place>, StorageError> {
        let mut rows = self.db().raw_iterator_cf(self.family(family));
        rows.seek_to_last();
        rows.status().map_err(StorageError::store("find the last row"))?;
        let misshapen = |key: &[u8]| super::scan::misshapen(family, key, &[]);
        rows.key().map(|key| Place::of(key).ok_or_else(|| misshapen(key))).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_place_behind_the_last_entry_of_an_event_is_in_the_next_event() {
        let last = Place { sequence: Sequence(7), n: u16::MAX };
        assert_eq!(last.next(), Place { sequence: Sequence(8), n: 0 });
        assert_eq!(Place::default().next().n, 1);
    }

    proptest! {
        #[test]
        fn keys_are_in_the_order_of_places(a: (u64, u16), b: (u64, u16)) {
            let place = |(sequence, n)| Place { sequence: Sequence(sequence), n };
            let (a, b) = (place(a), place(b));
            prop_assert_eq!(a.cmp(&b), a.key().cmp(&b.key()));
            prop_assert_eq!(Place::of(&a.key()), Some(a));
        }
    }
}
