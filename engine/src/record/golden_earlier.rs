//! The bytes of what somebody who waits for an earlier seat has said, for ever.

use super::choices::{put_end, read_end};
use super::error::RecordError;
use super::event::read_event;
use super::golden::hex;
use super::wire::Reader;
use nobat_domain::earlier::Scope;
use nobat_domain::ids::HoldNo;
use nobat_domain::person::AreaCode;
use nobat_domain::request::{EndReason, RequestEvent};

pub(super) fn events() -> [(RequestEvent, &'static str); 4] {
    let area = AreaCode::parse("041").expect("an area code");
    [
        (RequestEvent::WaitBegan { area, scope: Scope::Office }, "32 29 01"),
        (RequestEvent::WaitBegan { area, scope: Scope::Area }, "32 29 02"),
        (RequestEvent::WaitEnded, "33"),
        (RequestEvent::OfferAccepted { hold: HoldNo(5) }, "34 05000000"),
    ]
}

#[test]
fn an_end_by_declining_keeps_its_byte() {
    let mut declined = Vec::new();
    put_end(&mut declined, EndReason::Declined);
    assert_eq!(declined, hex("23"));
    let read = read_end(&mut Reader::new(&declined));
    assert_eq!(read.expect("golden"), EndReason::Declined);
}

#[test]
fn what_came_with_version_4_is_damage_before_it() {
    for (_, text) in events() {
        let read = read_event(&mut Reader::new(&hex(text)), 3);
        assert!(matches!(read, Err(RecordError::Unlisted { at: 0, .. })), "{read:?}");
    }
}
