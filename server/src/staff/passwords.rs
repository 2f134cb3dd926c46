//! Passwords: a slow hash, checked on threads that may block, few at a time.

use std::time::Duration;

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use nobat_domain::staff::PasswordMark;
use tokio::sync::Semaphore;

/// Argon2id with 19 MiB, two passes and one lane: the second of the settings that OWASP's password
/// storage cheat sheet calls equal. One check takes some tens of milliseconds of one core.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const SALT_BYTES: usize = 16;

/// Checks at once: together 40 MiB, and one of two cores is left for citizens.
const AT_ONCE: usize = 2;
/// Who waits for one of them; the next is told that it is busy.
const WAITING_MAX: usize = 32;
const WAIT: Duration = Duration::from_secs(5);

/// Shorter passwords are guessed.
pub const CHARS_MIN: usize = 12;
/// Longer ones only cost time.
pub const CHARS_MAX: usize = 128;

/// Letters and digits without those that look alike, and a dash: 32, so that none is likelier.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789-";
const ONE_TIME_CHARS: usize = 20;

/// There are too many at the door.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PasswordsBusy;

/// A password that somebody else reads: it opens the page that asks for another, and no other.
pub struct OneTime {
    /// Shown once and kept nowhere.
    pub words: String,
    pub mark: PasswordMark,
}

/// The few threads that may check.
pub struct Passwords {
    checking: Semaphore,
    waiting: Semaphore,
    /// Checked for names that nobody has, so that they take as long as others.
    nobody: PasswordMark,
}

impl Passwords {
    /// # Errors
    /// If the operating system gives no randomness.
    pub fn new() -> Result<Self, getrandom::Error> {
        let (checking, waiting) = (Semaphore::new(AT_ONCE), Semaphore::new(WAITING_MAX));
        Ok(Self { checking, waiting, nobody: OneTime::draw()?.mark })
    }

    /// Whether this is the password of the mark; without a mark it takes as long and is not.
    ///
    /// # Errors
    /// If too many wait already, or for too long.
    pub async fn check(
        &self,
        mark: Option<&PasswordMark>,
        typed: &str,
    ) -> Result<bool, PasswordsBusy> {
        let (known, mark) = (mark.is_some(), mark.unwrap_or(&self.nobody).clone());
        let typed = typed.to_owned();
        let right = self.slowly(move || is(&mark, &typed)).await?;
        Ok(right && known)
    }

    /// The mark of a new password.
    ///
    /// # Errors
    /// As [`Self::check`].
    pub async fn mark(&self, typed: &str) -> Result<PasswordMark, PasswordsBusy> {
        let typed = typed.to_owned();
        self.slowly(move || mark_of(&typed)).await?.map_err(|_| PasswordsBusy)
    }

    /// A one-time password.
    ///
    /// # Errors
    /// As [`Self::check`].
    pub async fn one_time(&self) -> Result<OneTime, PasswordsBusy> {
        self.slowly(OneTime::draw).await?.map_err(|_| PasswordsBusy)
    }

    async fn slowly<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PasswordsBusy> {
        let _place = self.waiting.try_acquire().map_err(|_| PasswordsBusy)?;
        let turn = tokio::time::timeout(WAIT, self.checking.acquire()).await;
        let _turn = turn.map_err(|_| PasswordsBusy)?.map_err(|_| PasswordsBusy)?;
        tokio::task::spawn_blocking(work).await.map_err(|_| PasswordsBusy)
    }
}

impl OneTime {
    /// Draws a password of a hundred random bits, and its mark. Slow.
    ///
    /// # Errors
    /// If the operating system gives no randomness.
    pub fn draw() -> Result<Self, getrandom::Error> {
        let mut bytes = [0_u8; ONE_TIME_CHARS];
        getrandom::fill(&mut bytes)?;
        let letters = bytes.iter().map(|byte| ALPHABET[usize::from(byte % 32)] as char);
        let words: String = letters.collect();
        let mark = mark_of(&words)?;
        Ok(Self { words, mark })
    }
}

/// The mark of a password. Slow: not for a thread that serves.
///
/// # Errors
/// If the operating system gives no randomness.
pub fn mark_of(password: &str) -> Result<PasswordMark, getrandom::Error> {
    let mut salt = [0_u8; SALT_BYTES];
    getrandom::fill(&mut salt)?;
    let salt = SaltString::encode_b64(&salt).expect("sixteen bytes are a salt");
    let hash = argon2().hash_password(password.as_bytes(), &salt).expect("the settings are sound");
    Ok(PasswordMark::new(&hash.to_string()).expect("a mark is about a hundred bytes long"))
}

fn is(mark: &PasswordMark, typed: &str) -> bool {
    // A mark names its own settings, so those of an older program are still checked.
    let hash = PasswordHash::new(mark.as_str());
    hash.is_ok_and(|hash| argon2().verify_password(typed.as_bytes(), &hash).is_ok())
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).expect("the settings are sound");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_whole_password_passes_and_nobody_has_none() {
        let passwords = Passwords::new().expect("chance is there");
        let mark = passwords.mark("correct horse battery").await.expect("there is time");
        assert!(mark.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", mark.as_str());
        assert_eq!(passwords.check(Some(&mark), "correct horse battery").await, Ok(true));
        assert_eq!(passwords.check(Some(&mark), "correct horse batter").await, Ok(false));
        assert_eq!(passwords.check(None, "correct horse battery").await, Ok(false));
    }

    #[test]
    fn a_one_time_password_is_long_and_drawn_anew() {
        let (one, two) = (OneTime::draw().expect("chance"), OneTime::draw().expect("chance"));
        assert_eq!(one.words.len(), ONE_TIME_CHARS);
        assert_ne!(one.words, two.words);
        assert!(is(&one.mark, &one.words) && !is(&one.mark, &two.words));
    }
}
