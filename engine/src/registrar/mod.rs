//! The one owner of offices, dates, settings, accounts and the audit: it journals them and hires
//! the owners of shifts.
//!
//! It never touches a seat: opening and resizing are commands to the shift that owns the day. Read
//! `actor`, then `staff`.

mod actor;
mod counter_door;
mod door;
mod staff;
mod tariff;

pub use actor::{RegistrarActor, ToRegistrar, home};
pub use counter_door::{AUDIT_PAGE, AuditAbout, AuditEntry, BookedSeat};
pub use staff::{Counter, Staff, StaffAnswer};
pub use tariff::{kept_tariff, tariff_stamp};
