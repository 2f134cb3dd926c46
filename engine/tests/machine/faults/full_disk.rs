//! A disk without room: new work is refused, finishing work goes on in its reserve, the ring never
//! grows, the tables wait and catch up, and nothing that was acknowledged is lost.

use std::fs;
use std::path::{Path, PathBuf};

use nobat_domain::payment::Attempt;
use nobat_domain::request::{Choice, Stage};
use nobat_engine::clock::monotonic_ns;
use nobat_engine::{AskError, Engine, EngineHandle};

use super::child::{Ended, Living, Role, opened};
use super::disk::{Disk, Slot};
use crate::crash::must_stand;
use crate::support::{Citizen, config, country, is, must_be_sound, runtime, with_engine};

/// Citizens who are at the bank when the disk is full.
const AT_THE_BANK: u32 = 12;
/// Citizens of the full disk begin here.
const LATE: u32 = 1_000;
/// New work that must have been refused by then: the ring that is there holds far fewer.
const TRIES_MAX: u32 = 2_000;
/// The store tries a full disk again every five seconds.
const CATCHES_UP_WITHIN_NS: u64 = 30_000_000_000;

/// The child's whole life. It says whom it has told what, and ends well, or with an abort in the
/// middle of it all.
pub fn live(data: &Path, dies: bool) {
    let disk = Disk::inherited(data);
    let engine = opened(data);
    let handle = engine.handle();
    runtime().block_on(async {
        let choices = country(&handle, 2_000).await;
        let mut waiting = Vec::new();
        for n in 0..AT_THE_BANK {
            let citizen = Citizen::new(&handle, n);
            citizen.hold(choices[0]).await.expect("there is room");
            waiting.push((citizen.to_bank().await.expect("there is room"), citizen));
        }
        disk.set(Slot::Room, 0);
        tables_cannot_be_flushed(&handle, data).await;
        let ring = ring_bytes(data);
        let refused = fill(&handle, &choices).await;
        println!("full {refused}");
        for (attempt, citizen) in &waiting {
            finishes(citizen, attempt).await;
        }
        // Pages of what exists are shown, and what is new is refused again.
        assert_eq!(
            Citizen::new(&handle, 0).view().await.map(|it| Stage::of(&it)),
            Ok(Stage::Booked)
        );
        assert_eq!(Citizen::new(&handle, refused).enter().await, Err(AskError::Busy));
        assert_eq!(ring_bytes(data), ring, "the ring has grown on a full disk");
        if dies {
            std::process::abort();
        }
        disk.heal();
        goes_on(&handle, &choices, refused).await;
    });
    drop(handle);
    engine.stop();
}

/// A backup flushes the tables first.
async fn tables_cannot_be_flushed(engine: &EngineHandle, data: &Path) {
    let (backups, to) = (engine.backups(), data.join("backups"));
    let made = tokio::task::spawn_blocking(move || backups.make(&to, None)).await;
    let why = made.expect("no task panics").expect_err("there is no room for it").to_string();
    assert!(why.contains("the disk is full"), "{why}");
}

/// New work until it is refused; gives the first citizen who was.
async fn fill(engine: &EngineHandle, choices: &[Choice]) -> u32 {
    for n in LATE..LATE + TRIES_MAX {
        let citizen = Citizen::new(engine, n);
        match citizen.enter().await {
            Ok(_) => {}
            Err(AskError::Busy) => return n,
            Err(other) => panic!("citizen {n}: {other}"),
        }
        match citizen.book(choices[n as usize % choices.len()]).await {
            Ok(answered) => told(&citizen, &is(answered)),
            // In the middle of it: what was held stays so, and nobody is told of a booking.
            Err(AskError::Busy) => {}
            Err(other) => panic!("citizen {n}: {other}"),
        }
    }
    panic!("{TRIES_MAX} citizens came on a full disk, and none was refused");
}

