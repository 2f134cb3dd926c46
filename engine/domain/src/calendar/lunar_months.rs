//! How long each lunar month was in Iran, as its calendars printed it and sightings corrected it.
//!
//! Source: month starts of the qamari record (github.com/roozbehp/qamari, commit 575d275, CC0 1.0),
//! 1265/1 to 1447/10, turned into lengths. Where the record ends, the months run on so that none
//! is shorter than 29 days and that 1264/1 and 1448/1 begin as in the tabular calendar: 1264/12
//! is given 30 days, 1447/10 and 1447/11 are given 29. A newly printed year is added at the end.

use crate::ids::Day;

/// The first year of the table.
pub(super) const YEAR_FIRST: u16 = 1264;
/// The first year after the table.
pub(super) const YEAR_END: u16 = YEAR_FIRST + YEARS as u16;
/// 1264/1/1, which is 1847-12-09.
pub(super) const FIRST: Day = Day(-44_583);
/// 1448/1/1, the first day that the table does not know.
pub(super) const END: Day = Day(YEAR_STARTS[YEARS]);

/// Whether the table gives this month 30 days, or 29.
pub(super) const fn is_long(year: u16, month: u8) -> bool {
    assert!(year >= YEAR_FIRST && year < YEAR_END);
    assert!(month >= 1 && month <= 12);
    LONG_MONTHS[(year - YEAR_FIRST) as usize] >> (month - 1) & 1 == 1
}

/// The first day of a year of the table, or of the year after it.
pub(super) const fn year_start(year: u16) -> Day {
    assert!(year >= YEAR_FIRST && year <= YEAR_END);
    Day(YEAR_STARTS[(year - YEAR_FIRST) as usize])
}

/// The year of the table that a day falls in.
pub(super) fn year_of(day: Day) -> u16 {
    assert!(day >= FIRST && day < END);
    let started = YEAR_STARTS.partition_point(|&start| start <= day.0);
    let year = YEAR_FIRST + u16::try_from(started).expect("the table has few years") - 1;
    assert!(year < YEAR_END);
    year
}

const YEARS: usize = LONG_MONTHS.len();

/// The first day of each year, and of the one after the last: sums of the lengths below.
const YEAR_STARTS: [i32; YEARS + 1] = {
    let mut starts = [FIRST.0; YEARS + 1];
    let mut year = 0;
    while year < YEARS {
        let days = 12 * 29 + LONG_MONTHS[year].count_ones() as i32;
        assert!(days >= 353 && days <= 356);
        starts[year + 1] = starts[year] + days;
        year += 1;
    }
    starts
};

const _: () = assert!(END.0 == 20_621, "1448/1/1 is 2026-06-17");

/// One number for each year; bit 0 is Muharram, bit 11 Dhu al-Hijjah, and a set bit is 30 days.
const LONG_MONTHS: [u16; 184] = [
    0xd55, 0x555, 0xab5, 0x29a, 0x55d, 0xada, 0x6d2, 0xea5, 0xd4a, 0xc56, 0x8b6, 0x975, 0x56a,
    0xb65, 0xb4a, 0xa93, 0x527, 0xa57, 0x2d6, 0x5d9, 0xdca, 0xda4, 0xd4a, 0xaa5, 0x555, 0x9ad,
    0x2ea, 0x5e9, 0x5d2, 0x5a5, 0x2cb, 0x8d7, 0x1b6, 0x375, 0x3aa, 0x765, 0x6ca, 0x655, 0x4ad,
    0x95d, 0x2dc, 0x5b9, 0x5aa, 0x555, 0x52b, 0xa57, 0x4ae, 0x96d, 0x2da, 0xb55, 0x6a6, 0x64b,
    0x497, 0x92f, 0x2ae, 0x5ad, 0xd99, 0xd92, 0xd29, 0xa4d, 0x4ab, 0x56b, 0xb6a, 0x6d4, 0xec5,
    0xd92, 0xb26, 0x556, 0xaad, 0x3ac, 0x769, 0xf52, 0xea4, 0xd4c, 0xa9a, 0x55c, 0x9ba, 0x5b4,
    0xba9, 0xd54, 0xaaa, 0x936, 0x276, 0x56d, 0xada, 0x6d4, 0x699, 0x52b, 0xa3b, 0x4ae, 0xa5e,
    0x56c, 0xb59, 0xb2a, 0xa95, 0x92b, 0xa5b, 0x4da, 0xab5, 0x6aa, 0xea5, 0xd4a, 0xa96, 0x52d,
    0xa6d, 0xd6a, 0xb54, 0x72a, 0xe93, 0xd2a, 0xa56, 0x4b6, 0x9b5, 0xbb2, 0xea4, 0xb49, 0xa95,
    0x4ad, 0x96d, 0x2ec, 0x6e9, 0xed2, 0xea4, 0xd2a, 0xa56, 0x4b6, 0x575, 0xb72, 0xb64, 0xac9,
    0xa4b, 0x8ab, 0x95d, 0x2ba, 0xad5, 0x6ca, 0xe95, 0x526, 0xa57, 0x4ae, 0x95d, 0xada, 0xad4,
    0x6a5, 0x64b, 0xca7, 0x956, 0x2ab, 0x6ab, 0xea5, 0xe52, 0xe23, 0x64b, 0x2a7, 0x65b, 0xe6a,
    0x6d4, 0xec9, 0xe92, 0xaa6, 0x555, 0xa6d, 0x374, 0xae9, 0x762, 0x6c5, 0x653, 0x4ab, 0x4bb,
    0xaba, 0x5b4, 0xbaa, 0xd52, 0xc96, 0x92e, 0x25e, 0x4dd, 0xada, 0x6d4, 0x5a6, 0x54b, 0x297,
    0x8b7, 0x976,
];
