//! Days in words and in figures. On anything that matters a day is written out in words.

use super::digits::persian;
use nobat_domain::calendar::{LunarDate, SolarDate};
use nobat_domain::ids::{Day, Period};

pub const SOLAR_MONTHS: [&str; 12] = [
    "فروردین",
    "اردیبهشت",
    "خرداد",
    "تیر",
    "مرداد",
    "شهریور",
    "مهر",
    "آبان",
    "آذر",
    "دی",
    "بهمن",
    "اسفند",
];

pub const LUNAR_MONTHS: [&str; 12] = [
    "محرم",
    "صفر",
    "ربیع‌الاول",
    "ربیع‌الثانی",
    "جمادی‌الاول",
    "جمادی‌الثانی",
    "رجب",
    "شعبان",
    "رمضان",
    "شوال",
    "ذیقعده",
    "ذیحجه",
];

/// In the order of a Persian week, as [`Day::weekday_from_saturday`] counts.
const WEEKDAYS: [&str; 7] = ["شنبه", "یکشنبه", "دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه"];

/// What is written for a day beyond the calendar's range; no open date comes near it.
const BEYOND: &str = "—";

/// `شنبه ۲۸ بهمن ۱۳۹۶`.
#[must_use]
pub fn in_words(day: Day) -> String {
    SolarDate::from_day(day).map_or_else(
        || BEYOND.to_owned(),
        |date| format!("{} {}", WEEKDAYS[day.weekday_from_saturday() as usize], words_of(date)),
    )
}

/// `۲۸ بهمن ۱۳۹۶`, without the weekday: for dates of birth.
#[must_use]
pub fn words_of(date: SolarDate) -> String {
    let month = SOLAR_MONTHS[usize::from(date.month()) - 1];
    persian(format!("{} {month} {}", date.day(), date.year()))
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
pub fn lunar(date: LunarDate) -> String {
    let month = LUNAR_MONTHS[usize::from(date.month()) - 1];
    persian(format!("{} {month} {}", date.day(), date.year()))
}

/// The guide's words for the halves of an office's day.
#[must_use]
pub const fn shift_name(period: Period) -> &'static str {
    match period {
        Period::Morning => "صبح",
        Period::Evening => "عصر",
    }
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
