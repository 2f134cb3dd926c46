//! A naive second opinion: it sees what became durable and what left the engine, as plain data, and
//! keeps its own accounts of seats, money and promises.
//!
//! It shares no code with the law and must never import it; agreement would prove nothing then.
//! Read `fact` and `seen`, then `ledger`.

mod accounts;
mod fact;
mod ledger;
mod seats;

pub use fact::{After, Change, Fact, Final, Place, Seen, SeenSeat, Who};
pub use ledger::{Auditor, Complaint};
