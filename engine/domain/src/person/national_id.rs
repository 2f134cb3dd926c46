//! The national ID: ten digits, the last of which checks the others.

use super::fold::{self, DigitsFault};
use std::fmt;

/// A national ID (شماره ملی) whose check digit is right.
///
/// Its place-of-birth prefix is not looked up: known lists of prefixes have refused real citizens.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NationalId([u8; NationalId::DIGITS]);

/// Why a national ID was refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NationalIdFault {
    Empty,
    Chars,
    Length {
        digits: u32,
    },
    /// Ten digits that no citizen has: a wrong check digit, all digits equal, or no serial.
    Check,
}

impl NationalId {
    pub const DIGITS: usize = 10;
    /// Reads what a citizen typed: exactly ten digits.
    ///
    /// # Errors
    /// The first fault of shape, else `Check`.
    pub fn parse(input: &str) -> Result<Self, NationalIdFault> {
        Self::checked(fold::exact_digits(input)?)
    }

    /// Reads a value of an import, where a spreadsheet may have eaten one or two leading zeros.
    ///
    /// Never for a form: with padding, slips of the finger become somebody else's number.
    ///
    /// # Errors
    /// As [`NationalId::parse`].
    pub fn parse_padded(input: &str) -> Result<Self, NationalIdFault> {
        let run = fold::digit_run::<{ Self::DIGITS }>(input)?;
        let missing = match run.count {
            8 => 2,
            9 => 1,
            10 => 0,
            digits => return Err(NationalIdFault::Length { digits }),
        };
        let mut digits = run.kept;
        digits.rotate_right(missing);
        assert!(digits.iter().take(missing).all(|&digit| digit == b'0'));
        Self::checked(digits)
    }

    /// The ten ASCII digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a national ID is made of ASCII digits")
    }

    fn checked(digits: [u8; Self::DIGITS]) -> Result<Self, NationalIdFault> {
        assert!(digits.iter().all(u8::is_ascii_digit));
        // Ten equal digits satisfy the sum, and a serial of zeros was never given out.
        let all_equal = digits.iter().all(|&digit| digit == digits[0]);
        let no_serial = digits[3..9].iter().all(|&digit| digit == b'0');
        if all_equal || no_serial || digits[9] != check_digit(&digits) {
            return Err(NationalIdFault::Check);
        }
        Ok(Self(digits))
    }
}

/// The check digit that belongs to the first nine: weights 10 down to 2, modulo 11.
fn check_digit(digits: &[u8; NationalId::DIGITS]) -> u8 {
    let weights = (2..=10).rev();
    let sum: u32 =
        digits[..9].iter().zip(weights).map(|(d, weight)| u32::from(d - b'0') * weight).sum();
    let rest = sum % 11;
    let check = if rest < 2 { rest } else { 11 - rest };
    assert!(check < 10);
    b'0' + check as u8
}

impl fmt::Debug for NationalId {
    /// Says that there is one, never which.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NationalId(**********)")
    }
}

impl From<DigitsFault> for NationalIdFault {
    fn from(fault: DigitsFault) -> Self {
        match fault {
            DigitsFault::Empty => Self::Empty,
            DigitsFault::Chars => Self::Chars,
            DigitsFault::Length { digits } => Self::Length { digits },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_digits_with_the_right_check_are_a_national_id() {
        for spelling in ["2580200606", "۲۵۸۰۲۰۰۶۰۶", "٢٥٨-٠٢٠٠٦٠-٦", " 258 020060 6\u{200f}"]
        {
            let id = NationalId::parse(spelling).expect("a right number in a usual spelling");
            assert_eq!(id.as_str(), "2580200606");
        }
    }

    #[test]
    fn each_fault_is_told_apart() {
        for (typed, fault) in [
            ("", NationalIdFault::Empty),
            ("258020060x", NationalIdFault::Chars),
            ("258020606", NationalIdFault::Length { digits: 9 }),
            ("25802006060", NationalIdFault::Length { digits: 11 }),
            ("2580200607", NationalIdFault::Check),
            ("2580206006", NationalIdFault::Check),
            ("0010000000", NationalIdFault::Check),
        ] {
            assert_eq!(NationalId::parse(typed), Err(fault), "{typed:?}");
        }
    }

    #[test]
    fn ten_equal_digits_are_nobody() {
        for digit in '0'..='9' {
            let typed: String = std::iter::repeat_n(digit, NationalId::DIGITS).collect();
            assert_eq!(NationalId::parse(&typed), Err(NationalIdFault::Check));
        }
    }

    #[test]
    fn only_an_import_may_have_lost_zeros() {
        let padded = NationalId::parse_padded("68415941").expect("eight digits of an import");
        assert_eq!(padded.as_str(), "0068415941");
        let fault = NationalIdFault::Length { digits: 8 };
        assert_eq!(NationalId::parse("68415941"), Err(fault));
        let fault = NationalIdFault::Length { digits: 7 };
        assert_eq!(NationalId::parse_padded("8415941"), Err(fault));
    }

    #[test]
    fn any_changed_digit_is_caught() {
        let right = *b"2580200606";
        for place in 0..right.len() {
            for digit in (b'0'..=b'9').filter(|&digit| digit != right[place]) {
                let mut typed = right;
                typed[place] = digit;
                assert_eq!(NationalId::checked(typed), Err(NationalIdFault::Check));
            }
        }
    }

    #[test]
    fn a_log_never_shows_the_number() {
        let id = NationalId::parse("2580200606").expect("a right number");
        assert_eq!(format!("{id:?}"), "NationalId(**********)");
    }
}
