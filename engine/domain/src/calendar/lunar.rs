//! The lunar calendar (هجری قمری) as Iran counts it, by observation and not by arithmetic.

use super::{lunar_months, solar::SolarDate};
use crate::ids::Day;
use crate::person::fold;
use icu_calendar::cal::Hijri;
use icu_calendar::cal::hijri::{
    TabularAlgorithm, TabularAlgorithmEpoch, TabularAlgorithmLeapYears,
};
use icu_calendar::{Date, types::RataDie};
use std::{array, fmt};

/// A day of the lunar calendar.
///
/// From 1264 to 1447 the months are those that Iran had; before and after, those of the tabular
/// civil calendar, which may be a day off, seldom two.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LunarDate {
    year: u16,
    month: u8,
    day: u8,
}

/// Why there is no such day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LunarFault {
    /// Not three numbers of a date.
    Shape,
    /// Outside the years that this calendar serves.
    Year,
    Month,
    /// The month was not so long.
    Day,
}

/// The years served; wider on both sides than the solar calendar's range.
pub const YEAR_FIRST: u16 = 1240;
pub const YEAR_LAST: u16 = 1546;
pub const MONTHS: u8 = 12;

/// How many days before and after the computed one are offered to a citizen.
pub const CHOICES_EACH_SIDE: u8 = 2;
/// How many lunar birth dates are offered in all.
pub const CHOICES: usize = 2 * CHOICES_EACH_SIDE as usize + 1;

const _: () = assert!(YEAR_FIRST < lunar_months::YEAR_FIRST);
const _: () = assert!(lunar_months::YEAR_END < YEAR_LAST);

/// The lunar dates that a booklet may bear for a solar birth date: the computed one in the middle.
///
/// Months were announced by sighting and clerks converted by other tables, so a right booklet may
/// be up to two days off. One kind of booklet is not met: a 30th of a month that had 29 days here.
/// By the tabular and the Umm al-Qura tables that is about one birth date in a hundred.
#[must_use]
pub fn choices(born: SolarDate) -> [LunarDate; CHOICES] {
    let first = born.to_day().plus(-i32::from(CHOICES_EACH_SIDE));
    let choices = array::from_fn(|place| {
        let offset = i32::try_from(place).expect("there are five choices");
        let date = LunarDate::from_day(first.plus(offset));
        date.expect("the lunar calendar reaches beyond both ends of the solar one")
    });
    assert!(choices.is_sorted());
    choices
}

/// How many days a month had or will have: 29 or 30.
///
/// # Panics
/// On a year or month that [`LunarDate::new`] refuses.
#[must_use]
pub fn month_length(year: u16, month: u8) -> u8 {
    assert!((YEAR_FIRST..=YEAR_LAST).contains(&year));
    assert!((1..=MONTHS).contains(&month));
    if (lunar_months::YEAR_FIRST..lunar_months::YEAR_END).contains(&year) {
        if lunar_months::is_long(year, month) { 30 } else { 29 }
    } else {
        tabular(year, month).days_in_month()
    }
}

impl LunarDate {
    /// A day of the calendar, if there was one.
    ///
    /// # Errors
    /// The first of year, month and day that cannot be.
    pub fn new(year: u16, month: u8, day: u8) -> Result<Self, LunarFault> {
        if !(YEAR_FIRST..=YEAR_LAST).contains(&year) {
            return Err(LunarFault::Year);
        }
        if !(1..=MONTHS).contains(&month) {
            return Err(LunarFault::Month);
        }
        if day < 1 || day > month_length(year, month) {
            return Err(LunarFault::Day);
        }
        Ok(Self { year, month, day })
    }

    /// Reads year, month and day with a slash or a dash between them, in digits of any script.
    ///
    /// # Errors
    /// `Shape`, or as [`LunarDate::new`].
    pub fn parse(input: &str) -> Result<Self, LunarFault> {
        let (year, month, day) = fold::date_parts(input).ok_or(LunarFault::Shape)?;
        Self::new(year, month, day)
    }

    /// The date of a civil day; none outside the years that are served.
    #[must_use]
    pub fn from_day(day: Day) -> Option<Self> {
        if (lunar_months::FIRST..lunar_months::END).contains(&day) {
            return Some(Self::observed(day));
        }
        let rata_die = RataDie::new(RATA_DIE_OF_1970 + i64::from(day.0));
        let date = Date::from_rata_die(rata_die, TABULAR);
        let year = u16::try_from(date.year().extended_year()).ok()?;
        if !(YEAR_FIRST..=YEAR_LAST).contains(&year) {
            return None;
        }
        Some(Self { year, month: date.month().ordinal, day: date.day_of_month().0 })
    }

    #[must_use]
    pub fn to_day(self) -> Day {
        assert!((YEAR_FIRST..=YEAR_LAST).contains(&self.year));
        assert!((1..=30).contains(&self.day));
        if !(lunar_months::YEAR_FIRST..lunar_months::YEAR_END).contains(&self.year) {
            let rata_die = tabular(self.year, self.month).to_rata_die().to_i64_date();
            let month_start = i32::try_from(rata_die - RATA_DIE_OF_1970);
            let month_start = Day(month_start.expect("the years served are near 1970"));
            return month_start.plus(i32::from(self.day) - 1);
        }
        let whole_months = 1..self.month;
        let before: i32 = whole_months.map(|month| i32::from(month_length(self.year, month))).sum();
        lunar_months::year_start(self.year).plus(before + i32::from(self.day) - 1)
    }

    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// 1 is Muharram, 12 is Dhu al-Hijjah.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    #[must_use]
    pub const fn day(self) -> u8 {
        self.day
    }

