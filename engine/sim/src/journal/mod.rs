//! A journal in memory that has the real one's shape: a ring of segments, batches that name the one
//! before, one write outstanding, a recovery that believes only what the chain proves.
//!
//! It must never know what a record means, nor be kinder than a disk. Read `format`, then `log`
//! (the door and the ring), `writer` (one write, step by step) and `recovery`.

mod format;
mod log;
mod recovery;
mod writer;

pub use format::{Batch, Record, Shape};
pub use log::{Journal, Work};
pub use recovery::{Opened, Refused};
pub use writer::{Moved, Phase};

#[cfg(test)]
mod tests;
