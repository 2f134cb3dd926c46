//! A citizen's data is erased: what is refused, what goes, what stays, and who enters anew.

use nobat_domain::request::{Choice, EraseRefusal, RequestCommand, Stage, Step};
use nobat_domain::staff::{Deed, Entry, Subject, Who};
use nobat_domain::timestamp::Millis;
use nobat_engine::keyring::KEYRING_BACKUP_KEPT;
use nobat_engine::storage::{Tables, TablesOptions};
use nobat_engine::{Answered, EngineConfig, EngineHandle, Erased};

use crate::support::{Citizen, config, country, is, must_be_sound, with_engine};

pub fn draft(text: &str) -> RequestCommand {
    RequestCommand::SaveDraft { draft: text.as_bytes().to_vec() }
}

/// The days of [`country`] are over by then.
pub const DAYS_LATER: Millis = Millis::hours(5 * 24);

/// How long the data of somebody who has the card is kept here.
pub const KEPT: Millis = Millis::hours(24);

/// As [`config`], for a directory whose engine time has run ahead of the wall clock.
pub fn later(dir: &std::path::Path) -> EngineConfig {
    EngineConfig { clock_ahead: Millis(DAYS_LATER.0 + KEPT.0), ..config(dir) }
}

pub async fn erased(engine: &EngineHandle, citizen: &Citizen) {
    match engine.erase(citizen.key).await.expect("there is room") {
        Erased::Done { at, complete_at } => {
            assert_eq!(complete_at, at.plus(KEYRING_BACKUP_KEPT));
            assert_eq!(KEYRING_BACKUP_KEPT, Millis::hours(7 * 24));
        }
        other => panic!("wanted an erasure, got {other:?}"),
    }
}

#[test]
fn who_is_erased_is_nobody_and_may_enter_anew() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |engine| {
        let choices = country(&engine, 2).await;
        let citizen = Citizen::new(&engine, 1);
        assert_eq!(engine.erase(citizen.key).await.expect("there is room"), Erased::Nobody);
        let first = is(citizen.enter().await.expect("there is room"));
        citizen.ask(draft("half a form")).await.expect("there is room");
        erased(&engine, &citizen).await;
        assert_eq!(engine.erase(citizen.key).await.expect("there is room"), Erased::Nobody);
        let nobody = citizen.ask(RequestCommand::View).await.expect("there is room");
        assert_eq!(nobody, Answered::Nobody);
        let second = is(citizen.enter().await.expect("there is room"));
        assert_ne!(second.data_key, first.data_key, "a fresh request has a key of its own");
        assert!(second.draft.is_empty() && second.details.is_none());
        let booked = is(citizen.book(choices[0]).await.expect("there is room"));
        assert_eq!(Stage::of(&booked), Stage::Booked);
    });
    let report = must_be_sound(dir.path());
    assert_eq!((report.counts.requests, report.counts.bookings), (1, 1));
    assert_eq!(report.unfinished.erasures, 0, "the slot was overwritten before the answer");
}

#[test]
fn an_erasure_is_refused_while_a_seat_an_unknown_payment_or_a_credit_lives() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |engine| {
        let choices = country(&engine, 9).await;
        let refused = async |citizen: &Citizen, why| {
            let answer = engine.erase(citizen.key).await.expect("there is room");
            assert_eq!(answer, Erased::Refused(why));
            citizen.view().await.expect("it is all there");
        };
        let holds = Citizen::new(&engine, 1);
        holds.hold(choices[0]).await.expect("there is room");
        refused(&holds, EraseRefusal::SeatLives).await;
        let booked = Citizen::new(&engine, 2);
        is(booked.book(choices[0]).await.expect("there is room"));
        refused(&booked, EraseRefusal::SeatLives).await;
        let pays = Citizen::new(&engine, 3);
        pays.hold(choices[0]).await.expect("there is room");
        let attempt = pays.to_bank().await.expect("there is room");
        // The shift keeps the seat no longer than the bank may be asked.
        pays.returns(attempt.no).await.expect("there is room");
        engine.skip(Millis::minutes(30));
        while !pays.view().await.expect("there is room").holds.is_empty() {}
        refused(&pays, EraseRefusal::PaymentOpen).await;
        let credit = Citizen::new(&engine, 4);
        is(credit.book(choices[1]).await.expect("there is room"));
        is(credit.ask(RequestCommand::GiveBack).await.expect("there is room"));
        while !credit.view().await.expect("there is room").giving_back.is_empty() {}
        refused(&credit, EraseRefusal::CreditLives).await;
    });
    assert_eq!(must_be_sound(dir.path()).counts.requests_erased, 0);
}

