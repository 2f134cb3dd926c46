//! One citizen's whole visit, from the entry page to the receipt or to wherever it ends.
//! This room owns what people do; it must never count, judge a run, or read a page by itself.
//! Read `temper.rs` for who comes, `script.rs` for the way, `choosing.rs` and `paying.rs` for its
//! parts.

mod choosing;
mod paying;
mod script;
mod temper;
mod walker;

pub use script::{Outcome, Story, visit};
pub use walker::{Kills, Run};
