//! The solar calendar (هجری شمسی), in the range for which its leap years are officially known.

use crate::ids::Day;
use crate::person::fold;
use std::fmt;

/// A day of the solar calendar that exists, from 1206/01/01 to 1498/12/30.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SolarDate {
    year: u16,
    month: u8,
    day: u8,
}

/// Why there is no such day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SolarFault {
    /// Not three numbers of a date.
    Shape,
    /// Outside the years whose leap rule is known.
    Year,
    Month,
    /// No month, or not this one, has such a day.
    Day,
    /// 30 Esfand of a year that was not a leap year.
    CommonYear,
}

/// The first year of the official table of leap years (Calendar Center, University of Tehran).
pub const YEAR_FIRST: u16 = 1206;
/// The last year of that table.
pub const YEAR_LAST: u16 = 1498;
pub const MONTHS: u8 = 12;
const ESFAND: u8 = 12;

/// 1 Farvardin of the year 1, reckoned back by the same rule; right for the range, not for history.
const EPOCH: i32 = -492_268;
const DAYS_IN_COMMON_YEAR: i32 = 365;

const _: () = assert!(!is_leap(YEAR_FIRST) && is_leap(YEAR_LAST));

/// Whether Esfand has thirty days: eight years in thirty-three.
///
/// Exactly the official list for [`YEAR_FIRST`] to [`YEAR_LAST`], and for no promise beyond it.
#[must_use]
pub const fn is_leap(year: u16) -> bool {
    (25 * year as u32 + 11) % 33 < 8
}

/// How many days a month has: 31 six times, 30 five times, 29 or 30 in Esfand.
///
/// # Panics
/// On a month that is not 1 to 12.
#[must_use]
pub const fn month_length(year: u16, month: u8) -> u8 {
    assert!(month >= 1 && month <= MONTHS);
    match month {
        1..=6 => 31,
        ESFAND if !is_leap(year) => 29,
        _ => 30,
    }
}

impl SolarDate {
    pub const FIRST: Self = Self { year: YEAR_FIRST, month: 1, day: 1 };
    pub const LAST: Self = Self { year: YEAR_LAST, month: ESFAND, day: 30 };

    /// A day of the calendar, if there is one.
    ///
    /// # Errors
    /// The first of year, month and day that cannot be.
    pub const fn new(year: u16, month: u8, day: u8) -> Result<Self, SolarFault> {
        if year < YEAR_FIRST || year > YEAR_LAST {
            return Err(SolarFault::Year);
        }
        if month < 1 || month > MONTHS {
            return Err(SolarFault::Month);
        }
        if month == ESFAND && day == 30 && !is_leap(year) {
            return Err(SolarFault::CommonYear);
        }
        if day < 1 || day > month_length(year, month) {
            return Err(SolarFault::Day);
        }
        Ok(Self { year, month, day })
    }

    /// Reads year, month and day with a slash or a dash between them, in digits of any script.
    ///
    /// # Errors
    /// `Shape`, or as [`SolarDate::new`].
    pub fn parse(input: &str) -> Result<Self, SolarFault> {
        let (year, month, day) = fold::date_parts(input).ok_or(SolarFault::Shape)?;
        Self::new(year, month, day)
    }

    /// The date of a civil day; none outside the calendar's range.
    #[must_use]
    pub const fn from_day(day: Day) -> Option<Self> {
        if day.0 < Self::FIRST.to_day().0 || day.0 > Self::LAST.to_day().0 {
            return None;
        }
        // The mean year is 365 and 8/33 days, so this is the year or its neighbour.
        let guess = ((day.0 - EPOCH) * 33 / (33 * DAYS_IN_COMMON_YEAR + 8) + 1) as u16;
        let year = if new_year(guess + 1) <= day.0 {
            guess + 1
        } else if new_year(guess) > day.0 {
            guess - 1
        } else {
            guess
        };
        let ordinal = day.0 - new_year(year);
        assert!(ordinal >= 0 && ordinal <= DAYS_IN_COMMON_YEAR);
        let (month, day) = if ordinal < FIRST_HALF_DAYS {
            (ordinal / 31, ordinal % 31)
        } else {
            (6 + (ordinal - FIRST_HALF_DAYS) / 30, (ordinal - FIRST_HALF_DAYS) % 30)
        };
        Some(Self { year, month: month as u8 + 1, day: day as u8 + 1 })
    }

    #[must_use]
    pub const fn to_day(self) -> Day {
        assert!(self.month >= 1 && self.month <= MONTHS);
        assert!(self.day >= 1 && self.day <= 31);
        let month = self.month as i32 - 1;
        let before = if month <= 6 { month * 31 } else { FIRST_HALF_DAYS + (month - 6) * 30 };
        Day(new_year(self.year) + before + self.day as i32 - 1)
    }

