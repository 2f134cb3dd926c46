//! The one place that says whose threads, locks and atomics `bell` and `durable` use: the proof in
//! `tests/loom.rs` compiles both once more, against loom's.

pub use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering, fence};
pub use std::sync::{Arc, Mutex, MutexGuard};
pub use std::thread::{Thread, park};
