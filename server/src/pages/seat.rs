//! A seat as pages show it: the office, the day, the shift.

use super::home::Home;
use super::marked::{Marked, marked};
use crate::persian::{Language, Value};
use nobat_domain::calendar::SolarDate;
use nobat_domain::ids::{Day, OfficeId, Period, ShiftId};
use std::borrow::Cow;

/// An office as its citizens know it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Office {
    pub name: String,
    /// ASCII digits with the area code.
    pub phone: String,
    pub city: String,
    pub address: String,
}

impl Office {
    #[must_use]
    pub fn phone(&self, language: Language) -> String {
        language.digits(&self.phone)
    }

    /// City and address; many offices write the city into their address themselves.
    #[must_use]
    pub fn whereabouts(&self) -> String {
        let Self { city, address, .. } = self;
        if address.starts_with(city.as_str()) {
            address.clone()
        } else {
            format!("{city}، {address}")
        }
    }

    pub(super) fn sample() -> Self {
        Self {
            name: "اداره ثبت احوال مراغه".to_owned(),
            phone: "04137222266".to_owned(),
            city: "مراغه".to_owned(),
            address: "خیابان پاسداران، اداره ثبت احوال مراغه".to_owned(),
        }
    }

    pub(super) fn sample_long() -> Self {
        Self {
            name: "دفتر پیشخوان خدمات دولت شهید بهشتی، شعبه‌ی دوم".to_owned(),
            phone: "07433221100".to_owned(),
            city: "کهگیلویه و بویراحمد، گچساران".to_owned(),
            address: "بلوار جمهوری اسلامی، بالاتر از میدان معلم، روبه‌روی اداره‌ی کل آموزش و \
                      پرورش، کوچه‌ی شهید محمدی، ساختمان نیکان، طبقه‌ی همکف، پلاک ۱۲۸"
                .to_owned(),
        }
    }
}

/// What a form sends to name a seat: a shift and one of its days.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct SeatChoice {
    pub shift: ShiftId,
    pub day: Day,
}

impl SeatChoice {
    /// `84-17579`: the shift's number, a dash, the day's number.
    #[must_use]
    pub fn wire(self) -> String {
        format!("{}-{}", self.shift.0, self.day.0)
    }

    #[must_use]
    pub fn read(sent: &str) -> Option<Self> {
        let (shift, day) = sent.split_once('-')?;
        Some(Self { shift: ShiftId(shift.parse().ok()?), day: Day(day.parse().ok()?) })
    }
}

/// A seat that somebody holds or had.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seat {
    pub office: Office,
    pub day: Day,
    pub period: Period,
    /// Where a team of the office comes to, where one does.
    pub home: Option<Home>,
}

impl Seat {
    /// «گروه سیار … به خانه‌ی شما می‌آید», where one does.
    #[must_use]
    pub fn team(&self, language: Language) -> Option<Marked> {
        self.home.as_ref().map(|_| marked(self.team_text(language)))
    }

    /// The same as plain text.
    #[must_use]
    pub fn team_text(&self, language: Language) -> String {
        language.fill("seat-team", &[("office", Value::Name(self.office.name.clone()))])
    }

    /// Where it is: at the office, or at home.
    #[must_use]
    pub fn place(&self) -> String {
        self.home.as_ref().map_or_else(|| self.office.whereabouts(), |home| home.street.clone())
    }

    #[must_use]
    pub fn shift_name(&self, language: Language) -> Cow<'static, str> {
        language.shift(self.period)
    }

    #[must_use]
    pub fn day_in_words(&self, language: Language) -> String {
        language.day(self.day)
    }

    /// «شنبه ۲۸ بهمن ۱۳۹۶، صبح».
    #[must_use]
    pub fn when(&self, language: Language) -> String {
        let shift = Value::Plain(self.shift_name(language).into_owned());
        language.fill("seat-when", &[("day", Value::Day(self.day)), ("shift", shift)])
    }

    /// The day in figures, where its words alone do not say them: English ones name both calendars.
    #[must_use]
    pub fn day_short(&self, language: Language) -> Option<String> {
        let date = SolarDate::from_day(self.day).filter(|_| language == Language::Persian);
        date.map(|date| language.solar_figures(date))
    }

    pub(super) fn sample() -> Self {
        let (office, day) = (Office::sample(), sample_day(0));
        Self { office, day, period: Period::Morning, home: None }
    }

    pub(super) fn sample_home() -> Self {
        Self { home: Some(Home::sample()), ..Self::sample() }
    }
}

/// 1396/11/28 and the days after it: the day of the guide's own example.
pub(in crate::pages) fn sample_day(after: i32) -> Day {
    Day(17_579).plus(after)
}

/// The instant of the samples: that day, 10:21 in Tehran.
pub(super) fn sample_now() -> nobat_domain::timestamp::Timestamp {
    use nobat_domain::timestamp::{Millis, Timestamp};
    let midnight = Timestamp(17_570 * Millis::hours(24).0);
    midnight.plus(Millis::minutes(10 * 60 + 21)).minus(crate::persian::clock::TEHRAN)
}

pub(super) fn sample_choice(office: u32, period: Period) -> SeatChoice {
    SeatChoice { shift: ShiftId::of(OfficeId(office), period), day: sample_day(0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_names_a_seat_and_nothing_else() {
        let choice = sample_choice(42, Period::Evening);
        assert_eq!(SeatChoice::read(&choice.wire()), Some(choice));
        for sent in ["", "84", "84-", "-17579", "84-17579-1", "a-b", "4294967296-1"] {
            assert_eq!(SeatChoice::read(sent), None, "{sent:?}");
        }
    }

    #[test]
    fn the_day_is_written_with_its_shift() {
        assert_eq!(Seat::sample().when(Language::Persian), "شنبه ۲۸ بهمن ۱۳۹۶، صبح");
        let english = "Saturday 17 February 2018 (28 Bahman 1396), morning";
        assert_eq!(Seat::sample().when(Language::English), english);
    }

    #[test]
    fn a_city_is_named_once_whether_or_not_the_address_names_it() {
        let office = Office::sample();
        assert_eq!(office.whereabouts(), "مراغه، خیابان پاسداران، اداره ثبت احوال مراغه");
        let named = Office { address: office.whereabouts(), ..office.clone() };
        assert_eq!(named.whereabouts(), office.whereabouts());
    }
}
