//! Whose turn it is among equals.
//!
//! Each office-shift draws a ticket from the citizen's seed and the day, and equals stand in the
//! order of their tickets. Tickets of different shifts are independent, so over many citizens each
//! of n equals is first, or at any other place, equally often; a shared offset into a fixed ring
//! would instead hand the place of one that has filled up to its neighbour alone. A ticket depends
//! on nothing else: the same citizen asking again for the same day sees equals in the same order,
//! and one that drops out changes nothing between the others.

use crate::ids::{Day, ShiftId};

/// The draw of one citizen for one day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rotation(u64);

impl Rotation {
    /// The draw of a citizen for a day.
    ///
    /// `seed` is a secret function of the citizen, made outside: who could choose it could also
    /// choose the office that a list shows first.
    #[must_use]
    pub const fn new(seed: u64, day: Day) -> Self {
        // Sign extension keeps days before 1970 apart from those after it.
        Self(mix(mix(seed) ^ day.0 as i64 as u64))
    }

    /// The ticket of a shift; the lowest stands first. Two shifts may draw the same one.
    #[must_use]
    pub const fn ticket(self, shift: ShiftId) -> u64 {
        // The draw is spread over all 64 bits already, so one round is enough for the shift.
        mix(self.0 ^ shift.0 as u64)
    }
}

/// A bijection that spreads neighbouring inputs over all 64 bits.
///
/// The step and finaliser of SplitMix64: Steele, Lea, Flood, OOPSLA 2014; constants by D. Stafford.
const fn mix(input: u64) -> u64 {
    let mut word = input.wrapping_add(0x9e37_79b9_7f4a_7c15);
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{OfficeId, Period};

    const DRAWS_EACH: u64 = 2_000;
    /// More than five standard deviations of a fair draw of this size (at most 45 each).
    const DEVIATION_MAX: u64 = 230;

    fn line_up(equals: &[ShiftId], seed: u64, day: Day) -> Vec<ShiftId> {
        let rotation = Rotation::new(seed, day);
        let mut line = equals.to_vec();
        line.sort_unstable_by_key(|shift| (rotation.ticket(*shift), *shift));
        line
    }

    /// Each equal stands at each place about equally often.
    fn check_fair(equals: &[ShiftId], draws: impl Iterator<Item = (u64, Day)>) {
        let mut times_at = vec![vec![0u64; equals.len()]; equals.len()];
        for (seed, day) in draws {
            for (place, shift) in line_up(equals, seed, day).iter().enumerate() {
                let who = equals.iter().position(|equal| equal == shift).expect("one of them");
                times_at[who][place] += 1;
            }
        }
        for times in times_at.iter().flatten() {
            assert!(times.abs_diff(DRAWS_EACH) <= DEVIATION_MAX, "{times_at:?}");
        }
    }

    fn morning_shifts(n: u32) -> Vec<ShiftId> {
        (0..n).map(|office| ShiftId::of(OfficeId(office), Period::Morning)).collect()
    }

    #[test]
    fn over_many_citizens_each_equal_stands_at_each_place_equally_often() {
        for n in [2, 3, 7, 12] {
            check_fair(
                &morning_shifts(n),
                (0..u64::from(n) * DRAWS_EACH).map(|s| (s, Day(20_000))),
            );
        }
    }

    #[test]
    fn over_many_days_one_citizen_meets_each_equal_first_equally_often() {
        let days = (0..5 * DRAWS_EACH).map(|day| (42, Day(day as i32 - 3_000)));
        check_fair(&morning_shifts(5), days);
    }

    #[test]
    fn morning_and_evening_of_one_office_are_drawn_apart() {
        let office = OfficeId(9);
        let equals = [Period::Morning, Period::Evening].map(|period| ShiftId::of(office, period));
        check_fair(&equals, (0..2 * DRAWS_EACH).map(|seed| (seed << 32, Day(1))));
    }

    #[test]
    fn the_same_citizen_and_day_see_the_same_order() {
        let equals = morning_shifts(40);
        assert_eq!(line_up(&equals, 7, Day(3)), line_up(&equals, 7, Day(3)));
        assert_ne!(line_up(&equals, 7, Day(3)), line_up(&equals, 7, Day(4)));
        assert_ne!(line_up(&equals, 7, Day(3)), line_up(&equals, 8, Day(3)));
    }

    #[test]
    fn one_that_drops_out_changes_nothing_between_the_others() {
        let equals = morning_shifts(20);
        let line = line_up(&equals, 11, Day(5));
        let rest: Vec<_> = equals.iter().copied().filter(|shift| *shift != line[3]).collect();
        let mut expected = line.clone();
        expected.remove(3);
        assert_eq!(line_up(&rest, 11, Day(5)), expected);
    }
}
