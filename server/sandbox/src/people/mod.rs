//! The people of the sandbox's country: 65 million of them, as a function of seed and national ID.
//! Nobody is stored, and nobody depends on the time or on another person; it never logs anybody.
//! Read `whole` first, then `census` for who exists and `person` for what they are like.

mod born;
pub mod census;
pub mod citizens;
mod form;
mod names;
pub mod person;
pub mod registration_place;
pub mod shuffle;
mod whole;

pub use citizens::{CitizenKind, CitizenRow, citizens};
pub use person::{GUIDE_PERSON, Person, Replacement};
pub use whole::People;
