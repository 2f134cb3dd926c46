//! The machine: it runs the law on threads, remembers it on disk, and shows it without waiting.
//!
//! Only [`EngineHandle`] leaves this crate, in domain words; no actor, lane or table does. Read
//! `open` for a start, `handle` for the door, then `shift` and `desk`.

pub mod backup;
pub mod clock;
pub mod config;
pub mod error;
pub mod fill;
pub mod handle;
pub mod journal;
pub mod keyring;
pub mod messages;
pub mod metric_names;
pub mod record;
pub mod scans;
pub mod storage;
pub mod verify;

mod arbiter;
mod chance;
mod desk;
mod earlier;
mod feed;
mod import;
mod open;
mod projector;
mod recovery;
mod registrar;
mod retention;
mod reversals;
mod served;
mod shift;

pub use config::EngineConfig;
pub use desk::Erased;
pub use earlier::Offered;
pub use error::{AskError, EngineError};
pub use feed::{FeedBatch, FeedChange, FeedRead, FeedSpan, Listed};
pub use handle::{Answered, EngineHandle, OpenDay};
pub use nobat_board::{Listing, Query, Snapshot};
pub use nobat_domain::calendar::tehran::day_of;
pub use open::Engine;
pub use registrar::{AUDIT_PAGE, AuditAbout, AuditEntry, BookedSeat, Staff, tariff_stamp};
