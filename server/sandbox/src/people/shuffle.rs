//! A seeded permutation of the numbers below a size, computed both ways without a table.

use crate::chance::mix;

/// A Feistel network over the smallest even number of bits that holds the size, walked until it
/// lands inside (Black and Rogaway, 2002). It hides nothing: it only scatters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shuffle {
    size: u32,
    half_bits: u32,
    keys: [u64; ROUNDS],
}

const ROUNDS: usize = 4;

impl Shuffle {
    /// # Panics
    /// On a size of zero.
    #[must_use]
    pub fn new(size: u32, key: u64) -> Self {
        assert!(size > 0);
        let bits = u32::BITS - (size - 1).leading_zeros();
        let half_bits = bits.div_ceil(2).max(1);
        let keys = std::array::from_fn(|round| mix(key ^ mix(round as u64 + 1)));
        Self { size, half_bits, keys }
    }

    #[must_use]
    pub const fn size(&self) -> u32 {
        self.size
    }

    /// Where a number goes.
    ///
    /// # Panics
    /// On a number that is not below the size.
    #[must_use]
    pub fn forth(&self, number: u32) -> u32 {
        assert!(number < self.size);
        let mut at = self.round_trip(number, true);
        while at >= self.size {
            at = self.round_trip(at, true);
        }
        at
    }

    /// Which number goes there: the inverse of [`Shuffle::forth`].
    ///
    /// # Panics
    /// On a number that is not below the size.
    #[must_use]
    pub fn back(&self, number: u32) -> u32 {
        assert!(number < self.size);
        let mut at = self.round_trip(number, false);
        while at >= self.size {
            at = self.round_trip(at, false);
        }
        at
    }

    fn round_trip(&self, number: u32, forth: bool) -> u32 {
        let mask = (1_u32 << self.half_bits) - 1;
        let (mut left, mut right) = (number >> self.half_bits, number & mask);
        if forth {
            for key in self.keys {
                (left, right) = (right, left ^ (round(right, key) & mask));
            }
        } else {
            for key in self.keys.into_iter().rev() {
                (left, right) = (right ^ (round(left, key) & mask), left);
            }
        }
        (left << self.half_bits) | right
    }
}

const fn round(half: u32, key: u64) -> u32 {
    (mix(key ^ half as u64) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_place_is_taken_once() {
        for size in [1, 2, 3, 10, 1_000, 4_097] {
            let shuffle = Shuffle::new(size, 5);
            let mut taken = vec![false; size as usize];
            for number in 0..size {
                let place = shuffle.forth(number) as usize;
                assert!(!std::mem::replace(&mut taken[place], true), "{size}: {number}");
            }
        }
    }

    #[test]
    fn keys_shuffle_differently() {
        let differ = |n: &u32| Shuffle::new(1_000, 1).forth(*n) != Shuffle::new(1_000, 2).forth(*n);
        assert!((0..1_000).filter(differ).count() > 900);
    }

    proptest! {
        #[test]
        fn there_and_back_is_home(
            size in 1_u32..=65_000_000,
            key: u64,
            pick in any::<prop::sample::Index>(),
        ) {
            let shuffle = Shuffle::new(size, key);
            let number = u32::try_from(pick.index(size as usize)).expect("below the size");
            prop_assert_eq!(shuffle.back(shuffle.forth(number)), number);
            prop_assert_eq!(shuffle.forth(shuffle.back(number)), number);
        }
    }
}
