//! Hours as offices promise them: they do not run on Fridays and official holidays.

use super::holidays::{Orders, holiday};
use super::tehran::{day_begins, day_of};
use crate::timestamp::{Millis, Timestamp};

/// How long the serial of a replaced booklet may be unknown, in working time (registration guide,
/// replaced booklets).
pub const NEW_SERIAL_UNKNOWN: Millis = Millis::hours(48);

/// A working day counts all its hours. The guide says «۴۸ ساعت کاری» and tells the citizen to come
/// back «۴۸ ساعت بعد», so it means two working days and not 48 hours of open counters, which would
/// be more than a week.
pub const WORKING_DAY: Millis = Millis::hours(24);

/// Days of work and rest that one count walks over. Holidays never come in such a row, and nothing
/// that is promised takes so long: the walk ends whatever the orders say.
const DAYS_MAX: u32 = 60;

/// The moment at which so much working time has passed since `start`.
///
/// A span that ends with a working day ends at that midnight; one that begins in a rest begins to
/// run with the next working day.
#[must_use]
pub fn after_working_time(start: Timestamp, span: Millis, orders: &Orders) -> Timestamp {
    let (mut at, mut left) = (start, span);
    for _ in 0..DAYS_MAX {
        let today = day_of(at);
        let tomorrow = day_begins(today.plus(1));
        if holiday(today, orders).is_none() {
            let rest_of_day = tomorrow.since(at);
            if left <= rest_of_day {
                return at.plus(left);
            }
            left = Millis(left.0 - rest_of_day.0);
        }
        at = tomorrow;
    }
    at
}

/// From when the serial of a booklet that was replaced at `replaced_at` is surely known, told to
/// somebody at `now`. Where that moment has passed and the serial is still unknown, it is late:
/// another working day is given.
#[must_use]
pub fn serial_known_from(replaced_at: Timestamp, now: Timestamp, orders: &Orders) -> Timestamp {
    let known_from = after_working_time(replaced_at, NEW_SERIAL_UNKNOWN, orders);
    if known_from > now { known_from } else { after_working_time(now, WORKING_DAY, orders) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Order, SolarDate};
    use crate::ids::Day;
    use proptest::prelude::*;

    /// A moment of a solar day.
    fn at((year, month, day): (u16, u8, u8), (hour, minute): (u64, u64)) -> Timestamp {
        let day = SolarDate::new(year, month, day).expect("a day of the solar calendar").to_day();
        day_begins(day).plus(Millis::minutes(hour * 60 + minute))
    }

    #[test]
    fn forty_eight_working_hours_are_counted_by_the_office_calendar() {
        type Row = ((u16, u8, u8), (u64, u64), (u16, u8, u8), (u64, u64), &'static str);
        let rows: [Row; 12] = [
            ((1405, 9, 2), (12, 0), (1405, 9, 4), (12, 0), "Monday to Wednesday"),
            ((1405, 9, 5), (12, 0), (1405, 9, 8), (12, 0), "a Friday between does not count"),
            ((1405, 9, 6), (9, 30), (1405, 9, 9), (0, 0), "begun on a Friday, from Saturday on"),
            ((1405, 9, 4), (0, 0), (1405, 9, 6), (0, 0), "whole days end at their midnight"),
            ((1405, 9, 5), (23, 59), (1405, 9, 8), (23, 59), "the last minute before a Friday"),
            // 29 Esfand, 1 to 4 Farvardin are holidays; 1405/01/01 was a Saturday.
            ((1404, 12, 27), (10, 0), (1405, 1, 5), (10, 0), "over the new year"),
            // 1399 was leap: 30 Esfand, a Saturday, was a day of work between two holidays.
            ((1399, 12, 28), (8, 0), (1400, 1, 5), (8, 0), "over the new year of a leap year"),
            ((1399, 12, 30), (8, 0), (1400, 1, 7), (8, 0), "begun on the leap day"),
            // 1403 was leap: its 30 Esfand was a Thursday.
            ((1403, 12, 29), (7, 0), (1404, 1, 6), (0, 0), "only the leap day and one more"),
            ((1405, 1, 11), (9, 0), (1405, 1, 16), (9, 0), "the days of the Republic and nature"),
            // Tasua and Ashura of 1448: 4 and 5 Tir 1405, a Thursday and a Friday.
            ((1405, 4, 3), (15, 0), (1405, 4, 7), (15, 0), "lunar holidays before a Friday"),
            ((1405, 3, 13), (12, 0), (1405, 3, 17), (12, 0), "14 and 15 Khordad"),
        ];
        for (begun, begun_at, ends, ends_at, why) in rows {
            let start = at(begun, begun_at);
            let known = after_working_time(start, NEW_SERIAL_UNKNOWN, &Orders::none());
            let day = SolarDate::from_day(day_of(known)).expect("within the calendar");
            let shown = (day.year(), day.month(), day.day());
            assert_eq!(known, at(ends, ends_at), "{why}: {begun:?} gave {shown:?}");
        }
    }

    #[test]
    fn what_was_ordered_for_a_day_counts_as_ordered() {
        let monday = at((1405, 9, 2), (12, 0));
        let closed = |day: u8| {
            let day = SolarDate::new(1405, 9, day).expect("a day").to_day();
            Orders::from_iter([(day, Order::Closed)])
        };
        let smog = after_working_time(monday, NEW_SERIAL_UNKNOWN, &closed(3));
        assert_eq!(smog, at((1405, 9, 5), (12, 0)));
        let friday = SolarDate::new(1405, 9, 6).expect("a day").to_day();
        let open = Orders::from_iter([(friday, Order::Open)]);
        let worked = after_working_time(at((1405, 9, 5), (12, 0)), NEW_SERIAL_UNKNOWN, &open);
        assert_eq!(worked, at((1405, 9, 7), (12, 0)));
    }

    #[test]
    fn a_serial_that_is_late_is_given_one_more_working_day() {
        let replaced = at((1405, 9, 2), (12, 0));
        let (in_time, late) = (at((1405, 9, 4), (11, 59)), at((1405, 9, 4), (12, 0)));
        let promised = serial_known_from(replaced, in_time, &Orders::none());
        assert_eq!(promised, late);
        let again = serial_known_from(replaced, late, &Orders::none());
        assert_eq!(again, at((1405, 9, 5), (12, 0)));
    }

    #[test]
    fn a_country_that_is_closed_for_ever_ends_the_count_all_the_same() {
        let start = at((1405, 9, 2), (12, 0));
        let first = day_of(start);
        let closed: Orders = (0..400).map(|n| (first.plus(n), Order::Closed)).collect();
        let known = after_working_time(start, NEW_SERIAL_UNKNOWN, &closed);
        assert_eq!(known, day_begins(first.plus(i32::try_from(DAYS_MAX).expect("few"))));
    }

    proptest! {
        #[test]
        fn a_promise_is_never_on_a_day_of_rest_and_never_moves_back(
            start in 1_500_000_000_000_u64..2_000_000_000_000,
            later in 0_u64..200_000_000,
        ) {
            let none = Orders::none();
            let known = after_working_time(Timestamp(start), NEW_SERIAL_UNKNOWN, &none);
            prop_assert!(known >= Timestamp(start).plus(NEW_SERIAL_UNKNOWN));
            // A span that ends with its day ends at the midnight after it.
            let last: Day = day_of(known.minus(Millis(1)));
            prop_assert_eq!(holiday(last, &none), None);
            let after = after_working_time(Timestamp(start + later), NEW_SERIAL_UNKNOWN, &none);
            prop_assert!(after >= known);
        }
    }
}
