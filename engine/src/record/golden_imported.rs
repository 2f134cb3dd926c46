//! Bytes of what another system knew, written out once, in the letters of `golden`: a change of
//! them is a change of format.

use super::error::RecordError;
use super::event::read_event;
use super::golden::{hex, unhex};
use super::samples::{self, CHOICE, moment};
use super::wire::Reader;
use nobat_domain::request::{Been, RequestEvent, Step, Visited};

pub(super) fn events() -> Vec<(RequestEvent, &'static str)> {
    let visited = Visited { choice: CHOICE, step: Step::Delivered, since: moment(7) };
    let been = Some(Been { visited, code: samples::code() });
    let (details, paid) = (Some(Box::new(samples::details())), Some(Box::new(samples::money())));
    vec![
        (RequestEvent::Imported { details: None, paid: None, been: None }, "46 00 00 00"),
        (RequestEvent::Imported { details, paid, been }, FULL),
    ]
}

const FULL: &str = "46 01 D 01 M 01 C 06 070000009001 15cd5b07";

#[test]
fn what_came_from_elsewhere_is_damage_before_version_5() {
    for version in 1..5 {
        let read = read_event(&mut Reader::new(&unhex(FULL)), version);
        assert!(matches!(read, Err(RecordError::Unlisted { at: 0, .. })), "{read:?}");
    }
    let read = read_event(&mut Reader::new(&hex("46 00 00 02")), 5);
    assert!(read.is_err(), "neither yes nor no: {read:?}");
}
