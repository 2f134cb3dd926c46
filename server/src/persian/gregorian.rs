//! The civil calendar of English pages, which always stands beside the solar one and never alone.

use super::catalogue::Language;
use super::clock::{TEHRAN, day_of};
use nobat_domain::ids::Day;
use nobat_domain::timestamp::Timestamp;

/// Keys of the months' names.
const MONTHS: [&str; 12] = [
    "gregorian-january",
    "gregorian-february",
    "gregorian-march",
    "gregorian-april",
    "gregorian-may",
    "gregorian-june",
    "gregorian-july",
    "gregorian-august",
    "gregorian-september",
    "gregorian-october",
    "gregorian-november",
    "gregorian-december",
];

/// Days from 1 March of the year 0 to 1 January 1970.
const EPOCH: i64 = 719_468;
/// After so many days the calendar repeats itself.
const ERA_DAYS: i64 = 146_097;

/// Year, month and day. Years begin in March here, so that the leap day is a year's last.
///
/// By <https://howardhinnant.github.io/date_algorithms.html>, which is in the public domain.
const fn civil(day: Day) -> (i64, usize, i64) {
    let days = day.0 as i64 + EPOCH;
    let era = days.div_euclid(ERA_DAYS);
    let of_era = days.rem_euclid(ERA_DAYS);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + (month <= 2) as i64;
    (year, month as usize, date)
}

/// `17 February 2018`.
#[must_use]
pub fn in_words(day: Day) -> String {
    let (year, month, date) = civil(day);
    format!("{date} {} {year}", Language::English.say(MONTHS[month - 1]))
}

/// `17 Feb`: so many letters of the month.
#[must_use]
pub fn shortened(day: Day, chars: usize) -> String {
    let (_, month, date) = civil(day);
    let name = Language::English.say(MONTHS[month - 1]);
    format!("{date} {}", name.chars().take(chars).collect::<String>())
}

/// `2018-02-17`, for machines.
#[must_use]
pub fn iso(day: Day) -> String {
    let (year, month, date) = civil(day);
    format!("{year:04}-{month:02}-{date:02}")
}

/// `2018-02-17T10:42:00+03:30`, for machines: on the clocks of Iran, whose offset has not changed
/// since 2022.
#[must_use]
pub fn iso_moment(at: Timestamp) -> String {
    let seconds = at.plus(TEHRAN).0 / 1_000 % (24 * 60 * 60);
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{}T{hour:02}:{minute:02}:{second:02}+03:30", iso(day_of(at)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use nobat_domain::calendar::SolarDate;

    #[test]
    fn days_on_which_both_calendars_agree_by_record() {
        let known = [
            ("1396/11/28", "17 February 2018"),
            ("1369/03/19", "9 June 1990"),
            ("1357/11/22", "11 February 1979"),
            ("1399/12/30", "20 March 2021"),
            ("1402/12/10", "29 February 2024"),
        ];
        for (solar, expected) in known {
            let day = SolarDate::parse(solar).expect("a day of the calendar").to_day();
            assert_eq!(in_words(day), expected, "{solar}");
        }
        assert_eq!(in_words(Day(0)), "1 January 1970");
        assert_eq!(in_words(Day(-1)), "31 December 1969");
    }

    #[test]
    fn every_day_of_four_centuries_follows_the_one_before() {
        let mut before = civil(Day(-1));
        for day in (0..146_097).map(Day) {
            let (year, month, date) = civil(day);
            let follows = match before {
                (y, m, d) if date != 1 => (y, m, d + 1) == (year, month, date),
                (y, 12, 31) => (year, month) == (y + 1, 1),
                (y, m, d) => (year, month) == (y, m + 1) && d >= 28,
            };
            assert!(follows, "{before:?} then {:?}", (year, month, date));
            before = (year, month, date);
        }
        assert_eq!(before, (2_369, 12, 31));
    }
}
