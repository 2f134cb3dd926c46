//! An account: a name, a role, and marks by which its owner is known again.

use std::fmt;

use super::role::Role;
use crate::timestamp::Timestamp;

/// The number of an account: from 1, never used twice. 0 is nobody.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AccountNo(pub u32);

pub const ACCOUNT_NAME_CHARS_MIN: usize = 3;
pub const ACCOUNT_NAME_CHARS_MAX: usize = 32;
/// A mark of argon2 with its parameters is about a hundred bytes long.
pub const PASSWORD_MARK_BYTES_MAX: usize = 255;
/// Bytes of the key that a phone counts codes with: what RFC 4226 recommends.
pub const SECOND_KEY_BYTES: usize = 20;
/// Codes on paper, for a phone that was lost.
pub const RECOVERY_CODES_MAX: usize = 10;

/// What is typed at the counter's door: small Latin letters, digits, `.`, `-` and `_`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AccountName(String);

impl AccountName {
    /// The name as typed, capitals made small; nothing where it cannot be one.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let name = typed.trim().to_ascii_lowercase();
        let allowed = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'.' | b'-' | b'_');
        let long = (ACCOUNT_NAME_CHARS_MIN..=ACCOUNT_NAME_CHARS_MAX).contains(&name.len());
        (long && name.bytes().all(allowed)).then_some(Self(name))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A slow hash of a password in its own notation; the law never looks into it.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordMark(String);

impl PasswordMark {
    #[must_use]
    pub fn new(mark: &str) -> Option<Self> {
        let fits = !mark.is_empty() && mark.len() <= PASSWORD_MARK_BYTES_MAX;
        fits.then(|| Self(mark.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordMark(..)")
    }
}

/// Whether the password is its owner's own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PasswordState {
    /// Somebody else has read it: it opens nothing but the page that asks for another.
    OneTime,
    Own,
}

/// A phone that counts codes.
#[derive(Clone, PartialEq, Eq)]
pub struct SecondFactor {
    pub key: [u8; SECOND_KEY_BYTES],
    /// The last step whose code was used: neither it nor an earlier one is taken again.
    pub last_step: u64,
}

impl fmt::Debug for SecondFactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecondFactor(.., {})", self.last_step)
    }
}

/// SHA-256 of a code on paper, which holds 80 random bits.
pub type RecoveryMark = [u8; 32];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AccountState {
    Active,
    Closed,
}

/// One account as it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    pub no: AccountNo,
    /// Counts changes from 1: who changes an account says which version was seen.
    pub version: u32,
    pub name: AccountName,
    pub role: Role,
    pub state: AccountState,
    pub password: PasswordMark,
    pub password_state: PasswordState,
    pub second: Option<SecondFactor>,
    /// At most [`RECOVERY_CODES_MAX`], each used once.
    pub recovery: Vec<RecoveryMark>,
    /// Sessions of an earlier generation are over.
    pub generation: u32,
    pub made_at: Timestamp,
}

impl Account {
    #[must_use]
    pub fn active(&self) -> bool {
        self.state == AccountState::Active
    }

    /// The same as its next version.
    #[must_use]
    pub fn changed(&self) -> Self {
        Self { version: self.version.saturating_add(1), ..self.clone() }
    }

    /// The next version, in which every session is over.
    #[must_use]
    pub fn with_sessions_ended(&self) -> Self {
        Self { generation: self.generation.saturating_add(1), ..self.changed() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_latin_and_small() {
        assert_eq!(AccountName::parse(" Zahra.K-2 ").expect("a name").as_str(), "zahra.k-2");
        for wrong in ["", "ab", "زهرا", "a b c", "a/b/c", &"x".repeat(33)] {
            assert_eq!(AccountName::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn marks_are_bounded_and_never_printed() {
        assert_eq!(PasswordMark::new(""), None);
        assert_eq!(PasswordMark::new(&"x".repeat(256)), None);
        let mark = PasswordMark::new("$argon2id$secret").expect("short");
        let second = SecondFactor { key: [7; SECOND_KEY_BYTES], last_step: 3 };
        assert_eq!(format!("{mark:?} {second:?}"), "PasswordMark(..) SecondFactor(.., 3)");
    }
}
