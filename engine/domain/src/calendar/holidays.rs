//! The official holidays: Fridays, days that return each solar or lunar year, and what was ordered.
//!
//! Lunar holidays follow sighting and can be fixed a day before; a province can be closed for smoke
//! or cold at short notice. Both come from the caller as [`Orders`], which outrank the tables here.

use super::{lunar::LunarDate, solar::SolarDate};
use crate::ids::Day;
use std::collections::BTreeMap;

/// Why a day is a holiday.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Holiday {
    /// Closed by order, for this day alone.
    Ordered,
    Nowruz,
    IslamicRepublicDay,
    NatureDay,
    DeathOfKhomeini,
    FifteenthOfKhordad,
    VictoryOfTheRevolution,
    OilNationalisation,
    Tasua,
    Ashura,
    Arbaeen,
    DeathOfTheProphet,
    MartyrdomOfImamReza,
    MartyrdomOfImamHasanAskari,
    BirthOfTheProphet,
    MartyrdomOfFatima,
    BirthOfImamAli,
    Mabath,
    BirthOfImamMahdi,
    MartyrdomOfImamAli,
    EidAlFitr,
    MartyrdomOfImamSadiq,
    EidAlAdha,
    EidAlGhadir,
    /// The weekly day off, and nothing else.
    Friday,
}

/// What was ordered for one day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    Closed,
    /// A day of work, whatever the tables say: a lunar holiday that sighting has moved away.
    Open,
}

/// Orders by day: of the whole country, or of one province, as the caller chooses.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Orders(BTreeMap<Day, Order>);

impl Orders {
    #[must_use]
    pub const fn none() -> Self {
        Self(BTreeMap::new())
    }

    #[must_use]
    pub fn on(&self, day: Day) -> Option<Order> {
        self.0.get(&day).copied()
    }
}

impl FromIterator<(Day, Order)> for Orders {
    /// Of two orders for one day the later one stands.
    fn from_iter<I: IntoIterator<Item = (Day, Order)>>(orders: I) -> Self {
        Self(orders.into_iter().collect())
    }
}

/// Why a day is a holiday, or nothing if it is a day of work.
///
/// Where several reasons meet, an order goes before the solar year, that before the lunar one, and
/// Friday comes last.
#[must_use]
pub fn holiday(day: Day, orders: &Orders) -> Option<Holiday> {
    match orders.on(day) {
        Some(Order::Closed) => Some(Holiday::Ordered),
        Some(Order::Open) => None,
        None => solar_holiday(day)
            .or_else(|| lunar_holiday(day))
            .or_else(|| day.is_friday().then_some(Holiday::Friday)),
    }
}

fn solar_holiday(day: Day) -> Option<Holiday> {
    let date = SolarDate::from_day(day)?;
    let listed = SOLAR.iter().find(|row| (row.month, row.day) == (date.month(), date.day()));
    listed.map(|row| row.holiday)
}

fn lunar_holiday(day: Day) -> Option<Holiday> {
    let date = LunarDate::from_day(day)?;
    let listed = LUNAR.iter().find(|row| {
        let falls_here = row.day == date.day() || row.day == LAST && date.is_last_of_month();
        row.month == date.month() && falls_here
    });
    listed.map(|row| row.holiday)
}

struct Recurrence {
    month: u8,
    day: u8,
    holiday: Holiday,
}

const fn each(month: u8, day: u8, holiday: Holiday) -> Recurrence {
    assert!(month >= 1 && month <= 12);
    assert!(day >= 1 && day <= 31);
    Recurrence { month, day, holiday }
}

/// The last day of a lunar month, whether it is the 29th or the 30th.
const LAST: u8 = 30;

/// Days that return each solar year. From the official list of holidays, as of 1396.
const SOLAR: [Recurrence; 10] = [
    each(1, 1, Holiday::Nowruz),
    each(1, 2, Holiday::Nowruz),
    each(1, 3, Holiday::Nowruz),
    each(1, 4, Holiday::Nowruz),
    each(1, 12, Holiday::IslamicRepublicDay),
    each(1, 13, Holiday::NatureDay),
    each(3, 14, Holiday::DeathOfKhomeini),
    each(3, 15, Holiday::FifteenthOfKhordad),
    each(11, 22, Holiday::VictoryOfTheRevolution),
    each(12, 29, Holiday::OilNationalisation),
];

