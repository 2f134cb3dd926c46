//! The owner of one office-shift: a shell around the law's keeper.
//!
//! A letter or a message in, a pure call, then journal, board and desk; it decides nothing itself.
//! Read `owner`, then `actor`.

mod actor;
mod door;
mod messages;
mod owner;

pub use actor::ShiftActor;
pub use messages::ToShift;
pub use owner::ShiftOwner;
