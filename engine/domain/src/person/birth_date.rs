//! The birth date, chosen from three lists.

use super::fold::{self, DigitsFault};
use crate::calendar::lunar::{self, LunarDate};
use crate::calendar::{SolarDate, SolarFault, age};
use std::fmt;

/// A solar birth date that exists and that a living person can have.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BirthDate(SolarDate);

/// The three lists of the form, as they arrive.
#[derive(Clone, Copy)]
pub struct BirthParts<'a> {
    pub day: &'a str,
    pub month: &'a str,
    pub year: &'a str,
}

/// One of the three lists, in the order of the form.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum BirthPart {
    Day,
    Month,
    Year,
}

/// Why a birth date was refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BirthFault {
    /// Nothing was chosen in any list.
    Empty,
    /// The first list without a choice, while another has one.
    Missing(BirthPart),
    /// The first choice that is not a number of up to four digits; no list offers such.
    Chars(BirthPart),
    /// There is no such day, or no living person was born in that year.
    Impossible(SolarFault),
}

impl BirthDate {
    /// The first year of the form's list. No living person was born before it, with a margin.
    pub const YEAR_FIRST: u16 = 1280;

    /// Takes a date that is not too long ago. Whether it is long enough ago, [`age`] decides.
    ///
    /// # Errors
    /// `Impossible` for a year before [`BirthDate::YEAR_FIRST`].
    pub const fn new(date: SolarDate) -> Result<Self, BirthFault> {
        if date.year() < Self::YEAR_FIRST {
            return Err(BirthFault::Impossible(SolarFault::Year));
        }
        Ok(Self(date))
    }

    /// Reads the three lists, in digits of any script.
    ///
    /// # Errors
    /// The first fault, in the order of [`BirthFault`].
    pub fn parse(parts: BirthParts<'_>) -> Result<Self, BirthFault> {
        let chosen = [
            (BirthPart::Day, fold::small_number(parts.day)),
            (BirthPart::Month, fold::small_number(parts.month)),
            (BirthPart::Year, fold::small_number(parts.year)),
        ];
        let is_missing = |number| number == Err(DigitsFault::Empty);
        if chosen.iter().all(|&(_, number)| is_missing(number)) {
            return Err(BirthFault::Empty);
        }
        if let Some(&(part, _)) = chosen.iter().find(|&&(_, number)| is_missing(number)) {
            return Err(BirthFault::Missing(part));
        }
        let [day, month, year] =
            chosen.map(|(part, number)| number.map_err(|_| BirthFault::Chars(part)));
        let (day, month, year) = (day?, month?, year?);
        let month = u8::try_from(month).map_err(|_| BirthFault::Impossible(SolarFault::Month))?;
        let day = u8::try_from(day).map_err(|_| BirthFault::Impossible(SolarFault::Day))?;
        let date = SolarDate::new(year, month, day).map_err(BirthFault::Impossible)?;
        Self::new(date)
    }

    #[must_use]
    pub const fn date(self) -> SolarDate {
        self.0
    }

    /// The first day on which this person may have a card.
    #[must_use]
    pub const fn of_age_from(self) -> SolarDate {
        age::turns(self.0, age::CARD_AGE_YEARS)
    }

    /// The lunar dates that the booklet may bear beside this one.
    #[must_use]
    pub fn lunar_choices(self) -> [LunarDate; lunar::CHOICES] {
        lunar::choices(self.0)
    }
}

impl fmt::Debug for BirthDate {
    /// Says that there is one, never which.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BirthDate(****/**/**)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(day: &str, month: &str, year: &str) -> Result<BirthDate, BirthFault> {
        BirthDate::parse(BirthParts { day, month, year })
    }

    #[test]
    fn three_choices_are_a_birth_date() {
        for (day, month, year) in [("19", "3", "1369"), ("۱۹", "۰۳", "۱۳۶۹")] {
            let birth = parse(day, month, year).expect("a day of the calendar");
            assert_eq!(birth.date().to_string(), "1369/03/19");
            assert_eq!(birth.of_age_from().to_string(), "1384/03/19");
            assert_eq!(birth.lunar_choices()[2].to_string(), "1410/11/15");
        }
    }

    #[test]
    fn each_fault_is_told_apart() {
        for ((day, month, year), fault) in [
            (("", " ", ""), BirthFault::Empty),
            (("", "3", "1369"), BirthFault::Missing(BirthPart::Day)),
            (("19", "", "1369"), BirthFault::Missing(BirthPart::Month)),
            (("19", "3", ""), BirthFault::Missing(BirthPart::Year)),
            (("", "", "1369"), BirthFault::Missing(BirthPart::Day)),
            (("19", "khordad", "1369"), BirthFault::Chars(BirthPart::Month)),
            (("+19", "3", "1369"), BirthFault::Chars(BirthPart::Day)),
            (("19", "3", "99999"), BirthFault::Chars(BirthPart::Year)),
            (("30", "12", "1371"), BirthFault::Impossible(SolarFault::CommonYear)),
            (("31", "7", "1371"), BirthFault::Impossible(SolarFault::Day)),
            (("300", "7", "1371"), BirthFault::Impossible(SolarFault::Day)),
            (("1", "13", "1371"), BirthFault::Impossible(SolarFault::Month)),
            (("1", "1", "1279"), BirthFault::Impossible(SolarFault::Year)),
            (("1", "1", "1990"), BirthFault::Impossible(SolarFault::Year)),
        ] {
            assert_eq!(parse(day, month, year), Err(fault), "{day} {month} {year}");
        }
        assert!(parse("30", "12", "1370").is_ok(), "1370 was a leap year");
    }

    #[test]
    fn a_log_never_shows_the_date() {
        let birth = parse("19", "3", "1369").expect("a day of the calendar");
        assert_eq!(format!("{birth:?}"), "BirthDate(****/**/**)");
    }
}