/// Days that return each lunar year. From the same list.
const LUNAR: [Recurrence; 17] = [
    each(1, 9, Holiday::Tasua),
    each(1, 10, Holiday::Ashura),
    each(2, 20, Holiday::Arbaeen),
    each(2, 28, Holiday::DeathOfTheProphet),
    each(2, LAST, Holiday::MartyrdomOfImamReza),
    each(3, 8, Holiday::MartyrdomOfImamHasanAskari),
    each(3, 17, Holiday::BirthOfTheProphet),
    each(6, 3, Holiday::MartyrdomOfFatima),
    each(7, 13, Holiday::BirthOfImamAli),
    each(7, 27, Holiday::Mabath),
    each(8, 15, Holiday::BirthOfImamMahdi),
    each(9, 21, Holiday::MartyrdomOfImamAli),
    each(10, 1, Holiday::EidAlFitr),
    each(10, 2, Holiday::EidAlFitr),
    each(10, 25, Holiday::MartyrdomOfImamSadiq),
    each(12, 10, Holiday::EidAlAdha),
    each(12, 18, Holiday::EidAlGhadir),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn on(year: u16, month: u8, day: u8) -> Day {
        SolarDate::new(year, month, day).expect("a day of the solar calendar").to_day()
    }

    #[test]
    fn the_holidays_of_1396_fall_where_they_fell() {
        for (month, day, expected) in [
            (1, 1, Some(Holiday::Nowruz)),
            (1, 5, None),
            (1, 13, Some(Holiday::NatureDay)),
            // It was a Friday as well: the named holiday is told.
            (2, 22, Some(Holiday::BirthOfImamMahdi)),
            (4, 5, Some(Holiday::EidAlFitr)),
            (7, 9, Some(Holiday::Ashura)),
            (11, 22, Some(Holiday::VictoryOfTheRevolution)),
            (11, 27, Some(Holiday::Friday)),
            (11, 28, None),
        ] {
            assert_eq!(holiday(on(1396, month, day), &Orders::none()), expected, "{month}/{day}");
        }
    }

    #[test]
    fn the_last_of_safar_is_a_holiday_in_short_and_long_months() {
        let mut lengths = BTreeSet::new();
        for year in 1430..=1445 {
            let length = super::super::lunar::month_length(year, 2);
            lengths.insert(length);
            let last = LunarDate::new(year, 2, length).expect("the last of the month").to_day();
            assert_eq!(lunar_holiday(last), Some(Holiday::MartyrdomOfImamReza));
            assert_ne!(lunar_holiday(last.plus(-1)), Some(Holiday::MartyrdomOfImamReza));
            assert_eq!(lunar_holiday(last.plus(1)), None);
        }
        assert_eq!(lengths, BTreeSet::from([29, 30]), "the sample holds both");
    }

    #[test]
    fn an_order_outranks_every_table() {
        let (smog, moved) = (on(1396, 9, 26), on(1396, 4, 5));
        let orders = Orders::from_iter([(smog, Order::Closed), (moved, Order::Open)]);
        assert_eq!(holiday(smog, &Orders::none()), None);
        assert_eq!(holiday(smog, &orders), Some(Holiday::Ordered));
        assert_eq!(holiday(moved, &orders), None);
        assert_eq!(holiday(smog.plus(1), &orders), None, "an order is for one day alone");
    }

    #[test]
    fn a_day_beyond_the_calendars_is_free_on_fridays_alone() {
        let beyond = SolarDate::LAST.to_day().plus(4 * 365);
        let week: Vec<_> = (0..7).map(|n| holiday(beyond.plus(n), &Orders::none())).collect();
        assert_eq!(week.iter().flatten().copied().collect::<Vec<_>>(), [Holiday::Friday]);
    }
}
