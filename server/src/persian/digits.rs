//! Persian digits, U+06F0 to U+06F9, and ASCII ones for English, whatever was typed. Arabic ones
//! look alike and sort differently: none is ever written.

use std::fmt::Display;

const ASCII_ZERO: u32 = 0x30;
const ARABIC_ZERO: u32 = 0x0660;
const PERSIAN_ZERO: u32 = 0x06F0;
const WIDE_ZERO: u32 = 0xFF10;

/// The value's text with every digit turned Persian; the rest stays as it is.
#[must_use]
pub fn persian(value: impl Display) -> String {
    value.to_string().chars().map(|letter| turned(letter, PERSIAN_ZERO)).collect()
}

/// The value's text with every digit turned ASCII; the rest stays as it is.
#[must_use]
pub fn latin(value: impl Display) -> String {
    value.to_string().chars().map(|letter| turned(letter, ASCII_ZERO)).collect()
}

fn turned(letter: char, zero: u32) -> char {
    let point = u32::from(letter);
    let digit = [ASCII_ZERO, ARABIC_ZERO, PERSIAN_ZERO, WIDE_ZERO]
        .into_iter()
        .find_map(|first| point.checked_sub(first).filter(|digit| *digit < 10));
    digit.and_then(|digit| char::from_u32(zero + digit)).unwrap_or(letter)
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
