//! The disk's own words: every record of the journal and every row that is more than a key.
//! This room owns their bytes, by hand and by version, for ever; it must never decide anything,
//! open a file, or let bytes that the law would refuse pass for its words.
//! Read `kind.rs` first, then `seat.rs` for the simplest record and `request.rs` for a sealed one.

mod account;
mod announcements;
mod audit;
mod choices;
mod citizens;
mod codes;
mod counters;
mod day;
mod decode;
mod earlier;
mod erased;
mod error;
mod event;
mod family;
mod frame;
mod imported;
mod kind;
mod office;
mod payments;
mod remains;
mod request;
mod row;
mod seat;
mod setting;
mod state;
mod steps;
mod switches;
mod tariff;
mod time;
mod wire;

#[cfg(test)]
mod arbitrary;
#[cfg(test)]
mod arbitrary_kinds;
#[cfg(test)]
mod arbitrary_long;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod golden_codes;
#[cfg(test)]
mod golden_counter;
#[cfg(test)]
mod golden_earlier;
#[cfg(test)]
mod golden_imported;
#[cfg(test)]
mod golden_kinds;
#[cfg(test)]
mod golden_long;
#[cfg(test)]
mod samples;

pub use account::{ACCOUNT_SETTINGS, account_setting, open_account, seal_account};
pub use announcements::{ANNOUNCEMENTS_SETTING, announcements_bytes, announcements_of};
pub use audit::{AuditRecord, ChainEnd, audit_of, write_audit};
pub use counters::{COUNTERS_BYTES, counters_bytes, counters_of};
pub use day::{DAY_BYTES, day_bytes, day_of};
pub use decode::{Record, decode};
pub use erased::{Erasure, Left, LeftSeat, erased_key_bytes, erased_of, write_erased};
pub use error::RecordError;
pub use event::{event_of, plain_event};
pub use kind::RecordKind;
pub use office::{OFFICE_TEXT_BYTES_MAX, office_of, write_office};
pub use remains::{REMAINS_BYTES, remains_bytes};
pub use request::{REQUEST_RECORD_BYTES_MAX, RequestHead, SealedEvent, open_event, seal_event};
pub use row::{RowHead, open_row, row_head, seal_row};
pub use seat::{SEAT_BYTES, seat_bytes, seat_of};
pub use setting::{SETTING_NAME_BYTES_MAX, SETTING_VALUE_BYTES_MAX, setting_of, write_setting};
pub use state::{plain_state, state_of};
pub use switches::{SWITCHES_SETTING, switches_bytes, switches_of};
pub use tariff::{TARIFF_SETTING, tariff_bytes, tariff_of};
pub use time::{TIME_BYTES, time_bytes, time_of};
pub use wire::TIMESTAMP_MAX;
