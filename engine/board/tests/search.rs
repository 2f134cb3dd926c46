//! N4, G9: what a search finds on the board.

mod support;

use nobat_board::{Board, Listing, Query, Surveyor};
use nobat_domain::ids::{Day, OfficeId, Period, ShiftId};
use nobat_domain::office::{Band, Capabilities, Capability, Needs, Office};
use nobat_domain::person::LandlinePrefix;
use nobat_domain::ranking::{OfficeDay, ROWS_MAX, Rotation, Standing, Wish, rank};
use proptest::prelude::*;
use std::sync::Arc;
use support::{area, directory, office, standing};

const FIRST: Day = Day(20_000);
const DAY: Day = Day(20_010);

fn query() -> Query {
    Query {
        day: DAY,
        area: area("041"),
        needs: Needs::NONE,
        phone: None,
        seed: 1,
        bands_extra: 0,
        rows_max: ROWS_MAX,
    }
}

fn shift(id: u32, period: Period) -> ShiftId {
    ShiftId::of(OfficeId(id), period)
}

fn open_board(offices: impl IntoIterator<Item = Office>) -> (Arc<Board>, Surveyor) {
    Board::open(directory(offices), FIRST)
}

fn shifts(listing: &Listing) -> Vec<ShiftId> {
    listing.rows.iter().map(|row| row.shift).collect()
}

#[test]
fn a_search_sees_its_area_its_day_and_nothing_else() {
    let (board, _surveyor) = open_board([
        office(1, "031", "33440000"),
        office(2, "041", "33440000"),
        office(3, "044", "33440000"),
    ]);
    for id in 1..=3 {
        board.publish(shift(id, Period::Morning), DAY, standing(id, 7, 9));
        board.publish(shift(id, Period::Evening), DAY.plus(1), standing(5, 0, 9));
    }
    let listing = board.search(&query());
    assert_eq!(shifts(&listing), [shift(2, Period::Morning)]);
    assert_eq!(listing.rows[0].standing, standing(2, 7, 9));
    assert_eq!((listing.offices_with_room, listing.held_total), (1, 7));
    assert!(listing.nearest_days.is_empty());
    assert_eq!(board.search(&Query { area: area("099"), ..query() }), Listing::default());
}

#[test]
fn only_offices_that_can_serve_are_listed() {
    let can = |id, capability| Office {
        capabilities: Capabilities::NONE.with(capability),
        ..office(id, "041", "33440000")
    };
    let (board, _surveyor) = open_board([
        can(1, Capability::Pupil),
        can(2, Capability::HomeVisit),
        office(3, "041", "33440000"),
    ]);
    for id in 1..=3 {
        board.publish(shift(id, Period::Morning), DAY, standing(1, 0, 1));
    }
    let asking = |capability| Query {
        needs: Needs::asking_for(Capabilities::NONE.with(capability)),
        ..query()
    };
    let found = |query: &Query| shifts(&board.search(query));
    assert_eq!(found(&asking(Capability::Pupil)), [shift(1, Period::Morning)]);
    assert_eq!(found(&asking(Capability::HomeVisit)), [shift(2, Period::Morning)]);
    assert_eq!(found(&asking(Capability::Finger)), []);
    assert_eq!(found(&query()).len(), 3);
}

#[test]
fn where_nothing_is_free_the_nearest_days_with_room_are_offered() {
    let with_pupil = Office {
        capabilities: Capabilities::NONE.with(Capability::Pupil),
        ..office(1, "041", "33440000")
    };
    let (board, _surveyor) = open_board([with_pupil, office(2, "041", "33440000")]);
    board.publish(shift(1, Period::Morning), DAY, standing(0, 3, 9));
    board.publish(shift(2, Period::Morning), DAY.plus(-1), standing(2, 0, 9));
    board.publish(shift(1, Period::Evening), DAY.plus(3), standing(4, 0, 9));
    board.publish(shift(2, Period::Evening), DAY.plus(3), standing(5, 0, 9));
    let days = |query: &Query| {
        let nearest = board.search(query).nearest_days;
        nearest.into_iter().map(|offer| (offer.day, offer.free)).collect::<Vec<_>>()
    };
    let listing = board.search(&query());
    assert_eq!(shifts(&listing), [shift(1, Period::Morning)]);
    assert_eq!((listing.offices_with_room, listing.held_total), (0, 3));
    assert_eq!(days(&query()), [(DAY.plus(-1), 2), (DAY.plus(3), 9)]);
    let needs = Needs::asking_for(Capabilities::NONE.with(Capability::Pupil));
    assert_eq!(days(&Query { needs, ..query() }), [(DAY.plus(3), 4)]);
}

