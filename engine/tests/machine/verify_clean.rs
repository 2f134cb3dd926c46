//! A sound directory is found sound, whatever citizens have done, stopped or crashed.

use nobat_domain::payment::BankSays;
use nobat_domain::request::{Choice, RequestCommand, Stage};
use nobat_domain::timestamp::Millis;
use nobat_engine::verify::verify;
use nobat_engine::{EngineError, EngineHandle};

use crate::support::{Citizen, config, country, crashed, is, must_be_sound, verified, with_engine};

/// Every way through the law that leaves something behind; three end with a booking.
pub async fn mixed_load(engine: &EngineHandle) -> Vec<Choice> {
    let choices = country(engine, 3).await;
    let citizen = |n| Citizen::new(engine, n);
    citizen(0).enter().await.expect("there is room");
    citizen(1).enter().await.expect("there is room");
    let draft = RequestCommand::SaveDraft { draft: b"half a form".to_vec() };
    citizen(1).ask(draft).await.expect("there is room");
    citizen(2).hold(choices[0]).await.expect("there is room");
    citizen(3).hold(choices[0]).await.expect("there is room");
    citizen(3).to_bank().await.expect("there is room");
    for (n, choice) in [(4, choices[1]), (5, choices[1]), (6, choices[2]), (7, choices[3])] {
        let booked = is(citizen(n).book(choice).await.expect("there is room"));
        assert_eq!(Stage::of(&booked), Stage::Booked);
    }
    let moved = citizen(5).ask(RequestCommand::Move { choice: choices[4] }).await;
    assert_eq!(is(moved.expect("there is room")).moves, 1);
    is(citizen(6).ask(RequestCommand::GiveBack).await.expect("there is room"));
    // Cancelled at the bank: the seat is free at once.
    citizen(8).hold(choices[5]).await.expect("there is room");
    let attempt = citizen(8).to_bank().await.expect("there is room");
    let failed = RequestCommand::Returned { attempt: attempt.no, failed: true };
    citizen(8).ask(failed).await.expect("there is room");
    let not_paid = RequestCommand::BankSaid { attempt: attempt.no, says: BankSays::NotPaid };
    citizen(8).ask(not_paid).await.expect("there is room");
    // A choice in place of a hold.
    citizen(9).hold(choices[6]).await.expect("there is room");
    citizen(9).ask(Citizen::choosing(choices[7], 1_000)).await.expect("there is room");
    // One too many for a day of three.
    for n in 10..14 {
        citizen(n).hold(choices[6]).await.expect("there is room");
    }
    choices
}

#[test]
fn a_stopped_directory_is_sound_and_counted() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |engine| drop(mixed_load(&engine).await));
    let report = must_be_sound(dir.path());
    let counts = report.counts;
    assert_eq!((counts.offices, counts.shift_days, counts.seats_approved), (2, 8, 24));
    assert_eq!(counts.seats_booked, 3);
    assert_eq!((counts.bookings, counts.money, counts.credits), (3, 4, 1));
    let taken = counts.seats_held + counts.seats_booked + counts.seats_free;
    assert_eq!((taken, counts.seats_over), (24, 0));
    assert_eq!((counts.seats_cooling, counts.requests), (2, 14));
    assert_eq!(counts.journal_tail_records, 0, "everything was projected by the stop");
    assert!(report.positions.history_whole);
    assert_eq!(report.positions.journal_last, report.positions.tables);
    assert_eq!(counts.journal_records, report.positions.journal_last);
}

#[test]
fn what_a_crash_leaves_behind_is_sound_before_and_after_a_start() {
    let dir = tempfile::tempdir().expect("a folder");
    let crashed = crashed(dir.path(), async |engine| drop(mixed_load(&engine).await));
    let before = must_be_sound(crashed.path());
    assert!(before.counts.journal_tail_records > 0, "the tables were not flushed yet");
    with_engine(&config(crashed.path()), async |_| ());
    let after = must_be_sound(crashed.path());
    let stopped = must_be_sound(dir.path());
    let booked = [before, after, stopped].map(|report| {
        let it = report.counts;
        (it.bookings, it.money, it.seats_booked, it.requests, it.seats_approved)
    });
    assert_eq!(booked[0], booked[1]);
    assert_eq!(booked[0], booked[2]);
}

#[test]
fn a_history_through_the_archive_is_checked_whole() {
    let dir = tempfile::tempdir().expect("a folder");
    // Each stop flushes, so that the next start may use the segments again.
    for round in 0..4 {
        with_engine(&config(dir.path()), async |engine| {
            let choices = if round == 0 { country(&engine, 40).await } else { days(&engine) };
            for n in 0..20 {
                let citizen = Citizen::new(&engine, round * 20 + n);
                let choice = choices[n as usize % choices.len()];
                is(citizen.book(choice).await.expect("there is room"));
            }
            engine.skip(Millis::seconds(5));
        });
    }
    let report = must_be_sound(dir.path());
    assert!(report.counts.archive_segments > 0, "the ring went round");
    assert!(report.positions.history_whole);
    assert_eq!(report.counts.bookings, 80);
}

fn days(engine: &EngineHandle) -> Vec<Choice> {
    let today = nobat_engine::day_of(engine.now());
    (0..4).map(|n| Choice { shift: crate::support::shift(n), day: today.plus(3) }).collect()
}

#[test]
fn a_directory_that_somebody_has_is_not_looked_at() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |_| {
        let refused = verify(&config(dir.path())).expect_err("the engine has it");
        assert!(refused.to_string().contains("another process holds"), "{refused}");
    });
    assert!(verified(dir.path()).sound());
}

#[test]
fn looking_changes_nothing_and_makes_nothing() {
    let dir = tempfile::tempdir().expect("a folder");
    let refused = verify(&config(&dir.path().join("nowhere"))).expect_err("there is nothing");
    assert!(matches!(refused, EngineError::Storage(_)), "{refused}");
    assert_eq!(std::fs::read_dir(dir.path()).expect("it lists").count(), 0);
    with_engine(&config(dir.path()), async |engine| drop(mixed_load(&engine).await));
    let first = must_be_sound(dir.path());
    assert_eq!(must_be_sound(dir.path()), first);
}
