//! Repeatable chance for pictures. It guards nothing: secrets come from elsewhere.

use super::DIGIT_MAX;

/// SplitMix64: one addition and three mixing steps for each number.
#[derive(Clone, Debug)]
pub struct Chance {
    state: u64,
}

impl Chance {
    #[must_use]
    pub const fn from_seed(seed: u64) -> Self {
        Self { state: seed }
    }

    pub const fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A digit from 1 to [`DIGIT_MAX`].
    pub const fn digit(&mut self) -> u8 {
        (self.next() % DIGIT_MAX as u64) as u8 + 1
    }

    /// A whole number from `least` to `most`.
    pub const fn between(&mut self, least: u32, most: u32) -> u32 {
        assert!(least <= most);
        least + (self.next() % (most - least + 1) as u64) as u32
    }

    /// A fraction from -1 to 1.
    pub fn swing(&mut self) -> f32 {
        const STEPS: u32 = 2_000;
        self.between(0, STEPS) as f32 / (STEPS / 2) as f32 - 1.0
    }
}
