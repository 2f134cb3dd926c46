//! The law against plain models and plain accounts, by random stories that shrink.
//!
//! `seats` compares one shift with a vector of seats and plain ifs that share nothing with it.
//! `pair` lets desks and shifts talk over a line that drops, repeats, delays and reorders.

mod accounts;
mod line;
mod naive_shift;
mod pair;
mod seats;
