//! Tables that fall behind, and work that never ends: intake slows and says so, and the disk does
//! not fill.

use std::collections::VecDeque;
use std::future::Future;
use std::path::Path;
use std::task::{Context, Poll, Waker};

use nobat_domain::ids::{HoldNo, RequestKey, SeatNo};
use nobat_domain::request::Choice;
use nobat_domain::shift::{Answer, Ask, Purpose, ShiftCommand};
use nobat_domain::timestamp::Millis;
use nobat_engine::storage::{SEAT_ROW_BYTES, Tables, TablesOptions};
use nobat_engine::{AskError, EngineConfig, EngineHandle};

use crate::support::{config, country, national_id, serial, verified, with_engine};

const SEGMENT_BYTES: u64 = 288 << 10;
/// As the journal has it whatever its segments are.
const SEGMENTS_MAX: u64 = 24;
/// As the tables have it: files of seats that are merged at once, and one that is being made.
const FLUSHES_MAX: u64 = 13;

fn small(dir: &Path) -> EngineConfig {
    EngineConfig { arbiters: 1, segment_bytes: SEGMENT_BYTES, ..config(dir) }
}

/// A hold of somebody whose only mark is a number.
#[derive(Clone, Copy)]
struct Held {
    choice: Choice,
    request: RequestKey,
    hold: HoldNo,
    seat: SeatNo,
}

impl Held {
    async fn ask(&self, engine: &EngineHandle, ask: Ask) -> Result<Answer, AskError> {
        let Self { choice: Choice { shift, day }, request, hold, .. } = *self;
        let command = ShiftCommand::Seat { request, hold, day, ask };
        let answer = engine.seat(shift, command).await?;
        Ok(answer.expect("the law has nothing against it"))
    }
}

async fn hold(engine: &EngineHandle, choice: Choice, n: u64) -> Result<Held, AskError> {
    let mut key = [1; 16];
    key[8..].copy_from_slice(&n.to_be_bytes());
    let (request, hold, seat) = (RequestKey(key), HoldNo(1), SeatNo(0));
    let deadline = engine.now().plus(Millis::minutes(20));
    let decide_by = engine.now().plus(Millis::seconds(10));
    let ask = Ask::Hold { purpose: Purpose::Pay, deadline, cap: deadline, decide_by };
    let mut held = Held { choice, request, hold, seat };
    match held.ask(engine, ask).await? {
        Answer::Held { seat, .. } => held.seat = seat,
        other => panic!("a hold was answered by {other:?}"),
    }
    Ok(held)
}

#[test]
fn while_the_tables_are_behind_new_work_is_refused_and_what_was_begun_is_finished() {
    let dir = tempfile::tempdir().expect("a folder");
    let booked = with_engine(&small(dir.path()), async |engine| {
        let choice = country(&engine, 100_000).await[0];
        let mut begun = VecDeque::new();
        let mut number = 0;
        let tables = engine.hold_tables();
        let refused = loop {
            number += 1;
            match hold(&engine, choice, number).await {
                Ok(held) => begun.push_back(held),
                Err(refused) => break refused,
            }
        };
        assert_eq!(refused, AskError::Busy);
        let (ring, least) = (SEGMENTS_MAX * SEGMENT_BYTES, SEGMENTS_MAX / 2 * SEGMENT_BYTES);
        let backlog = engine.positions().2.bytes;
        assert!((least..=ring).contains(&backlog), "{backlog} bytes wait for the tables");
        // What stays of the ring is for those who were let in.
        let mut booked = 0;
        for held in begun.drain(..8) {
            let seat = held.seat;
            assert_eq!(held.ask(&engine, Ask::Book { seat }).await, Ok(Answer::Booked { seat }));
            booked += 1;
        }
        // Whoever comes now is turned away at the door, by the thread that asks.
        let mut context = Context::from_waker(Waker::noop());
        let mut late = std::pin::pin!(hold(&engine, choice, number));
        let answer = late.as_mut().poll(&mut context);
        assert!(matches!(answer, Poll::Ready(Err(AskError::Busy))));
        let mut entry = std::pin::pin!(engine.enter(national_id(1), serial()));
        let answer = entry.as_mut().poll(&mut context);
        assert!(matches!(answer, Poll::Ready(Err(AskError::Busy))));
        drop(tables);
        // The tables catch up by themselves, and then there is room again.
        let again = loop {
            match hold(&engine, choice, number).await {
                Ok(held) => break held,
                Err(AskError::Busy) => tokio::task::yield_now().await,
                Err(other) => panic!("no other answer: {other:?}"),
            }
        };
        assert_eq!(again.seat.0 as usize, begun.len() + booked, "the next number");
        for held in begun {
            let seat = held.seat;
            assert_eq!(held.ask(&engine, Ask::Release { seat }).await, Ok(Answer::Gone));
        }
        booked as u64
    });
    assert_eq!(verified(dir.path()).counts.seats_booked, booked);
}

