//! The owner of the requests of one thread: a shell around the law's keeper of requests.
//!
//! A letter or a message in, a pure call, seal, journal, shifts, answers; it decides nothing
//! itself. Read `messages`, then `owner`.

mod actor;
mod door;
mod entry;
mod erase;
mod messages;
mod owner;

pub use actor::DeskActor;
pub use door::Erased;
pub use erase::{EraseCall, EraseOutcome};
pub use messages::{DeskCall, ToDesk};
pub use owner::DeskOwner;
