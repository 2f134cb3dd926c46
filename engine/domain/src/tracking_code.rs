//! The nine digits that a citizen keeps: a keyed permutation of a desk's counter.
//!
//! A permutation cannot give one code twice, needs no table, and leads from the code back to the
//! desk; the key keeps neighbours from guessing each other's codes. It is a Feistel network over
//! the next even power of two, walked until it lands among the nine-digit numbers (the way of
//! NIST SP 800-38G and of Black and Rogaway's cycle walking).

use crate::ids::{DESKS, DeskNo};
use crate::person::fold::{self, DigitsFault};
use std::fmt;

/// A nine-digit tracking code (شماره پیگیری); its first digit is never zero.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrackingCode(u32);

/// Why a tracking code was refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TrackingCodeFault {
    Empty,
    Chars,
    Length {
        digits: u32,
    },
    /// Nine digits from zero on: no code begins so.
    LeadingZero,
}

/// Where a code comes from: the n-th that a desk has given.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TrackingOrigin {
    pub desk: DeskNo,
    pub counter: u32,
}

/// How many codes there are.
const CODES: u32 = TrackingCode::LAST - TrackingCode::FIRST + 1;
/// How many codes one desk can give, ever. A few hundred codes of all stay unused.
pub const PER_DESK: u32 = CODES / DESKS as u32;

/// Bits of half a number in the network.
const HALF_BITS: u32 = 15;
const HALF_MASK: u32 = (1 << HALF_BITS) - 1;
/// Numbers that the network permutes, of which [`CODES`] are codes.
const NETWORK: u32 = 1 << (2 * HALF_BITS);
/// Rounds, as many as NIST's FF1 has for such small numbers.
pub const ROUNDS: u8 = 10;
/// A walk visits each number outside the codes at most once before it comes to one.
const STEPS_MAX: u32 = NETWORK - CODES + 1;

const _: () = assert!(CODES < NETWORK && CODES > NETWORK / 2);
const _: () = assert!(PER_DESK as u64 * DESKS as u64 <= CODES as u64);

impl TrackingCode {
    pub const DIGITS: usize = 9;
    const FIRST: u32 = 100_000_000;
    const LAST: u32 = 999_999_999;

    /// The code of an origin, under a keyed pseudo-random function of round and half number.
    ///
    /// None once the desk has given all of its [`PER_DESK`] codes. The function must answer the
    /// same for the same key, for ever.
    #[must_use]
    pub fn of(origin: TrackingOrigin, keyed: impl Fn(u8, u32) -> u32) -> Option<Self> {
        assert!(origin.desk.0 < DESKS);
        if origin.counter >= PER_DESK {
            return None;
        }
        let index = u32::from(origin.desk.0) * PER_DESK + origin.counter;
        let code = Self(Self::FIRST + walk(index, |number| forward(number, &keyed)));
        assert!((Self::FIRST..=Self::LAST).contains(&code.0));
        Some(code)
    }

    /// Where a code comes from, under the same function; none for a code that no desk gives.
    #[must_use]
    pub fn origin(self, keyed: impl Fn(u8, u32) -> u32) -> Option<TrackingOrigin> {
        assert!((Self::FIRST..=Self::LAST).contains(&self.0));
        let index = walk(self.0 - Self::FIRST, |number| backward(number, &keyed));
        let desk = u16::try_from(index / PER_DESK).ok().filter(|&desk| desk < DESKS)?;
        let counter = index % PER_DESK;
        assert!(counter < PER_DESK);
        Some(TrackingOrigin { desk: DeskNo(desk), counter })
    }

    /// Takes a number that has nine digits.
    #[must_use]
    pub const fn new(number: u32) -> Option<Self> {
        if number < Self::FIRST || number > Self::LAST { None } else { Some(Self(number)) }
    }

    /// Reads nine digits in any script, in groups or not.
    ///
    /// # Errors
    /// The first fault of shape. Whether such a code was given, only its desk knows.
    pub fn parse(input: &str) -> Result<Self, TrackingCodeFault> {
        let digits = fold::exact_digits::<{ Self::DIGITS }>(input)?;
        let number = u32::try_from(fold::number_of(&digits)).expect("nine digits fit 32 bits");
        Self::new(number).ok_or(TrackingCodeFault::LeadingZero)
    }

    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }
}

/// Applies a permutation of the network until the number is below [`CODES`].
fn walk(start: u32, permute: impl Fn(u32) -> u32) -> u32 {
    assert!(start < CODES);
    let mut number = start;
    // One step in six leaves the codes, so a walk of more than a dozen steps is hardly ever seen.
    for _ in 0..STEPS_MAX {
        number = permute(number);
        assert!(number < NETWORK);
        if number < CODES {
            return number;
        }
    }
    unreachable!("a permutation comes back to where the walk began");
}

fn forward(number: u32, keyed: &impl Fn(u8, u32) -> u32) -> u32 {
    let (mut left, mut right) = (number >> HALF_BITS, number & HALF_MASK);
    for round in 0..ROUNDS {
        (left, right) = (right, left ^ (keyed(round, right) & HALF_MASK));
    }
    left << HALF_BITS | right
}

