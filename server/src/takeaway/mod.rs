//! What a citizen takes away: the receipt as PDF, the appointment for a calendar, the digits that
//! an office scans. It never looks anything up and writes no sentence of its own: all it draws is
//! in the page's model of the receipt. Read `pages/receipt.rs` first, then `pdf`, then `calendar`.

pub mod calendar;
pub mod pdf;
pub mod press;
pub mod scanned;
