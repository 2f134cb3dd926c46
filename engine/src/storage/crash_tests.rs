//! What a killed process leaves behind: the test binary runs itself as a child that aborts.

use super::*;
use nobat_domain::ids::{Day, OrderNo, RequestKey, SeatNo, Sequence, ShiftId};
use nobat_domain::timestamp::Timestamp;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The child is told its directory as a filter for tests, which matches none.
const CHILD: &str = "crash-child=";
const SIGABRT: i32 = 6;

/// In the parent: runs `child` in a process of its own until it aborts, and gives its directory.
/// In the child: never returns.
fn crashed(test: &str, child: fn(&Path) -> Tables) -> tempfile::TempDir {
    if let Some(dir) = std::env::args().next_back().and_then(|last| {
        let dir = last.strip_prefix(CHILD)?;
        Some(PathBuf::from(dir))
    }) {
        // Closing the tables would flush them: they are open when the process dies.
        let _open = child(&dir);
        std::process::abort();
    }
    let dir = tempfile::tempdir().expect("a temporary directory");
    let (_, room) = module_path!().split_once("::").expect("the room is inside a crate");
    let output = Command::new(std::env::current_exe().expect("this test has a file"))
        .arg("--exact")
        .arg(format!("{room}::{test}"))
        .arg("--nocapture")
        .arg(format!("{CHILD}{}", dir.path().display()))
        .output()
        .expect("the child runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.signal(), Some(SIGABRT), "the child ended otherwise: {told}");
    dir
}

/// Rows of several tables that all say the position they belong to.
fn commit(tables: &Tables, position: u64, row_bytes: usize) {
    let mut row = vec![0; row_bytes];
    let mut mixed = position;
    for byte in &mut row {
        // Bytes that do not compress, so that the tables grow as fast as they seem to.
        mixed = mixed.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
        *byte = (mixed >> 56) as u8;
    }
    let mut writes = tables.writes();
    writes.put_request(key(position), &row);
    writes.put_in_flight(key(position));
    writes.put_order(OrderNo(position), key(position));
    writes.put_seat(seat(position), &[position as u8; SEAT_ROW_BYTES]);
    let at = Sequence(position);
    writes.put_change(Change { at, request: key(position), kind: 1, time: Timestamp(position) });
    writes.put_setting("last", &position.to_be_bytes());
    tables.commit(&writes, Sequence(position)).expect("it is committed");
}

fn key(position: u64) -> RequestKey {
    let mut key = [0; 16];
    key[..8].copy_from_slice(&position.to_be_bytes());
    RequestKey(key)
}

fn seat(position: u64) -> SeatAt {
    SeatAt { shift: ShiftId(3), day: Day(-2), seat: SeatNo(position as u32) }
}

/// Every table holds exactly the rows of the positions up to `applied`.
fn check_stands_at(tables: &Tables, applied: Sequence) {
    assert_eq!(tables.applied(), applied);
    assert_eq!(tables.flushed(), applied);
    let positions: Vec<u64> = (1..=applied.0).collect();
    let requests: Vec<_> = tables.requests().map(|row| row.expect("it reads").key).collect();
    assert_eq!(requests, positions.iter().map(|&n| key(n)).collect::<Vec<_>>());
    let in_flight: Vec<_> = tables.in_flight().map(|row| row.expect("it reads").key).collect();
    assert_eq!(in_flight, requests);
    let orders: Vec<_> = tables.orders().map(|row| row.expect("it reads").0.0).collect();
    assert_eq!(orders, positions);
    let seats: Vec<_> = tables.seats().map(|row| row.expect("it reads").at).collect();
    assert_eq!(seats, positions.iter().map(|&n| seat(n)).collect::<Vec<_>>());
    let feed: Vec<_> = tables
        .feed_from(Sequence(0))
        .expect("it reads")
        .map(|change| change.expect("it reads").at.0)
        .collect();
    assert_eq!(feed, positions);
    let last = tables.setting("last").expect("it reads");
    assert_eq!(last, positions.last().map(|n| n.to_be_bytes().to_vec()));
}

fn reopen(dir: &Path) -> Tables {
    Tables::open(dir, &TablesOptions::default()).expect("a crash leaves whole tables")
}

#[test]
fn a_killed_process_leaves_exactly_what_was_flushed() {
    let dir = crashed("a_killed_process_leaves_exactly_what_was_flushed", |dir| {
        let tables = Tables::open(dir, &TablesOptions::default()).expect("they are new");
        (1..=40).for_each(|position| commit(&tables, position, 100));
        assert_eq!(tables.flush().expect("it is flushed"), Sequence(40));
        (41..=60).for_each(|position| commit(&tables, position, 100));
        assert_eq!((tables.applied(), tables.flushed()), (Sequence(60), Sequence(40)));
        tables
    });
    let tables = reopen(dir.path());
    check_stands_at(&tables, Sequence(40));
    // The projector goes on from there, with the same rows.
    (41..=60).for_each(|position| commit(&tables, position, 100));
    drop(tables);
    check_stands_at(&reopen(dir.path()), Sequence(60));
}

#[test]
fn a_process_killed_before_its_first_flush_leaves_empty_tables() {
    let dir = crashed("a_process_killed_before_its_first_flush_leaves_empty_tables", |dir| {
        let tables = Tables::open(dir, &TablesOptions::default()).expect("they are new");
        commit(&tables, 1, 100);
        tables
    });
    check_stands_at(&reopen(dir.path()), Sequence(0));
}

#[test]
fn rows_that_the_store_flushed_by_itself_stand_at_one_position_too() {
    const FLUSHED: u64 = 10;
    const COMMITS: u64 = 400;
    let dir = crashed("rows_that_the_store_flushed_by_itself_stand_at_one_position_too", |dir| {
        let options = TablesOptions { memtable_bytes: 1 << 20, ..TablesOptions::default() };
        let tables = Tables::open(dir, &options).expect("they are new");
        (1..=FLUSHED).for_each(|position| commit(&tables, position, 100));
        tables.flush().expect("it is flushed");
        // Ten times the memtables: the store flushes without being asked.
        (FLUSHED + 1..=COMMITS).for_each(|position| commit(&tables, position, 32 * 1024));
        assert_eq!(tables.flushed(), Sequence(FLUSHED));
        tables
    });
    let tables = reopen(dir.path());
    let recovered = tables.applied();
    assert!(recovered > Sequence(FLUSHED), "the store never flushed by itself");
    assert!(recovered <= Sequence(COMMITS));
    check_stands_at(&tables, recovered);
}
