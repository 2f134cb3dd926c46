//! One thread that carries owners: its post, its lane into the journal, its parked answers, its
//! deadlines.
//!
//! Nothing here decides anything, and nothing here is shared between threads but the post boxes and
//! mailboxes. Read `room`, then `post`.

pub mod mailbox;
pub mod meters;
pub mod parked;
pub mod post;
pub mod room;
pub mod roster;
pub mod wheel;

pub use mailbox::Mailbox;
pub use parked::Parked;
pub use post::{Letter, Post};
pub use room::{Room, Shared};
pub use roster::Roster;
