//! One request after another: its history is as durable, and as well tied to seats, money and
//! codes, as the one that lives; and what somebody was given outlives an erasure.

use nobat_domain::request::{Kind, RequestCommand, Stage, Step};
use nobat_domain::tariff::Service;
use nobat_engine::EngineHandle;

use crate::erasure::{DAYS_LATER, erased, later};
use crate::support::{Citizen, config, country, crashed, is, must_be_sound, with_engine};

/// From the first booking to the third one, which is free.
const MOMENTS: usize = 9;

async fn deliver(citizen: &Citizen, upto: usize) {
    let booking = citizen.view().await.expect("there is room").booking.expect("it is booked");
    let begun = Step::Begun { office: booking.choice.shift.office() };
    let steps = [begun, Step::Finished, Step::InProduction, Step::Delivered];
    for step in steps.into_iter().take(upto) {
        is(citizen.ask(RequestCommand::Advance { step }).await.expect("there is room"));
    }
}

/// Lives up to a moment.
async fn lived(engine: &EngineHandle, moment: usize) {
    let choices = country(engine, 4).await;
    let citizen = Citizen::new(engine, 1);
    for now in 0..=moment {
        match now {
            0 => drop(is(citizen.book(choices[0]).await.expect("there is room"))),
            1 => deliver(&citizen, 4).await,
            2 => open(&citizen, Kind::Loss).await,
            3 => drop(citizen.hold(choices[1]).await.expect("there is room")),
            4 => {
                let attempt = citizen.to_bank().await.expect("there is room");
                is(citizen.paid(&attempt).await.expect("there is room"));
            }
            5 => deliver(&citizen, 4).await,
            6 => {
                is(citizen.ask(RequestCommand::FindMistake).await.expect("there is room"));
                open(&citizen, Kind::OfficersMistake).await;
            }
            7 => drop(is(citizen.book(choices[2]).await.expect("there is room"))),
            _ => deliver(&citizen, 2).await,
        }
    }
}

async fn open(citizen: &Citizen, kind: Kind) {
    is(citizen.ask(RequestCommand::Open { kind }).await.expect("there is room"));
}

#[test]
fn one_request_after_another_is_sound_after_a_crash_at_every_moment() {
    for moment in 0..MOMENTS {
        let dir = tempfile::tempdir().expect("a folder");
        let left = crashed(dir.path(), async |engine| lived(&engine, moment).await);
        let before = must_be_sound(left.path()).counts;
        let state = with_engine(&config(left.path()), async |engine| {
            Citizen::new(&engine, 1).view().await.expect("there is room")
        });
        assert_eq!(state.past.len(), [0, 0, 1, 1, 1, 1, 2, 2, 2][moment], "moment {moment}");
        assert_eq!(state.issued.cards, [0, 1, 1, 1, 1, 2, 2, 2, 2][moment], "moment {moment}");
        assert_eq!(state.codes().count(), [1, 1, 1, 1, 2, 2, 2, 3, 3][moment], "moment {moment}");
        let settled = must_be_sound(left.path()).counts;
        assert_eq!(settled.money, before.money);
        assert_eq!(settled.money, u64::from(moment >= 4) + 1, "moment {moment}: the third is free");
        let seats = state.bookings().count() as u64;
        assert_eq!(settled.seats_booked, seats, "each seat that was used is still its citizen's");
    }
}

#[test]
fn who_is_erased_after_the_second_card_is_not_offered_the_first_again() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |engine| {
        lived(&engine, 5).await;
        let citizen = Citizen::new(&engine, 1);
        let codes: Vec<_> = citizen.view().await.expect("there is room").codes().collect();
        engine.skip(DAYS_LATER);
        erased(&engine, &citizen).await;
        for code in codes {
            assert_eq!(engine.find_code(code).await.expect("it reads"), None);
        }
        let anew = is(citizen.enter().await.expect("there is room"));
        assert_eq!(Stage::of(&anew), Stage::Between);
        assert_eq!(Kind::Loss.ruling(&anew), Ok(Service::SecondLoss));
    });
    let report = must_be_sound(dir.path());
    assert_eq!((report.counts.requests, report.unfinished.erasures), (1, 0));
    with_engine(&later(dir.path()), async |engine| {
        let state = Citizen::new(&engine, 1).view().await.expect("there is room");
        assert_eq!((state.issued.cards, state.issued.losses), (2, 1));
        open(&Citizen::new(&engine, 1), Kind::Loss).await;
    });
    must_be_sound(dir.path());
}
