//! How long does it take to become what one was? A shift from the last images of its seats, a
//! journal read and understood again, rows written to the tables, and a copy of all tables.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use nobat_benches::fixture::{DAY, NOW, SHIFT, held_seat, request_key};
use nobat_domain::ids::{Day, HoldNo, SeatNo, Sequence};
use nobat_domain::keeper::ShiftKeeper;
use nobat_domain::limits::{HoldTerms, ShiftTerms};
use nobat_domain::shift::{After, DayImage, DayState, SeatChange, SeatImage};
use nobat_engine::clock::monotonic_ns;
use nobat_engine::journal::medium::DiskMedium;
use nobat_engine::journal::{Journal, JournalConfig, Work};
use nobat_engine::record::{decode, seat_bytes};
use nobat_engine::storage::{SeatAt, Tables, TablesOptions};
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::thread;

const DAYS: i32 = 30;
const SEATS: u32 = 40;
const RECORDS: u64 = 100_000;
/// Rows that a projector writes at once while much comes.
const GROUP: u64 = 10_000;
const ROWS_OF_A_COPY: u64 = 1_000_000;

fn days() -> Vec<DayImage> {
    let image = |n| DayImage {
        day: DAY.plus(n),
        approved: SEATS,
        approved_max: SEATS,
        opens_at: NOW,
        state: DayState::Open,
        at: NOW,
    };
    (0..DAYS).map(image).collect()
}

fn booked(n: u64, day: Day, seat: u32) -> SeatImage {
    SeatImage {
        change: SeatChange::Booked,
        day,
        seat: SeatNo(seat),
        request: request_key(n),
        hold: HoldNo(1),
        after: After::Booked,
        ..held_seat()
    }
}

fn shifts(criterion: &mut Criterion) {
    let days = days();
    let seats: Vec<_> = (0..DAYS)
        .flat_map(|day| (0..SEATS).map(move |seat| (day, seat)))
        .zip(0..)
        .map(|((day, seat), n)| booked(n, DAY.plus(day), seat))
        .collect();
    let terms = ShiftTerms::of(&HoldTerms::DEFAULT);
    let restored = ShiftKeeper::restore(SHIFT, terms, &days, &seats);
    let taken: u32 = restored.counts().map(|(_, capacity)| capacity.booked()).sum();
    assert_eq!(taken as usize, seats.len(), "what is measured are bookings");
    let mut group = criterion.benchmark_group("replay");
    group.throughput(Throughput::Elements(seats.len() as u64));
    group.bench_function("a shift from its last images", |bencher| {
        bencher.iter(|| ShiftKeeper::restore(SHIFT, terms, black_box(&days), black_box(&seats)));
    });
    group.finish();
}

/// A journal of so many seats, opened; its lane is kept for as long as it is read.
fn written(folder: &Path) -> (Journal, nobat_engine::journal::Lane) {
    let medium = DiskMedium::new(folder.join("ring"), folder.join("archive"));
    let medium = Arc::new(medium.expect("folders for the journal"));
    let config = JournalConfig::new(1, [7; 16], monotonic_ns);
    let mut opened = Journal::open(&config, medium, Sequence(0)).expect("a new journal");
    let mut lane = opened.lanes.remove(0);
    let mut last = Sequence(0);
    for n in 0..RECORDS {
        while !lane.has_room(Work::Finishing) {
            thread::yield_now();
        }
        last = lane.publish(&seat_bytes(SHIFT, &booked(n, DAY, 0)), 1);
    }
    let durable = opened.journal.durable();
    while durable.sequence() < last {
        thread::yield_now();
    }
    (opened.journal, lane)
}

fn journals(criterion: &mut Criterion) {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder on the disk");
    let (journal, lane) = written(folder.path());
    let read = || {
        let mut reader = journal.read_from(Sequence(1));
        let mut seen = 0;
        while let Some(batch) = reader.next_batch().expect("what was written is read") {
            for record in batch.records() {
                black_box(decode(record.bytes).expect("a sound record"));
                seen += 1;
            }
        }
        seen
    };
    assert!(read() >= RECORDS, "all of it is read");
    let mut group = criterion.benchmark_group("replay");
    group.throughput(Throughput::Elements(RECORDS));
    group.sample_size(20);
    group.bench_function("a journal, read and understood", |bencher| bencher.iter(read));
    group.finish();
    drop(lane);
    journal.close();
}

fn put(tables: &Tables, first: u64, rows: u64, position: Sequence) {
    let bytes = seat_bytes(SHIFT, &booked(first, DAY, 0));
    let mut writes = tables.writes();
    for n in first..first + rows {
        let seat = SeatNo(u32::try_from(n).expect("fewer than the law's most"));
        writes.put_seat(SeatAt { shift: SHIFT, day: DAY, seat }, &bytes);
    }
    tables.commit(&writes, position).expect("there is room");
}

fn tables(criterion: &mut Criterion) {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder on the disk");
    let open = |name: &str| {
        Tables::open(&folder.path().join(name), &TablesOptions::default()).expect("new tables")
    };
    let written = open("written");
    let mut position = Sequence(0);
    let mut group = criterion.benchmark_group("snapshot");
    group.throughput(Throughput::Elements(GROUP));
    group.bench_function("rows of seats, one group", |bencher| {
        bencher.iter(|| {
            position = position.next();
            put(&written, 0, GROUP, position);
        });
    });
    drop(written);

    let copied = open("copied");
    for n in 0..ROWS_OF_A_COPY / GROUP {
        put(&copied, n * GROUP, GROUP, Sequence(n + 1));
    }
    copied.flush().expect("there is room");
    let mut copies = 0;
    group.throughput(Throughput::Elements(ROWS_OF_A_COPY));
    group.sample_size(20);
    group.bench_function("a copy of all tables", |bencher| {
        let new = || {
            copies += 1;
            folder.path().join(format!("copy-{copies}"))
        };
        let copy = |dir: std::path::PathBuf| {
            let at = copied.checkpoint(&dir).expect("there is room");
            assert_eq!(at, Sequence(ROWS_OF_A_COPY / GROUP));
            dir
        };
        bencher.iter_batched(new, copy, BatchSize::PerIteration);
    });
    group.finish();
}

criterion_group!(benches, shifts, journals, tables);
criterion_main!(benches);
