//! The journal: the only thing that stands between a decision and its answer.
//! It owns the ring of segment files, their archive, and the word "durable"; it must never look
//! inside a record beyond its first four bytes, know a table, or retry a failed write in silence.
//! Read `docs/JOURNAL.md` first, then `open.rs` for the start and `writer.rs` for the daily work.

mod archive;
mod bell;
mod buffer;
mod config;
mod durable;
mod envelope;
mod error;
mod follower;
mod format;
mod found;
mod lane;
mod ledger;
pub mod medium;
pub mod metric_names;
mod open;
mod reader;
mod recovery;
mod retention;
mod ring;
mod segment;
mod steward;
mod survey;
mod threads;
mod walk;
mod writer;

#[cfg(test)]
mod crash_tests;
#[cfg(test)]
mod durable_tests;
#[cfg(test)]
mod fence_tests;
#[cfg(test)]
mod flow_tests;
#[cfg(test)]
mod recovery_tests;
#[cfg(test)]
mod test_kit;

pub use config::{FatalHook, JournalConfig};
pub use durable::{Condition, Durable, Waiter};
pub use envelope::{RECORD_BYTES_MAX, RECORD_HEAD_BYTES, Record};
pub use error::JournalError;
pub use follower::Follower;
pub use found::found;
pub use lane::{Lane, Work};
pub use open::{Journal, Opened};
pub use reader::{Batch, Reader};
pub use retention::{Archive, ArchiveStanding};
pub use ring::{Backlog, Intake};
pub use survey::{Fault, SegmentReport, Survey, survey};
