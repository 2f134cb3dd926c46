//! After a run: does the server still say what citizens saw, and does the bank agree?
//! This room finds faults and names them; it must never mend its own book or excuse the server.
//! Read `fault.rs` for what can be found, then `look.rs` and `money.rs` for how.

mod fault;
mod look;
mod money;
mod receipts;

#[cfg(test)]
mod negative_control;

pub use fault::{Fault, Findings, Money};
pub use look::{Looker, Standing};
pub use money::{Debtor, Ledger, LedgerTrouble, compare, fetch_ledger};
pub use receipts::{check_receipts, look_at_all};
