//! The client of the civil registry: one question over HTTP, answered within a deadline or not.
//! It never guesses a missing fact, never logs or repeats anything about a person, and never lets a
//! slow or broken registry take more than its share. Read `client` first, then `answer`.

pub mod answer;
pub mod breaker;
pub mod client;
mod transport;
mod wire;

pub use answer::{Answer, Card, Citizen, RegistryError};
pub use client::{Now, RegistryClient, RegistrySettings};
