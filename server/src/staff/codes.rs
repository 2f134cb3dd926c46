//! The second factor: six digits that a phone counts from the time, and codes on paper for when the
//! phone is gone.

use nobat_domain::person::fold::fold_digits;
use nobat_domain::staff::{RECOVERY_CODES_MAX, RecoveryMark, SECOND_KEY_BYTES, SecondFactor};
use nobat_domain::timestamp::Timestamp;
use sha2::{Digest, Sha256};
use totp_rs::{Algorithm, TOTP};

/// What every authenticator counts by (RFC 6238): SHA-1, six digits, thirty seconds.
const DIGITS: usize = 6;
const STEP_S: u64 = 30;
/// A phone's clock may be one step off in either direction.
const STEPS_OFF: u64 = 1;

const PAPER_BYTES: usize = 10;
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// As authenticators show it beside the account's name.
const ISSUER: &str = "Nobat";

/// What a typed code turned out to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Code {
    /// Right, of this step of time.
    Step(u64),
    /// Right, and used before.
    Used,
    Wrong,
}

/// A fresh key for a phone.
///
/// # Errors
/// If the operating system gives no randomness.
pub fn fresh_key() -> Result<[u8; SECOND_KEY_BYTES], getrandom::Error> {
    let mut key = [0; SECOND_KEY_BYTES];
    getrandom::fill(&mut key)?;
    Ok(key)
}

/// Looks at a code: each is taken once, and none that is older than the last one taken.
#[must_use]
pub fn read(second: &SecondFactor, typed: &str, now: Timestamp) -> Code {
    let typed: String = fold_digits(typed).chars().filter(|it| !it.is_whitespace()).collect();
    if typed.len() != DIGITS || !typed.bytes().all(|it| it.is_ascii_digit()) {
        return Code::Wrong;
    }
    let totp = totp(second.key);
    let current = now.0 / 1_000 / STEP_S;
    let steps = current.saturating_sub(STEPS_OFF)..=current + STEPS_OFF;
    let mut found = None;
    for step in steps {
        // All are looked at, however early one is right.
        if same(totp.generate(step * STEP_S).as_bytes(), typed.as_bytes()) {
            found = Some(step);
        }
    }
    match found {
        Some(step) if step > second.last_step => Code::Step(step),
        Some(_) => Code::Used,
        None => Code::Wrong,
    }
}

/// The code of a moment, for whoever holds the key: a phone, or a test in its place.
#[must_use]
pub fn code_at(key: [u8; SECOND_KEY_BYTES], now: Timestamp) -> String {
    totp(key).generate(now.0 / 1_000)
}

/// The key as people type it, in fours.
#[must_use]
pub fn written(key: &[u8; SECOND_KEY_BYTES]) -> String {
    grouped(&base32(key))
}

/// What the square says that a phone scans.
#[must_use]
pub fn address(name: &str, key: &[u8; SECOND_KEY_BYTES]) -> String {
    let secret = base32(key);
    format!(
        "otpauth://totp/{ISSUER}:{name}?secret={secret}&issuer={ISSUER}&digits={DIGITS}\
         &period={STEP_S}"
    )
}

/// Fresh codes on paper with their marks.
///
/// # Errors
/// If the operating system gives no randomness.
pub fn fresh_papers() -> Result<Vec<(String, RecoveryMark)>, getrandom::Error> {
    let one = || {
        let mut bytes = [0_u8; PAPER_BYTES];
        getrandom::fill(&mut bytes)?;
        let code = base32(&bytes);
        Ok((grouped(&code), mark(&code)))
    };
    (0..RECOVERY_CODES_MAX).map(|_| one()).collect()
}

/// Which of the marks a typed code on paper has, if any.
#[must_use]
pub fn paper(marks: &[RecoveryMark], typed: &str) -> Option<usize> {
    let code: String =
        typed.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    let sought = mark(&code);
    marks.iter().position(|mark| same(mark, &sought))
}

fn totp(key: [u8; SECOND_KEY_BYTES]) -> TOTP {
    TOTP::new_unchecked(Algorithm::SHA1, DIGITS, 0, STEP_S, key.to_vec())
}

/// 80 random bits need no slow hash: nobody tries them all.
fn mark(code: &str) -> RecoveryMark {
    Sha256::digest(code.as_bytes()).into()
}

/// Takes as long for a near miss as for a wild guess.
fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

/// RFC 4648 without padding, for as many bytes as make whole letters.
fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    for five in bytes.chunks(5) {
        let number = five.iter().fold(0_u64, |all, byte| all << 8 | u64::from(*byte));
        let letters = five.len() * 8 / 5;
        for place in (0..letters).rev() {
            text.push(BASE32[(number >> (place * 5) & 31) as usize] as char);
        }
    }
    text
}

fn grouped(code: &str) -> String {
    let groups: Vec<&str> =
        (0..code.len()).step_by(4).map(|at| &code[at..(at + 4).min(code.len())]).collect();
    groups.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, cut to six digits.
    const RFC_KEY: [u8; 20] = *b"12345678901234567890";

    #[test]
    fn codes_are_those_of_the_standard() {
        for (at_s, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")]
        {
            assert_eq!(code_at(RFC_KEY, Timestamp(at_s * 1_000)), code);
        }
        assert_eq!(written(b"12345678901234567890"), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    }

    #[test]
    fn a_code_is_taken_once_and_no_older_one_after_it() {
        let at = |step: u64| Timestamp(step * STEP_S * 1_000);
        let mut second = SecondFactor { key: RFC_KEY, last_step: 0 };
        let code = code_at(RFC_KEY, at(100));
        assert_eq!(read(&second, &code, at(100)), Code::Step(100));
        assert_eq!(read(&second, &code, at(101)), Code::Step(100), "a slow phone");
        assert_eq!(read(&second, &code, at(99)), Code::Step(100), "a fast phone");
        assert_eq!(read(&second, &code, at(102)), Code::Wrong);
        second.last_step = 100;
        assert_eq!(read(&second, &code, at(100)), Code::Used);
        assert_eq!(read(&second, &code_at(RFC_KEY, at(99)), at(100)), Code::Used);
        assert_eq!(read(&second, &code_at(RFC_KEY, at(101)), at(100)), Code::Step(101));
    }

    #[test]
    fn digits_of_three_scripts_are_one_code_and_nothing_else_is() {
        let second = SecondFactor { key: RFC_KEY, last_step: 0 };
        let at = Timestamp(59_000);
        for typed in ["287082", "۲۸۷۰۸۲", "٢٨٧ ٠٨٢"] {
            assert_eq!(read(&second, typed, at), Code::Step(1), "{typed}");
        }
        for typed in ["", "28708", "2870822", "28708a", "287083"] {
            assert_eq!(read(&second, typed, at), Code::Wrong, "{typed}");
        }
    }

    #[test]
    fn a_code_on_paper_is_found_however_it_is_spaced() {
        let papers = fresh_papers().expect("chance is there");
        let marks: Vec<RecoveryMark> = papers.iter().map(|(_, mark)| *mark).collect();
        assert_eq!(marks.len(), RECOVERY_CODES_MAX);
        let (third, _) = &papers[3];
        assert_eq!(third.len(), 19, "{third}");
        assert_eq!(paper(&marks, third), Some(3));
        assert_eq!(paper(&marks, &third.replace(' ', "-").to_lowercase()), Some(3));
        assert_eq!(paper(&marks, "AAAA BBBB CCCC DDDD"), None);
        assert_eq!(paper(&marks, ""), None);
    }
}
