//! The numbers that the bank hands out: tokens, references, traces.

use std::fmt::Write as _;

use nobat_domain::timestamp::Timestamp;

use super::ledger::Ledger;

const TOKEN_BYTES: usize = 24;
/// References of one second; a sandbox that charges more cards in one would repeat itself.
const REFERENCES_A_SECOND: u64 = 10_000;
/// Seconds after which references come round again: a little over three years.
const REFERENCE_SECONDS: u64 = 100_000_000;
const TRACES: u64 = 1_000_000;

/// 52 hexadecimal characters, as the real ones look. They cannot be guessed.
///
/// # Errors
/// The system has no randomness to give.
pub fn token() -> Result<String, getrandom::Error> {
    let mut bytes = [0; TOKEN_BYTES];
    getrandom::fill(&mut bytes)?;
    let mut token = String::from("0001");
    for byte in bytes {
        write!(token, "{byte:02X}").expect("a string takes all that is written");
    }
    Ok(token)
}

/// Twelve digits. They begin with the second, so a bank that has lost its ledger does not repeat a
/// reference that somebody else remembers.
pub fn reference(ledger: &Ledger, now: Timestamp) -> String {
    let second = now.0 / 1_000 % REFERENCE_SECONDS;
    let mut count = ledger.paid_count();
    loop {
        let reference = format!("{second:08}{:04}", count % REFERENCES_A_SECOND);
        if !ledger.is_reference_used(&reference) {
            return reference;
        }
        count += 1;
    }
}

/// Six digits, leading zeros kept.
pub fn trace(ledger: &Ledger) -> String {
    format!("{:06}", (ledger.paid_count() + 1) % TRACES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_their_lengths_and_tokens_differ() {
        let ledger = Ledger::default();
        assert_eq!(reference(&ledger, Timestamp(1_518_701_072_000)), "187010720000");
        assert_eq!(trace(&ledger), "000001");
        let (one, other) = (token().expect("randomness"), token().expect("randomness"));
        assert_eq!(one.len(), 52);
        assert_ne!(one, other);
    }
}
