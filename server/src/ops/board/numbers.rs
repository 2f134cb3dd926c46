//! Figures as the board writes them.

use nobat_domain::timestamp::{Millis, Timestamp};

use crate::persian::amounts::grouped;
use crate::persian::clock::TEHRAN;
use crate::persian::digits::persian;
use crate::persian::{Language, Value};

/// Stands where nothing was measured.
pub const NOTHING: &str = "–";
/// U+066B, between whole and part in Persian figures.
const POINT: &str = "٫";

const SECOND_MS: u64 = 1_000;
const MINUTE_MS: u64 = 60 * SECOND_MS;
const HOUR_MS: u64 = 60 * MINUTE_MS;
const DAY_MS: u64 = 24 * HOUR_MS;
const MIB: u64 = 1024 * 1024;

/// A figure with two places below one, one below ten, and none above.
#[must_use]
pub fn fine(value: f64) -> String {
    let places = match value {
        v if v >= 9.95 => return grouped(v.round() as u64),
        v if v >= 0.995 => 1,
        _ => 2,
    };
    let text = format!("{value:.places$}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    persian(if text.is_empty() { "0" } else { text }).replace('.', POINT)
}

/// Mebibytes, rounded up, with their unit.
#[must_use]
pub fn megabytes(bytes: u64, language: Language) -> String {
    let count = Value::Plain(grouped(bytes.div_ceil(MIB)));
    language.fill("ops-megabytes", &[("count", count)])
}

/// `۱۰:۴۲:۰۹` in Tehran.
#[must_use]
pub fn clock(at: Timestamp) -> String {
    let of_day = at.plus(TEHRAN).0 % DAY_MS;
    let (hour, minute) = (of_day / HOUR_MS, of_day % HOUR_MS / MINUTE_MS);
    persian(format!("{hour:02}:{minute:02}:{:02}", of_day % MINUTE_MS / SECOND_MS))
}

/// A long span in its two largest units.
#[must_use]
pub fn uptime(span: Millis, language: Language) -> String {
    let (days, hours, minutes) =
        (span.0 / DAY_MS, span.0 % DAY_MS / HOUR_MS, span.0 % HOUR_MS / MINUTE_MS);
    let count = |name, count| (name, Value::count(count));
    match (days, hours) {
        (0, 0) => language.fill("ops-uptime-minutes", &[count("minutes", minutes)]),
        (0, _) => {
            language.fill("ops-uptime-hours", &[count("hours", hours), count("minutes", minutes)])
        }
        _ => language.fill("ops-uptime-days", &[count("days", days), count("hours", hours)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_figures_keep_their_places_and_large_ones_lose_them() {
        let written = [0.0, 0.004, 0.25, 0.5, 1.0, 2.54, 9.96, 12.4, 88_123.0].map(fine);
        assert_eq!(written, ["۰", "۰", "۰٫۲۵", "۰٫۵", "۱", "۲٫۵", "۱۰", "۱۲", "۸۸٬۱۲۳"]);
    }

    #[test]
    fn spans_bytes_and_clocks_are_written_in_words() {
        let fa = Language::Persian;
        assert_eq!(uptime(Millis::minutes(7), fa), "۷ دقیقه");
        assert_eq!(uptime(Millis::minutes(127), fa), "۲ ساعت و ۷ دقیقه");
        assert_eq!(uptime(Millis::hours(50), fa), "۲ روز و ۲ ساعت");
        assert_eq!(megabytes(MIB + 1, fa), "۲ مگابایت");
        assert_eq!(clock(Timestamp(Millis::hours(20).0 + 30 * MINUTE_MS + 9_000)), "۰۰:۰۰:۰۹");
    }
}
