//! Tables by keys that are evenly spread already.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A table whose order is never looked at. Hashes are the same in every run.
pub(crate) type Map<K, V> = HashMap<K, V, BuildHasherDefault<Folded>>;

/// Folds what it is given into one word, with one multiplication for each eight bytes.
///
/// It withstands nobody who may choose keys. Nobody may: a request's key is a keyed function of the
/// national ID, and days, seats and holds are numbers that owners give. The multiplier is that of
/// Knuth's multiplicative hashing for 64 bits, 2^64 divided by the golden ratio.
#[derive(Default)]
pub(crate) struct Folded(u64);

const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

impl Folded {
    fn fold(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(MULTIPLIER);
    }
}

impl Hasher for Folded {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.fold(u64::from_le_bytes(word));
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.fold(u64::from(number));
    }

    fn write_i32(&mut self, number: i32) {
        self.fold(u64::from(number.cast_unsigned()));
    }

    fn write_usize(&mut self, number: usize) {
        self.fold(number as u64);
    }

    fn finish(&self) -> u64 {
        // Tables take their place from the low bits, and a product is best in its high ones.
        self.0.rotate_left(32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{Day, SeatNo};
    use std::collections::BTreeMap;
    use std::hash::Hash;

    #[test]
    fn neighbouring_days_and_seats_do_not_fall_together() {
        let mut places: BTreeMap<u64, u32> = BTreeMap::new();
        for day in 20_000..20_064 {
            for seat in 0..64 {
                let mut hasher = Folded::default();
                (Day(day), SeatNo(seat)).hash(&mut hasher);
                *places.entry(hasher.finish() % 4_096).or_default() += 1;
            }
        }
        // 4,096 keys into as many places: by chance about one place in a million has nine.
        assert!(places.values().all(|keys| *keys <= 9), "{:?}", places.values().max());
    }
}
