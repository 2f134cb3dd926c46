//! The postal code: ten digits, the first five of which name a zone.

use super::fold::{self, DigitsFault};
use std::fmt;

/// A postal code of the right form.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PostalCode([u8; PostalCode::DIGITS]);

/// Why a postal code was refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PostalCodeFault {
    Empty,
    Chars,
    Length {
        digits: u32,
    },
    /// Ten digits whose first five name no zone.
    Zone,
}

impl PostalCode {
    pub const DIGITS: usize = 10;
    const ZONE_DIGITS: usize = 5;
    /// So many equal digits in a row name no zone.
    const EQUAL_DIGITS_MIN: usize = 4;

    /// Reads ten digits in any script.
    ///
    /// # Errors
    /// The first fault of shape, else `Zone`. The loose rule of the post: 0 and 2 are not used in
    /// a zone (they look like 5 and 3 in Persian print), and a zone does not begin with four equal
    /// digits. Stricter rules that circulate refuse codes in use.
    pub fn parse(input: &str) -> Result<Self, PostalCodeFault> {
        let digits = fold::exact_digits::<{ Self::DIGITS }>(input)?;
        let (zone, point) = digits.split_at(Self::ZONE_DIGITS);
        assert_eq!(zone.len(), point.len());
        let unused = zone.iter().any(|digit| matches!(digit, b'0' | b'2'));
        let equal = zone[..Self::EQUAL_DIGITS_MIN].iter().all(|&digit| digit == zone[0]);
        if unused || equal { Err(PostalCodeFault::Zone) } else { Ok(Self(digits)) }
    }

    /// The ten ASCII digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a postal code is made of ASCII digits")
    }
}

impl From<DigitsFault> for PostalCodeFault {
    fn from(fault: DigitsFault) -> Self {
        match fault {
            DigitsFault::Empty => Self::Empty,
            DigitsFault::Chars => Self::Chars,
            DigitsFault::Length { digits } => Self::Length { digits },
        }
    }
}

impl fmt::Debug for PostalCode {
    /// Says that there is one, never which.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PostalCode(**********)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_in_use_are_taken() {
        for typed in [
            "1619735744",
            "3619735744",
            "4619735744",
            "5619735744",
            "4351666456",
            "5614736867",
            "1496675465",
        ] {
            assert_eq!(PostalCode::parse(typed).map(|code| code.as_str() == typed), Ok(true));
        }
        let parted = PostalCode::parse("۱۶۱۹۷-۳۵۷۴۴").expect("the printed form");
        assert_eq!(parted.as_str(), "1619735744");
    }

    #[test]
    fn each_fault_is_told_apart() {
        for (typed, fault) in [
            ("", PostalCodeFault::Empty),
            ("16197/35744", PostalCodeFault::Chars),
            ("161973574", PostalCodeFault::Length { digits: 9 }),
            ("16197357440", PostalCodeFault::Length { digits: 11 }),
            ("44455522", PostalCodeFault::Length { digits: 8 }),
            ("0619735744", PostalCodeFault::Zone),
            ("2619735744", PostalCodeFault::Zone),
            ("1619035744", PostalCodeFault::Zone),
            ("1111735744", PostalCodeFault::Zone),
        ] {
            assert_eq!(PostalCode::parse(typed), Err(fault), "{typed:?}");
        }
    }

    #[test]
    fn a_log_never_shows_the_code() {
        let code = PostalCode::parse("1619735744").expect("a code in use");
        assert_eq!(format!("{code:?}"), "PostalCode(**********)");
    }
}