    /// The same day of the same month, so many years later.
    ///
    /// # Errors
    /// `CommonYear` for 30 Esfand where that year has none; `Year` beyond the calendar's range.
    pub const fn plus_years(self, years: u16) -> Result<Self, SolarFault> {
        Self::new(self.year.saturating_add(years), self.month, self.day)
    }

    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// 1 is Farvardin, 12 is Esfand.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    #[must_use]
    pub const fn day(self) -> u8 {
        self.day
    }
}

const FIRST_HALF_DAYS: i32 = 6 * 31;

/// The civil day of 1 Farvardin.
const fn new_year(year: u16) -> i32 {
    let year = year as i32;
    // Leap years before this one, by the same eight-in-thirty-three rule in closed form.
    let leaps = (8 * year + 21) / 33;
    EPOCH + DAYS_IN_COMMON_YEAR * (year - 1) + leaps
}

impl fmt::Display for SolarDate {
    /// `1369/03/19`: sorts as text; pages turn the digits Persian.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}/{:02}/{:02}", self.year, self.month, self.day)
    }
}

impl fmt::Debug for SolarDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use icu_calendar::Date;

    #[test]
    fn a_day_that_never_was_is_refused() {
        for (year, month, day, fault) in [
            (1371, 12, 30, SolarFault::CommonYear),
            (1371, 12, 31, SolarFault::Day),
            (1370, 12, 31, SolarFault::Day),
            (1370, 7, 31, SolarFault::Day),
            (1370, 1, 0, SolarFault::Day),
            (1370, 13, 1, SolarFault::Month),
            (1370, 0, 1, SolarFault::Month),
            (1205, 1, 1, SolarFault::Year),
            (1499, 1, 1, SolarFault::Year),
        ] {
            assert_eq!(SolarDate::new(year, month, day), Err(fault), "{year}/{month}/{day}");
        }
        assert!(SolarDate::new(1370, 12, 30).is_ok(), "1370 was a leap year");
    }

    #[test]
    fn every_day_of_the_range_comes_back_and_follows_the_one_before() {
        let mut expected = SolarDate::FIRST;
        for number in SolarDate::FIRST.to_day().0..=SolarDate::LAST.to_day().0 {
            let date = SolarDate::from_day(Day(number)).expect("a day of the range");
            assert_eq!(date, expected);
            assert_eq!(date.to_day(), Day(number));
            let (year, month, day) = (date.year, date.month, date.day);
            expected = SolarDate::new(year, month, day + 1)
                .or_else(|_| SolarDate::new(year, month + 1, 1))
                .or_else(|_| SolarDate::new(year + 1, 1, 1))
                .unwrap_or(SolarDate::FIRST);
        }
        assert_eq!(expected, SolarDate::FIRST, "the walk ends with the last day");
    }

    #[test]
    fn there_is_no_date_outside_the_range() {
        assert_eq!(SolarDate::from_day(SolarDate::FIRST.to_day().plus(-1)), None);
        assert_eq!(SolarDate::from_day(SolarDate::LAST.to_day().plus(1)), None);
        assert_eq!(SolarDate::from_day(Day(i32::MIN)), None);
        assert_eq!(SolarDate::from_day(Day(i32::MAX)), None);
    }

    #[test]
    fn a_date_is_read_in_any_digits_and_written_in_one_way() {
        for spelling in ["1369/03/19", "۱۳۶۹/۳/۱۹", "1369-3-19", " ۱۳۶۹ / ۰۳ / ۱۹ "]
        {
            let date = SolarDate::parse(spelling).expect("a usual spelling");
            assert_eq!(date.to_string(), "1369/03/19");
        }
        for typed in ["", "1369/03", "1369/03/19/1", "13690319", "1369/خرداد/19", "1369//19"] {
            assert_eq!(SolarDate::parse(typed), Err(SolarFault::Shape), "{typed:?}");
        }
        assert_eq!(SolarDate::parse("1371/12/30"), Err(SolarFault::CommonYear));
    }

    #[test]
    fn a_second_opinion_agrees_on_every_new_year() {
        for year in YEAR_FIRST..=YEAR_LAST {
            let theirs = Date::try_new_persian(i32::from(year), 1, 1).expect("a year they know");
            let ours = SolarDate::new(year, 1, 1).expect("a first day").to_day();
            let since_epoch = theirs.to_rata_die().to_i64_date() - RATA_DIE_OF_1970;
            assert_eq!(since_epoch, i64::from(ours.0), "{year}");
        }
    }

    /// 1970-01-01 in days since the day before 0001-01-01.
    const RATA_DIE_OF_1970: i64 = 719_163;
}
