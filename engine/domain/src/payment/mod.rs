//! One attempt to pay, and what a bank's word about it means for money.
//!
//! It never speaks to a bank and never believes one by itself: amount and order are compared here
//! once more. Read `attempt`, then `verdict`.

pub mod attempt;
pub mod text;
pub mod verdict;

pub use attempt::{Attempt, AttemptState, Closed, Page};
pub use text::{Reference, Token};
pub use verdict::{BankSays, Money, PaymentRefusal, Receipt};
