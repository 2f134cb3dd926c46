//! A naive second opinion: it sees what became durable and what left the engine, as plain data, and
//! keeps its own accounts of seats, money and promises.
//!
//! It shares no code with the law and must never import it; agreement would prove nothing then.
//! Read `fact` and `seen`, then `ledger`, then `history` (crashes) and `lists` (what readers see).

mod accounts;
mod fact;
mod history;
mod ledger;
mod lists;
mod offers;
mod seats;

pub use fact::{
    After, Cell, Change, Fact, Final, Listed, Place, Seen, SeenSeat, TakenSeat, Told, Who,
};
pub use ledger::{Auditor, Complaint};
