//! Days of the solar and the lunar calendar in words and in figures. On anything that matters a day
//! is written out in words.

use super::catalogue::Language;
use super::digits::persian;
use nobat_domain::calendar::{LunarDate, SolarDate};
use nobat_domain::ids::Day;
use std::borrow::Cow;

/// Keys of the names of the solar months.
pub const SOLAR_MONTHS: [&str; 12] = [
    "solar-farvardin",
    "solar-ordibehesht",
    "solar-khordad",
    "solar-tir",
    "solar-mordad",
    "solar-shahrivar",
    "solar-mehr",
    "solar-aban",
    "solar-azar",
    "solar-dey",
    "solar-bahman",
    "solar-esfand",
];

/// Keys of the names of the lunar months.
pub const LUNAR_MONTHS: [&str; 12] = [
    "lunar-muharram",
    "lunar-safar",
    "lunar-rabi-first",
    "lunar-rabi-second",
    "lunar-jumada-first",
    "lunar-jumada-second",
    "lunar-rajab",
    "lunar-shaban",
    "lunar-ramadan",
    "lunar-shawwal",
    "lunar-qadah",
    "lunar-hijjah",
];

/// Keys in the order of a Persian week, as [`Day::weekday_from_saturday`] counts.
const WEEKDAYS: [&str; 7] = [
    "weekday-saturday",
    "weekday-sunday",
    "weekday-monday",
    "weekday-tuesday",
    "weekday-wednesday",
    "weekday-thursday",
    "weekday-friday",
];

/// What is written for a day beyond the calendar's range; no open date comes near it.
pub const BEYOND: &str = "–";

/// `شنبه ۲۸ بهمن ۱۳۹۶`.
#[must_use]
pub fn in_words(day: Day) -> String {
    SolarDate::from_day(day).map_or_else(
        || BEYOND.to_owned(),
        |date| format!("{} {}", weekday(Language::Persian, day), words_of(date)),
    )
}

/// The day of the week.
#[must_use]
pub fn weekday(language: Language, day: Day) -> Cow<'static, str> {
    language.say(WEEKDAYS[day.weekday_from_saturday() as usize])
}

/// `۲۸ بهمن ۱۳۹۶`, without the weekday: for dates of birth.
#[must_use]
pub fn words_of(date: SolarDate) -> String {
    solar(Language::Persian, date)
}

/// A solar date in a language's words and figures: `۲۸ بهمن ۱۳۹۶`, `28 Bahman 1396`.
#[must_use]
pub fn solar(language: Language, date: SolarDate) -> String {
    let month = language.say(SOLAR_MONTHS[usize::from(date.month()) - 1]);
    language.digits(format!("{} {month} {}", date.day(), date.year()))
}

/// `۱۳۶۹/۰۳/۱۹`.
#[must_use]
pub fn short(date: SolarDate) -> String {
    persian(date)
}

/// `1396/11/28`, as a form sends it back; empty beyond the calendar's range.
#[must_use]
pub fn wire(day: Day) -> String {
    SolarDate::from_day(day).map(|date| date.to_string()).unwrap_or_default()
}

/// `۱۵ ذیقعده ۱۴۱۰`.
#[must_use]
pub fn lunar(language: Language, date: LunarDate) -> String {
    let month = language.say(LUNAR_MONTHS[usize::from(date.month()) - 1]);
    language.digits(format!("{} {month} {}", date.day(), date.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        SolarDate::parse(text).expect("a day of the calendar").to_day()
    }

    #[test]
    fn a_day_is_written_with_its_weekday() {
        assert_eq!(in_words(day("1396/11/28")), "شنبه ۲۸ بهمن ۱۳۹۶");
        assert_eq!(in_words(day("1396/12/04")), "جمعه ۴ اسفند ۱۳۹۶");
        assert_eq!(in_words(Day(i32::MAX)), BEYOND);
    }

    #[test]
    fn a_form_gets_back_what_the_calendar_reads() {
        let sent = wire(day("۱۳۹۶/۱۱/۲۸"));
        assert_eq!(sent, "1396/11/28");
        assert_eq!(SolarDate::parse(&sent).map(SolarDate::to_day), Ok(day("1396/11/28")));
    }

    #[test]
    fn figures_are_persian() {
        let birth = SolarDate::parse("1369/3/19").expect("a day of the calendar");
        assert_eq!(short(birth), "۱۳۶۹/۰۳/۱۹");
        assert_eq!(words_of(birth), "۱۹ خرداد ۱۳۶۹");
    }
}
