//! One thread that carries actors: its lane into the journal, its parked answers, its deadlines.
//!
//! Nothing here decides anything, and nothing here is shared between threads but the mailboxes.
//! Read `room`, then `mailbox`.

pub mod mailbox;
pub mod parked;
pub mod room;
pub mod roster;
pub mod wheel;

pub use mailbox::Mailbox;
pub use parked::Parked;
pub use room::{Room, Shared};
pub use roster::Roster;