/// Beside its segments the ring keeps a note of how many there are.
const NOTE_BYTES: u64 = 4_096;

fn bytes_in(dir: &Path) -> u64 {
    let entries = std::fs::read_dir(dir).expect("it lists");
    let size = |entry: std::io::Result<std::fs::DirEntry>| match entry.and_then(|it| it.metadata())
    {
        Ok(found) if found.is_file() => found.len(),
        // A file that has just gone takes nothing.
        Ok(_) | Err(_) => 0,
    };
    entries.map(size).sum()
}

/// Holds, books and gives back, over and over.
async fn work(engine: EngineHandle, choice: Choice, numbers: std::ops::Range<u64>) {
    for number in numbers {
        let held = loop {
            match hold(&engine, choice, number).await {
                Ok(held) => break held,
                Err(AskError::Busy) => tokio::task::yield_now().await,
                Err(other) => panic!("no other answer: {other:?}"),
            }
        };
        let seat = held.seat;
        for ask in [Ask::Book { seat }, Ask::GiveBack { seat, cool_until: None }] {
            while held.ask(&engine, ask).await == Err(AskError::Busy) {
                tokio::task::yield_now().await;
            }
        }
    }
}

#[test]
fn work_without_end_takes_the_disk_of_its_live_data_and_no_more() {
    const ROUNDS: u64 = 12;
    const CLIENTS: u64 = 8;
    const CYCLES: u64 = 96;
    const SEATS: u32 = 200;
    const MEMTABLE_BYTES: usize = 1 << 20;
    let dir = tempfile::tempdir().expect("a folder");
    let config = EngineConfig { memtable_bytes: MEMTABLE_BYTES, ..small(dir.path()) };
    with_engine(&config, async |engine| {
        let choices = country(&engine, SEATS).await;
        let live = u64::from(SEATS) * choices.len() as u64 * (12 + SEAT_ROW_BYTES as u64);
        let tables_max = 2 * live + FLUSHES_MAX * MEMTABLE_BYTES as u64;
        for round in 0..ROUNDS {
            let mut clients = tokio::task::JoinSet::new();
            for client in 0..CLIENTS {
                let from = (round * CLIENTS + client) * CYCLES;
                let choice = choices[usize::try_from(client).expect("few") % choices.len()];
                clients.spawn(work(engine.clone(), choice, from..from + CYCLES));
            }
            while let Some(done) = clients.join_next().await {
                done.expect("no client panics");
            }
            let journal = bytes_in(&config.journal_dir());
            let ring_max = SEGMENTS_MAX * SEGMENT_BYTES + NOTE_BYTES;
            assert!(journal <= ring_max, "{journal} bytes of ring");
            let tables = bytes_in(&config.tables_dir());
            assert!(tables <= tables_max, "{tables} bytes of tables for {live} of live data");
        }
    });
    let written = bytes_in(&config.archive_dir());
    let ring = SEGMENTS_MAX * SEGMENT_BYTES;
    assert!(written > ring, "{written} bytes: the ring of {ring} must have been used again");
    let tables = Tables::open_to_read(&config.tables_dir(), &TablesOptions::default());
    let seats = tables.expect("they open").seats().count();
    assert!(seats <= SEATS as usize * 8, "{seats} seats");
    assert!(verified(dir.path()).sound());
}