/// A seat whose day is over, its money, and an attempt that came to nothing.
pub async fn booked_long_ago(engine: &EngineHandle, citizen: &Citizen, choice: Choice) {
    citizen.hold(choice).await.expect("there is room");
    citizen.ask(Citizen::choosing(choice, 1_000)).await.expect("there is room");
    let attempt = citizen.to_bank().await.expect("there is room");
    citizen.returns(attempt.no).await.expect("there is room");
    let booked = is(citizen.paid(&attempt).await.expect("there is room"));
    assert_eq!(Stage::of(&booked), Stage::Booked);
    engine.skip(DAYS_LATER);
}

#[test]
fn money_orders_and_past_seats_stay_under_the_requests_key_and_its_code_leads_nowhere() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |engine| {
        let choice = country(&engine, 2).await[0];
        let citizen = Citizen::new(&engine, 1);
        booked_long_ago(&engine, &citizen, choice).await;
        let state = citizen.view().await.expect("there is room");
        let (order, code) = (state.attempts[0].order, state.code.expect("it was booked"));
        assert_eq!(engine.find_code(code).await.expect("there is room"), Some(citizen.key));
        erased(&engine, &citizen).await;
        assert_eq!(engine.find_order(order).await.expect("there is room"), Some(citizen.key));
        assert_eq!(engine.find_code(code).await.expect("there is room"), None);
        let again = is(citizen.enter().await.expect("there is room"));
        assert_eq!(again.holds_used, state.holds_used, "no number is used twice");
        assert_eq!(again.attempts_used, state.attempts_used);
        assert!(again.booking.is_none() && again.purse.is_empty() && again.attempts.is_empty());
    });
    let counts = must_be_sound(dir.path()).counts;
    assert_eq!((counts.seats_booked, counts.bookings, counts.money), (1, 0, 0));
    // The same after a start, and once more by the whole history.
    with_engine(&later(dir.path()), async |engine| {
        erased(&engine, &Citizen::new(&engine, 1)).await;
    });
    let counts = must_be_sound(dir.path()).counts;
    assert_eq!((counts.seats_booked, counts.requests_erased), (1, 1));
}

#[test]
fn who_asks_while_the_key_is_being_destroyed_is_told_nobody_or_has_to_wait() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |engine| {
        for n in 0..20 {
            let citizen = Citizen::new(&engine, n);
            citizen.enter().await.expect("there is room");
            let looks: Vec<_> = (0..8)
                .map(|_| {
                    let citizen = citizen.clone();
                    tokio::spawn(async move { citizen.ask(RequestCommand::View).await })
                })
                .collect();
            erased(&engine, &citizen).await;
            for look in looks {
                let seen = look.await.expect("no task panics").expect("it is no damage");
                assert!(matches!(seen, Answered::Is(_) | Answered::Nobody), "{seen:?}");
            }
        }
    });
    assert_eq!(must_be_sound(dir.path()).counts.requests_erased, 20);
}

