//! The serial of an identity booklet: its six digits, without the series letter and number.

use super::fold::{self, DigitsFault};
use std::fmt;

/// A booklet's serial (سریال شناسنامه), leading zeros kept.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BookletSerial([u8; BookletSerial::DIGITS]);

impl BookletSerial {
    pub const DIGITS: usize = 6;

    /// Reads six digits in any script.
    ///
    /// # Errors
    /// The first fault of shape; whether such a booklet exists only the registry knows.
    pub fn parse(input: &str) -> Result<Self, DigitsFault> {
        let digits = fold::exact_digits(input)?;
        assert!(digits.iter().all(u8::is_ascii_digit));
        Ok(Self(digits))
    }

    /// The six ASCII digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a serial is made of ASCII digits")
    }
}

impl fmt::Debug for BookletSerial {
    /// Half of the secret that opens a request: never printed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BookletSerial(******)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_digits_are_a_serial_and_its_zeros_stay() {
        assert_eq!(
            BookletSerial::parse("۸۸۳۸۱۰").map(|s| s.as_str().to_owned()),
            Ok("883810".into())
        );
        assert_eq!(
            BookletSerial::parse("000 281").map(|s| s.as_str().to_owned()),
            Ok("000281".into())
        );
    }

    #[test]
    fn the_series_does_not_belong_in_the_serial() {
        assert_eq!(BookletSerial::parse(" "), Err(DigitsFault::Empty));
        assert_eq!(BookletSerial::parse("88381"), Err(DigitsFault::Length { digits: 5 }));
        assert_eq!(BookletSerial::parse("8833810"), Err(DigitsFault::Length { digits: 7 }));
        assert_eq!(BookletSerial::parse("الف ۸۸۳۸۱۰"), Err(DigitsFault::Chars));
    }

    #[test]
    fn a_log_never_shows_the_serial() {
        let serial = BookletSerial::parse("883810").expect("six digits");
        assert_eq!(format!("{serial:?}"), "BookletSerial(******)");
    }
}
