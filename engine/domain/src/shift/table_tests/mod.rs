//! The law of a seat as pictures: each row is a moment, a command, its answer and the counts.
//!
//! A picture never builds a state by hand: it tells a story from the opening of a day on. Read
//! `picture` for the language, then one verb at a time.

mod picture;

mod clock;
mod holding;
mod paying;
mod registrar;
mod returning;