#[test]
fn a_day_outside_the_window_has_no_rows_but_is_offered_nearer_ones() {
    let (board, _surveyor) = open_board([office(1, "041", "33440000")]);
    board.publish(shift(1, Period::Morning), DAY, standing(2, 0, 9));
    for day in [FIRST.plus(-1), FIRST.plus(9_999), Day(i32::MIN), Day(i32::MAX)] {
        let listing = board.search(&Query { day, ..query() });
        assert!(listing.rows.is_empty());
        assert_eq!(listing.nearest_days.first().map(|offer| offer.day), Some(DAY));
    }
}

#[test]
fn near_offices_come_first_among_equals_and_more_reaches_farther() {
    let near = (0..10).map(|id| office(id, "041", "33440000"));
    let (board, _surveyor) = open_board(near.chain([office(10, "041", "33990000")]));
    for id in 0..=10 {
        board.publish(shift(id, Period::Morning), DAY, standing(1, 0, 2));
    }
    let phone = LandlinePrefix::parse("33441234").ok();
    let first = board.search(&Query { phone, ..query() });
    assert_eq!((first.rows.len(), first.more), (10, true));
    let second = board.search(&Query { phone, bands_extra: 1, ..query() });
    assert_eq!((second.rows.len(), second.more), (11, false));
    assert_eq!(second.rows[..10], first.rows);
    assert_eq!(second.rows[10].band.digits_agreeing(), 2);
}

fn any_standing() -> impl Strategy<Value = Standing> {
    (0u32..9, 0u32..9, 0u32..3).prop_map(|(a, b, held)| standing(a.min(b), held, a.max(b)))
}

proptest! {
    /// The board adds nothing to the law and takes nothing from it.
    #[test]
    fn a_search_is_the_law_over_what_was_published(
        facts in proptest::collection::vec(
            (0usize..3, 3_340u32..3_360, 0u8..16, any_standing(), any_standing()),
            0..40,
        ),
        seed in any::<u64>(),
        bands_extra in 0u8..3,
        asked in 0u8..16,
    ) {
        let offices: Vec<Office> = (0..).zip(&facts).map(|(id, (at, exchange, bits, ..))| Office {
            capabilities: Capabilities::from_bits(*bits).expect("four bits"),
            ..office(id, ["021", "041", "051"][*at], &format!("{exchange}0000"))
        }).collect();
        let (board, _surveyor) = open_board(offices.clone());
        for (id, (.., morning, evening)) in (0..).zip(&facts) {
            board.publish(shift(id, Period::Morning), DAY, *morning);
            board.publish(shift(id, Period::Evening), DAY, *evening);
        }

        let needs = Needs::asking_for(Capabilities::from_bits(asked).expect("four bits"));
        let phone = LandlinePrefix::parse("33400000").ok();
        let listing = board.search(&Query { needs, phone, seed, bands_extra, ..query() });

        let serving = offices.iter().zip(&facts).filter(|(office, _)| {
            office.area == area("041") && office.can_serve(needs)
        });
        let law = rank(
            serving.map(|(office, (.., morning, evening))| OfficeDay {
                office: office.id,
                band: Band::between(phone, office.phone_prefix()),
                morning: *morning,
                evening: *evening,
            }),
            &Wish { rotation: Rotation::new(seed, DAY), bands_extra, rows_max: ROWS_MAX },
        );
        prop_assert_eq!(&listing.rows, &law.rows);
        prop_assert_eq!(listing.more, law.more);
        prop_assert_eq!(listing.offices_with_room, law.offices_with_room);
        prop_assert_eq!(listing.held_total, law.held_total);
    }
}
