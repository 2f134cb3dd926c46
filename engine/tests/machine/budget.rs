//! What one booking writes: to the journal exactly, and from there by factors that are stated.

use std::collections::BTreeMap;
use std::sync::Arc;

use nobat_engine::journal::medium::DiskMedium;
use nobat_engine::journal::survey;
use nobat_engine::record::{self, Record, SEAT_BYTES};
use nobat_engine::storage::{Tables, TablesOptions};

use crate::support::{Citizen, config, country, is, with_engine};

const BOOKINGS: u32 = 20;
/// Held, extended with the token, secured while the bank is asked, booked.
const SEAT_EVENTS: usize = 4;
/// Journal bytes of one booking, its eight sealed events with the form and four of its seat.
const JOURNAL_BYTES_MAX: usize = 1_600;
/// The sealed row with the form and the payment, and the rows that lead to it.
const ROWS_BYTES_MAX: usize = 1_024;

#[test]
fn a_booking_keeps_to_its_budget_of_bytes() {
    let dir = tempfile::tempdir().expect("a folder");
    let config = config(dir.path());
    with_engine(&config, async |engine| {
        let choices = country(&engine, 40).await;
        for n in 0..BOOKINGS {
            is(Citizen::new(&engine, n).book(choices[0]).await.expect("there is room"));
        }
    });
    let medium = DiskMedium::new(config.journal_dir(), config.archive_dir()).expect("it is there");
    let survey = survey(Arc::new(medium)).expect("it can be looked at");
    let mut records = survey.records();
    let (mut seat_events, mut bytes_of) = (0, BTreeMap::<_, usize>::new());
    while let Some(batch) = records.next_batch().expect("it is sound") {
        for raw in batch.records() {
            match record::decode(raw.bytes).expect("it is sound") {
                Record::Seat { image, .. } => {
                    assert_eq!(raw.bytes.len(), SEAT_BYTES);
                    seat_events += 1;
                    *bytes_of.entry(image.request).or_default() += raw.bytes.len();
                }
                Record::Request(sealed) => {
                    *bytes_of.entry(sealed.head.key).or_default() += raw.bytes.len();
                }
                _ => {}
            }
        }
    }
    assert_eq!(seat_events, SEAT_EVENTS * BOOKINGS as usize);
    assert_eq!(bytes_of.len(), BOOKINGS as usize);
    let most = bytes_of.values().max().expect("there are some");
    assert!(*most <= JOURNAL_BYTES_MAX, "{most} bytes of journal for a booking");
    let tables = Tables::open_to_read(&config.tables_dir(), &TablesOptions::default());
    let tables = tables.expect("they open");
    let row = |row: Result<nobat_engine::storage::RequestRow, _>| row.expect("it reads").row.len();
    let longest = tables.requests().map(row).max().expect("there are some");
    assert!(longest <= ROWS_BYTES_MAX, "{longest} bytes for a request's row");
}

#[test]
fn whoever_enters_again_takes_no_other_key() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |engine| {
        let key_of =
            async |n| is(Citizen::new(&engine, n).enter().await.expect("there is room")).data_key;
        let first = key_of(1).await;
        for _ in 0..100 {
            assert_eq!(key_of(1).await, first);
        }
        assert_eq!(key_of(2).await.0, first.0 + 1, "a hundred entries have used up no key");
    });
}
