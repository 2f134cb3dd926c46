//! How the shop writes: digits, days, clocks, amounts, codes, and the catalogue of sentences, in
//! Persian and in English beside it. This room only writes: what citizens type is folded by the
//! law, and no page formats by itself. Read `catalogue` first: every sentence comes from there;
//! then `written`: what a page writes outside of sentences.

pub mod amounts;
pub mod catalogue;
pub mod clock;
pub mod codes;
pub mod dates;
pub mod digits;
pub mod gregorian;
mod written;

pub use catalogue::{Language, Value};
