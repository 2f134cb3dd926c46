//! The bank's way of writing the hour: American order, twelve hours, Tehran time.

use nobat_domain::timestamp::{Millis, Timestamp};

/// Iran has kept one offset all the year since the summer of 1401.
const TEHRAN_OFFSET: Millis = Millis::minutes(3 * 60 + 30);

const MS_A_DAY: u64 = 86_400_000;
/// Days in 400 Gregorian years, after which the calendar repeats.
const DAYS_A_CYCLE: u64 = 146_097;
/// Days from 0000-03-01 to 1970-01-01.
const DAYS_BEFORE_1970: u64 = 719_468;

/// `MM/dd/yyyy h:mm:ss AM/PM`, in Tehran.
pub(super) fn local_date_time(at: Timestamp) -> String {
    let local_ms = at.plus(TEHRAN_OFFSET).0;
    let (year, month, day) = civil_date(local_ms / MS_A_DAY);
    let second_of_day = local_ms % MS_A_DAY / 1_000;
    let (hour, minute, second) =
        (second_of_day / 3_600, second_of_day / 60 % 60, second_of_day % 60);
    let half = if hour < 12 { "AM" } else { "PM" };
    let hour_of_half = if hour % 12 == 0 { 12 } else { hour % 12 };
    format!("{month:02}/{day:02}/{year:04} {hour_of_half}:{minute:02}:{second:02} {half}")
}

/// Year, month and day of a day since 1970. Years are counted from March, so that the leap day is
/// the last day of a year and months have one regular pattern of lengths.
fn civil_date(days_since_1970: u64) -> (u64, u64, u64) {
    let days = days_since_1970 + DAYS_BEFORE_1970;
    let (cycle, day_of_cycle) = (days / DAYS_A_CYCLE, days % DAYS_A_CYCLE);
    let leap_days = day_of_cycle / 1_460 + day_of_cycle / 146_096 - day_of_cycle / 36_524;
    let year_of_cycle = (day_of_cycle - leap_days) / 365;
    let days_before_year = 365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100;
    let day_of_year = day_of_cycle - days_before_year;
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = cycle * 400 + year_of_cycle + u64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_written_as_the_bank_writes_them() {
        let rows: [(u64, &str); 6] = [
            // 2018-02-15 13:24:32 UTC.
            (1_518_701_072_000, "02/15/2018 4:54:32 PM"),
            // The last second before and the first of Tehran's midnight, on a leap day.
            (1_709_238_599_999, "02/29/2024 11:59:59 PM"),
            (1_709_238_600_000, "03/01/2024 12:00:00 AM"),
            (1_709_281_800_000, "03/01/2024 12:00:00 PM"),
            (0, "01/01/1970 3:30:00 AM"),
            // 2099-12-31 20:30 UTC: 2100 begins in Tehran, and is no leap year.
            (4_102_432_200_000, "01/01/2100 12:00:00 AM"),
        ];
        for (at, expected) in rows {
            assert_eq!(local_date_time(Timestamp(at)), expected);
        }
    }

    #[test]
    fn every_day_of_four_centuries_follows_the_one_before() {
        let is_leap = |year: u64| {
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
        };
        let mut expected = (1970, 1, 1);
        for day in 0..DAYS_A_CYCLE {
            assert_eq!(civil_date(day), expected);
            let (year, month, day_of_month) = expected;
            let length = match month {
                2 if is_leap(year) => 29,
                2 => 28,
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            expected = match (month, day_of_month == length) {
                (12, true) => (year + 1, 1, 1),
                (_, true) => (year, month + 1, 1),
                (_, false) => (year, month, day_of_month + 1),
            };
        }
    }
}
