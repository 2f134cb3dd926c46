//! Damaged files: named, never served.

use super::*;
use nobat_domain::ids::{Day, RequestKey, SeatNo, Sequence, ShiftId};
use nobat_domain::timestamp::Timestamp;
use std::fs;
use std::path::{Path, PathBuf};

const ROWS: u32 = 2_000;

/// Tables with rows in two families, flushed and closed.
fn written() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let tables = Tables::open(dir.path(), &TablesOptions::default()).expect("they are new");
    let mut writes = tables.writes();
    for n in 0..ROWS {
        writes.put_seat(seat(n), &[n as u8; SEAT_ROW_BYTES]);
        writes.put_request(request(n), &n.to_be_bytes().repeat(20));
    }
    tables.commit(&writes, Sequence(9)).expect("it is committed");
    tables.flush().expect("it is flushed");
    dir
}

fn seat(n: u32) -> SeatAt {
    SeatAt { shift: ShiftId(n / 100), day: Day(0), seat: SeatNo(n) }
}

fn request(n: u32) -> RequestKey {
    let mut key = [0; 16];
    key[..4].copy_from_slice(&n.to_be_bytes());
    RequestKey(key)
}

fn files(dir: &Path, end: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).expect("it lists");
    let paths = entries.map(|entry| entry.expect("it lists").path());
    let mut paths: Vec<_> = paths.filter(|path| path.to_string_lossy().contains(end)).collect();
    paths.sort();
    assert!(!paths.is_empty(), "no file {end}");
    paths
}

fn name(path: &Path) -> String {
    path.file_name().expect("a file has a name").to_string_lossy().into_owned()
}

/// Opens and reads everything; the rows must be the ones that were written.
fn read_back(dir: &Path) -> Result<(), StorageError> {
    let tables = Tables::open_to_read(dir, &TablesOptions::default())?;
    assert_eq!(tables.applied(), Sequence(9));
    let mut rows = 0;
    for row in tables.seats() {
        let row = row?;
        assert_eq!(row, SeatRow { at: seat(rows), row: [rows as u8; SEAT_ROW_BYTES] });
        rows += 1;
    }
    assert_eq!(rows, ROWS);
    for n in 0..ROWS {
        let row = tables.read_request(request(n))?.row;
        assert_eq!(row, Some(n.to_be_bytes().repeat(20)));
    }
    Ok(())
}

fn damage(result: Result<(), StorageError>) -> String {
    match result {
        Err(StorageError::Damaged { what, remedy }) => {
            assert!(!remedy.is_empty());
            what
        }
        other => panic!("damage was not seen: {other:?}"),
    }
}

#[test]
fn a_flipped_byte_is_found_and_its_file_named_or_does_no_harm() {
    /// Places in each file that are tried; its very end, with the index and the footer, is not
    /// spared.
    const TRIES: usize = 24;
    let dir = written();
    read_back(dir.path()).expect("nothing is damaged yet");
    let mut found = 0;
    for path in files(dir.path(), ".sst") {
        let good = fs::read(&path).expect("it reads");
        for place in 0..TRIES {
            let mut bad = good.clone();
            bad[place * (good.len() - 1) / (TRIES - 1)] ^= 0x04;
            fs::write(&path, &bad).expect("it writes");
            if let Err(error) = read_back(dir.path()) {
                let what = damage(Err(error));
                let named = what.contains(&name(&path));
                assert!(named || what.contains("file of rows beside it"), "no file in: {what}");
                found += u32::from(named);
            }
        }
        fs::write(&path, &good).expect("it writes");
    }
    assert!(found as usize > TRIES, "only {found} flips were found and named");
    read_back(dir.path()).expect("all is as it was");
}

#[test]
fn the_first_byte_of_a_row_is_never_served_damaged() {
    let dir = written();
    for path in files(dir.path(), ".sst") {
        let mut bytes = fs::read(&path).expect("it reads");
        bytes[3] ^= 0x01;
        fs::write(&path, &bytes).expect("it writes");
    }
    let tables = Tables::open_to_read(dir.path(), &TablesOptions::default());
    let result = tables.and_then(|tables| tables.read_all().map(|_| ()));
    assert!(damage(result).contains(".sst"));
}

#[test]
fn a_lost_or_cut_file_stops_the_start_and_is_named() {
    let dir = written();
    for path in files(dir.path(), ".sst") {
        let good = fs::read(&path).expect("it reads");
        fs::remove_file(&path).expect("it is removed");
        assert!(damage(read_back(dir.path())).contains(&name(&path)));
        fs::write(&path, &good[..good.len() - 1]).expect("it writes");
        assert!(damage(read_back(dir.path())).contains(&name(&path)));
        fs::write(&path, &good).expect("it writes");
    }
    read_back(dir.path()).expect("all is as it was");
}

