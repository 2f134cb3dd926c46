//! Nearness by telephone: numbers that begin alike belong to one neighbourhood.

use std::fmt;

use crate::person::LandlinePrefix;

/// How near an office is: how many of the first four digits agree, from the left. More is nearer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Band(u8);

impl Band {
    pub const COUNT: usize = LandlinePrefix::DIGITS + 1;
    pub const NEAREST: Self = Self(LandlinePrefix::DIGITS as u8);
    pub const FARTHEST: Self = Self(0);

    /// The band of an office for a citizen. Without a citizen's phone all offices are one band; an
    /// office without a phone agrees with nobody.
    #[inline]
    #[must_use]
    pub fn between(citizen: Option<LandlinePrefix>, office: Option<LandlinePrefix>) -> Self {
        match (citizen, office) {
            (Some(citizen), Some(office)) => Self(citizen.agreeing_digits(office)),
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
    pub fn prefix(&self) -> LandlinePrefix {
        LandlinePrefix::parse(self.as_str()).expect("eight digits begin with four")
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

    fn check(citizen: &str, office: &str, digits: u8) {
        let [citizen_prefix, office_prefix] =
            [citizen, office].map(|number| LandlinePrefix::parse(number).ok());
        let band = Band::between(citizen_prefix, office_prefix);
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
        assert_eq!(
            OfficePhone::parse("88001234").map(|phone| phone.to_string()),
            Some("88001234".into())
        );
        for wrong in ["", "8800123", "880012345", "8800123a", "۸۸۰۰۱۲۳۴", "+8800123"] {
            assert_eq!(OfficePhone::parse(wrong), None, "{wrong}");
        }
    }
}
