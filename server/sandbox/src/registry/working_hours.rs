//! Working hours as people are told them: hours that do not run on Fridays and holidays.

use crate::clock::{tehran_day, tehran_midnight};
use nobat_domain::calendar::holidays::{Orders, holiday};
use nobat_domain::timestamp::{Millis, Timestamp};

/// How long a new booklet may be unknown (registration guide, replaced booklets). A working day
/// counts all its 24 hours here, so this is two working days, as the words are commonly used.
pub const NEW_SERIAL_UNKNOWN: Millis = Millis::hours(48);

/// Holidays never come in such a row; ends the walk whatever the calendar says.
const DAYS_MAX: u32 = 60;

/// The moment after which so much working time has passed since another one.
#[must_use]
pub fn working_time_after(start: Timestamp, span: Millis) -> Timestamp {
    let (mut at, mut left) = (start, span);
    for _ in 0..DAYS_MAX {
        let today = tehran_day(at);
        let tomorrow = tehran_midnight(today.plus(1));
        if holiday(today, &Orders::none()).is_none() {
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

#[cfg(test)]
mod tests {
    use super::*;
    use nobat_domain::ids::Day;

    /// 1405/09/02, a Monday; 1405/09/06 is the Friday of that week.
    const MONDAY: Day = Day(20_780);

    #[test]
    fn two_ordinary_days_are_48_hours() {
        let noon = tehran_midnight(MONDAY).plus(Millis::hours(12));
        let expected = tehran_midnight(MONDAY.plus(2)).plus(Millis::hours(12));
        assert_eq!(working_time_after(noon, NEW_SERIAL_UNKNOWN), expected);
    }

    #[test]
    fn a_friday_does_not_count() {
        let friday = MONDAY.plus(4);
        assert!(friday.is_friday());
        let thursday_noon = tehran_midnight(friday.plus(-1)).plus(Millis::hours(12));
        let expected = tehran_midnight(friday.plus(2)).plus(Millis::hours(12));
        assert_eq!(working_time_after(thursday_noon, NEW_SERIAL_UNKNOWN), expected);
    }

    #[test]
    fn the_holidays_of_the_new_year_do_not_count() {
        // 1404/12/28 was Thursday 2026-03-19; until 1405/01/05 all days but none are free.
        let thursday = Day(20_531);
        let known = working_time_after(tehran_midnight(thursday), NEW_SERIAL_UNKNOWN);
        assert!(tehran_day(known) > thursday.plus(6), "{:?}", tehran_day(known));
    }
}
