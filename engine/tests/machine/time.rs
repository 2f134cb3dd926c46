//! Holds end on time, whatever happens to the machine and its clock meanwhile.

use nobat_domain::limits::HoldTerms;
use nobat_domain::request::{Choice, Stage};
use nobat_domain::timestamp::Millis;
use nobat_engine::{Engine, EngineConfig, EngineError, EngineHandle};

use crate::support::{Citizen, config, country, must_be_sound, with_engine};

const TERMS: HoldTerms = HoldTerms::DEFAULT;

/// Free and held seats of a day, as everybody sees them.
fn seen(engine: &EngineHandle, choice: Choice) -> (u32, u32) {
    let standing = engine.board().standing(choice.shift, choice.day).expect("a shown day");
    (standing.free(), standing.held())
}

/// Waits until the board shows these counts; a test that never sees them hangs and is named.
async fn until_seen(engine: &EngineHandle, choice: Choice, counts: (u32, u32)) {
    while seen(engine, choice) != counts {
        tokio::task::yield_now().await;
    }
}

#[test]
fn a_hold_ends_at_its_deadline_and_not_before() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |engine| {
        let choice = country(&engine, 2).await[0];
        let citizen = Citizen::new(&engine, 1);
        let held = citizen.hold(choice).await.expect("there is room");
        let deadline = held.wanted_hold().expect("it is held").deadline;
        engine.skip(Millis(deadline.since(engine.now()).0 - 2_000));
        // Another's hold is decided after every deadline that was due.
        Citizen::new(&engine, 2).hold(choice).await.expect("there is room");
        assert_eq!(seen(&engine, choice), (0, 2));
        engine.skip(Millis::seconds(3));
        until_seen(&engine, choice, (1, 1)).await;
        loop {
            let state = citizen.view().await.expect("there is room");
            if matches!(Stage::of(&state), Stage::ChooseAgain(_)) {
                break;
            }
        }
    });
    must_be_sound(dir.path());
}

fn held_and_stopped(dir: &std::path::Path) -> Choice {
    with_engine(&config(dir), async |engine| {
        let choice = country(&engine, 1).await[0];
        Citizen::new(&engine, 1).hold(choice).await.expect("there is room");
        choice
    })
}

fn later(dir: &std::path::Path, clock_ahead: Millis) -> EngineConfig {
    EngineConfig { clock_ahead, ..config(dir) }
}

#[test]
fn a_hold_lives_through_a_restart_and_ends_on_time_after_it() {
    let dir = tempfile::tempdir().expect("a folder");
    let choice = held_and_stopped(dir.path());
    with_engine(&config(dir.path()), async |engine| {
        assert_eq!(seen(&engine, choice), (0, 1));
        engine.skip(TERMS.until_token);
        until_seen(&engine, choice, (1, 0)).await;
        assert!(Citizen::new(&engine, 2).hold(choice).await.is_ok());
    });
}

#[test]
fn a_hold_whose_time_ran_out_while_nobody_was_there_has_ended() {
    let dir = tempfile::tempdir().expect("a folder");
    let choice = held_and_stopped(dir.path());
    with_engine(&later(dir.path(), Millis::minutes(6)), async |engine| {
        until_seen(&engine, choice, (1, 0)).await;
    });
    assert_eq!(must_be_sound(dir.path()).counts.seats_held, 0);
}

#[test]
fn a_wall_clock_behind_the_journal_stops_the_start_until_somebody_confirms() {
    let dir = tempfile::tempdir().expect("a folder");
    let last = with_engine(&later(dir.path(), Millis::hours(2)), async |engine| {
        let choice = country(&engine, 1).await[0];
        Citizen::new(&engine, 1).hold(choice).await.expect("there is room");
        engine.now()
    });
    let refused = Engine::open(&config(dir.path())).err().expect("the wall is two hours behind");
    let EngineError::ClockBehind { behind_ms } = refused else { panic!("{refused}") };
    assert!(behind_ms > Millis::minutes(110).0, "{behind_ms} ms");
    let confirmed = EngineConfig { journaled_time_confirmed: true, ..config(dir.path()) };
    with_engine(&confirmed, async |engine| {
        // Time goes on from the journal's last moment, never from the wall's.
        assert!(engine.now().plus(Millis::minutes(1)) > last);
        assert!(engine.now() < last.plus(Millis::minutes(4)));
    });
    // Less than a minute is nobody's worry.
    let nearly = later(dir.path(), Millis(Millis::hours(2).0 - 50_000));
    with_engine(&nearly, async |engine| assert!(engine.now().plus(Millis::minutes(1)) > last));
}
