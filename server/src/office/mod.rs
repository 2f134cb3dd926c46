//! What an office does for itself: its facts, and the citizens of its day.
//!
//! An office sees its own citizens alone, in a list by code and needs; which office that is says
//! the account, never the browser. What a booklet is compared with is shown of one citizen at a
//! time, and never before the look-up is written down. Read `facts`, then `day`, `finding` and
//! `completion`.

pub mod completion;
pub mod day;
pub mod facts;
pub mod finding;
mod row;
pub mod scan;
