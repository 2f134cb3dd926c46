//! Redis, as quick as it gets with every answer on disk: scripts, few connections, many questions.
//!
//! It starts a server of its own in a directory of its own; it never looks for one that runs. Read
//! `scripts` for what each step does, `server` for the settings, `audit` for what is checked.

mod audit;
mod dialect;
mod resp;
mod scripts;
mod server;

pub use server::{Redis, SETTINGS, find};
