//! The one owner of offices, dates and settings: it journals them and hires the owners of shifts.
//!
//! It never touches a seat: opening and resizing are commands to the shift that owns the day. Read
//! `actor`.

mod actor;
mod door;
mod tariff;

pub use actor::{RegistrarActor, ToRegistrar, home};
pub use tariff::kept_tariff;
