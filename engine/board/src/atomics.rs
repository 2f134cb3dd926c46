//! The one place that says whose atomics these are: the proof in `tests/loom.rs` compiles `cell`
//! and `handover` once more, against loom's.

pub use std::sync::atomic::{AtomicU64, Ordering, fence};
