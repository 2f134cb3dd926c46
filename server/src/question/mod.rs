//! The sum that a citizen answers at the entry: two digits, their outlines, and what they add up
//! to. This room keeps no state and chooses nothing by itself: who asks brings the seed, and who
//! checks brings the token. Read `drawing` for how the picture is made; `digits.ttf` is cut from
//! Vazirmatn Bold (SIL Open Font License 1.1, see `static/OFL.txt`) by `.ci/fonts.sh`.

mod chance;
mod drawing;

pub use chance::Chance;
pub use drawing::svg;

/// A sum of two digits from 1 to 9.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Question {
    pub a: u8,
    pub b: u8,
}

/// The largest digit asked for; zero is left out because it reads as a dot.
pub const DIGIT_MAX: u8 = 9;

impl Question {
    /// The question that this seed stands for, each of the 81 as likely as another.
    #[must_use]
    pub fn from_seed(seed: u64) -> Self {
        let mut chance = Chance::from_seed(seed);
        Self { a: chance.digit(), b: chance.digit() }
    }

    #[must_use]
    pub const fn answer(self) -> u8 {
        self.a + self.b
    }
}

#[cfg(test)]
mod tests;
