//! Offering earlier seats to those who wait.
//!
//! The engine finds who is next and holds the seat; this room only lets the rounds go on. The word
//! of it is owed by the request's state, as every other message is.

pub mod rounds;
