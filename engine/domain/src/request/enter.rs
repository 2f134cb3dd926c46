//! The entry page was passed: the request exists from now on.

use crate::ids::DataKeyNo;
use crate::person::{BookletSerial, NationalId};
use crate::request::decide::Events;
use crate::request::event::RequestEvent;
use crate::request::state::RequestState;

/// A later entry changes nothing, unless the booklet was replaced and has a new serial.
pub(super) fn enter(
    state: Option<&RequestState>,
    national_id: &NationalId,
    serial: &BookletSerial,
    data_key: DataKeyNo,
) -> Events {
    if let Some(state) = state {
        assert_eq!(state.national_id, *national_id, "REQ-1: a key belongs to one national ID");
        if state.serial == *serial {
            return Events::new();
        }
    }
    let data_key = state.map_or(data_key, |state| state.data_key);
    vec![RequestEvent::Entered { national_id: *national_id, serial: *serial, data_key }]
}