/// Tables that nothing reads while it starts, too: the audit, say, or the feed.
#[test]
fn a_lost_or_cut_file_stops_a_writer_whichever_table_it_is_of() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let open = || Tables::open(dir.path(), &TablesOptions::default());
    let tables = open().expect("they are new");
    let mut writes = tables.writes();
    let (at, request) = (Sequence(1), RequestKey([1; 16]));
    writes.put_change(Change { at, request, kind: 1, time: Timestamp(1) });
    writes.put_audit(Place { sequence: Sequence(1), n: 0 }, b"looked at");
    writes.put_seat(seat(1), &[1; SEAT_ROW_BYTES]);
    tables.commit(&writes, Sequence(1)).expect("it is committed");
    tables.flush().expect("it is flushed");
    drop(tables);
    let refused = || damage(open().map(drop));
    for path in files(dir.path(), ".sst") {
        let good = fs::read(&path).expect("it reads");
        fs::remove_file(&path).expect("it is removed");
        assert!(refused().contains(&name(&path)));
        fs::write(&path, &good[..good.len() / 2]).expect("it writes");
        assert!(refused().contains(&name(&path)));
        fs::write(&path, &good).expect("it writes");
    }
    open().expect("all is as it was");
}

#[test]
fn a_damaged_list_of_files_stops_the_start() {
    let dir = written();
    let path = files(dir.path(), "MANIFEST").pop().expect("there is one");
    let good = fs::read(&path).expect("it reads");
    let mut bad = good.clone();
    bad[good.len() / 2] ^= 0x40;
    fs::write(&path, &bad).expect("it writes");
    assert!(damage(read_back(dir.path())).contains("MANIFEST"));
    fs::remove_file(&path).expect("it is removed");
    assert!(damage(read_back(dir.path())).contains("MANIFEST"));
}

#[test]
fn a_row_of_the_wrong_shape_is_damage_and_is_not_printed() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let tables = Tables::open(dir.path(), &TablesOptions::default()).expect("they are new");
    let mut writes = tables.writes();
    writes.put(keys::Family::Seats, b"sevenby", b"secret");
    writes.put(keys::Family::Orders, &7_u64.to_be_bytes(), b"secret");
    tables.commit(&writes, Sequence(1)).expect("it is committed");
    let scanned = tables.seats().collect::<Vec<_>>();
    assert_eq!(scanned.len(), 1, "the first fault ends the scan");
    let pointed = tables.request_of_order(nobat_domain::ids::OrderNo(7)).map(|_| ());
    for result in [scanned.into_iter().next().expect("an item").map(|_| ()), pointed] {
        let what = damage(result);
        assert!(what.contains("6 bytes"), "{what}");
        assert!(!what.contains("secret"));
    }
}

#[test]
fn a_request_in_flight_without_its_row_is_damage() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let tables = Tables::open(dir.path(), &TablesOptions::default()).expect("they are new");
    let mut writes = tables.writes();
    writes.put_in_flight(request(5));
    tables.commit(&writes, Sequence(1)).expect("it is committed");
    let first = tables.in_flight().next().expect("an item").map(|_| ());
    assert!(damage(first).contains("in flight"));
}

#[test]
fn a_full_disk_is_told_from_damage_and_the_rows_stay_readable() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let tables = Tables::open(dir.path(), &TablesOptions::default()).expect("they are new");
    let mut writes = tables.writes();
    writes.put_request(request(1), b"row");
    tables.commit(&writes, Sequence(1)).expect("memory is not full");
    // The next files of the tables stand on the device that is always full.
    let last = files(dir.path(), ".sst").pop().expect("the founding flush made one");
    let last: u64 = last.file_stem().expect("a number").to_string_lossy().parse().expect("one");
    for number in last + 1..last + 40 {
        let path = dir.path().join(format!("{number:06}.sst"));
        std::os::unix::fs::symlink("/dev/full", path).expect("a link is made");
    }
    assert!(matches!(tables.flush(), Err(StorageError::Full { .. })));
    assert_eq!(tables.flushed(), Sequence(0));
    // Asking again must not start flushes: they would keep the store from recovering by itself.
    let started = || {
        let log = fs::read_to_string(dir.path().join("LOG")).expect("the store keeps a log");
        log.matches("Manual atomic flush start").count()
    };
    let before = started();
    assert!(before > 0);
    for _ in 0..3 {
        assert!(matches!(tables.flush(), Err(StorageError::Full { .. })));
    }
    assert_eq!(started(), before);
    let refused = tables.commit(&writes, Sequence(2));
    assert!(matches!(refused, Err(StorageError::Full { .. })), "{refused:?}");
    assert_eq!(tables.applied(), Sequence(1));
    let read = tables.read_request(request(1)).expect("it reads");
    assert_eq!(read, RequestRead { row: Some(b"row".to_vec()), applied: Sequence(1) });
}
