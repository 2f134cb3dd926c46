//! What the square on a receipt says: the tracking code and a check, digits alone.
//!
//! Digits alone, because a hand scanner types like a keyboard, and on a Persian one letters would
//! come out as others; and because they make the smallest square. Nothing in them is personal. The
//! check is keyed, so that a code that was guessed or misread is told from one off a receipt.

use nobat_domain::person::fold;
use nobat_domain::tracking_code::TrackingCode;
use nobat_engine::EngineHandle;

/// Digits of the check: a guess is right once in 10^12.
const CHECK_DIGITS: usize = 12;
const DIGITS: usize = TrackingCode::DIGITS + CHECK_DIGITS;

/// What an office has scanned. Nobody knows yet whether the check is right.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Scanned {
    pub code: TrackingCode,
    pub check: u64,
}

/// The digits of a receipt.
///
/// # Panics
/// If the check has more than twelve digits; the engine gives none.
#[must_use]
pub fn digits(code: TrackingCode, check: u64) -> String {
    let digits = format!("{code}{check:012}");
    assert_eq!(digits.len(), DIGITS);
    digits
}

impl Scanned {
    /// Reads what a scanner typed, in whatever digits; nothing if it is not off a receipt.
    #[must_use]
    pub fn read(typed: &str) -> Option<Self> {
        let digits = fold::exact_digits::<DIGITS>(typed).ok()?;
        let (code, check) = digits.split_at(TrackingCode::DIGITS);
        let code = u32::try_from(fold::number_of(code)).ok().and_then(TrackingCode::new)?;
        Some(Self { code, check: fold::number_of(check) })
    }
}

/// The tracking code that somebody behind the counter typed, or scanned off a receipt; nothing if
/// it is neither, or if the check beside it is not ours.
#[must_use]
pub fn typed(engine: &EngineHandle, text: &str) -> Option<TrackingCode> {
    match Scanned::read(text) {
        Some(Scanned { code, check }) => (engine.receipt_check(code) == check).then_some(code),
        None => TrackingCode::parse(text).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::persian::digits::persian;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_receipt_is_not_read_as_one() {
        let code = TrackingCode::new(497_320_167).expect("nine digits");
        assert_eq!(digits(code, 83_412_957_301), "497320167083412957301");
        for typed in ["", "497320167", "49732016708341295730", "097320167083412957301", "ب"] {
            assert_eq!(Scanned::read(typed), None, "{typed:?}");
        }
    }

    proptest! {
        #[test]
        fn a_scanned_receipt_is_read_back_in_either_digits(
            number in 100_000_000_u32..=999_999_999,
            check in 0_u64..1_000_000_000_000,
        ) {
            let code = TrackingCode::new(number).expect("nine digits");
            let written = digits(code, check);
            let expected = Some(Scanned { code, check });
            prop_assert_eq!(Scanned::read(&written), expected);
            prop_assert_eq!(Scanned::read(&persian(&written)), expected);
        }
    }
}
