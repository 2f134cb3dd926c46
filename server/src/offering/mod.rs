//! Offering earlier seats to those who wait, and telling them.
//!
//! The engine finds who is next and holds the seat; this room only lets the rounds go on and hands
//! the word over. Read `rounds`, then `notices`.

mod notices;
pub mod rounds;

pub use notices::Notices;
