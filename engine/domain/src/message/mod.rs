//! What a citizen is told without asking: which words a request's state asks for, whether they
//! still hold when they are about to leave, and what becomes of them where nobody knows.
//!
//! Nothing is told because of an event. What a citizen was told last is [`Known`]; what the state
//! says beyond it is owed. So a crash, a repetition or a gap tells nothing twice and skips nothing,
//! and of what changed and changed back nobody hears. Read `kind`, then `look`.

mod kind;
mod look;
mod rule;

pub use kind::{Channel, Kind};
pub use look::{Intent, Known, Stood, To, holds, look};
pub use rule::{Budget, MessageTerms, Pace, Rule, Unknown};
