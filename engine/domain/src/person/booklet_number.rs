//! The number of an identity booklet (not its serial): up to ten digits.

use super::fold::{self, DigitsFault};
use std::fmt;

/// The number as it stands in the booklet, leading zeros too: in newer ones it is 0, or the
/// national ID.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BookletNumber {
    /// Zeros behind the digits that count.
    digits: [u8; BookletNumber::DIGITS_MAX],
    count: u8,
}

/// Why the number of a booklet was refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BookletNumberFault {
    Empty,
    Chars,
    /// More than [`BookletNumber::DIGITS_MAX`] digits.
    Length {
        digits: u32,
    },
}

impl BookletNumber {
    pub const DIGITS_MAX: usize = 10;

    /// Reads one to ten digits in any script.
    ///
    /// # Errors
    /// The first fault of shape.
    pub fn parse(input: &str) -> Result<Self, BookletNumberFault> {
        let run = match fold::digit_run::<{ Self::DIGITS_MAX }>(input) {
            Ok(run) => run,
            Err(DigitsFault::Empty) => return Err(BookletNumberFault::Empty),
            Err(DigitsFault::Chars | DigitsFault::Length { .. }) => {
                return Err(BookletNumberFault::Chars);
            }
        };
        let too_many = BookletNumberFault::Length { digits: run.count };
        match u8::try_from(run.count) {
            Ok(count) if usize::from(count) <= Self::DIGITS_MAX => {
                assert!(count > 0, "a run has a digit");
                Ok(Self { digits: run.kept, count })
            }
            Ok(_) | Err(_) => Err(too_many),
        }
    }

    /// The ASCII digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let digits = &self.digits[..usize::from(self.count)];
        std::str::from_utf8(digits).expect("it is made of ASCII digits")
    }
}

impl fmt::Debug for BookletNumber {
    /// Says that there is one, never which.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BookletNumber(**********)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_old_and_new_booklets_are_taken() {
        for (typed, kept) in
            [("0", "0"), ("۱۲", "12"), (" 2580-200606 ", "2580200606"), ("007", "007")]
        {
            let number = BookletNumber::parse(typed).expect("a number");
            assert_eq!(number.as_str(), kept);
            assert_eq!(BookletNumber::parse(number.as_str()), Ok(number));
        }
    }

    #[test]
    fn each_fault_is_told_apart() {
        assert_eq!(BookletNumber::parse(" "), Err(BookletNumberFault::Empty));
        assert_eq!(BookletNumber::parse("12a"), Err(BookletNumberFault::Chars));
        let fault = BookletNumberFault::Length { digits: 11 };
        assert_eq!(BookletNumber::parse("12345678901"), Err(fault));
        assert!(BookletNumber::parse(&"1".repeat(300)).is_err());
    }

    #[test]
    fn a_log_never_shows_the_number() {
        let number = BookletNumber::parse("1234").expect("a number");
        assert_eq!(format!("{number:?}"), "BookletNumber(**********)");
    }
}
