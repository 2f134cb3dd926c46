//! One world: the keepers of the law in a machine that loses, delays, repeats and crashes.
//!
//! It moves messages, syncs and time, and decides nothing about seats or money. Read `life` for the
//! loop, `machine` for what the shells do, then `server`, `street`, `crash` and `report`.

mod crash;
mod life;
mod machine;
mod report;
mod server;
mod street;
mod witness;

pub use life::World;
