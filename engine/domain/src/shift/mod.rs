//! An office-shift: the one owner of its seats, for all its dates.
//!
//! It decides who holds and who has booked a seat, and knows nothing of citizens' details, money or
//! disks. Read `command`, `event` and `state`, then one verb at a time.

pub mod command;
pub mod event;
pub mod refusal;
pub mod state;

mod book;
mod day_book;
mod days;
mod decide;
mod drop_day;
mod due;
mod evolve;
mod extend;
mod give_back;
mod hold;
mod open;
mod release;
mod secure;
mod tombstones;
mod vacancy;

pub use command::{Answer, Ask, ShiftCommand};
pub use day_book::DayBook;
pub use decide::{Decided, decide};
pub use drop_day::dropped_from;
pub use due::{Due, due, next_due};
pub use event::{
    After, DayImage, DayState, HeldSeat, NOBODY, Purpose, SeatChange, SeatImage, ShiftEvent,
};
pub use evolve::evolve;
pub use refusal::Refusal;
pub use state::ShiftState;

#[cfg(test)]
mod table_tests;
