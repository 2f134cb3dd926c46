//! A carrier of texts that speaks Kavenegar's HTTP API (v1): it takes a text once for each of the
//! caller's own numbers, says what became of it, reports by itself, and misbehaves as it is told.

mod books;
mod router;

pub use books::{Behaviour, Books, Text};
pub use router::{Carrier, router};

/// What the server shows as its key, so that the demo has one secret to hand on.
#[must_use]
pub fn key(registry_key: &str) -> String {
    format!("kavenegar-{}", registry_key.replace(|letter: char| !letter.is_alphanumeric(), "-"))
}
