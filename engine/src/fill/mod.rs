//! Data directories of any size, made in one go for tests of size, recovery and verification.
//! This room owns the short cut: rows as bookings leave them, put without their history, and a
//! journal that begins behind them; it must never touch a directory that holds anything.
//! Read `plan` for what is asked, then `make`; `history` is the life of one request.

mod error;
mod history;
mod make;
mod places;
mod plan;

pub use error::FillError;
pub use make::fill;
pub use plan::{Citizen, FillPlan, Filled};
