//! Where nothing is free on the day, the nearest days that have room.

use crate::ids::Day;
use std::ops::RangeInclusive;

/// How many days a list without a free seat offers instead.
pub const NEAREST_DAYS_MAX: usize = 5;

/// A day on which the citizen could be served.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DayWithRoom {
    pub day: Day,
    /// Free seats of all offices of the area that can serve the citizen.
    pub free: u64,
}

/// The days of `window` with room that are nearest to `wished`, nearest first; of two equally near
/// the earlier comes first. `wished` itself is not asked about.
///
/// `free_on` is asked from the nearest day outwards and no further than needed.
#[must_use]
pub fn nearest_days(
    wished: Day,
    window: RangeInclusive<Day>,
    mut free_on: impl FnMut(Day) -> u64,
) -> Vec<DayWithRoom> {
    let (first, last) = (i64::from(window.start().0), i64::from(window.end().0));
    let wished = i64::from(wished.0);
    let (mut earlier, mut later) = ((wished - 1).min(last), (wished + 1).max(first));
    let mut days = Vec::new();
    while days.len() < NEAREST_DAYS_MAX && (earlier >= first || later <= last) {
        let back = earlier >= first && (later > last || wished - earlier <= later - wished);
        let day = if back { earlier } else { later };
        if back {
            earlier -= 1;
        } else {
            later += 1;
        }
        let day = Day(i32::try_from(day).expect("between two days of the window"));
        let free = free_on(day);
        if free > 0 {
            days.push(DayWithRoom { day, free });
        }
    }
    debug_assert!(days.iter().all(|offer| window.contains(&offer.day)));
    days
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(wished: i32, window: RangeInclusive<i32>, with_room: &[i32], expected: &[i32]) {
        let window = Day(*window.start())..=Day(*window.end());
        let days =
            nearest_days(Day(wished), window, |day| u64::from(with_room.contains(&day.0)) * 3);
        assert_eq!(days.iter().map(|offer| offer.day.0).collect::<Vec<_>>(), expected);
        assert!(days.iter().all(|offer| offer.free == 3));
    }

    #[test]
    fn the_nearest_days_come_first_and_the_earlier_of_two() {
        check(10, 0..=20, &[3, 8, 12, 13, 19], &[8, 12, 13, 3, 19]);
    }

    #[test]
    fn no_more_days_are_offered_than_a_page_shows() {
        check(10, 0..=20, &[6, 7, 8, 9, 11, 12, 13], &[9, 11, 8, 12, 7]);
    }

    #[test]
    fn a_wish_outside_the_window_is_answered_from_its_edge() {
        check(-900, 0..=20, &[2, 5], &[2, 5]);
        check(i32::MAX, 0..=20, &[2, 5], &[5, 2]);
        check(i32::MIN, 0..=20, &[0, 20], &[0, 20]);
    }

    #[test]
    fn the_wished_day_itself_is_not_offered() {
        check(10, 0..=20, &[10], &[]);
    }

    proptest! {
        #[test]
        fn the_walk_agrees_with_a_sort_by_distance(
            wished in -5i32..30,
            with_room in proptest::collection::btree_set(0i32..=24, 0..25),
        ) {
            let mut asked = Vec::new();
            let days = nearest_days(Day(wished), Day(0)..=Day(24), |day| {
                asked.push(day.0);
                u64::from(with_room.contains(&day.0))
            });
            let mut expected: Vec<i32> = with_room.into_iter().filter(|d| *d != wished).collect();
            expected.sort_by_key(|day| (day.abs_diff(wished), *day));
            expected.truncate(NEAREST_DAYS_MAX);
            prop_assert_eq!(days.iter().map(|offer| offer.day.0).collect::<Vec<_>>(), expected);
            prop_assert!(asked.is_sorted_by_key(|day| (day.abs_diff(wished), *day)));
        }
    }
}
