//! Requests of another system: durable, once, and sound with everything that came with them.

use nobat_domain::ids::Day;
use nobat_domain::money::Rial;
use nobat_domain::payment::{PaymentRefusal, Reference};
use nobat_domain::request::{
    Choice, Import, PaidElsewhere, RequestRefusal, RequestState, Stage, Step, Visited,
};
use nobat_domain::timestamp::Millis;
use nobat_engine::{Answered, EngineHandle};

use crate::support::{
    Citizen, config, country, crashed, details, is, must_be_sound, national_id, serial, with_engine,
};

fn paid(engine: &EngineHandle, reference: &str) -> Option<PaidElsewhere> {
    let reference = Reference::new(reference).expect("plain text");
    let amount = Rial::new(250_000).expect("a fee");
    Some(PaidElsewhere { amount, reference, at: engine.now().minus(Millis::hours(48)) })
}

fn been(engine: &EngineHandle, choice: Choice, days_ago: i32) -> Option<Visited> {
    let day = Day(nobat_engine::day_of(engine.now()).0 - days_ago);
    let choice = Choice { day, ..choice };
    Some(Visited { choice, step: Step::InProduction, since: engine.now().minus(Millis(1)) })
}

async fn told(engine: &EngineHandle, n: u32, import: Import) -> Answered {
    engine.import(national_id(n), serial(), import).await.expect("there is room")
}

/// One who has only registered, one who has paid, one who has booked with that, and two who have
/// been at an office, lately and long ago.
async fn taken_over(engine: &EngineHandle, choices: &[Choice]) -> Vec<Box<RequestState>> {
    let plain = Import { details: Some(details()), paid: None, been: None };
    let with = |reference| Import { paid: paid(engine, reference), ..plain.clone() };
    let mut states = vec![
        is(told(engine, 1, plain.clone()).await),
        is(told(engine, 2, with("R2")).await),
        is(told(engine, 3, with("R3")).await),
    ];
    if states[2].booking.is_none() {
        let chosen = Citizen::new(engine, 3).ask(Citizen::choosing(choices[0], 1_000)).await;
        states[2] = is(chosen.expect("there is room"));
    }
    for (n, reference, days_ago) in [(4, "R4", 1), (5, "R5", 400)] {
        let import = Import { been: been(engine, choices[0], days_ago), ..with(reference) };
        states.push(is(told(engine, n, import).await));
    }
    states
}

#[test]
fn what_was_taken_over_is_there_after_a_crash_and_is_not_taken_over_twice() {
    let dir = tempfile::tempdir().expect("a folder");
    let crashed = crashed(dir.path(), async |engine| {
        let choices = country(&engine, 3).await;
        let states = taken_over(&engine, &choices).await;
        let stages: Vec<_> = states.iter().map(|state| Stage::of(state)).collect();
        assert_eq!(stages[2..], [Stage::Booked, Stage::Booked, Stage::Booked]);
    });
    for dir in [crashed.path(), dir.path()] {
        let report = must_be_sound(dir);
        let counts = report.counts;
        assert_eq!((counts.requests, counts.bookings, counts.seats_booked), (5, 3, 1));
        assert_eq!((counts.money, counts.credits, counts.bookings_past), (4, 1, 2));
    }
    with_engine(&config(crashed.path()), async |engine| {
        let day = nobat_engine::day_of(engine.now()).plus(3);
        let choices = [0, 1].map(|n| Choice { shift: crate::support::shift(n), day });
        let again = taken_over(&engine, &choices).await;
        let booked = again[2].booking.as_ref().expect("booked before the crash");
        assert_eq!(booked.paid.as_ref().map(|it| it.reference.as_str()), Some("R3"));
        let codes = again[2..].iter().map(|state| state.code.expect("a code"));
        for (code, n) in codes.zip(3..) {
            let found = engine.find_code(code).await.expect("the tables answer");
            assert_eq!(found, Some(engine.request_key(&national_id(n))));
        }
        // An order of money from elsewhere leads to its request, as a bank's would.
        let order = again[1].purse[0].order;
        let found = engine.find_order(order).await.expect("the tables answer");
        assert_eq!(found, Some(engine.request_key(&national_id(2))));
    });
    let counts = must_be_sound(crashed.path()).counts;
    assert_eq!((counts.requests, counts.money, counts.seats_booked), (5, 4, 1));
}

#[test]
fn a_payment_is_one_citizens_and_a_request_that_is_here_stays() {
    let dir = tempfile::tempdir().expect("a folder");
    let sold =
        |engine: &EngineHandle| Import { details: None, paid: paid(engine, "R1"), been: None };
    with_engine(&config(dir.path()), async |engine| {
        country(&engine, 3).await;
        is(told(&engine, 1, sold(&engine)).await);
        let twice = told(&engine, 2, sold(&engine)).await;
        let wrong = RequestRefusal::Payment(PaymentRefusal::WrongReference);
        assert!(matches!(twice, Answered::Refused(why, None) if why == wrong), "{twice:?}");
        Citizen::new(&engine, 3).enter().await.expect("there is room");
        let other = Import { paid: paid(&engine, "R3"), ..sold(&engine) };
        let refused = told(&engine, 3, other).await;
        let before = RequestRefusal::EnteredBefore;
        assert!(matches!(refused, Answered::Refused(why, _) if why == before), "{refused:?}");
    });
    // The tables know it as well as the memory did.
    with_engine(&config(dir.path()), async |engine| {
        let twice = told(&engine, 2, sold(&engine)).await;
        assert!(matches!(twice, Answered::Refused(RequestRefusal::Payment(_), None)), "{twice:?}");
    });
    let counts = must_be_sound(dir.path()).counts;
    assert_eq!((counts.requests, counts.money), (2, 1));
}
