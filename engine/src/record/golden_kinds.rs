//! The bytes of one request after another, for ever.

use super::error::RecordError;
use super::event::{event_of, plain_event, read_event};
use super::golden::{STATE, state_v3, state_v4, unhex, without_v4};
use super::samples;
use super::state::state_of_version;
use super::wire::Reader;
use nobat_domain::ids::OrderNo;
use nobat_domain::payment::Reference;
use nobat_domain::request::{Issued, RequestEvent, RequestState};
use nobat_domain::tariff::Service;

/// What version 7 has behind all that version 6 had.
const SINCE_V7: &str = "
    01
    01 M 1f0000009001 03 525631";

/// What version 6 has behind all that version 5 had.
const SINCE_V6: &str = "
    03 02010100
    01 01 15cd5b07 01000000 C 06000000 1a0000009001 01 M 1b0000009001";

/// The text of [`samples::full_state`] as version 6 wrote it, as far as it could.
fn state_v6() -> &'static str {
    STATE.strip_suffix(SINCE_V7).expect("version 7 has only added")
}

/// The same as version 5 wrote it.
pub(super) fn state_v5() -> &'static str {
    state_v6().strip_suffix(SINCE_V6).expect("version 6 has only added")
}

pub(super) fn events() -> [(RequestEvent, &'static str); 2] {
    [
        (RequestEvent::Opened { service: Service::FirstLoss }, "1e 02"),
        (RequestEvent::MistakeFound, "1f"),
    ]
}

/// An order and the bank's reference, as in a payment.
pub(super) fn reversal() -> (RequestEvent, &'static str) {
    let reference = Reference::new("RV1").expect("plain text");
    let order = OrderNo(0x0102_0304_0506_0708);
    (RequestEvent::Reversed { order, reference }, "50 0807060504030201 03 525631")
}

/// A request as it was before money was reversed.
fn without_v7(state: &mut RequestState) {
    state.scans_before = 0;
    state.reversed.clear();
}

/// A request as it was before there was another one.
pub(super) fn without_v6(state: &mut RequestState) {
    without_v7(state);
    (state.service, state.issued) = (Service::FirstIssue, Issued::default());
    state.past.clear();
}

#[test]
fn every_word_of_another_request_keeps_its_bytes() {
    for (event, golden) in events() {
        assert_eq!(*plain_event(&event), unhex(golden), "{event:?}");
        assert_eq!(event_of(&unhex(golden)).expect("golden"), event);
    }
}

#[test]
fn what_came_with_version_6_is_damage_before_it() {
    for (_, text) in events() {
        let read = read_event(&mut Reader::new(&unhex(text)), 5);
        assert!(matches!(read, Err(RecordError::Unlisted { at: 0, .. })), "{read:?}");
    }
}

#[test]
fn what_came_with_version_7_is_damage_before_it() {
    let (event, text) = reversal();
    assert_eq!(*plain_event(&event), unhex(text));
    assert_eq!(event_of(&unhex(text)).expect("golden"), event);
    let read = read_event(&mut Reader::new(&unhex(text)), 6);
    assert!(matches!(read, Err(RecordError::Unlisted { at: 0, .. })), "{read:?}");
    let mut state = samples::full_state();
    without_v7(&mut state);
    assert_eq!(state_of_version(&unhex(state_v6()), 6).expect("golden"), state);
}

#[test]
fn a_request_of_an_earlier_version_is_a_first_issue() {
    let mut state = samples::full_state();
    without_v6(&mut state);
    assert_eq!(state_of_version(&unhex(state_v5()), 5).expect("golden"), state);
    state.scan = None;
    assert_eq!(state_of_version(&unhex(state_v4()), 4).expect("golden"), state);
    without_v4(&mut state);
    assert_eq!(state_of_version(&unhex(state_v3()), 3).expect("golden"), state);
    // The card that was delivered then is the first one.
    for (text, version) in [(state_v3(), 3), (state_v4(), 4), (state_v5(), 5)] {
        let delivered = text.replacen("01 05 53525100 19", "01 06 19", 1);
        let read = state_of_version(&unhex(&delivered), version).expect("golden");
        assert_eq!(read.issued, Issued { cards: 1, ..Issued::default() });
    }
}
