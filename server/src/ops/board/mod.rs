//! The operators' board: the live figures of the machine behind a password, drawn once a second.
//!
//! It reads what the recorder of metrics, the journal and the board of seats say, and never asks an
//! owner for anything; no citizen stands in any of it. Read `reading` for what is measured, then
//! `figure` for what is shown, `sampler` for how it moves, and `door` for who may look.

mod address;
mod attempts;
mod board_page;
mod condition;
mod door;
mod exposition;
mod figure;
mod history;
mod latency;
mod numbers;
mod operator;
mod password;
mod plot;
mod reading;
mod sampler;
mod seats;
mod stream;
mod view;
mod viewers;

pub use door::{Admitted, Board, routes};
pub use sampler::Sampler;

#[cfg(test)]
mod tests;