    #[must_use]
    pub fn is_last_of_month(self) -> bool {
        self.day == month_length(self.year, self.month)
    }

    /// The date of a day that the table of Iran's months covers.
    fn observed(day: Day) -> Self {
        let year = lunar_months::year_of(day);
        let mut left = day.0 - lunar_months::year_start(year).0;
        assert!(left >= 0);
        for month in 1..=MONTHS {
            let length = i32::from(month_length(year, month));
            if left < length {
                let day = u8::try_from(left + 1).expect("a day of a month is at most 30");
                return Self { year, month, day };
            }
            left -= length;
        }
        unreachable!("a day before the next year's first is in one of the twelve months")
    }
}

/// The tabular civil calendar: leap years 2, 5, 7, 10, 13, 16, 18, 21, 24, 26 and 29 of thirty,
/// counted from a Friday. Of the arithmetic calendars it is nearest to Iran's months.
const TABULAR: Hijri<TabularAlgorithm> =
    Hijri::new_tabular(TabularAlgorithmLeapYears::TypeII, TabularAlgorithmEpoch::Friday);

/// 1970-01-01 in days since the day before 0001-01-01, as `icu_calendar` counts.
const RATA_DIE_OF_1970: i64 = 719_163;

/// The first day of a month of the tabular calendar.
fn tabular(year: u16, month: u8) -> Date<Hijri<TabularAlgorithm>> {
    Date::try_new_hijri_with_calendar(i32::from(year), month, 1, TABULAR)
        .expect("every month of the years served has a first day")
}

impl fmt::Display for LunarDate {
    /// `1410/11/15`: sorts as text; pages turn the digits Persian.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}/{:02}/{:02}", self.year, self.month, self.day)
    }
}

impl fmt::Debug for LunarDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn solar(year: u16, month: u8, day: u8) -> SolarDate {
        SolarDate::new(year, month, day).expect("a day of the solar calendar")
    }

    fn lunar(year: u16, month: u8, day: u8) -> LunarDate {
        LunarDate::new(year, month, day).expect("a day of the lunar calendar")
    }

    #[test]
    fn the_computed_date_stands_in_the_middle_of_five() {
        let offered = choices(solar(1369, 3, 19));
        let expected = [13, 14, 15, 16, 17].map(|day| lunar(1410, 11, day));
        assert_eq!(offered, expected);
    }

    #[test]
    fn choices_go_over_the_end_of_a_month() {
        // 1369/03/05 was the first of Dhu al-Qa'dah 1410.
        let offered = choices(solar(1369, 3, 5)).map(|date| date.to_string());
        assert_eq!(offered[2..], ["1410/11/01", "1410/11/02", "1410/11/03"]);
        assert!(offered[..2].iter().all(|date| date.starts_with("1410/10/")));
    }

    #[test]
    fn there_are_choices_at_both_ends_of_the_solar_calendar() {
        for end in [SolarDate::FIRST, SolarDate::LAST] {
            assert_eq!(choices(end)[2].to_day(), end.to_day());
        }
    }

    #[test]
    fn every_day_served_comes_back_and_follows_the_one_before() {
        let first = lunar(YEAR_FIRST, 1, 1);
        let last = lunar(YEAR_LAST, MONTHS, month_length(YEAR_LAST, MONTHS));
        let mut expected = first;
        for number in first.to_day().0..=last.to_day().0 {
            let date = LunarDate::from_day(Day(number)).expect("a day of the range");
            assert_eq!(date, expected);
            assert_eq!(date.to_day(), Day(number));
            let (year, month, day) = (date.year, date.month, date.day);
            expected = LunarDate::new(year, month, day + 1)
                .or_else(|_| LunarDate::new(year, month + 1, 1))
                .or_else(|_| LunarDate::new(year + 1, 1, 1))
                .unwrap_or(first);
        }
        assert_eq!(expected, first, "the walk ends with the last day");
    }

    #[test]
    fn there_is_no_date_outside_the_years_served() {
        let before = lunar(YEAR_FIRST, 1, 1).to_day().plus(-1);
        let last = lunar(YEAR_LAST, MONTHS, month_length(YEAR_LAST, MONTHS));
        for day in [before, last.to_day().plus(1), Day(i32::MIN), Day(i32::MAX)] {
            assert_eq!(LunarDate::from_day(day), None);
        }
    }

    #[test]
    fn a_day_that_never_was_is_refused() {
        assert_eq!(month_length(1410, 10), 29);
        assert_eq!(LunarDate::new(1410, 10, 30), Err(LunarFault::Day));
        assert_eq!(LunarDate::new(1410, 10, 0), Err(LunarFault::Day));
        assert_eq!(LunarDate::new(1410, 13, 1), Err(LunarFault::Month));
        assert_eq!(LunarDate::new(YEAR_LAST + 1, 1, 1), Err(LunarFault::Year));
        assert_eq!(LunarDate::new(YEAR_FIRST - 1, 1, 1), Err(LunarFault::Year));
    }

    #[test]
    fn a_date_is_read_in_any_digits() {
        assert_eq!(LunarDate::parse("۱۴۱۰/۱۱/۱۵"), Ok(lunar(1410, 11, 15)));
        assert_eq!(LunarDate::parse("1410-11-15"), Ok(lunar(1410, 11, 15)));
        assert_eq!(LunarDate::parse("1410"), Err(LunarFault::Shape));
        assert_eq!(LunarDate::parse("1410/11/31"), Err(LunarFault::Day));
    }
}
