//! The same work done by the stores that one would otherwise take, measured in turns with ours.
//!
//! It starts and ends its own servers in directories of its own; it must never speak to a server
//! that it has not started, and never count work that the store does not show afterwards. Read
//! `args` for what can be asked, `cycle` for what a client does, `turns` for a whole comparison.

pub mod args;

mod audit;
mod cells;
mod country;
mod cycle;
mod document;
mod drive;
mod figures;
mod machine;
mod ours;
mod place;
mod postgres;
mod process;
mod redis;
mod shape;
mod table;
mod tally;
mod targets;
mod turn;
mod turns;

pub use ours::ask as ask_ours;
pub use place::Place;
pub use turns::{Ending, compare};

/// How long a hold lasts: its deadline stands in its record.
const HOLD_MS: u64 = 20 * 60 * 1_000;
/// A citizen's mobile is a number behind this one.
const MOBILES_FROM: u64 = 989_000_000_000;
/// What everybody's booklet says.
const SERIAL: u32 = 883_810;
