//! How long does a citizen's list take in the area with the most offices? One pass over the board.

use criterion::{Criterion, criterion_group, criterion_main};
use nobat_benches::fixture::{DAY, OFFICES, area, board};
use nobat_board::Query;
use nobat_domain::office::Needs;
use nobat_domain::person::LandlinePrefix;
use std::hint::black_box;

/// The first page of a list.
const ROWS: usize = 20;

fn lists(criterion: &mut Criterion) {
    let (board, _surveyor) = board();
    let anywhere = Query {
        day: DAY,
        area: area(),
        needs: Needs::NONE,
        phone: None,
        seed: 7,
        bands_extra: 0,
        rows_max: ROWS,
    };
    let phone = LandlinePrefix::parse("2233").expect("four digits");
    let near = Query { phone: Some(phone), ..anywhere };
    let listing = board.search(&anywhere);
    assert_eq!((listing.rows.len(), listing.rows_total), (ROWS, OFFICES as usize * 2));

    let mut group = criterion.benchmark_group("20 best of 500 offices");
    for (name, query) in [("without a phone", &anywhere), ("nearest band first", &near)] {
        group.bench_function(name, |bencher| bencher.iter(|| board.search(black_box(query))));
    }
    group.finish();
}

criterion_group!(benches, lists);
criterion_main!(benches);
