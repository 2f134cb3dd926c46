//! Chance that can be played again: the same numbers for the same seed, on every machine.

use std::time::Duration;

/// SplitMix64 (Steele, Lea and Flood, 2014): one word of state, good enough for arrivals.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    pub const fn of(seed: u64) -> Self {
        Self(seed)
    }

    /// A stream of its own for the n-th of many, whatever the others draw.
    pub fn nth(seed: u64, n: u64) -> Self {
        let mut mixed = Self(seed ^ n.wrapping_mul(0xd605_1a3b_9e0f_2c71));
        Self(mixed.next())
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Below a bound that is not zero; the bias is below one in 2^32 for the bounds used here.
    pub fn below(&mut self, bound: u64) -> u64 {
        assert!(bound > 0);
        let wide = u128::from(self.next()) * u128::from(bound);
        u64::try_from(wide >> 64).expect("a product's upper half is below the bound")
    }

    pub fn place(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).expect("a place is below the length")
    }

    pub fn permille(&mut self, share: u64) -> bool {
        self.below(1_000) < share
    }

    /// A wait with this mean, as between independent events.
    pub fn exponential(&mut self, mean: Duration) -> Duration {
        // 53 bits, never zero: its logarithm is finite.
        let unit = ((self.next() >> 11) + 1) as f64 / (1_u64 << 53) as f64;
        mean.mul_f64(-unit.ln())
    }
}