async fn finishes(citizen: &Citizen, attempt: &Attempt) {
    citizen.returns(attempt.no).await.expect("finishing has a reserve");
    let state = is(citizen.paid(attempt).await.expect("finishing has a reserve"));
    assert_eq!(Stage::of(&state), Stage::Booked);
    told(citizen, &state);
}

fn told(citizen: &Citizen, state: &nobat_domain::request::RequestState) {
    if let Some(code) = state.code.filter(|_| Stage::of(state) == Stage::Booked) {
        println!("booked {} {}", citizen.n, code.number());
    }
}

/// There is room again: new work is taken, and the tables come up to it.
async fn goes_on(engine: &EngineHandle, choices: &[Choice], refused: u32) {
    let (durable, applied, _) = engine.positions();
    assert!(applied < durable, "the tables did not wait: {applied:?} of {durable:?}");
    let late = monotonic_ns() + CATCHES_UP_WITHIN_NS;
    let mut n = refused;
    loop {
        let citizen = Citizen::new(engine, n);
        match citizen.book(choices[n as usize % choices.len()]).await {
            Ok(answered) => {
                told(&citizen, &is(answered));
                n += 1;
            }
            Err(AskError::Busy) => tokio::task::yield_now().await,
            Err(other) => panic!("citizen {n}: {other}"),
        }
        let (_, applied, _) = engine.positions();
        if n > refused && applied > durable {
            break;
        }
        assert!(monotonic_ns() < late, "{applied:?} of {durable:?}, and {n} of {refused}");
    }
    println!("caught up");
}

fn ring_bytes(data: &Path) -> u64 {
    let files = fs::read_dir(data.join("journal")).expect("it lists");
    files.map(|file| file.expect("it lists").metadata().expect("it is there").len()).sum()
}

/// A child's life on a disk that fills beneath it.
fn lived(role: Role) -> (tempfile::TempDir, PathBuf, Disk, Ended) {
    let root = tempfile::tempdir().expect("a folder");
    let data = root.path().join("disk");
    let disk = Disk::new(&data);
    let ended = Living::start(&disk, &data, role, 0, false).ends();
    let said = |word: &str| ended.said.iter().any(|line| line.starts_with(word));
    assert!(said("full"), "{:?}", ended.said);
    assert_eq!(said("caught up"), role == Role::FullDisk, "{:?}", ended.said);
    assert!(ended.told.len() > AT_THE_BANK as usize + 1, "{} told", ended.told.len());
    (root, data, disk, ended)
}

fn must_have_all(data: &Path, ended: &Ended) {
    with_engine(&config(data), async |engine| {
        for (n, told) in &ended.told {
            let state = Citizen::new(&engine, *n).view().await.expect("there is room");
            must_stand(*n, *told, &state);
        }
    });
    assert_eq!(must_be_sound(data).unfinished.bookings, 0);
}

#[test]
fn on_a_full_disk_new_work_is_refused_accepted_work_finishes_and_the_tables_catch_up() {
    let (_root, data, _disk, ended) = lived(Role::FullDisk);
    assert!(ended.status.success(), "{}: {:?}", ended.status, ended.said);
    let stopped = must_be_sound(&data);
    assert_eq!(stopped.counts.journal_tail_records, 0, "everything was projected by the stop");
    must_have_all(&data, &ended);
}

#[test]
fn a_process_that_dies_on_a_full_disk_starts_again_when_there_is_room() {
    let (_root, data, disk, ended) = lived(Role::FullDiskDies);
    must_be_sound(&data);
    // Still full: the start is refused and says why.
    let refused = Living::start(&disk, &data, Role::Load, 0, false).ends();
    assert_eq!(refused.status.code(), Some(2), "{:?}", refused.said);
    let why = refused.said.iter().find(|line| line.starts_with("refused")).expect("it says so");
    assert!(why.contains("the disk is full"), "{why}");
    disk.heal();
    let why = Engine::open(&config(&data)).map(Engine::stop).err();
    assert!(why.is_none(), "{why:?}");
    must_have_all(&data, &ended);
}
