//! What an office does for itself: its facts, and the list of its day.
//!
//! An office sees its own citizens alone, by code and needs, and never by name; which office that
//! is says the account, never the browser. Read `facts`, then `day`.

pub mod day;
pub mod facts;
pub mod scan;
