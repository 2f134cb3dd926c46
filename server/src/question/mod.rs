//! What a citizen is asked at the entry: a sum of two numbers and its outlines, or some work for
//! the device. This room keeps no state and chooses nothing by itself: who asks brings the seed,
//! and who checks brings the token. Read `drawing` for how the picture is made and `work` for what
//! a device does instead; `digits.ttf` is cut from Vazirmatn Bold (SIL Open Font License 1.1, see
//! `static/OFL.txt`) by `.ci/fonts.sh`.

mod chance;
mod drawing;
pub mod work;

pub use chance::Chance;
pub use drawing::svg;

/// How hard a question is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    /// As the guide has it: one digit and one digit.
    Plain,
    /// After wrong entries: two digits and two digits, which nobody guesses.
    Harder,
}

/// A sum of two numbers from 1 to 9, or of two from 11 to 99 without zeros.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Question {
    pub a: u8,
    pub b: u8,
}

/// The largest digit asked for; zero is left out because it reads as a dot.
pub const DIGIT_MAX: u8 = 9;

impl Question {
    /// The question that this seed stands for, each of its level as likely as another.
    #[must_use]
    pub fn from_seed(seed: u64, level: Level) -> Self {
        let mut chance = Chance::from_seed(seed);
        let mut number = || match level {
            Level::Plain => chance.digit(),
            Level::Harder => chance.digit() * 10 + chance.digit(),
        };
        Self { a: number(), b: number() }
    }

    #[must_use]
    pub const fn answer(self) -> u8 {
        self.a + self.b
    }
}

#[cfg(test)]
mod tests;
