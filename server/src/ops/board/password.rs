//! The operators' password: kept as a mark and compared in constant time.

use axum_extra::extract::cookie::Key;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Parts this use of the key from every other.
const PURPOSE: &[u8] = b"nobat operators' password\0";
/// Bytes of the mark that a session carries.
const SESSION_MARK_BYTES: usize = 16;

pub struct Password {
    key: Key,
    mark: Vec<u8>,
}

impl Password {
    #[must_use]
    pub fn new(password: &str, key: Key) -> Self {
        let mark = mac(&key, password).finalize().into_bytes().to_vec();
        Self { key, mark }
    }

    /// Whether this is the password; takes as long for a near miss as for a wild guess.
    #[must_use]
    pub fn is(&self, typed: &str) -> bool {
        mac(&self.key, typed).verify_slice(&self.mark).is_ok()
    }

    /// What a session of this password carries: another password ends all of them.
    #[must_use]
    pub fn session_mark(&self) -> String {
        self.mark.iter().take(SESSION_MARK_BYTES).map(|byte| format!("{byte:02x}")).collect()
    }
}

fn mac(key: &Key, text: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.signing()).expect("any length is a key");
    mac.update(PURPOSE);
    mac.update(text.as_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_password_passes() {
        let key = Key::generate();
        let password = Password::new("correct horse battery", key.clone());
        assert!(password.is("correct horse battery"));
        for wrong in ["", "correct horse batter", "correct horse battery ", "Correct horse battery"]
        {
            assert!(!password.is(wrong), "{wrong}");
        }
        let other = Password::new("another password", key);
        assert_ne!(password.session_mark(), other.session_mark());
    }
}
