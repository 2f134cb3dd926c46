//! The bytes of one request after another, for ever.

use super::error::RecordError;
use super::event::{event_of, plain_event, read_event};
use super::golden::{state_v3, state_v4, state_v5, unhex, without_v4};
use super::samples;
use super::state::state_of_version;
use super::wire::Reader;
use nobat_domain::request::{Issued, RequestEvent, RequestState};
use nobat_domain::tariff::Service;

pub(super) fn events() -> [(RequestEvent, &'static str); 2] {
    [
        (RequestEvent::Opened { service: Service::FirstLoss }, "1e 02"),
        (RequestEvent::MistakeFound, "1f"),
    ]
}

/// A request as it was before there was another one.
pub(super) fn without_v6(state: &mut RequestState) {
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
