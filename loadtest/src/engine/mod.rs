//! What the engine does without HTTP: clients in its own process, as a web handler meets it.
//!
//! It measures and never judges, and it writes only into the data directory that it was given or
//! has made. Read `args` for the workloads, `run` for one measurement, then `spread`.

pub mod args;

mod country;
mod figures;
mod full;
mod limit;
mod open_loop;
mod process;
mod ranking;
mod run;
mod spread;
mod tally;

pub use run::measure;
