//! Short texts that a bank gives and wants back to the letter.

use std::fmt;

use crate::limits::{REFERENCE_BYTES_MAX, TOKEN_BYTES_MAX};

/// What a bank names a payment page by. Whoever has it can pay, so it is kept out of logs.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token(String);

/// A bank's own number of a payment, such as a retrieval reference or a trace number. Leading zeros
/// matter.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Reference(String);

fn plain(text: &str, bytes_max: usize) -> bool {
    !text.is_empty() && text.len() <= bytes_max && text.bytes().all(|byte| byte.is_ascii_graphic())
}

impl Token {
    /// Visible ASCII within the bound, or nothing.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        plain(text, TOKEN_BYTES_MAX).then(|| Self(text.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Reference {
    /// Visible ASCII within the bound, or nothing.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        plain(text, REFERENCE_BYTES_MAX).then(|| Self(text.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_texts_are_refused_and_zeros_kept() {
        assert!(Reference::new("").is_none());
        assert!(Reference::new("12 34").is_none());
        assert!(Reference::new(&"9".repeat(REFERENCE_BYTES_MAX + 1)).is_none());
        assert_eq!(Reference::new("000281").expect("plain digits").as_str(), "000281");
        assert!(!format!("{:?}", Token::new("secret").expect("plain text")).contains("secret"));
    }
}
