//! Persian digits, U+06F0 to U+06F9. Arabic ones look alike and sort differently: never mix.

use std::fmt::Display;

const PERSIAN_ZERO: u32 = 0x06F0;

/// The value's text with every ASCII digit turned Persian; the rest stays as it is.
#[must_use]
pub fn persian(value: impl Display) -> String {
    value.to_string().chars().map(persian_digit).collect()
}

fn persian_digit(letter: char) -> char {
    let turned = letter.to_digit(10).and_then(|digit| char::from_u32(PERSIAN_ZERO + digit));
    turned.unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_digits_change() {
        assert_eq!(persian("1396/11/28"), "۱۳۹۶/۱۱/۲۸");
        assert_eq!(persian(20), "۲۰");
        assert_eq!(persian("کد ۰۴۱"), "کد ۰۴۱");
    }
}
