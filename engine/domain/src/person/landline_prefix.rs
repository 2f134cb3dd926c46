//! The head of a landline number: a hint of the neighbourhood, and nothing more.

use super::fold::{self, DigitsFault};
use std::fmt;

/// The first four digits of a landline, without its area code: the telephone exchange.
///
/// The rest of what was typed is dropped while it is read, so it can be neither kept nor logged.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LandlinePrefix([u8; LandlinePrefix::DIGITS]);

/// Why a telephone number cannot help in sorting.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LandlinePrefixFault {
    Empty,
    Chars,
    /// Too few digits to name an exchange.
    Short {
        digits: u32,
    },
}

impl LandlinePrefix {
    pub const DIGITS: usize = 4;

    /// Reads a landline number from its left, or only its first four digits.
    ///
    /// # Errors
    /// The first fault of shape. An area code typed before the number is taken for its head.
    pub fn parse(input: &str) -> Result<Self, LandlinePrefixFault> {
        let run = fold::digit_run::<{ Self::DIGITS }>(input)?;
        if run.count < Self::DIGITS as u32 {
            return Err(LandlinePrefixFault::Short { digits: run.count });
        }
        assert!(run.kept.iter().all(u8::is_ascii_digit));
        Ok(Self(run.kept))
    }

    /// How many digits agree from the left, 0 to 4: the more, the nearer.
    #[inline]
    #[must_use]
    pub const fn agreeing_digits(self, other: Self) -> u8 {
        // Without a branch for each digit: a list asks this of every office of the area. The bits
        // that differ begin in the first byte that does.
        let differing = u32::from_be_bytes(self.0) ^ u32::from_be_bytes(other.0);
        (differing.leading_zeros() / u8::BITS) as u8
    }

    /// The four ASCII digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a prefix is made of ASCII digits")
    }
}

impl From<DigitsFault> for LandlinePrefixFault {
    fn from(fault: DigitsFault) -> Self {
        match fault {
            DigitsFault::Empty => Self::Empty,
            DigitsFault::Chars => Self::Chars,
            DigitsFault::Length { digits } => Self::Short { digits },
        }
    }
}

impl fmt::Debug for LandlinePrefix {
    /// Never logged, not even the four digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LandlinePrefix(****)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prefix(typed: &str) -> LandlinePrefix {
        LandlinePrefix::parse(typed).expect("a number of four digits or more")
    }

    #[test]
    fn only_the_first_four_digits_are_kept() {
        for typed in ["3724", "37245678", "۳۷۲۴-۵۶۷۸", "372 4", "3724567890123"] {
            assert_eq!(prefix(typed).as_str(), "3724");
        }
    }

    #[test]
    fn each_fault_is_told_apart() {
        assert_eq!(LandlinePrefix::parse(""), Err(LandlinePrefixFault::Empty));
        assert_eq!(LandlinePrefix::parse("372x"), Err(LandlinePrefixFault::Chars));
        assert_eq!(LandlinePrefix::parse("3724567x"), Err(LandlinePrefixFault::Chars));
        let fault = LandlinePrefixFault::Short { digits: 3 };
        assert_eq!(LandlinePrefix::parse("۳۷۲"), Err(fault));
    }

    #[test]
    fn nearness_is_counted_from_the_left_alone() {
        for (other, agreeing) in [("3724", 4), ("3729", 3), ("3794", 2), ("3924", 1), ("9724", 0)] {
            assert_eq!(prefix("37245678").agreeing_digits(prefix(other)), agreeing);
        }
    }

    #[test]
    fn a_log_never_shows_the_prefix() {
        assert_eq!(format!("{:?}", prefix("3724")), "LandlinePrefix(****)");
    }
}
