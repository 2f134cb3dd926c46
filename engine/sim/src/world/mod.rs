//! One world: the keepers of the law in a machine that loses, delays, repeats and crashes.
//!
//! It moves messages, syncs and time, and decides nothing about seats or money. Read `life` for the
//! loop, `machine` and `writer` for what the shells do, then `server`, `street`, `crash`, `start`.

mod audit;
mod counter;
mod crash;
mod life;
mod machine;
mod offers;
mod planted;
mod report;
mod server;
mod start;
mod street;
mod witness;
mod writer;

pub use life::World;
