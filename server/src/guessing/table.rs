//! A table that never grows: buckets of eight records, and a rule for which of them is forgotten.

use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Mutex, PoisonError};

use nobat_domain::timestamp::Timestamp;

/// Records in one bucket.
const WAYS: usize = 8;

/// What is remembered of a pair, an ID or a network.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Record {
    pub failed: u16,
    pub passed: u16,
    /// Entries that are being looked up at this moment.
    pub pending: u8,
    /// Locks so far.
    pub locks: u8,
    /// When the counts were last brought up to date.
    pub at: Timestamp,
    pub locked_until: Timestamp,
    /// When the last turn to wait ends.
    pub turn: Timestamp,
}

/// Zero is nobody.
#[derive(Clone, Copy, Default)]
struct Slot {
    key: u64,
    record: Record,
}

/// Records by keyed hashes: no personal data is kept, and nobody can aim at a bucket.
pub struct Table {
    buckets: Vec<Mutex<[Slot; WAYS]>>,
    chance: RandomState,
}

impl Table {
    /// # Panics
    /// Without a bucket.
    #[must_use]
    pub fn new(buckets: usize) -> Self {
        assert!(buckets > 0, "a table has room for something");
        let empty = || Mutex::new([Slot::default(); WAYS]);
        Self {
            buckets: std::iter::repeat_with(empty).take(buckets).collect(),
            chance: RandomState::new(),
        }
    }

    /// Looks at a record and changes it; one that is not there is new. In a full bucket the record
    /// goes that says least: of those whose lock is over, the one with the fewest failures and then
    /// the oldest; a lock that still stands goes last, the earliest to end first.
    pub fn with<R>(
        &self,
        who: &impl Hash,
        now: Timestamp,
        change: impl FnOnce(&mut Record) -> R,
    ) -> R {
        let key = self.chance.hash_one(who).max(1);
        let place = usize::try_from(key % self.buckets.len() as u64).expect("a place in memory");
        // A record is whole between any two instructions, so a poisoned lock harms nothing.
        let mut bucket = self.buckets[place].lock().unwrap_or_else(PoisonError::into_inner);
        let known = bucket.iter().position(|slot| slot.key == key);
        let place = known.unwrap_or_else(|| least(&bucket, now));
        let slot = &mut bucket[place];
        if known.is_none() {
            *slot = Slot { key, record: Record { at: now, ..Record::default() } };
        }
        change(&mut slot.record)
    }
}

fn least(bucket: &[Slot; WAYS], now: Timestamp) -> usize {
    let worth = |slot: &Slot| {
        let Record { failed, locked_until, turn, at, .. } = slot.record;
        let locked = if locked_until > now { locked_until } else { Timestamp(0) };
        (slot.key != 0, locked, turn > now, failed, at)
    };
    let places = bucket.iter().enumerate();
    places.min_by_key(|(_, slot)| worth(slot)).map_or(0, |(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);

    #[test]
    fn a_record_is_found_again_and_others_are_not_it() {
        let table = Table::new(64);
        table.with(&"a", NOW, |record| record.failed = 3);
        assert_eq!(table.with(&"a", NOW, |record| record.failed), 3);
        assert_eq!(table.with(&"b", NOW, |record| record.failed), 0);
    }

    #[test]
    fn a_full_table_forgets_what_says_least_and_a_standing_lock_last() {
        let table = Table::new(1);
        let later = NOW.plus(nobat_domain::timestamp::Millis::hours(1));
        table.with(&"locked", NOW, |record| record.locked_until = later);
        table.with(&"guesser", NOW, |record| record.failed = 5);
        for stranger in 0..10_000 {
            table.with(&stranger, NOW, |record| record.failed = 1);
        }
        assert_eq!(table.with(&"locked", NOW, |record| record.locked_until), later);
        assert_eq!(table.with(&"guesser", NOW, |record| record.failed), 5);
        // A lock that is over is worth no more than its failures.
        for stranger in 0..10_000 {
            table.with(&stranger, later, |record| record.failed = 6);
        }
        assert_eq!(table.with(&"locked", later, |record| record.locked_until), Timestamp(0));
    }

    #[test]
    fn a_record_and_its_key_take_less_than_a_cache_line() {
        assert!(size_of::<Slot>() <= 48);
    }
}
