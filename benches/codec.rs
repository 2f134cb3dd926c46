//! How long does a record take between the law's words and the disk's bytes? Sealing is most of it.

use criterion::{Criterion, criterion_group, criterion_main};
use nobat_benches::fixture::{NOW, SHIFT, details, entered, held_seat, request_key};
use nobat_domain::ids::{DataKeyNo, Sequence};
use nobat_domain::request::{RequestEvent, RequestState};
use nobat_engine::keyring::{DataDirectory, DataKey, Keyring, master_key};
use nobat_engine::record::{
    RequestHead, decode, event_of, open_event, open_row, plain_event, seal_event, seal_row,
    seat_bytes, seat_of,
};
use std::hint::black_box;

fn data_key() -> (DataKeyNo, DataKey) {
    let folder = tempfile::tempdir().expect("a folder");
    let master = master_key(&folder.path().join("master"), DataDirectory::New).expect("a key");
    let ring = Keyring::create(&folder.path().join("keyring"), &master, [7; 16]).expect("a ring");
    let number = ring.fresh().expect("a fresh key");
    (DataKeyNo(number.0), ring.data_key(number).expect("the key that was made"))
}

fn seats(criterion: &mut Criterion) {
    let image = held_seat();
    let bytes = seat_bytes(SHIFT, &image);
    assert_eq!(seat_of(&bytes).ok(), Some((SHIFT, image)));
    let mut group = criterion.benchmark_group("seat record");
    group.bench_function("encode", |bencher| {
        bencher.iter(|| seat_bytes(black_box(SHIFT), black_box(&image)));
    });
    group.bench_function("decode", |bencher| {
        bencher.iter(|| decode(black_box(&bytes)).expect("a sound record").at());
    });
    group.finish();
}

fn events(criterion: &mut Criterion) {
    let (data_key_no, key) = data_key();
    let event = RequestEvent::Edited { details: Box::new(details()) };
    let head = RequestHead { key: request_key(1), data_key: data_key_no, at: NOW };
    let plain = plain_event(&event);
    let mut sealed = Vec::new();
    seal_event(&key, &head, &event, &mut sealed).expect("an event within its bounds");
    assert!(open_event(&key, &sealed).is_ok_and(|(_, opened)| opened == event));

    let mut group = criterion.benchmark_group("request event");
    group.bench_function("encode", |bencher| bencher.iter(|| plain_event(black_box(&event))));
    group.bench_function("decode", |bencher| {
        bencher.iter(|| event_of(black_box(&plain)).expect("a sound event"));
    });
    let mut out = Vec::with_capacity(sealed.len());
    group.bench_function("seal", |bencher| {
        bencher.iter(|| {
            out.clear();
            seal_event(&key, &head, black_box(&event), &mut out).expect("within its bounds");
        });
    });
    group.bench_function("open", |bencher| {
        bencher.iter(|| open_event(&key, black_box(&sealed)).expect("a sound record"));
    });
    group.finish();
}

fn rows(criterion: &mut Criterion) {
    let (number, key) = data_key();
    let request = request_key(1);
    let state = RequestState { details: Some(details()), data_key: number, ..entered() };
    let mut sealed = Vec::new();
    seal_row(&key, request, Sequence(1), &state, &mut sealed).expect("a row within its bounds");
    assert!(open_row(&key, request, &sealed).is_ok_and(|(_, opened)| opened == state));

    let mut group = criterion.benchmark_group("request row");
    let mut out = Vec::with_capacity(sealed.len());
    group.bench_function("seal", |bencher| {
        bencher.iter(|| {
            out.clear();
            seal_row(&key, request, Sequence(1), black_box(&state), &mut out).expect("a row");
        });
    });
    group.bench_function("open", |bencher| {
        bencher.iter(|| open_row(&key, request, black_box(&sealed)).expect("a sound row"));
    });
    group.finish();
}

criterion_group!(benches, seats, events, rows);
criterion_main!(benches);
