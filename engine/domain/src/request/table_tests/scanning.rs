//! Scans of the booklet: one counts, each later one takes its place, until the completion begins.

use super::picture::{AT_THE_BANK, BOOKED, check};
use crate::ids::{Day, OfficeId};
use crate::request::Scan;

#[test]
fn a_scan_counts_once_and_the_next_takes_its_place() {
    let picture = check(&[
        "0 | enter  | entered        | Form | -",
        "1 | scan 1 | scan 1         | Form | -",
        "2 | scan 1 | -              | Form | -",
        "3 | scan 3 | no: ScanBehind | Form | -",
        "4 | scan 2 | scan 2         | Form | -",
        "5 | scan 1 | no: ScanBehind | Form | -",
    ]);
    assert_eq!(picture.state.expect("entered").scan, Some(Scan { no: 2, bytes: 9_000 }));
}

#[test]
fn there_are_five_of_one_request_and_no_more() {
    let numbered: Vec<String> =
        (1..=5).map(|no| format!("{no} | scan {no} | scan {no} | Form | -")).collect();
    let mut rows = vec!["0 | enter | entered | Form | -"];
    rows.extend(numbered.iter().map(String::as_str));
    rows.push("6 | scan 6 | no: TooManyScans | Form | -");
    rows.push("7 | scan 5 | - | Form | -");
    check(&rows);
}

#[test]
fn an_office_sees_it_on_the_day_and_while_it_completes_and_nobody_else_does() {
    let scanned = ["95 | scan 1 | scan 1 | Booked | -"];
    let seen = |rows: &[&str], office: u32, day: i32| {
        let state = check(&[AT_THE_BANK, BOOKED, &scanned, rows].concat()).state;
        state.expect("entered").scan_for(OfficeId(office), Day(day)).is_some()
    };
    let begun = "100 | begun 32 | begun at 32 | Booked | -";
    assert!(seen(&[], 32, 20_000) && seen(&[begun], 32, 20_001));
    assert!(!seen(&[], 32, 19_999) && !seen(&[], 32, 20_001), "another day");
    assert!(!seen(&[], 33, 20_000) && !seen(&[begun], 33, 20_000), "another office");
    let finished = "200 | finished | finished | Booked | -";
    assert!(!seen(&[begun, finished], 32, 20_000), "it has served");
    let late = "110 | scan 2 | no: Denied(Begun { office: OfficeId(32) }) | Booked | -";
    assert!(seen(&[begun, late], 32, 20_000));
}
