//! Chasing every payment whose outcome is not known, with or without a browser.
//!
//! It asks banks and tells desks; what the answer means is the law's. Read `inquire`, then `sweep`.

pub mod inquire;
pub mod sweep;
pub mod turns;
