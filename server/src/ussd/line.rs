//! The number of the SIM that a gateway names. A hint: numbers are lent, passed on and made up.

use std::fmt;

use nobat_domain::person::{Mobile, fold};

use crate::citizen::sought::LastFour;
use crate::guessing::Network;

/// The longest number of the international plan (E.164), and the shortest that is taken.
const DIGITS_MAX: usize = 15;
const DIGITS_MIN: usize = 5;

/// Whose phone asks.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Line {
    number: u64,
    mobile: Option<Mobile>,
}

impl Line {
    /// Reads the number however a gateway writes it; a mobile of the country in every usual way.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mobile = Mobile::parse(text).ok();
        let written = mobile.map_or_else(|| fold::fold_digits(text), Mobile::to_e164);
        let digits = written.strip_prefix('+').unwrap_or(&written);
        let sound = (DIGITS_MIN..=DIGITS_MAX).contains(&digits.len());
        let number = digits.parse().ok().filter(|_| sound)?;
        Some(Self { number, mobile })
    }

    /// By which wrong guesses are counted.
    #[must_use]
    pub const fn network(&self) -> Network {
        Network::of_line(self.number)
    }

    /// What could be typed as the second fact, if this is a mobile of the country.
    #[must_use]
    pub fn last_four(&self) -> Option<LastFour> {
        let national = self.mobile?.to_national();
        national.as_bytes().last_chunk().copied()
    }
}

impl fmt::Debug for Line {
    /// Says that there is one, never which.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Line(**********)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_is_one_line_however_it_is_written() {
        let line = Line::parse("+989145128136").expect("a number");
        for spelling in ["09145128136", "989145128136", " 98 914 512 8136", "۰۹۱۴۵۱۲۸۱۳۶"]
        {
            assert_eq!(Line::parse(spelling), Some(line), "{spelling}");
        }
        assert_eq!(line.last_four(), Some(*b"8136"));
        assert_eq!(format!("{line:?}"), "Line(**********)");
    }

    #[test]
    fn a_line_abroad_is_one_too_and_no_number_is_none() {
        let abroad = Line::parse("+254726770792").expect("a number");
        assert_eq!(abroad.last_four(), None);
        assert_ne!(abroad.network(), Line::parse("+254726770793").expect("a number").network());
        for none in ["", "+", "1234", "9891451281361234", "anonymous", "-98914512"] {
            assert_eq!(Line::parse(none).is_some(), none == "-98914512", "{none}");
        }
    }
}
