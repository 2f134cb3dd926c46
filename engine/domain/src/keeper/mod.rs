//! The hearts of the two actors: plain structs that receive, tick and say what to do.
//!
//! They own a shift's or a desk's state and never touch a mailbox, a disk or a clock, so that the
//! simulator drives the same hearts as the machine. Read `shift`, then `desk`.

pub mod desk;
pub mod erase;
pub mod in_flight;
pub mod shift;

mod refusals;
mod resting;

pub use desk::{Counters, DeskInput, DeskKeeper, DeskOutput, Outcome, Row, WaitId};
pub use erase::Erasing;
pub use in_flight::AskBank;
pub use shift::{ShiftKeeper, ShiftOutput, Tell};

#[cfg(test)]
mod tests;
