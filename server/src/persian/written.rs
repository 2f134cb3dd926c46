//! What a page writes outside of sentences, in its own language: one method for each thing, so that
//! no page asks which language it is.

use super::catalogue::Language;
use super::digits::{latin, persian};
use super::{amounts, clock, codes, dates, gregorian};
use nobat_domain::calendar::{LunarDate, SolarDate};
use nobat_domain::ids::{Day, Period};
use nobat_domain::money::Rial;
use nobat_domain::timestamp::Timestamp;
use std::borrow::Cow;
use std::fmt::Display;

/// English names of months and days are known by so many letters.
const SHORT_CHARS: usize = 3;

impl Language {
    /// The value's text in this language's digits, whichever it came in.
    #[must_use]
    pub fn digits(self, value: impl Display) -> String {
        match self {
            Self::Persian => persian(value),
            Self::English => latin(value),
        }
    }

    /// `شنبه ۲۸ بهمن ۱۳۹۶`, or `Saturday 17 February 2018 (28 Bahman 1396)`.
    #[must_use]
    pub fn day(self, day: Day) -> String {
        match self {
            Self::Persian => dates::in_words(day),
            Self::English => format!("{} {}", dates::weekday(self, day), self.date(day)),
        }
    }

    /// The same without the weekday.
    #[must_use]
    pub fn date(self, day: Day) -> String {
        let Some(solar) = SolarDate::from_day(day) else { return dates::BEYOND.to_owned() };
        match self {
            Self::Persian => dates::words_of(solar),
            Self::English => {
                format!("{} ({})", gregorian::in_words(day), dates::solar(self, solar))
            }
        }
    }

    /// The same for a list of many days, where a telephone has room for few letters: the solar year
    /// alone says which year it is.
    #[must_use]
    pub fn day_listed(self, day: Day) -> String {
        match (self, SolarDate::from_day(day)) {
            (Self::English, Some(solar)) => {
                let weekday: String = dates::weekday(self, day).chars().take(SHORT_CHARS).collect();
                let civil = gregorian::shortened(day, SHORT_CHARS);
                format!("{weekday} {civil} ({})", dates::solar(self, solar))
            }
            _ => self.day(day),
        }
    }

    /// The figures of a solar day as the booklet has them: `۱۳۶۹/۰۳/۱۹`.
    #[must_use]
    pub fn solar_figures(self, date: SolarDate) -> String {
        self.digits(date)
    }

    /// `۱۵ ذیقعده ۱۴۱۰`.
    #[must_use]
    pub fn lunar(self, date: LunarDate) -> String {
        dates::lunar(self, date)
    }

    /// `۱۰:۴۲` in Tehran.
    #[must_use]
    pub fn clock(self, at: Timestamp) -> String {
        self.digits(clock::clock(at))
    }

    /// `۱٬۰۰۰ ریال`, on one line.
    #[must_use]
    pub fn rials(self, fee: Rial) -> String {
        amounts::rials_in(self, fee)
    }

    /// A tracking code in threes. What stands between them is the page's matter: a gap that is
    /// drawn is not copied.
    #[must_use]
    pub fn tracking(self, code: &str) -> Vec<String> {
        codes::tracking(code).into_iter().map(|group| self.digits(group)).collect()
    }

    /// A mobile of which only the ends show.
    #[must_use]
    pub fn masked_mobile(self, mobile: &str) -> String {
        self.digits(codes::masked_mobile(mobile))
    }

    /// The half of an office's day.
    #[must_use]
    pub fn shift(self, period: Period) -> Cow<'static, str> {
        self.say(match period {
            Period::Morning => "shift-morning",
            Period::Evening => "shift-evening",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FA: Language = Language::Persian;
    const EN: Language = Language::English;

    fn day(text: &str) -> Day {
        SolarDate::parse(text).expect("a day of the calendar").to_day()
    }

    #[test]
    fn an_english_day_stands_beside_the_solar_one() {
        let guide = day("1396/11/28");
        assert_eq!(FA.day(guide), "شنبه ۲۸ بهمن ۱۳۹۶");
        assert_eq!(EN.day(guide), "Saturday 17 February 2018 (28 Bahman 1396)");
        assert_eq!(EN.date(day("1369/03/19")), "9 June 1990 (19 Khordad 1369)");
        assert_eq!(FA.date(day("1369/03/19")), "۱۹ خرداد ۱۳۶۹");
        assert_eq!(EN.date(Day(i32::MAX)), dates::BEYOND);
        assert_eq!(EN.day_listed(guide), "Sat 17 Feb (28 Bahman 1396)");
        assert_eq!(FA.day_listed(guide), FA.day(guide));
    }

    #[test]
    fn figures_are_those_of_the_language_whichever_came() {
        for typed in ["0914", "۰۹۱۴", "٠٩١٤"] {
            assert_eq!(
                (FA.digits(typed), EN.digits(typed)),
                ("۰۹۱۴".to_owned(), "0914".to_owned())
            );
        }
        let fee = Rial::new(600_000).expect("a sound amount");
        assert_eq!(FA.rials(fee), "۶۰۰٬۰۰۰\u{a0}ریال");
        assert_eq!(EN.rials(fee), "600,000\u{a0}rials");
        assert_eq!(EN.tracking("497320167"), ["497", "320", "167"]);
        assert_eq!(EN.masked_mobile("09145128136"), "0914•••8136");
        assert_eq!(EN.clock(Timestamp(0)), "03:30");
        let eid = LunarDate::new(1410, 11, 15).expect("a day of the lunar calendar");
        assert_eq!(
            (FA.lunar(eid), EN.lunar(eid)),
            ("۱۵ ذیقعده ۱۴۱۰".into(), "15 Dhu al-Qadah 1410".into())
        );
        assert_eq!(
            (FA.shift(Period::Morning), EN.shift(Period::Evening)),
            ("صبح".into(), "evening".into())
        );
    }
}
