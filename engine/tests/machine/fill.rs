//! A directory that was filled is one like any other: it verifies, opens, and goes on.

use std::path::Path;

use nobat_domain::ids::Sequence;
use nobat_domain::money::Rial;
use nobat_domain::request::{RequestCommand, Stage};
use nobat_engine::fill::{Citizen as Filled, FillError, FillPlan, fill};
use nobat_engine::{Answered, Engine, OpenDay, clock, day_of};

use crate::support::{
    Citizen, config, details, is, must_be_sound, national_id, office, serial, shift, verified,
    with_engine,
};

const REQUESTS: u32 = 3_000;
const BOOKED: u32 = 1_000;

fn plan(seats: u32) -> FillPlan {
    let opens_at = clock::wall();
    let later = |days| day_of(opens_at).plus(days);
    let days = (0..4).flat_map(|n| {
        (1..=5).map(move |day| OpenDay {
            shift: shift(n),
            day: later(day),
            approved: seats,
            opens_at,
        })
    });
    FillPlan {
        offices: vec![office(1), office(2)],
        days: days.collect(),
        requests: u64::from(REQUESTS),
        booked: u64::from(BOOKED),
        fee: Rial::new(1_000).expect("a fee"),
    }
}

fn people(count: u32) -> impl Iterator<Item = Filled> + Send {
    (0..count).map(|n| Filled {
        national_id: national_id(n),
        serial: serial(),
        details: *details(),
    })
}

fn filled(dir: &Path, plan: &FillPlan) -> Result<u64, FillError> {
    let mut told = 0;
    let mut step = |so_far: nobat_engine::fill::Filled| told = so_far.requests;
    let made = fill(&config(dir), plan, people(REQUESTS), &mut step)?;
    assert_eq!(told, made.requests, "the last step is the end");
    Ok(made.booked)
}

#[test]
fn a_filled_directory_verifies_opens_and_is_booked_on() {
    let dir = tempfile::tempdir().expect("a folder");
    let plan = plan(60);
    assert_eq!(filled(dir.path(), &plan).expect("it is empty"), u64::from(BOOKED));
    let counts = must_be_sound(dir.path()).counts;
    assert_eq!((counts.requests, counts.bookings), (u64::from(REQUESTS), u64::from(REQUESTS)));
    assert_eq!(counts.seats_booked, u64::from(BOOKED));
    assert_eq!(counts.bookings_past, u64::from(REQUESTS - BOOKED));
    assert_eq!(counts.money, u64::from(REQUESTS), "each has paid");
    with_engine(&config(dir.path()), async |engine| {
        for n in [0, BOOKED - 1, BOOKED, REQUESTS - 1] {
            let state = Citizen::new(&engine, n).view().await.expect("there is room");
            assert_eq!(Stage::of(&state), Stage::Booked, "citizen {n}");
            let code = state.code.expect("a booking has a code");
            let found = engine.find_code(code).await.expect("there is room");
            assert_eq!(found, Some(engine.request_key(&national_id(n))));
            let standing = state.booking.as_ref().map(|it| it.choice.day > day_of(engine.now()));
            assert_eq!(standing, Some(n < BOOKED), "the first ones come yet");
        }
        let choice = is(Citizen::new(&engine, 0).ask(RequestCommand::View).await.expect("room"))
            .booking
            .expect("it is booked")
            .choice;
        for n in REQUESTS..REQUESTS + 10 {
            let newcomer = Citizen::new(&engine, n);
            assert_eq!(newcomer.ask(RequestCommand::View).await, Ok(Answered::Nobody));
            let state = is(newcomer.book(choice).await.expect("there is room"));
            assert_eq!(Stage::of(&state), Stage::Booked);
        }
    });
    let counts = must_be_sound(dir.path()).counts;
    assert_eq!(counts.seats_booked, u64::from(BOOKED) + 10);
    assert_eq!(counts.requests, u64::from(REQUESTS) + 10);
}

#[test]
fn only_an_empty_directory_is_filled_and_only_with_what_there_is() {
    let dir = tempfile::tempdir().expect("a folder");
    let too_few = filled(dir.path(), &plan(20)).expect_err("400 seats are not 1,000");
    assert!(matches!(too_few, FillError::TooManyBooked { seats: 400, .. }), "{too_few}");
    let nobody = FillPlan { offices: Vec::new(), ..plan(60) };
    assert!(matches!(filled(dir.path(), &nobody), Err(FillError::NoOffice)));
    filled(dir.path(), &plan(60)).expect("nothing was touched so far");
    let twice = filled(dir.path(), &plan(60)).expect_err("it is not empty");
    assert!(twice.to_string().contains("it is not empty"), "{twice}");
    assert!(verified(dir.path()).sound(), "and it is as it was");
}

#[test]
fn a_fill_that_was_cut_short_never_starts() {
    let dir = tempfile::tempdir().expect("a folder");
    let more = FillPlan { requests: u64::from(REQUESTS) + 1, ..plan(60) };
    let cut = filled(dir.path(), &more).expect_err("there are too few people");
    assert!(matches!(cut, FillError::TooFewCitizens { .. }), "{cut}");
    assert!(Engine::open(&config(dir.path())).is_err(), "its journal was never begun");
    assert!(matches!(filled(dir.path(), &plan(60)), Err(FillError::NotEmpty { .. })));
    assert_eq!(verified(dir.path()).positions.tables, Sequence(more.requests + 1).0);
}
