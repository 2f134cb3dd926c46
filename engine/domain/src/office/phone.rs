//! Nearness by telephone: numbers that begin alike belong to one neighbourhood.

use std::fmt;

/// The four leftmost digits of a landline, which name a neighbourhood of a city.
///
/// A citizen's prefix is used to sort one list and then forgotten; it is not printable on purpose.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PhonePrefix(u16);

impl PhonePrefix {
    pub const DIGITS: usize = 4;

    /// The prefix of these digits, each 0 to 9; none if one is not a digit.
    #[must_use]
    pub const fn new(digits: [u8; Self::DIGITS]) -> Option<Self> {
        // One digit to a nibble, so that agreement is the count of equal leading nibbles.
        let mut packed = 0;
        let mut at = 0;
        while at < Self::DIGITS {
            if digits[at] > 9 {
                return None;
            }
            packed = packed << 4 | digits[at] as u16;
            at += 1;
        }
        Some(Self(packed))
    }

    /// The prefix of a number written in Latin digits; none if it is too short or not a number.
    #[must_use]
    pub fn parse(number: &str) -> Option<Self> {
        let head: [u8; Self::DIGITS] = number.as_bytes().get(..Self::DIGITS)?.try_into().ok()?;
        number.bytes().all(|byte| byte.is_ascii_digit()).then_some(())?;
        Self::new(head.map(|byte| byte - b'0'))
    }

    const fn agreement(self, other: Self) -> u8 {
        ((self.0 ^ other.0).leading_zeros() / 4) as u8
    }
}

impl fmt::Debug for PhonePrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("phone prefix")
    }
}

/// How near an office is: how many of the first four digits agree, from the left. More is nearer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Band(u8);

impl Band {
    pub const COUNT: usize = PhonePrefix::DIGITS + 1;
    pub const NEAREST: Self = Self(PhonePrefix::DIGITS as u8);
    pub const FARTHEST: Self = Self(0);

    /// The band of an office for a citizen. Without a citizen's phone all offices are one band; an
    /// office without a phone agrees with nobody.
    #[must_use]
    pub const fn between(citizen: Option<PhonePrefix>, office: Option<PhonePrefix>) -> Self {
        match (citizen, office) {
            (Some(citizen), Some(office)) => Self(citizen.agreement(office)),
            _ => Self::FARTHEST,
        }
    }

    /// All bands, nearest first.
    pub fn nearest_first() -> impl Iterator<Item = Self> {
        (0..Self::COUNT as u8).rev().map(Self)
    }

    #[must_use]
    pub const fn digits_agreeing(self) -> u8 {
        self.0
    }

    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// An office's landline: eight digits without the area code.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OfficePhone([u8; 8]);

impl OfficePhone {
    /// The phone of exactly eight Latin digits; none for anything else.
    #[must_use]
    pub fn parse(number: &str) -> Option<Self> {
        let digits: [u8; 8] = number.as_bytes().try_into().ok()?;
        digits.iter().all(u8::is_ascii_digit).then_some(Self(digits))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).expect("only ASCII digits are ever kept")
    }

    #[must_use]
    pub fn prefix(&self) -> PhonePrefix {
        PhonePrefix::parse(self.as_str()).expect("eight digits begin with four")
    }
}

impl fmt::Display for OfficePhone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for OfficePhone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(citizen: &str, office: &str, digits: u8) {
        let band = Band::between(PhonePrefix::parse(citizen), PhonePrefix::parse(office));
        assert_eq!(band.digits_agreeing(), digits, "{citizen} {office}");
    }

    #[test]
    fn a_band_counts_agreeing_digits_from_the_left() {
        check("88001234", "88009999", 4);
        check("88001234", "88019999", 3);
        check("88001234", "88109999", 2);
        check("88001234", "80009999", 1);
        check("88001234", "18001234", 0);
        check("00001234", "00009999", 4);
    }

    #[test]
    fn a_digit_that_agrees_after_a_difference_does_not_count() {
        check("12340000", "19340000", 1);
    }

    #[test]
    fn without_a_phone_there_is_one_band() {
        check("", "88001234", 0);
        check("88001234", "", 0);
        check("", "", 0);
    }

    #[test]
    fn bands_run_from_the_nearest_to_the_farthest() {
        let bands: Vec<_> = Band::nearest_first().collect();
        assert_eq!(bands.len(), Band::COUNT);
        assert_eq!(bands.first(), Some(&Band::NEAREST));
        assert_eq!(bands.last(), Some(&Band::FARTHEST));
        assert!(bands.is_sorted_by(|nearer, farther| nearer > farther));
    }

    #[test]
    fn a_phone_is_eight_latin_digits() {
        assert_eq!(OfficePhone::parse("88001234").map(|phone| phone.to_string()), Some("88001234".into()));
        for wrong in ["", "8800123", "880012345", "8800123a", "۸۸۰۰۱۲۳۴", "+8800123"] {
            assert_eq!(OfficePhone::parse(wrong), None, "{wrong}");
        }
        for wrong in ["", "880", "880a1234", "8801x", "۸۸۰۰"] {
            assert_eq!(PhonePrefix::parse(wrong), None, "{wrong}");
        }
        assert_eq!(PhonePrefix::new([0, 0, 10, 0]), None);
    }

    #[test]
    fn a_prefix_never_shows_in_a_log() {
        let prefix = PhonePrefix::parse("8800");
        assert_eq!(format!("{prefix:?}"), "Some(phone prefix)");
    }

    proptest! {
        #[test]
        fn packed_agreement_equals_the_count_by_hand(
            a in proptest::array::uniform4(0u8..10),
            b in proptest::array::uniform4(0u8..10),
        ) {
            let by_hand = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
            let band = Band::between(PhonePrefix::new(a), PhonePrefix::new(b));
            prop_assert_eq!(usize::from(band.digits_agreeing()), by_hand);
        }
    }
}
