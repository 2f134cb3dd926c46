//! The ledger of messages: what every citizen is owed a word of, what became of each, and what it
//! cost. It stands beside the journal in a store of its own, `DATA/messages`, which is synced
//! before anything leaves and after every outcome.
//!
//! The law says what is owed (`nobat_domain::message`): the ledger follows the change feed and asks
//! it of each request that has changed, keeping what was told last. It knows no provider: whoever
//! sends takes work by [`Ledger::take`] and brings outcomes to [`Ledger::settle`]. No number or
//! address is in it but sealed under its citizen's key, and only where the request has it no more.
//! Read `ledger`, then `follow` and `work`.

mod early;
mod error;
mod follow;
mod ledger;
mod outcome;
mod row;
mod seals;
mod shelf;
mod tally;
mod work;

pub use error::LedgerError;
pub use ledger::{Asked, Ledger, MessageId, NotAsked};
pub use outcome::{Outcome, Report};
pub use tally::{Count, Figures, Line};
pub use work::{Address, Job, Lane, Post};
