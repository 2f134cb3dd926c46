//! Browsers that come back from a bank: a hint that the bank must be asked, never a proof.
//!
//! Nothing here books a seat or believes a form. Read `bank_return`.

pub mod bank_return;
