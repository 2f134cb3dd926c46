//! Days in three calendars, as their authorities printed them; see `data/README.md`.

use icu_calendar::Date;
use nobat_domain::calendar::lunar::{self, CHOICES_EACH_SIDE};
use nobat_domain::calendar::{LunarDate, SolarDate, solar};
use nobat_domain::ids::Day;

const DAYS: &str = include_str!("data/calendar.csv");
const DAYS_IN_FILE: usize = 117;
const YEARS: &str = include_str!("data/solar_years.csv");
const RATA_DIE_OF_1970: i64 = 719_163;

fn fields<const N: usize>(line: &'static str) -> [&'static str; N] {
    let fields: Vec<_> = line.split(',').collect();
    fields.try_into().unwrap_or_else(|_| panic!("{line} has {N} fields"))
}

fn civil_day(gregorian: &str) -> Day {
    let parts: Vec<_> = gregorian.split('-').collect();
    let [year, month, day] = parts[..] else { panic!("{gregorian} is a date") };
    let (year, month) = (year.parse().expect("a year"), month.parse().expect("a month"));
    let date = Date::try_new_iso(year, month, day.parse().expect("a day")).expect("a date");
    let since_1970 = date.to_rata_die().to_i64_date() - RATA_DIE_OF_1970;
    Day(i32::try_from(since_1970).expect("near enough to 1970"))
}

#[test]
fn every_solar_date_is_the_civil_day_beside_it() {
    let mut compared = 0;
    for line in DAYS.lines().skip(1) {
        let [gregorian, solar, ..] = fields::<5>(line);
        let date = SolarDate::parse(solar).expect("a solar date");
        assert_eq!(date.to_day(), civil_day(gregorian), "{line}");
        assert_eq!(SolarDate::from_day(civil_day(gregorian)), Some(date), "{line}");
        compared += 1;
    }
    assert_eq!(compared, DAYS_IN_FILE);
}

#[test]
fn every_official_or_observed_lunar_date_is_met_exactly() {
    let mut met = 0;
    for line in DAYS.lines().skip(1) {
        let [gregorian, _, lunar, variety, _] = fields(line);
        if matches!(variety, "iran-official" | "iran-observed") {
            let date = LunarDate::parse(lunar).expect("a lunar date");
            assert_eq!(LunarDate::from_day(civil_day(gregorian)), Some(date), "{line}");
            assert_eq!(date.to_day(), civil_day(gregorian), "{line}");
            met += 1;
        }
    }
    assert_eq!(met, 83);
}

#[test]
fn a_date_by_another_lunar_table_is_among_the_choices() {
    let mut found = 0;
    for line in DAYS.lines().skip(1) {
        let [_, solar, lunar, variety, _] = fields(line);
        if matches!(variety, "umm-al-qura" | "tabular-civil") {
            let offered = lunar::choices(SolarDate::parse(solar).expect("a solar date"));
            let booklet = LunarDate::parse(lunar).expect("a lunar date");
            assert!(offered.contains(&booklet), "{line}: {offered:?}");
            found += 1;
        }
    }
    assert_eq!(found, 14);
    assert_eq!(CHOICES_EACH_SIDE, 2);
}

#[test]
fn leap_years_and_new_years_are_the_official_ones() {
    let mut expected = solar::YEAR_FIRST..=solar::YEAR_LAST;
    for line in YEARS.lines().skip(1) {
        let [year, leap, new_year] = fields(line);
        let year: u16 = year.parse().expect("a year");
        assert_eq!(expected.next(), Some(year), "no year is left out");
        assert_eq!(solar::is_leap(year), leap == "yes", "{year}");
        assert_eq!(SolarDate::new(year, 12, 30).is_ok(), leap == "yes", "{year}");
        let first = SolarDate::new(year, 1, 1).expect("a first day");
        assert_eq!(first.to_day(), civil_day(new_year), "{year}");
    }
    assert_eq!(expected.next(), None, "the file reaches the last year");
}
