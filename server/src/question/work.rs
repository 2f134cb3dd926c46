//! Work instead of an answer: numbers whose hashes begin with many zero bits. Whoever tries serials
//! pays for each of them; whoever enters once waits a few seconds.
//!
//! It is cut into parts, because the time of one long search varies from nothing to many times the
//! mean, and the time of eight short ones by a third of it. `static/work.js` does the work.

use super::Level;
use sha2::{Digest, Sha256};

/// Searches that make one piece of work.
pub const PARTS: u32 = 8;

/// Zero bits that each part's hash begins with. Eight parts of 2^15 tries are 262,144 hashes: under
/// a second on a desktop, two or three on a phone of 2016 that hashes 100,000 times a second in a
/// script, and 26 ms of one core for a program made for it.
const PLAIN_BITS: u32 = 15;
/// Four times as long.
const HARDER_BITS: u32 = 17;

#[must_use]
pub const fn bits(level: Level) -> u32 {
    match level {
        Level::Plain => PLAIN_BITS,
        Level::Harder => HARDER_BITS,
    }
}

/// Whether this is the work for a challenge: eight numbers, parted by dots, in the order of the
/// parts. Looks at eight hashes at most.
#[must_use]
pub fn is_done(challenge: &str, work: &str, level: Level) -> bool {
    let seed = Sha256::digest(challenge.as_bytes());
    let mut numbers = work.split('.');
    let all = (0..PARTS).all(|part| {
        let number = numbers.next().and_then(|number| number.parse().ok());
        number.is_some_and(|number| zero_bits(&seed, part, number) >= bits(level))
    });
    all && numbers.next().is_none()
}

/// Zero bits at the beginning of a try's hash: seed, part and number fill less than one block.
fn zero_bits(seed: &[u8], part: u32, number: u32) -> u32 {
    let mut hash = Sha256::new_with_prefix(seed);
    hash.update(part.to_be_bytes());
    hash.update(number.to_be_bytes());
    let hash = hash.finalize();
    u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]).leading_zeros()
}

/// Does the work, as a browser would: for tests.
///
/// # Panics
/// If no number of 32 bits does, which has a chance of one in e^32768.
#[must_use]
pub fn done(challenge: &str, level: Level) -> String {
    let seed = Sha256::digest(challenge.as_bytes());
    let find = |part| {
        let found = (0..=u32::MAX).find(|number| zero_bits(&seed, part, *number) >= bits(level));
        found.expect("among four thousand million numbers").to_string()
    };
    (0..PARTS).map(find).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_for_its_challenge_and_whole() {
        let work = done("token.2580200606", Level::Plain);
        assert!(is_done("token.2580200606", &work, Level::Plain));
        assert!(!is_done("token.0123456789", &work, Level::Plain), "for one national ID");
        assert!(!is_done("another.2580200606", &work, Level::Plain), "for one question");
        assert!(!is_done("token.2580200606", &work, Level::Harder), "easier than was asked");
        let (first, rest) = work.split_once('.').expect("eight parts");
        let more = format!("{work}.1");
        let twice = [first; PARTS as usize].join(".");
        for cut in ["", ".......", rest, first, &more, &twice, "x.x.x.x.x.x.x.x"] {
            assert!(!is_done("token.2580200606", cut, Level::Plain), "{cut}");
        }
    }

    #[test]
    fn a_try_is_seed_part_and_number_in_one_block() {
        let seed = Sha256::digest(b"abc");
        let mut bytes = seed.to_vec();
        bytes.extend([0, 0, 0, 1, 0, 0, 0, 2]);
        let whole = Sha256::digest(&bytes);
        let first = u32::from_be_bytes([whole[0], whole[1], whole[2], whole[3]]);
        assert_eq!(zero_bits(&seed, 1, 2), first.leading_zeros());
        assert_eq!(bytes.len(), 40, "one block of SHA-256 holds 55 bytes");
    }
}
