//! The scans of booklets: one sealed file for each, beside journal and tables, which only name it.
//! This room makes a file durable before its request may name it; it must never keep a picture
//! that is not sealed under its owner's key, or remove one that a request names. Read `store`
//! first.

mod door;
mod files;
mod store;

pub(crate) use files::all as all_scans;
pub use store::{Owner, ScanFault, Scans, Turn};
