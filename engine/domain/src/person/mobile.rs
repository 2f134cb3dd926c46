//! A mobile number, however it was written.

use super::fold;
use std::fmt;

/// A number of an Iranian mobile network.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mobile([u8; Mobile::DIGITS]);

/// Why a mobile number was refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MobileFault {
    Empty,
    /// Not eleven digits from 09, in any of the usual spellings.
    Shape,
}

impl Mobile {
    /// Digits after the country code or the trunk zero; the first is always 9.
    const DIGITS: usize = 10;

    /// Reads `09…`, `9…`, `989…`, `+989…` or `00989…`, in digits of any script.
    ///
    /// # Errors
    /// `Empty`, or `Shape` for everything that is not a mobile number.
    pub fn parse(input: &str) -> Result<Self, MobileFault> {
        let typed = fold::fold_digits(input);
        if typed.is_empty() {
            return Err(MobileFault::Empty);
        }
        let digits = subscriber(&typed).ok_or(MobileFault::Shape)?;
        let digits = <[u8; Self::DIGITS]>::try_from(digits.as_bytes());
        let digits = digits.map_err(|_| MobileFault::Shape)?;
        if digits.iter().all(u8::is_ascii_digit) && is_mobile_range(&digits) {
            assert_eq!(digits[0], b'9');
            Ok(Self(digits))
        } else {
            Err(MobileFault::Shape)
        }
    }

    /// `+989145128136`: for networks.
    #[must_use]
    pub fn to_e164(self) -> String {
        format!("+98{}", self.digits())
    }

    /// `09145128136`: for people.
    #[must_use]
    pub fn to_national(self) -> String {
        format!("0{}", self.digits())
    }

    /// `0914•••8136`: for a page that reminds the citizen which number it is.
    #[must_use]
    pub fn masked(self) -> String {
        let (head, tail) = (&self.digits()[..3], &self.digits()[6..]);
        format!("0{head}•••{tail}")
    }

    fn digits(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a mobile number is made of ASCII digits")
    }
}

/// What is left of a number without its country code or trunk zero.
fn subscriber(typed: &str) -> Option<&str> {
    if let Some(international) = typed.strip_prefix('+').or_else(|| typed.strip_prefix("00")) {
        return international.strip_prefix("98");
    }
    if let Some(national) = typed.strip_prefix('0') {
        return Some(national);
    }
    // Ten digits are a whole number; only a longer one can begin with the country code.
    if typed.len() > Mobile::DIGITS { typed.strip_prefix("98") } else { Some(typed) }
}

/// Whether mobile networks use such numbers: 90 to 93, 99, and 941 of one operator.
///
/// Which operator holds which prefix changes, and numbers move between them; not looked up.
fn is_mobile_range(digits: &[u8; Mobile::DIGITS]) -> bool {
    digits[0] == b'9' && (matches!(digits[1], b'0'..=b'3' | b'9') || digits[1..3] == *b"41")
}

impl fmt::Debug for Mobile {
    /// Says that there is one, never which.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mobile(+98**********)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_spelling_is_the_same_number() {
        for spelling in [
            "09145128136",
            "9145128136",
            "989145128136",
            "+989145128136",
            "00989145128136",
            "+98 914 512 8136",
            "0914-512-8136",
            "۰۹۱۴۵۱۲۸۱۳۶",
            "٠٩١٤ ٥١٢ ٨١٣٦",
            "\u{2066}+۹۸۹۱۴۵۱۲۸۱۳۶\u{2069}",
        ] {
            let mobile = Mobile::parse(spelling).expect("a usual spelling");
            assert_eq!(mobile.to_e164(), "+989145128136", "{spelling:?}");
            assert_eq!(mobile.to_national(), "09145128136");
            assert_eq!(mobile.masked(), "0914•••8136");
        }
    }

    #[test]
    fn numbers_of_every_network_are_taken() {
        for typed in [
            "09022002580",
            "09122002580",
            "09322002580",
            "09192002580",
            "09002002580",
            "09981000000",
            "09411000000",
        ] {
            assert_eq!(Mobile::parse(typed).map(Mobile::to_national), Ok(typed.to_owned()));
        }
    }

    #[test]
    fn what_is_no_mobile_number_is_refused() {
        for typed in [
            "09802002580",
            "09422002580",
            "0912345678",
            "091234567890",
            "01234567890",
            "000989022002580",
            "+9809122002580",
            "+09122002580",
            "0912200258x",
            "(0912)2002580",
            "98",
            "+",
            "+98",
        ] {
            assert_eq!(Mobile::parse(typed), Err(MobileFault::Shape), "{typed:?}");
        }
        assert_eq!(Mobile::parse(" \u{200f}"), Err(MobileFault::Empty));
    }

    #[test]
    fn a_log_never_shows_the_number() {
        let mobile = Mobile::parse("09145128136").expect("a usual spelling");
        assert_eq!(format!("{mobile:?}"), "Mobile(+98**********)");
    }
}
