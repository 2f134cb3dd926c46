//! Which bands of nearness a list takes: whole ones, nearest first, until there is enough choice.

use crate::office::Band;

/// A list reaches farther until this many offices with room on the day are in it.
pub const OFFICES_WITH_ROOM_MIN: u32 = 10;

/// How much each band offers on the day.
#[derive(Clone, Debug, Default)]
pub(super) struct Bands {
    offices: [u32; Band::COUNT],
    offices_with_room: [u32; Band::COUNT],
}

/// The bands that a list takes: from the nearest down to `farthest`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Reach {
    pub farthest: Band,
    /// How many offices with room are in the bands taken.
    pub offices_with_room: u32,
    /// Whether a farther band has anything to show.
    pub more: bool,
}

impl Bands {
    /// Counts an office that is open on the day in at least one shift.
    pub fn count(&mut self, band: Band, with_room: Room) {
        self.offices[band.index()] += 1;
        self.offices_with_room[band.index()] += u32::from(with_room == Room::Some);
    }

    /// Takes bands until there is enough choice, then as many more as were asked for. A band with
    /// nothing to show is passed over and never counts as one more.
    pub fn reach(&self, bands_extra: u8) -> Reach {
        let mut reach = Reach { farthest: Band::NEAREST, offices_with_room: 0, more: false };
        let mut extra_left = bands_extra;
        for band in Band::nearest_first().filter(|band| self.offices[band.index()] > 0) {
            if reach.offices_with_room >= OFFICES_WITH_ROOM_MIN {
                if extra_left == 0 {
                    reach.more = true;
                    return reach;
                }
                extra_left -= 1;
            }
            reach.farthest = band;
            reach.offices_with_room += self.offices_with_room[band.index()];
        }
        reach
    }
}

/// Whether an office has a free seat in one of its shifts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Room {
    None,
    Some,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `offered` lists (offices full, offices with room), nearest band first.
    fn check(offered: [(u32, u32); 5], bands_extra: u8, digits: u8, with_room: u32, more: bool) {
        let mut bands = Bands::default();
        for (band, (full, room)) in Band::nearest_first().zip(offered) {
            (0..full).for_each(|_| bands.count(band, Room::None));
            (0..room).for_each(|_| bands.count(band, Room::Some));
        }
        let reach = bands.reach(bands_extra);
        assert_eq!(reach.farthest.digits_agreeing(), digits, "{offered:?} + {bands_extra}");
        assert_eq!(reach.offices_with_room, with_room, "{offered:?} + {bands_extra}");
        assert_eq!(reach.more, more, "{offered:?} + {bands_extra}");
    }

    #[test]
    fn the_nearest_band_is_enough_when_ten_offices_in_it_have_room() {
        check([(0, 10), (0, 5), (0, 0), (0, 0), (0, 7)], 0, 4, 10, true);
    }

    #[test]
    fn a_band_is_taken_whole_when_nine_are_not_enough() {
        check([(0, 9), (3, 25), (0, 0), (0, 0), (0, 7)], 0, 3, 34, true);
    }

    #[test]
    fn full_offices_do_not_count_towards_ten() {
        check([(50, 9), (0, 1), (1, 0), (0, 0), (0, 0)], 0, 3, 10, true);
    }

    #[test]
    fn each_press_of_more_takes_one_band_that_has_something_to_show() {
        let offered = [(0, 10), (0, 0), (2, 0), (0, 0), (0, 3)];
        check(offered, 0, 4, 10, true);
        check(offered, 1, 2, 10, true);
        check(offered, 2, 0, 13, false);
        check(offered, 200, 0, 13, false);
    }

    #[test]
    fn too_few_everywhere_takes_everything_and_offers_no_more() {
        check([(0, 1), (0, 1), (0, 1), (0, 1), (0, 1)], 0, 0, 5, false);
        check([(0, 0), (0, 0), (0, 0), (0, 0), (9, 0)], 3, 0, 0, false);
        check([(0, 0); 5], 0, 4, 0, false);
    }

    #[test]
    fn empty_bands_at_the_end_are_not_more() {
        check([(0, 0), (0, 12), (0, 0), (0, 0), (0, 0)], 0, 3, 12, false);
    }
}
