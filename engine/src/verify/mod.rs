//! A second opinion on a stopped data directory: every invariant, over tables and journal together.
//! This room reads everything and believes nothing that it can compare; it must never write a
//! byte, take a writer's place, or stop at the first fault. Read `run` first, then `requests`.

mod erasures;
mod feed;
mod fits;
mod follows;
mod history;
mod indexes;
mod merged;
mod overlay;
mod persons;
mod report;
mod requests;
mod rows;
mod run;
mod seats;
mod side_by_side;
mod staff;
mod ties;
mod waiting;

pub use report::{Counts, DAMAGE, FINDINGS_MAX, Finding, Positions, Report, Unfinished};
pub use run::{verify, verify_tables};
