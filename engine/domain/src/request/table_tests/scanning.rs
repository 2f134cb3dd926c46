//! Scans of the booklet: one counts, each later one takes its place, until the completion begins.

use super::picture::{AT_THE_BANK, BOOKED, START, check};
use crate::ids::OfficeId;
use crate::request::Scan;
use crate::timestamp::Millis;

/// Seconds from the start of a picture to the booked day.
const DAY: u64 = 27_987_400;

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
fn an_office_sees_it_from_the_day_on_until_it_has_completed_and_nobody_else_does() {
    let scanned = ["95 | scan 1 | scan 1 | Booked | -"];
    let seen = |rows: &[&str], office: u32, seconds: u64| {
        let state = check(&[AT_THE_BANK, BOOKED, &scanned, rows].concat()).state;
        let now = START.plus(Millis::seconds(seconds));
        state.expect("entered").scan_for(OfficeId(office), now).is_some()
    };
    let begun = "100 | begun 32 | begun at 32 | Booked | -";
    assert!(!seen(&[], 32, DAY - 1), "before the day");
    assert!(seen(&[], 32, DAY) && seen(&[], 32, DAY + 7 * 86_400), "who comes late, too");
    assert!(seen(&[begun], 32, 100));
    assert!(!seen(&[], 33, DAY) && !seen(&[begun], 33, DAY), "another office");
    let finished = "200 | finished | finished | Booked | -";
    assert!(!seen(&[begun, finished], 32, DAY), "it has served");
    let late = "110 | scan 2 | no: Denied(Begun { office: OfficeId(32) }) | Booked | -";
    assert!(seen(&[begun, late], 32, DAY));
}
