//! The bank's hours: read from the merchant in American order, shown to citizens in solar dates.

use nobat_domain::calendar::SolarDate;
use nobat_domain::timestamp::{Millis, Timestamp};

use crate::clock::{TEHRAN_OFFSET, tehran_day};

const MS_A_SECOND: u64 = 1_000;
const SECONDS_A_DAY: u64 = 86_400;
/// Before 1970 there were no merchants, and after this year the format has no room.
const YEARS: std::ops::RangeInclusive<u64> = 1970..=2999;

/// Reads `MM/dd/yyyy h:mm:ss AM/PM` in Tehran time.
pub fn parse_local(text: &str) -> Option<Timestamp> {
    let mut parts = text.split(' ');
    let (date, time, half) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let [month, day, year] = numbers(date, '/')?;
    let [hour, minute, second] = numbers(time, ':')?;
    let afternoon = match half {
        "AM" => 0,
        "PM" => 12,
        _ => return None,
    };
    let is_time = (1..=12).contains(&hour) && minute < 60 && second < 60;
    let is_day = YEARS.contains(&year)
        && (1..=12).contains(&month)
        && (1..=month_length(year, month)).contains(&day);
    if !is_time || !is_day {
        return None;
    }
    let second_of_day = (hour % 12 + afternoon) * 3_600 + minute * 60 + second;
    let seconds = days_before(year, month) * SECONDS_A_DAY + (day - 1) * SECONDS_A_DAY;
    Some(Timestamp((seconds + second_of_day) * MS_A_SECOND).minus(TEHRAN_OFFSET))
}

/// `MM/dd/yyyy hh:mm:ss AM/PM` in Tehran, as the bank's answers have it.
pub fn local(at: Timestamp) -> String {
    let (year, month, day) = civil_date(at.plus(TEHRAN_OFFSET).0 / MS_A_SECOND / SECONDS_A_DAY);
    let second = second_of_day(at);
    let (hour, half) = (second / 3_600, if second < SECONDS_A_DAY / 2 { "AM" } else { "PM" });
    let hour_of_half = if hour % 12 == 0 { 12 } else { hour % 12 };
    let (minute, second) = (second / 60 % 60, second % 60);
    format!("{month:02}/{day:02}/{year} {hour_of_half:02}:{minute:02}:{second:02} {half}")
}

/// Hour and solar date in Tehran, ASCII digits: `16:54:32 1396/11/26`.
pub fn shown(at: Timestamp) -> String {
    let date = SolarDate::from_day(tehran_day(at)).map_or_else(String::new, |date| {
        format!(" {:04}/{:02}/{:02}", date.year(), date.month(), date.day())
    });
    format!("{}:{:02}{date}", hour_and_minute(at), second_of_day(at) % 60)
}

/// `16:54` in Tehran.
pub fn hour_and_minute(at: Timestamp) -> String {
    let seconds = second_of_day(at);
    format!("{:02}:{:02}", seconds / 3_600, seconds / 60 % 60)
}

/// `14:57`, rounded up so that it reaches zero at the end and not a second before.
pub fn minutes_and_seconds(left: Millis) -> String {
    let seconds = left.0.div_ceil(MS_A_SECOND);
    format!("{:02}:{:02}", seconds / 60, seconds % 60)
}

/// Year and month in Tehran, for the expiry of cards.
pub fn solar_month(at: Timestamp) -> Option<(u16, u8)> {
    SolarDate::from_day(tehran_day(at)).map(|date| (date.year(), date.month()))
}

fn second_of_day(at: Timestamp) -> u64 {
    at.plus(TEHRAN_OFFSET).0 / MS_A_SECOND % SECONDS_A_DAY
}

fn numbers(text: &str, between: char) -> Option<[u64; 3]> {
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = text.split(between).filter(|part| is_number(part)).map(str::parse);
    let three = [parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?];
    let is_all = text.split(between).count() == three.len();
    is_all.then_some(three)
}

/// Walks the years and months; a bank's page can afford it.
fn civil_date(days_since_1970: u64) -> (u64, u64, u64) {
    let (mut year, mut month, mut days) = (*YEARS.start(), 1, days_since_1970);
    while days >= 365 + u64::from(is_leap(year)) {
        days -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    while days >= month_length(year, month) {
        days -= month_length(year, month);
        month += 1;
    }
    (year, month, days + 1)
}

/// Days from 1970 to the first of a month.
fn days_before(year: u64, month: u64) -> u64 {
    let years: u64 = (*YEARS.start()..year).map(|year| 365 + u64::from(is_leap(year))).sum();
    let months: u64 = (1..month).map(|month| month_length(year, month)).sum();
    years + months
}

const fn month_length(year: u64, month: u64) -> u64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

const fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_merchants_hour_is_read_to_the_second() {
        for (text, at) in [
            ("02/15/2018 4:54:32 PM", 1_518_701_072_000),
            ("02/29/2024 11:59:59 PM", 1_709_238_599_000),
            ("03/01/2024 12:00:00 AM", 1_709_238_600_000),
            ("03/01/2024 12:00:00 PM", 1_709_281_800_000),
            ("1/1/1970 3:30:00 AM", 0),
        ] {
            assert_eq!(parse_local(text), Some(Timestamp(at)), "{text}");
            assert_eq!(parse_local(&local(Timestamp(at))), Some(Timestamp(at)), "{text}");
        }
        assert_eq!(local(Timestamp(1_518_701_072_000)), "02/15/2018 04:54:32 PM");
    }

    #[test]
    fn an_hour_that_is_none_is_refused() {
        for bad in [
            "",
            "2018-02-15T16:54:32",
            "02/30/2018 4:54:32 PM",
            "13/01/2018 4:54:32 PM",
            "02/15/2018 0:54:32 PM",
            "02/15/2018 13:54:32 PM",
            "02/15/2018 4:60:32 PM",
            "02/15/2018 4:54:32",
            "02/15/2018 4:54:32 PM x",
            "02/15/18 4:54:32 PM",
            "02/15/-2018 4:54:32 PM",
        ] {
            assert_eq!(parse_local(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn the_guides_payment_is_shown_in_solar_time() {
        assert_eq!(shown(Timestamp(1_518_701_072_000)), "16:54:32 1396/11/26");
        assert_eq!(hour_and_minute(Timestamp(1_518_701_072_000)), "16:54");
    }

    #[test]
    fn time_left_is_rounded_up() {
        assert_eq!(minutes_and_seconds(Millis::minutes(15)), "15:00");
        assert_eq!(minutes_and_seconds(Millis(896_001)), "14:57");
        assert_eq!(minutes_and_seconds(Millis(1)), "00:01");
        assert_eq!(minutes_and_seconds(Millis(0)), "00:00");
    }
}
