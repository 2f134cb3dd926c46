//! The scenarios: who comes, when, and how many.
//! This room owns the run from the first look at the server to its audit; it must never change the
//! schedule because of an answer. Read `steady.rs` first, then `ground.rs` for what precedes a run.

mod aftermath;
mod ground;
mod progress;
pub mod steady;
