//! PostgreSQL, one statement for each step, prepared, committed and synced before its answer.
//!
//! It starts a cluster of its own in a directory of its own; it never looks for one that runs. Read
//! `sql` for tables and statements, `server` for the settings, `wire` for the protocol.

mod audit;
mod dialect;
mod server;
mod sql;
mod wire;

pub use server::{Postgres, SETTINGS, find};
