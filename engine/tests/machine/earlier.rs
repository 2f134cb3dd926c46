//! Waiting for an earlier seat, on the running machine: turns, offers, the list in the tables.

use nobat_domain::earlier::{OfferHours, Scope};
use nobat_domain::limits::OfferTerms;
use nobat_domain::request::{Choice, OfficeAct, RequestCommand, RequestState, Step};
use nobat_domain::timestamp::Millis;
use nobat_engine::verify::Report;
use nobat_engine::{EngineHandle, Erased};

use crate::support::{Citizen, config, country, is, must_be_sound, office, with_engine};

pub const TERMS: OfferTerms = OfferTerms { hours: OfferHours::ALWAYS, ..OfferTerms::DEFAULT };

pub async fn waits(citizen: &Citizen) -> Box<RequestState> {
    let (area, scope) = (office(1).area, Scope::Area);
    is(citizen.ask(RequestCommand::AwaitEarlier { area, scope }).await.expect("there is room"))
}

/// Makes a round once the tables know of everything that was decided.
pub async fn round(engine: &EngineHandle) -> Vec<nobat_engine::Offered> {
    while engine.positions().1 < engine.positions().0 {
        tokio::task::yield_now().await;
    }
    engine.offer_earlier(&TERMS, 10).await.expect("there is room")
}

/// One seat in each of four shifts on the third and fourth day; of the third one is free.
async fn town(engine: &EngineHandle) -> Vec<Choice> {
    let choices = country(engine, 1).await;
    for (n, choice) in [(1, 1), (2, 3), (5, 0), (6, 2), (7, 4)] {
        is(Citizen::new(engine, n).book(choices[choice]).await.expect("there is room"));
    }
    choices
}

fn sound_after(story: impl AsyncFnOnce(&EngineHandle)) -> Report {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |engine| story(&engine).await);
    must_be_sound(dir.path())
}

#[test]
fn who_waits_first_is_asked_first_and_then_the_next() {
    let report = sound_after(async |engine| {
        let choices = town(engine).await;
        let (first, second) = (Citizen::new(engine, 1), Citizen::new(engine, 2));
        assert_eq!(round(engine).await, [], "nobody waits");
        waits(&first).await;
        // Within one millisecond nobody is first.
        engine.skip(Millis(1));
        waits(&second).await;
        let offered = round(engine).await;
        assert_eq!(offered.len(), 1, "there is one seat");
        assert_eq!(offered[0].request, first.key);
        let offer = *offered[0].state.offer().expect("it is held");
        assert_eq!(offer.choice, choices[6]);
        assert_eq!(round(engine).await, [], "it is held");
        let declined = RequestCommand::DeclineOffer { hold: offer.no };
        is(first.ask(declined).await.expect("there is room"));
        while !first.view().await.expect("there is room").holds.is_empty() {}
        let offered = round(engine).await;
        assert_eq!(offered.len(), 1);
        assert_eq!(offered[0].request, second.key, "the first is asked once a day");
        let hold = offered[0].state.offer().expect("it is held").no;
        let moved = is(second.ask(RequestCommand::AcceptOffer { hold }).await.expect("room"));
        assert_eq!(moved.booking.as_ref().map(|it| it.choice), Some(choices[6]));
        assert_eq!((moved.moves, moved.waiting), (0, None));
    });
    assert_eq!((report.counts.bookings, report.counts.money), (5, 5));
}

#[test]
fn a_beginning_that_was_a_slip_keeps_the_place_in_the_list() {
    sound_after(async |engine| {
        let choices = town(engine).await;
        let (first, second) = (Citizen::new(engine, 1), Citizen::new(engine, 2));
        waits(&first).await;
        waits(&second).await;
        let begin = async |citizen: &Citizen, choice: Choice| {
            let office = choice.shift.office();
            let step = Step::Begun { office };
            let begun = citizen.ask(RequestCommand::Advance { step }).await;
            let reached = is(begun.expect("there is room")).reached.expect("it has begun").at;
            RequestCommand::AtOffice { office, act: OfficeAct::Undo { reached } }
        };
        let undo = begin(&first, choices[1]).await;
        begin(&second, choices[3]).await;
        assert_eq!(round(engine).await, [], "neither is asked at the counter");
        is(first.ask(undo).await.expect("there is room"));
        let offered = round(engine).await;
        assert_eq!(offered.len(), 1);
        assert_eq!(offered[0].request, first.key);
    });
}

#[test]
fn an_offer_that_nobody_answers_ends_by_itself_and_the_seat_is_everybodys() {
    sound_after(async |engine| {
        let choices = town(engine).await;
        let first = Citizen::new(engine, 1);
        waits(&first).await;
        assert_eq!(round(engine).await.len(), 1);
        engine.skip(TERMS.lasts);
        while first.view().await.expect("there is room").offer().is_some() {}
        let state = first.view().await.expect("there is room");
        assert_eq!(state.booking.as_ref().map(|it| it.choice), Some(choices[1]));
        assert_eq!(round(engine).await, [], "once a day");
        let passer_by = Citizen::new(engine, 9);
        is(passer_by.book(choices[6]).await.expect("there is room"));
    });
}

#[test]
fn who_is_erased_waits_no_more() {
    let report = sound_after(async |engine| {
        town(engine).await;
        let first = Citizen::new(engine, 1);
        waits(&first).await;
        engine.skip(Millis::hours(5 * 24));
        let erased = engine.erase(first.key).await.expect("there is room");
        assert!(matches!(erased, Erased::Done { .. }), "{erased:?}");
        assert_eq!(round(engine).await, []);
    });
    assert_eq!(report.counts.requests_erased, 1);
}

#[test]
fn a_wish_whose_day_has_come_near_ends() {
    sound_after(async |engine| {
        town(engine).await;
        let first = Citizen::new(engine, 1);
        waits(&first).await;
        engine.skip(Millis::hours(2 * 24));
        assert_eq!(round(engine).await, []);
        assert_eq!(first.view().await.expect("there is room").waiting, None);
    });
}
