//! Bytes of what the long form states and of the scan, written out once: a change of them is a
//! change of format.

use super::codes;
use super::event::read_event;
use super::golden::hex;
use super::samples;
use super::wire::Reader;
use super::{RecordError, event_of, plain_event};
use nobat_domain::limits::{CHILDREN_MAX, SPOUSES_MAX};
use nobat_domain::request::{RequestEvent, Scan};
use nobat_domain::staff::Deed;

/// The details of [`samples::details`] behind the name of the event, and her home: two bits among
/// the answers say that it follows, and that a long form does.
const HEAD: &str = "10 5905 03 13 8205 0b 0f 01 04 3b 39313435313238313336 08 d985d8b1db8cd985
    35353134373336383637 1a00 d8aedb8cd8a7d8a8d8a7d98620d8a2d8b2d8a7d8afdb8c203132";
/// Zahra Raad, booklet 12, and her father; a husband, and no child.
const LONG: &str = "08 d8b2d987d8b1d8a7 06 d8b1d8b9d8af 02 3132
    08 d8b9d984db8cd8a7 01 08 d8b1d8a7d8afd8a7 06 d8b1d8b9d8af 32353830323030363036 00";

pub(super) fn events_of_scans() -> Vec<(RequestEvent, &'static str)> {
    let scan = Scan { no: 3, bytes: 0x0102_0304 };
    vec![(RequestEvent::ScanKept { scan }, "28 03 04030201")]
}

#[test]
fn a_long_form_keeps_its_bytes() {
    let event = RequestEvent::Edited { details: Box::new(samples::details_long()) };
    let golden = hex(&format!("{HEAD} {LONG}"));
    assert_eq!(*plain_event(&event), golden);
    assert_eq!(event_of(&golden).expect("golden"), event);
}

#[test]
fn what_came_with_version_5_is_damage_before_it() {
    for (_, text) in events_of_scans() {
        let read = read_event(&mut Reader::new(&hex(text)), 4);
        assert!(matches!(read, Err(RecordError::Unlisted { at: 0, .. })), "{read:?}");
    }
    let long = hex(&format!("{HEAD} {LONG}"));
    for version in 1..5 {
        let read = read_event(&mut Reader::new(&long), version);
        assert!(matches!(read, Err(RecordError::Unlisted { at: 11, .. })), "{read:?}");
    }
}

#[test]
fn a_family_beyond_its_bound_is_damage() {
    let text = hex(&format!("{HEAD} {LONG}"));
    let (spouses, children) = (text.len() - 1 - 26 - 1, text.len() - 1);
    for (at, most) in [(spouses, SPOUSES_MAX), (children, CHILDREN_MAX)] {
        let mut more = text.clone();
        more[at] = u8::try_from(most + 1).expect("a small family");
        let read = event_of(&more);
        assert!(matches!(read, Err(RecordError::Refused { at: place, .. }) if place == at));
    }
}

#[test]
fn the_switching_keeps_its_byte() {
    let mut bytes = Vec::new();
    codes::put_deed(&mut bytes, Deed::Switched);
    assert_eq!(bytes, [33]);
    assert_eq!(codes::read_deed(&mut Reader::new(&bytes)).expect("golden"), Deed::Switched);
}
