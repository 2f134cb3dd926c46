//! The telephone code of an area: how a citizen says where offices are looked for.

use super::fold::{self, DigitsFault};
use std::fmt;

/// An area code: a zero and two digits. Whether an area has it, the directory of offices knows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaCode(u8);

/// Why an area code was refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AreaCodeFault {
    Empty,
    /// Neither `041` nor `41`.
    Shape,
}

impl AreaCode {
    /// Reads `041` or `41`, in digits of any script.
    ///
    /// # Errors
    /// `Empty`, or `Shape` for everything that no area code looks like.
    pub fn parse(input: &str) -> Result<Self, AreaCodeFault> {
        let run = fold::digit_run::<3>(input)?;
        let number = match (run.count, run.kept) {
            (2, [tens @ b'1'..=b'9', ones, _]) | (3, [b'0', tens @ b'1'..=b'9', ones]) => {
                (tens - b'0') * 10 + (ones - b'0')
            }
            _ => return Err(AreaCodeFault::Shape),
        };
        assert!((10..=99).contains(&number));
        Ok(Self(number))
    }

    /// The code without its zero: 41 for `041`.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }
}

impl From<DigitsFault> for AreaCodeFault {
    fn from(fault: DigitsFault) -> Self {
        match fault {
            DigitsFault::Empty => Self::Empty,
            DigitsFault::Chars | DigitsFault::Length { .. } => Self::Shape,
        }
    }
}

impl fmt::Display for AreaCode {
    /// `041`, as it is dialled.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}", self.0)
    }
}

impl fmt::Debug for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AreaCode({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_code_is_read_with_and_without_its_zero() {
        for spelling in ["041", "41", "۰۴۱", "٤١", " 0 41 "] {
            let code = AreaCode::parse(spelling).expect("a usual spelling");
            assert_eq!((code.number(), code.to_string()), (41, "041".to_owned()));
        }
    }

    #[test]
    fn what_is_no_area_code_is_refused() {
        assert_eq!(AreaCode::parse(""), Err(AreaCodeFault::Empty));
        for typed in ["4", "411", "0411", "001", "01", "0x1", "تبریز", "+9841"] {
            assert_eq!(AreaCode::parse(typed), Err(AreaCodeFault::Shape), "{typed:?}");
        }
    }
}
