//! The actor of a desk: a shell around the law's keeper of requests.
//!
//! Mailbox in, pure call, seal, journal, shifts, answers. It decides nothing itself. Read
//! `messages`, then `handlers`.

mod actor;
mod door;
mod erase;
mod handlers;
mod messages;

pub use actor::DeskActor;
pub use door::Erased;
pub use erase::EraseOutcome;
pub use messages::{DeskCall, ToDesk};
