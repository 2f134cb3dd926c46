//! When a person is of age: by the solar birthday, in full years.

use super::solar::{self, SolarDate, SolarFault};

/// The age from which the card is issued, in full years.
pub const CARD_AGE_YEARS: u16 = 15;

/// The first day on which a person has so many full years behind them.
///
/// Who was born on 30 Esfand has no such birthday in most years. Their year is full when 29 Esfand,
/// its last day, has passed, so the day is then 1 Farvardin of the next year. The earlier day would
/// count an unfinished year as full; this one satisfies either reading of the law and costs such a
/// citizen one day.
///
/// Beyond the calendar's range the answer is its last day.
#[must_use]
pub const fn turns(birth: SolarDate, years: u16) -> SolarDate {
    let birthday = match birth.plus_years(years) {
        Ok(date) => date,
        Err(SolarFault::CommonYear) => {
            match SolarDate::new(birth.year().saturating_add(years).saturating_add(1), 1, 1) {
                Ok(date) => date,
                Err(_) => SolarDate::LAST,
            }
        }
        Err(_) => SolarDate::LAST,
    };
    assert!(birthday.to_day().0 >= birth.to_day().0);
    birthday
}

/// Whether a person has so many full years behind them on a day.
#[must_use]
pub const fn has_turned(birth: SolarDate, years: u16, today: SolarDate) -> bool {
    turns(birth, years).to_day().0 <= today.to_day().0
}

/// The last year in which anybody was born who is of age for a card: the end of the year list.
///
/// Some who were born in that year are still too young; only [`turns`] knows.
#[must_use]
pub const fn latest_birth_year(today: SolarDate) -> u16 {
    assert!(today.year() >= solar::YEAR_FIRST);
    today.year() - CARD_AGE_YEARS
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(year: u16, month: u8, day: u8) -> SolarDate {
        SolarDate::new(year, month, day).expect("a day of the solar calendar")
    }

    #[test]
    fn fifteen_years_are_full_on_the_birthday_and_not_before() {
        let birth = date(1381, 9, 8);
        assert_eq!(turns(birth, CARD_AGE_YEARS), date(1396, 9, 8));
        assert!(!has_turned(birth, CARD_AGE_YEARS, date(1396, 9, 7)));
        assert!(has_turned(birth, CARD_AGE_YEARS, date(1396, 9, 8)));
    }

    #[test]
    fn a_birthday_that_a_common_year_lacks_is_kept_on_the_next_first_of_farvardin() {
        let birth = date(1375, 12, 30);
        assert_eq!(turns(birth, CARD_AGE_YEARS), date(1391, 1, 1));
        assert!(!has_turned(birth, CARD_AGE_YEARS, date(1390, 12, 29)));
        assert_eq!(turns(birth, 4), date(1379, 12, 30), "1379 was a leap year");
    }

    #[test]
    fn a_birthday_beyond_the_calendar_is_its_last_day() {
        assert_eq!(turns(date(1490, 1, 1), CARD_AGE_YEARS), SolarDate::LAST);
        assert_eq!(turns(SolarDate::LAST, u16::MAX), SolarDate::LAST);
    }

    #[test]
    fn the_year_list_ends_where_somebody_is_of_age() {
        for today in [date(1396, 1, 1), date(1396, 12, 29), date(1399, 12, 30)] {
            let latest = latest_birth_year(today);
            assert!(has_turned(date(latest, 1, 1), CARD_AGE_YEARS, today));
            assert!(!has_turned(date(latest + 1, 1, 1), CARD_AGE_YEARS, today));
        }
    }

    proptest! {
        #[test]
        fn who_is_born_later_never_turns_earlier(
            first in 0..80_000,
            gap in 1..400,
            years in 1u16..30,
        ) {
            let start = SolarDate::FIRST.to_day();
            let elder = SolarDate::from_day(start.plus(first)).expect("inside the range");
            let younger = SolarDate::from_day(start.plus(first + gap)).expect("inside the range");
            prop_assert!(turns(elder, years) <= turns(younger, years));
            prop_assert!(turns(elder, years) > turns(elder, years - 1));
        }
    }
}
