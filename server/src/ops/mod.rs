//! For those who run the machine: health, metrics, and the board of live figures.
//!
//! Nothing here knows a citizen. Read `health`, then `board`.

pub mod board;
pub mod health;
