//! The law of a request as pictures: each row is a moment, a command, what happens, where the
//! citizen stands then, and what is owed to shifts.
//!
//! A picture never builds a state by hand: it tells a story from the entry on. Read `picture` for
//! the language, then the stories in the order of a booking's life.

mod picture;
mod shown;

mod asking;
mod choosing;
mod earlier;
mod entering;
mod erasing;
mod home;
mod importing;
mod kinds;
mod last_question;
mod late_money;
mod moving;
mod patience;
mod paying;
mod purse;
mod scanning;
mod steps;
mod tabs;
mod telling;
