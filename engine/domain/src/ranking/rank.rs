//! The whole order of a list, from the offices that can serve to the rows on the page.

use super::bands::{Bands, Room};
use super::best::Best;
use super::{Rotation, Row, Standing};
use crate::ids::{OfficeId, Period, ShiftId};
use crate::office::Band;

/// No page asks for more rows than this.
pub const ROWS_MAX: usize = 4_096;

/// An office of the area that can serve the citizen, on the day that was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OfficeDay {
    pub office: OfficeId,
    pub band: Band,
    pub morning: Standing,
    pub evening: Standing,
}

/// How far and how long the list is to be, and whose turn decides among equals.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wish {
    pub rotation: Rotation,
    /// How many times the citizen has asked for more: bands beyond those that give enough choice.
    pub bands_extra: u8,
    /// How many rows to return at most; held between 1 and [`ROWS_MAX`].
    pub rows_max: usize,
}

/// A list in its right order, with what the page says about it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ranking {
    /// Best first; full shifts last.
    pub rows: Vec<Row>,
    /// Rows in the bands taken, of which `rows` are the first.
    pub rows_total: usize,
    /// Offices with a free seat in the bands taken. Zero means that nothing is free in the area.
    pub offices_with_room: u32,
    /// Seats held in the bands taken, which may come free.
    pub held_total: u64,
    /// Whether one band more would show anything more.
    pub more: bool,
}

/// Puts the shifts of these offices into the order of lists. Each office comes once.
///
/// Cost: one pass over the offices and one over their rows; memory for one row for each open shift.
#[must_use]
pub fn rank(offices: impl IntoIterator<Item = OfficeDay>, wish: &Wish) -> Ranking {
    let offices = offices.into_iter();
    let mut rows = Vec::with_capacity(offices.size_hint().1.unwrap_or(0) * 2);
    let mut bands = Bands::default();
    for office in offices {
        add_open_shifts(&mut rows, &mut bands, office);
    }

    let reach = bands.reach(wish.bands_extra);
    let mut best = Best::of(wish.rows_max.clamp(1, ROWS_MAX), rows.len(), wish.rotation);
    let mut ranking = Ranking {
        offices_with_room: reach.offices_with_room,
        more: reach.more,
        ..Ranking::default()
    };
    for row in rows.into_iter().filter(|row| row.band >= reach.farthest) {
        ranking.rows_total += 1;
        ranking.held_total += u64::from(row.standing.held());
        best.offer(row);
    }
    ranking.rows = best.into_rows();
    assert!(ranking.rows.len() <= ranking.rows_total);
    ranking
}