/// As [`booked_long_ago`], and the card was handed over just now.
pub async fn delivered(engine: &EngineHandle, citizen: &Citizen, choice: Choice) {
    booked_long_ago(engine, citizen, choice).await;
    let office = choice.shift.office();
    for step in [Step::Begun { office }, Step::Finished, Step::InProduction, Step::Delivered] {
        is(citizen.ask(RequestCommand::Advance { step }).await.expect("there is room"));
    }
}

#[test]
fn who_has_had_the_card_for_long_is_erased_by_itself_and_nobody_before_that() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |engine| {
        let choices = country(&engine, 4).await;
        let (first, second) = (Citizen::new(&engine, 1), Citizen::new(&engine, 2));
        is(second.book(choices[1]).await.expect("there is room"));
        delivered(&engine, &first, choices[0]).await;
        engine.skip(Millis(KEPT.0 - Millis::minutes(1).0));
        assert_eq!(engine.erase_over(KEPT).await.expect("there is room"), 0, "a minute too early");
        engine.skip(Millis::minutes(1));
        assert_eq!(engine.erase_over(KEPT).await.expect("there is room"), 1);
        assert_eq!(engine.erase_over(KEPT).await.expect("there is room"), 0, "once");
        let nobody = first.ask(RequestCommand::View).await.expect("there is room");
        assert_eq!(nobody, Answered::Nobody);
        // A day that has passed is no card in a hand.
        assert!(second.view().await.expect("there is room").booking.is_some());
        is(first.enter().await.expect("there is room"));
    });
    let counts = must_be_sound(dir.path()).counts;
    assert_eq!((counts.seats_booked, counts.requests, counts.bookings), (2, 2, 1));
}

#[test]
fn a_directory_of_before_is_filled_once_and_then_tells_who_is_over_and_who_was_looked_at() {
    let dir = tempfile::tempdir().expect("a folder");
    let (first, looked) = with_engine(&config(dir.path()), async |engine| {
        let choice = country(&engine, 4).await[0];
        let first = Citizen::new(&engine, 1);
        delivered(&engine, &first, choice).await;
        engine.skip(KEPT);
        let (deed, subject) = (Deed::LookedUp, Subject::Request(first.key));
        let entry = Entry { who: Who::Machine, deed, subject, words: "why".to_owned() };
        engine.note(entry).await.expect("there is room").expect("it is short");
        let about = engine.audit_about(first.key).await.expect("it reads");
        assert_eq!((about.len(), about[0].deed), (1, Deed::LookedUp));
        (first.key, about)
    });
    let options = TablesOptions::default();
    let tables = Tables::open(&config(dir.path()).tables_dir(), &options).expect("they open");
    let mut writes = tables.writes();
    writes.delete_delivered(first);
    for place in tables.looked_up(first).expect("it reads") {
        writes.delete_looked_up(first, place);
    }
    tables.commit(&writes, tables.applied()).expect("it is committed");
    tables.flush().expect("it is flushed");
    drop(writes);
    drop(tables);
    let report = nobat_engine::verify::verify(&later(dir.path())).expect("it can be looked at");
    let said: Vec<&str> = report.violations.iter().map(|it| it.what.as_str()).collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].contains("requests that are over") && said[1].contains("no table says so"));
    // What has never been filled is nobody's fault, and filled by the next start.
    let tables = Tables::open(&config(dir.path()).tables_dir(), &options).expect("they open");
    let mut writes = tables.writes();
    writes.delete_indexed();
    tables.commit(&writes, tables.applied()).expect("it is committed");
    tables.flush().expect("it is flushed");
    drop(writes);
    drop(tables);
    let report = nobat_engine::verify::verify(&later(dir.path())).expect("it can be looked at");
    assert!(report.sound(), "{:#?}", report.violations);
    with_engine(&later(dir.path()), async |engine| {
        assert_eq!(engine.audit_about(first).await.expect("it reads"), looked);
        assert_eq!(engine.erase_over(KEPT).await.expect("there is room"), 1);
    });
    must_be_sound(dir.path());
}
