//! Where a home-visit team comes to: a postal code, and an address that people find.

use super::fold;
use super::name::is_letter;
use super::postal_code::PostalCode;
use std::fmt;

/// A citizen's home, asked for only where a team comes to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HomeAddress {
    pub postal_code: PostalCode,
    pub street: StreetAddress,
}

/// The lines of an address, folded: Persian letters, ASCII digits, single spaces.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreetAddress(Box<str>);

/// Why an address was refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StreetFault {
    Empty,
    /// A sign that no address is written with.
    Chars,
    /// Shorter than [`StreetAddress::CHARS_MIN`]: nobody would find the door.
    Short,
    /// Longer than [`StreetAddress::CHARS_MAX`].
    Long {
        chars: u32,
    },
}

impl StreetAddress {
    /// A street and a number in a small town have more signs than this.
    pub const CHARS_MIN: u32 = 10;
    /// The longest address, counted with its spaces after folding.
    pub const CHARS_MAX: u32 = 200;

    /// Reads an address of one line or several, folding letters and digits.
    ///
    /// # Errors
    /// The first fault, in the order of [`StreetFault`].
    pub fn parse(input: &str) -> Result<Self, StreetFault> {
        let street = fold::fold_address(input);
        if !street.chars().any(|c| is_letter(c) || c.is_ascii_alphanumeric()) {
            return Err(StreetFault::Empty);
        }
        if !street.chars().all(belongs_in_an_address) {
            return Err(StreetFault::Chars);
        }
        let chars = u32::try_from(street.chars().count()).unwrap_or(u32::MAX);
        match chars {
            ..Self::CHARS_MIN => Err(StreetFault::Short),
            Self::CHARS_MIN..=Self::CHARS_MAX => Ok(Self(street.into_boxed_str())),
            _ => Err(StreetFault::Long { chars }),
        }
    }

    /// The folded text; its digits are ASCII.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The signs that the fonts of pages and receipts have.
const fn belongs_in_an_address(c: char) -> bool {
    is_letter(c)
        || c.is_ascii_alphanumeric()
        || matches!(
            c,
            ' ' | '\u{200c}' | '،' | '؛' | ',' | '.' | ':' | '/' | '-' | '(' | ')' | '«' | '»'
        )
}

impl fmt::Debug for StreetAddress {
    /// Says how long it is, never which.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StreetAddress({} chars)", self.0.chars().count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_as_people_type_it() {
        for (typed, kept) in [
            ("مراغه، خیابان پاسداران، پلاک ۱۲", "مراغه، خیابان پاسداران، پلاک 12"),
            ("  خیابان   امام\r\nکوچه‌ی شهید محمدي ", "خیابان امام کوچه\u{200c}ی شهید محمدی"),
            ("بلوار آزادی – پلاک 12/3 (طبقه‌ی دوم)", "بلوار آزادی - پلاک 12/3 (طبقه\u{200c}ی دوم)"),
        ] {
            let street = StreetAddress::parse(typed).expect("an address");
            assert_eq!(street.as_str(), kept);
            assert_eq!(StreetAddress::parse(kept), Ok(street), "one spelling");
        }
    }

    #[test]
    fn each_fault_is_told_apart() {
        let long = "خیابان ".repeat(40);
        for (typed, fault) in [
            ("", StreetFault::Empty),
            (" - ، ", StreetFault::Empty),
            ("خیابان آزادی <b>", StreetFault::Chars),
            ("خیابان آزادی 🏠", StreetFault::Chars),
            ("خیابان\u{0}آزادی", StreetFault::Chars),
            ("تهران", StreetFault::Short),
            (long.as_str(), StreetFault::Long { chars: 279 }),
        ] {
            assert_eq!(StreetAddress::parse(typed), Err(fault), "{typed:?}");
        }
    }

    #[test]
    fn a_log_never_shows_the_address() {
        let street = StreetAddress::parse("مراغه، خیابان پاسداران").expect("an address");
        assert_eq!(format!("{street:?}"), "StreetAddress(22 chars)");
    }
}
