//! The key of another system: 256 random bits with its name behind them.
//!
//! Its mark is one HMAC-SHA256 and no slow hash: a slow one keeps short words from being guessed,
//! and nobody guesses 256 bits, while every call of a system would pay for it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use nobat_domain::staff::{AccountName, PasswordMark};
use sha2::Sha256;

/// What every key begins with: nobody takes it for a citizen's token, and who searches for lost
/// ones finds it.
pub const PREFIX: &str = "nbs.";

const SECRET_BYTES: usize = 32;
/// What a mark begins with; no password's does.
const SCHEME: &str = "system-1:";
const LABEL: &[u8] = b"nobat key of a system 1";

/// A key that was just drawn.
pub struct SystemKey {
    /// Shown once and kept nowhere.
    pub words: String,
    pub mark: PasswordMark,
}

/// A key as it was sent: it may be anybody's.
pub struct Shown<'a> {
    pub name: AccountName,
    secret: &'a str,
}

impl SystemKey {
    /// # Errors
    /// If the operating system gives no randomness.
    ///
    /// # Panics
    /// Never: a mark is some fifty characters long.
    pub fn draw(name: &AccountName) -> Result<Self, getrandom::Error> {
        let mut bytes = [0_u8; SECRET_BYTES];
        getrandom::fill(&mut bytes)?;
        let secret = URL_SAFE_NO_PAD.encode(bytes);
        let mark = URL_SAFE_NO_PAD.encode(mac(&secret).finalize().into_bytes());
        let mark = PasswordMark::new(&format!("{SCHEME}{mark}")).expect("a mark is short");
        Ok(Self { words: format!("{PREFIX}{secret}.{}", name.as_str()), mark })
    }
}

impl<'a> Shown<'a> {
    #[must_use]
    pub fn read(token: &'a str) -> Option<Self> {
        let (secret, name) = token.strip_prefix(PREFIX)?.split_once('.')?;
        Some(Self { name: AccountName::parse(name)?, secret })
    }

    /// Whether this is the key of the mark. It takes as long for a near miss as for a wild guess.
    #[must_use]
    pub fn is(&self, mark: &PasswordMark) -> bool {
        let mark = mark.as_str().strip_prefix(SCHEME);
        let mark = mark.and_then(|mark| URL_SAFE_NO_PAD.decode(mark).ok());
        mark.is_some_and(|mark| mac(self.secret).verify_slice(&mark).is_ok())
    }
}

fn mac(secret: &str) -> Hmac<Sha256> {
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes());
    mac.expect("a key of any length").chain_update(LABEL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_known_by_its_mark_and_by_no_other() {
        let name = AccountName::parse("card-plant.2").expect("a name");
        let draw = || SystemKey::draw(&name).expect("chance");
        let (one, two) = (draw(), draw());
        let shown = Shown::read(&one.words).expect("our own words");
        assert_eq!(shown.name, name);
        assert!(shown.is(&one.mark) && !shown.is(&two.mark));
        assert!(!one.mark.as_str().contains(shown.secret));
        let password = crate::staff::mark_of("correct horse battery").expect("chance");
        assert!(!shown.is(&password));
        for wrong in ["", "nbs.", "nbs.abc", "nbc.abc.name", &one.words[1..]] {
            assert!(Shown::read(wrong).is_none(), "{wrong}");
        }
        let mut near = one.words.clone().into_bytes();
        near[PREFIX.len()] ^= 1;
        let near = String::from_utf8(near).expect("letters");
        assert!(!Shown::read(&near).is_some_and(|shown| shown.is(&one.mark)));
    }
}
