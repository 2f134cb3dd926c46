//! The actor of one office-shift: a shell around the law's keeper.
//!
//! Mailbox in, pure call, journal, board, desk. It decides nothing itself. Read `messages`, then
//! `handlers`.

mod actor;
mod handlers;
mod messages;

pub use actor::ShiftActor;
pub use messages::ToShift;
