//! Money and shares in words and figures.

use super::catalogue::{Language, Value};
use super::digits::{latin, persian};
use nobat_domain::money::Rial;

/// U+066C, the separator of thousands in Persian figures.
const THOUSANDS: char = '٬';
/// `۶۰۰٬۰۰۰ ریال`, with the unit after the figure and never on another line.
#[must_use]
pub fn rials(fee: Rial) -> String {
    rials_in(Language::Persian, fee)
}

/// The same in a language's own figures and words.
#[must_use]
pub fn rials_in(language: Language, fee: Rial) -> String {
    let figure = grouped(fee.amount().unsigned_abs());
    let figure = match language {
        Language::Persian => figure,
        Language::English => latin(figure).replace(THOUSANDS, ","),
    };
    // The catalogue keeps figure and unit on one line.
    language.fill("amount-rials", &[("figure", Value::Plain(figure))])
}

/// A count with its thousands apart: `۱٬۲۰۰`.
#[must_use]
pub fn grouped(count: u64) -> String {
    let plain = count.to_string();
    let mut written = String::with_capacity(plain.len() * 2);
    for (place, digit) in plain.chars().enumerate() {
        if place > 0 && (plain.len() - place).is_multiple_of(3) {
            written.push(THOUSANDS);
        }
        written.push(digit);
    }
    persian(written)
}

/// The free share in whole percents, rounded down, so that 0 is said only of what is nearly gone.
///
/// Nothing approved is nothing free. Ranking never uses this: it compares the fractions exactly.
#[must_use]
pub fn percent_free(free: u32, approved: u32) -> u32 {
    let percent = (u64::from(free) * 100).checked_div(u64::from(approved)).unwrap_or(0);
    u32::try_from(percent.min(100)).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_carries_its_unit_on_the_same_line() {
        let fee = Rial::new(1_000).expect("a sound amount");
        assert_eq!(rials(fee), "۱٬۰۰۰\u{a0}ریال");
        assert_eq!(grouped(600_000), "۶۰۰٬۰۰۰");
        assert_eq!(grouped(999), "۹۹۹");
        assert_eq!(grouped(0), "۰");
    }

    #[test]
    fn a_share_is_never_said_larger_than_it_is() {
        assert_eq!(percent_free(10, 20), 50);
        assert_eq!(percent_free(15, 45), 33);
        assert_eq!(percent_free(1, 200), 0);
        assert_eq!(percent_free(3, 0), 0);
        assert_eq!(percent_free(9, 6), 100);
    }
}