fn backward(number: u32, keyed: &impl Fn(u8, u32) -> u32) -> u32 {
    let (mut left, mut right) = (number >> HALF_BITS, number & HALF_MASK);
    for round in (0..ROUNDS).rev() {
        (left, right) = (right ^ (keyed(round, left) & HALF_MASK), left);
    }
    left << HALF_BITS | right
}

impl From<DigitsFault> for TrackingCodeFault {
    fn from(fault: DigitsFault) -> Self {
        match fault {
            DigitsFault::Empty => Self::Empty,
            DigitsFault::Chars => Self::Chars,
            DigitsFault::Length { digits } => Self::Length { digits },
        }
    }
}

impl fmt::Display for TrackingCode {
    /// Nine ASCII digits; pages group them and turn them Persian.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Debug for TrackingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TrackingCode({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// A stand-in for the engine's keyed function: mixes well enough to leave the codes at times.
    fn keyed(key: u64) -> impl Fn(u8, u32) -> u32 {
        move |round, half| {
            let seed = key ^ (u64::from(round) << 32) ^ u64::from(half);
            let mixed = (seed ^ (seed >> 31)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9).to_be_bytes()[..4]
                .iter()
                .fold(0, |half, &byte| half << 8 | u32::from(byte))
        }
    }

    fn origin(desk: u16, counter: u32) -> TrackingOrigin {
        TrackingOrigin { desk: DeskNo(desk), counter }
    }

    #[test]
    fn a_desk_never_gives_one_code_twice() {
        let codes = (0..20_000).filter_map(|n| TrackingCode::of(origin(7, n), keyed(1)));
        let distinct: BTreeSet<_> = codes.collect();
        assert_eq!(distinct.len(), 20_000);
    }

    #[test]
    fn first_and_last_codes_of_the_first_and_last_desks_are_nine_digits() {
        for (desk, counter) in [(0, 0), (0, PER_DESK - 1), (1023, 0), (1023, PER_DESK - 1)] {
            let code = TrackingCode::of(origin(desk, counter), keyed(2)).expect("within the desk");
            assert_eq!(code.to_string().len(), TrackingCode::DIGITS);
            assert_eq!(code.origin(keyed(2)), Some(origin(desk, counter)));
        }
    }

    #[test]
    fn printed_codes_stay_what_they_are() {
        let code = |desk, counter| TrackingCode::of(origin(desk, counter), keyed(5));
        let numbers =
            [code(0, 0), code(7, 0), code(7, 1)].map(|code| code.map(TrackingCode::number));
        assert_eq!(numbers, [Some(902_311_135), Some(707_845_244), Some(703_033_061)]);
    }

    #[test]
    fn a_desk_that_has_given_all_its_codes_gives_none() {
        assert_eq!(TrackingCode::of(origin(7, PER_DESK), keyed(1)), None);
        assert_eq!(TrackingCode::of(origin(7, u32::MAX), keyed(1)), None);
    }

    #[test]
    fn the_network_leads_back_from_every_number() {
        let key = keyed(3);
        for number in (0..NETWORK).step_by(9_973) {
            assert_eq!(backward(forward(number, &key), &key), number);
        }
    }

    #[test]
    fn codes_that_no_desk_gives_have_no_origin() {
        let unused = PER_DESK * u32::from(DESKS)..CODES;
        assert_eq!(unused.len(), 256);
        for index in unused {
            let number = TrackingCode::FIRST + walk(index, |n| forward(n, &keyed(4)));
            let code = TrackingCode::new(number).expect("nine digits");
            assert_eq!(code.origin(keyed(4)), None);
        }
    }

    #[test]
    fn a_code_is_read_as_people_copy_it() {
        for spelling in
            ["123456789", "۱۲۳ ۴۵۶ ۷۸۹", "١٢٣-٤٥٦-٧٨٩", "\u{2066}123\u{200c}456789\u{2069}"]
        {
            assert_eq!(TrackingCode::parse(spelling).map(TrackingCode::number), Ok(123_456_789));
        }
    }

    #[test]
    fn each_fault_is_told_apart() {
        for (typed, fault) in [
            ("", TrackingCodeFault::Empty),
            ("12345678a", TrackingCodeFault::Chars),
            ("12345678", TrackingCodeFault::Length { digits: 8 }),
            ("1234567890", TrackingCodeFault::Length { digits: 10 }),
            ("012345678", TrackingCodeFault::LeadingZero),
        ] {
            assert_eq!(TrackingCode::parse(typed), Err(fault), "{typed:?}");
        }
    }

    proptest! {
        #[test]
        fn a_code_leads_back_to_its_desk(desk in 0..DESKS, counter in 0..PER_DESK, key: u64) {
            let origin = origin(desk, counter);
            let code = TrackingCode::of(origin, keyed(key)).expect("within the desk");
            prop_assert_eq!(code.origin(keyed(key)), Some(origin));
            prop_assert!((TrackingCode::FIRST..=TrackingCode::LAST).contains(&code.number()));
            prop_assert_eq!(TrackingCode::parse(&code.to_string()), Ok(code));
        }

        #[test]
        fn two_origins_never_share_a_code(
            one in (0..DESKS, 0..PER_DESK),
            other in (0..DESKS, 0..PER_DESK),
            key: u64,
        ) {
            let codes = [one, other].map(|(desk, n)| TrackingCode::of(origin(desk, n), keyed(key)));
            prop_assert_eq!(codes[0] == codes[1], one == other);
        }
    }
}
