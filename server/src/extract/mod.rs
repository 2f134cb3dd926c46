//! What a request brings with it: where it comes from, its language, the citizen's session and the
//! form that was typed.
//!
//! Nothing here decides anything; a session that cannot be read counts as none. Read `session`.

mod client;
pub mod language;
pub mod session;
pub mod token;
pub mod typed;

pub use client::{Client, Peer};
pub use session::{Citizen, Session};
pub use typed::Typed;
