//! The one follower of the durable journal, and the only writer of the tables.
//!
//! It applies records in order and off the hot path; nobody waits for it but a reader who needs a
//! row newer than the tables. It never decides. Read `apply`, then
//! `erasures`, then `run`.

mod applied;
mod apply;
mod erasures;
mod indexes;
mod run;

pub use applied::Applied;
pub use apply::{Projection, ProjectorError, open_row};
pub use erasures::{erase_again, named_erased, open_row_unless_erased};
pub use indexes::index_once;
pub use run::Projector;
