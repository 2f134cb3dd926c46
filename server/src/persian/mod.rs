//! How the shop writes Persian: digits, days, clocks, amounts, codes, and the catalogue of
//! sentences. This room only writes: what citizens type is folded by the law, and no page formats
//! by itself. Read `catalogue` first: every sentence comes from there, with its figures already
//! written here.

pub mod alphabet;
pub mod amounts;
pub mod catalogue;
pub mod clock;
pub mod codes;
pub mod dates;
pub mod digits;

pub use catalogue::{Language, Value};