#[inline]
fn add_open_shifts(rows: &mut Vec<Row>, bands: &mut Bands, office: OfficeDay) {
    let OfficeDay { morning, evening, band, .. } = office;
    for (period, standing) in [(Period::Morning, morning), (Period::Evening, evening)] {
        if standing.is_open() {
            rows.push(Row { shift: ShiftId::of(office.office, period), band, standing });
        }
    }
    if morning.is_open() || evening.is_open() {
        let room = morning.has_room() || evening.has_room();
        bands.count(band, if room { Room::Some } else { Room::None });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Day;
    use crate::person::LandlinePrefix;
    use crate::ranking::OFFICES_WITH_ROOM_MIN;
    use proptest::prelude::*;

    const DAY: Day = Day(20_000);

    fn standing(free: u32, approved: u32) -> Standing {
        Standing::new(free, 1, approved).expect("possible counts")
    }

    fn band(digits: u8) -> Band {
        Band::nearest_first().find(|band| band.digits_agreeing() == digits).expect("0 to 4")
    }

    fn office(id: u32, digits: u8, morning: (u32, u32), evening: (u32, u32)) -> OfficeDay {
        OfficeDay {
            office: OfficeId(id),
            band: band(digits),
            morning: standing(morning.0, morning.1),
            evening: standing(evening.0, evening.1),
        }
    }

    fn wish(bands_extra: u8) -> Wish {
        Wish { rotation: Rotation::new(1, DAY), bands_extra, rows_max: ROWS_MAX }
    }

    fn shifts(ranking: &Ranking) -> Vec<(u32, Period)> {
        ranking.rows.iter().map(|row| (row.shift.office().0, row.shift.period())).collect()
    }

    #[test]
    fn the_freer_share_stands_first_not_the_greater_number() {
        let ranking = rank([office(1, 4, (15, 45), (10, 20))], &wish(0));
        assert_eq!(shifts(&ranking), [(1, Period::Evening), (1, Period::Morning)]);
    }

    #[test]
    fn equal_shares_are_ordered_by_the_nearer_band() {
        let offices = [office(1, 2, (1, 2), (0, 9)), office(2, 3, (20, 40), (0, 1))];
        let expected = [
            (2, Period::Morning),
            (1, Period::Morning),
            (2, Period::Evening),
            (1, Period::Evening),
        ];
        assert_eq!(shifts(&rank(offices, &wish(0))), expected);
    }

    #[test]
    fn a_freer_shift_of_a_farther_band_stands_above_a_nearer_one() {
        let ranking = rank([office(1, 4, (1, 9), (0, 0)), office(2, 0, (2, 9), (0, 0))], &wish(0));
        assert_eq!(shifts(&ranking), [(2, Period::Morning), (1, Period::Morning)]);
    }

    #[test]
    fn a_full_shift_stays_and_a_closed_one_does_not_appear() {
        let ranking = rank([office(1, 4, (0, 20), (0, 0))], &wish(0));
        assert_eq!(shifts(&ranking), [(1, Period::Morning)]);
        assert_eq!((ranking.rows_total, ranking.offices_with_room), (1, 0));
        assert!(rank([office(1, 4, (0, 0), (0, 0))], &wish(0)).rows.is_empty());
    }

    #[test]
    fn ten_near_offices_hide_the_far_ones_until_more_is_asked_for() {
        let near = (0..10).map(|id| office(id, 3, (1, 9), (0, 9)));
        let offices: Vec<_> = near.chain([office(10, 1, (9, 9), (0, 0))]).collect();
        let first = rank(offices.clone(), &wish(0));
        assert_eq!((first.rows.len(), first.offices_with_room, first.more), (20, 10, true));
        assert_eq!(first.held_total, 20);
        let second = rank(offices, &wish(1));
        assert_eq!((second.rows.len(), second.offices_with_room, second.more), (21, 11, false));
        assert_eq!(shifts(&second)[0], (10, Period::Morning));
    }

    #[test]
    fn a_short_page_is_the_head_of_the_whole_list() {
        let offices: Vec<_> = (0..200).map(|id| office(id, 4, (id % 7, 7), (id % 5, 10))).collect();
        let whole = rank(offices.clone(), &wish(0));
        assert_eq!(whole.rows.len(), 400);
        for rows_max in [1, 2, 19, 20, 21, 199, 399, 400, 401] {
            let page = rank(offices.clone(), &Wish { rows_max, ..wish(0) });
            assert_eq!(page.rows, whole.rows[..rows_max.min(400)]);
            assert_eq!(page.rows_total, 400);
        }
        assert_eq!(rank(offices, &Wish { rows_max: 0, ..wish(0) }).rows, whole.rows[..1]);
    }

    #[test]
    fn over_many_citizens_each_equal_office_opens_the_list_equally_often() {
        let offices: Vec<_> = (0..10).map(|id| office(id, 2, (id + 1, id + 1), (0, 0))).collect();
        let mut first = [0u32; 10];
        for seed in 0..5_000 {
            let wish = Wish { rotation: Rotation::new(seed, DAY), bands_extra: 0, rows_max: 1 };
            first[rank(offices.clone(), &wish).rows[0].shift.office().0 as usize] += 1;
        }
        // Five standard deviations of a fair draw: the root of 5000 / 10 * 9 / 10 is about 21.
        assert!(first.iter().all(|times| times.abs_diff(500) <= 106), "{first:?}");
    }

    /// The rule once more, in the plainest words and without a thought for speed.
    fn by_the_book(offices: &[OfficeDay], wish: &Wish) -> Vec<Row> {
        let open_rows = |office: &OfficeDay| {
            [(Period::Morning, office.morning), (Period::Evening, office.evening)]
                .into_iter()
                .filter(|(_, standing)| standing.approved() > 0)
                .map(|(period, standing)| Row {
                    shift: ShiftId::of(office.office, period),
                    band: office.band,
                    standing,
                })
                .collect::<Vec<_>>()
        };
        let (mut taken, mut with_room, mut extra) = (Vec::new(), 0, wish.bands_extra);
        for digits in (0..=4).rev() {
            let here: Vec<_> =
                offices.iter().filter(|office| office.band == band(digits)).collect();
            let rows: Vec<Row> = here.iter().flat_map(|office| open_rows(office)).collect();
            if rows.is_empty() {
                continue;
            }
            if with_room >= OFFICES_WITH_ROOM_MIN {
                if extra == 0 {
                    break;
                }
                extra -= 1;
            }
            with_room += here
                .iter()
                .filter(|office| office.morning.free() + office.evening.free() > 0)
                .count() as u32;
            taken.extend(rows);
        }
        // 720720 is divisible by every capacity up to 16, so shares become whole numbers.
        let share = |row: &Row| 720_720 / row.standing.approved() * row.standing.free();
        taken.sort_by_key(|row| {
            let nearness = row.band.digits_agreeing();
            (u32::MAX - share(row), 4 - nearness, wish.rotation.ticket(row.shift), row.shift)
        });
        taken.truncate(wish.rows_max);
        taken
    }

    prop_compose! {
        fn any_standing()(approved in 0u32..=16)(free in 0..=approved, approved in Just(approved),
            held in 0u32..4, full in any::<bool>()) -> Standing {
            Standing::new(if full { 0 } else { free }, held, approved).expect("possible counts")
        }
    }

    fn any_offices() -> impl Strategy<Value = Vec<OfficeDay>> {
        let one = (any_standing(), any_standing(), 0u8..=4);
        proptest::collection::vec(one, 0..60).prop_map(|offices| {
            (0..)
                .zip(offices)
                .map(|(id, (morning, evening, digits))| OfficeDay {
                    office: OfficeId(id),
                    band: band(digits),
                    morning,
                    evening,
                })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn the_list_is_what_the_book_says(
            offices in any_offices(),
            seed in any::<u64>(),
            bands_extra in 0u8..5,
            rows_max in prop_oneof![1usize..8, Just(ROWS_MAX)],
        ) {
            let wish = Wish { rotation: Rotation::new(seed, DAY), bands_extra, rows_max };
            prop_assert_eq!(rank(offices.clone(), &wish).rows, by_the_book(&offices, &wish));
        }

        #[test]
        fn the_order_in_which_offices_come_does_not_matter(
            offices in any_offices(),
            seed in any::<u64>(),
        ) {
            let wish = Wish { rotation: Rotation::new(seed, DAY), ..wish(0) };
            let reversed = offices.iter().rev().copied();
            prop_assert_eq!(rank(reversed, &wish), rank(offices.iter().copied(), &wish));
        }

        #[test]
        fn asking_for_more_only_adds(offices in any_offices(), bands_extra in 0u8..4) {
            let (before, after) = (
                rank(offices.iter().copied(), &wish(bands_extra)),
                rank(offices.iter().copied(), &wish(bands_extra + 1)),
            );
            let mut kept = after.rows.iter();
            prop_assert!(before.rows.iter().all(|row| kept.any(|other| other == row)));
            prop_assert_eq!(before.more, after.rows_total > before.rows_total);
        }
    }

    #[test]
    fn without_a_phone_everything_is_one_band() {
        let prefix = LandlinePrefix::parse("8800").ok();
        let offices = (0..30).map(|id| OfficeDay {
            band: Band::between(None, prefix),
            ..office(id, 4, (1, 9), (1, 9))
        });
        let ranking = rank(offices, &wish(0));
        assert_eq!((ranking.rows.len(), ranking.more), (60, false));
    }
}
