//! The keyed functions that stand between a citizen's number and everything that is stored.

use super::secret::Secret;
use hmac::{Hmac, Mac};
use nobat_domain::ids::RequestKey;
use nobat_domain::person::Mobile;
use sha2::Sha256;
use std::fmt;

/// Hides national IDs, drives the permutation of tracking codes and checks receipts.
///
/// Ten digits can be guessed, so a plain hash would hide nothing; all functions are keyed with a
/// secret that stands wrapped in the keyring and changes only by a migration of every table.
#[derive(Clone)]
pub struct RequestKeys {
    request: Hmac<Sha256>,
    tracking: Hmac<Sha256>,
    receipt: Hmac<Sha256>,
    mobile: Hmac<Sha256>,
    message: Hmac<Sha256>,
}

/// Values of a receipt's check, twelve digits: a guess is right once in so many.
pub const RECEIPT_CHECKS: u64 = 1_000_000_000_000;

impl RequestKeys {
    pub(super) fn new(root: &Secret) -> Self {
        Self {
            request: root.derive("nobat request key 1").mac(),
            tracking: root.derive("nobat tracking round 1").mac(),
            receipt: root.derive("nobat receipt check 1").mac(),
            mobile: root.derive("nobat mobile number 1").mac(),
            message: root.derive("nobat message number 1").mac(),
        }
    }

    /// The functions of a secret that is no secret: for the simulator, tools and tests.
    #[must_use]
    pub fn of_known_secret(mut secret: [u8; 32]) -> Self {
        Self::new(&Secret::take(&mut secret))
    }

    /// The table key of a national ID, given as its ten ASCII digits: the first 16 bytes of
    /// HMAC-SHA256. Two of 65 million citizens collide with odds of 2^-77.
    ///
    /// # Panics
    /// If `national_id` is not ten ASCII digits; it is parsed at the gate.
    #[must_use]
    pub fn request_key(&self, national_id: &str) -> RequestKey {
        assert_eq!(national_id.len(), 10);
        assert!(national_id.bytes().all(|digit| digit.is_ascii_digit()));
        let mac = self.request.clone().chain_update(national_id).finalize().into_bytes();
        let mut key = [0; 16];
        key.copy_from_slice(&mac[..16]);
        RequestKey(key)
    }

    /// One round of the keyed permutation that turns a counter into a tracking code.
    #[must_use]
    pub fn tracking_round(&self, round: u8, half: u32) -> u32 {
        let message = [&[round][..], &half.to_be_bytes()].concat();
        let mac = self.tracking.clone().chain_update(message).finalize().into_bytes();
        u32::from_be_bytes([mac[0], mac[1], mac[2], mac[3]])
    }

    /// What stands on a receipt beside its tracking code, below [`RECEIPT_CHECKS`]: only whoever
    /// has seen the receipt knows it.
    #[must_use]
    pub fn receipt_check(&self, code: u32) -> u64 {
        let mac = self.receipt.clone().chain_update(code.to_be_bytes()).finalize().into_bytes();
        let mut word = [0; 8];
        word.copy_from_slice(&mac[..8]);
        u64::from_be_bytes(word) % RECEIPT_CHECKS
    }

    /// A number that stands for a mobile: limits count by it. Two of 100 million mobiles share one
    /// with odds of 2^-11, and then they share a limit for a day.
    #[must_use]
    pub fn mobile_number(&self, mobile: Mobile) -> u64 {
        let digits = mobile.to_national();
        let mac = self.mobile.clone().chain_update(digits).finalize().into_bytes();
        let mut word = [0; 8];
        word.copy_from_slice(&mac[..8]);
        u64::from_be_bytes(word)
    }

    /// A number of 63 bits for a message, by which its provider knows it again. Two of ten
    /// million messages share one with odds of 2^-17.
    #[must_use]
    pub fn message_number(&self, name: &[u8]) -> u64 {
        let mac = self.message.clone().chain_update(name).finalize().into_bytes();
        let mut word = [0; 8];
        word.copy_from_slice(&mac[..8]);
        u64::from_be_bytes(word) >> 1
    }
}

impl fmt::Debug for RequestKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequestKeys(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn keys(byte: u8) -> RequestKeys {
        RequestKeys::of_known_secret([byte; 32])
    }

    // Tables are full of these values: a change here is a migration of every table.
    #[test]
    fn the_functions_are_the_ones_of_the_first_version() {
        let keys = keys(1);
        let hex: String =
            keys.request_key("0012345679").0.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "6aa4c5651e88fe0754c961a5466e9ff8");
        assert_eq!(keys.tracking_round(3, 0x0102_0304), 0x4465_1c62);
        assert_eq!(
            keys.receipt_check(497_320_167),
            483_542_367_906,
            "printed receipts keep their checks"
        );
        let mobile = Mobile::parse("09123456789").expect("a mobile");
        assert_eq!(keys.mobile_number(mobile), 8_361_384_427_308_282_360);
    }

    #[test]
    fn another_secret_gives_other_keys() {
        assert_ne!(keys(1).request_key("0012345679"), keys(2).request_key("0012345679"));
        assert_ne!(keys(1).tracking_round(0, 5), keys(2).tracking_round(0, 5));
        assert_ne!(keys(1).receipt_check(497_320_167), keys(2).receipt_check(497_320_167));
    }

    #[test]
    fn rounds_are_functions_of_their_own() {
        let outputs: BTreeSet<u32> =
            (0..=255).map(|round| keys(1).tracking_round(round, 9)).collect();
        assert_eq!(outputs.len(), 256);
    }

    #[test]
    fn neighbouring_numbers_spread_over_the_desks() {
        let desks: BTreeSet<u16> =
            (0..4_000_u32).map(|n| keys(1).request_key(&format!("{n:010}")).desk().0).collect();
        // 4,000 balls leave about 20 of 1,024 boxes empty.
        assert!(desks.len() > 950, "only {} desks were met", desks.len());
    }

    #[test]
    #[should_panic(expected = "is_ascii_digit")]
    fn a_number_in_other_digits_is_never_hashed() {
        let _ = keys(1).request_key("00123x5679");
    }
}
