//! Where somebody lives, in one line.

use super::fold;
use std::fmt;

/// An address, folded: Persian letters, ASCII digits, single spaces.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HomeAddress(Box<str>);

/// Why an address was refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HomeAddressFault {
    Empty,
    /// Not one letter of the alphabet, or a sign that stands in no address.
    Chars,
    /// Shorter than [`HomeAddress::CHARS_MIN`]: no letter carrier finds it.
    Short,
    /// Longer than [`HomeAddress::CHARS_MAX`].
    Length {
        chars: u32,
    },
}

impl HomeAddress {
    pub const CHARS_MIN: u32 = 10;
    /// Counted with its spaces after folding.
    pub const CHARS_MAX: u32 = 200;

    /// Reads an address of one or more lines.
    ///
    /// # Errors
    /// The first fault, in the order in which they are declared.
    pub fn parse(input: &str) -> Result<Self, HomeAddressFault> {
        let line = fold::fold_line(input);
        if line.is_empty() {
            return Err(HomeAddressFault::Empty);
        }
        if !line.chars().any(char::is_alphabetic) || !line.chars().all(belongs_in_an_address) {
            return Err(HomeAddressFault::Chars);
        }
        match u32::try_from(line.chars().count()).unwrap_or(u32::MAX) {
            0..Self::CHARS_MIN => Err(HomeAddressFault::Short),
            Self::CHARS_MIN..=Self::CHARS_MAX => Ok(Self(line.into_boxed_str())),
            chars => Err(HomeAddressFault::Length { chars }),
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Letters of any script (blocks and buildings are named by Latin ones too), digits, and the signs
/// between them.
fn belongs_in_an_address(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, ' ' | '\u{200c}' | '،' | '؛' | ',' | ';' | '.' | ':' | '-' | '/' | '_')
        || matches!(c, '(' | ')' | '«' | '»' | '#' | '*' | '+' | '\'' | '"' | '–' | '—')
}

impl fmt::Debug for HomeAddress {
    /// Says how long it is, never which.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HomeAddress({} chars)", self.0.chars().count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_as_people_type_them() {
        for (typed, kept) in [
            ("مراغه، خيابان آزادي،\nپلاک ۱۲", "مراغه، خیابان آزادی، پلاک 12"),
            ("  کوچه‌ی  لاله   ٧ – واحد A2 ", "کوچه‌ی لاله 7 – واحد A2"),
        ] {
            let address = HomeAddress::parse(typed).expect("an address");
            assert_eq!(address.as_str(), kept);
            assert_eq!(HomeAddress::parse(kept), Ok(address));
        }
    }

    #[test]
    fn each_fault_is_told_apart() {
        for blank in ["", " \n ", "\u{200c}"] {
            assert_eq!(HomeAddress::parse(blank), Err(HomeAddressFault::Empty), "{blank:?}");
        }
        for foreign in ["۱۲۳۴۵۶۷۸۹۰۱۲", "خیابان آزادی <b>", "خیابان آزادی 😀"]
        {
            assert_eq!(HomeAddress::parse(foreign), Err(HomeAddressFault::Chars), "{foreign:?}");
        }
        assert_eq!(HomeAddress::parse("تهران"), Err(HomeAddressFault::Short));
        let fault = HomeAddressFault::Length { chars: 201 };
        assert_eq!(HomeAddress::parse(&"ب".repeat(201)), Err(fault));
    }

    #[test]
    fn a_log_never_shows_the_address() {
        let address = HomeAddress::parse("خیابان آزادی").expect("an address");
        assert_eq!(format!("{address:?}"), "HomeAddress(12 chars)");
    }
}
