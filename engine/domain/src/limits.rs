//! Every bound of the law, with the relations between them checked when the crate is compiled.

use crate::timestamp::Millis;

/// Seats of one shift on one day. A packed board cell has 21 bits for each count.
pub const SEATS_MAX: u32 = 2_000_000;
/// Days of one shift that are kept open at once.
pub const DAYS_OPEN_MAX: usize = 400;
/// Attempts to pay that one request may have open at once (tabs, banks).
pub const ATTEMPTS_OPEN_MAX: usize = 4;
/// Attempts that a request remembers, open ones included; older final ones are forgotten.
pub const ATTEMPTS_KEPT_MAX: usize = 16;
/// Holds of one request that live or are being released at once.
pub const HOLDS_MAX: usize = 4;
/// Verified money of one request that waits for a booking.
pub const PURSE_MAX: usize = 8;
/// Bytes of a draft: what a citizen has typed and not yet submitted.
pub const DRAFT_BYTES_MAX: usize = 8 * 1024;
/// Bytes of a bank's token.
pub const TOKEN_BYTES_MAX: usize = 256;
/// Bytes of a bank's reference or trace number.
pub const REFERENCE_BYTES_MAX: usize = 64;
/// From the opening of an attempt: nobody asks the bank earlier about a page that nobody has come
/// back from. Asking captures the money, so of a younger one it is certain that nothing was.
pub const ASKED_AFTER: Millis = Millis::minutes(2);
/// Free moves before each further one costs a waiting time.
pub const MOVES_FREE: u8 = 3;

/// How long each thing about a hold may take. Configuration; the defaults are the public norm.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HoldTerms {
    /// From the intent: after it the shift refuses by the clock alone.
    pub decide_within: Millis,
    /// From the hold to the bank's token, retries with another bank included.
    pub until_token: Millis,
    /// The bank's own payment page, from its token.
    pub bank_window: Millis,
    /// For the way back from the bank after its window.
    pub return_grace: Millis,
    /// From the hold: no extension goes past it.
    pub cap: Millis,
    /// From a return or a deadline: how long the bank may be asked before the seat is let go.
    pub verify_within: Millis,
    /// After the window and the grace: from here a bank's "not paid" is final without a return.
    pub final_margin: Millis,
}

impl HoldTerms {
    pub const DEFAULT: Self = Self {
        decide_within: Millis::seconds(10),
        until_token: Millis::minutes(5),
        bank_window: Millis::minutes(15),
        return_grace: Millis::minutes(2),
        cap: Millis::minutes(40),
        verify_within: Millis::minutes(20),
        final_margin: Millis::minutes(3),
    };

    /// Whether the spans fit each other; a configuration that fails this is refused at the start.
    #[must_use]
    pub const fn fit(&self) -> bool {
        self.decide_within.0 > 0
            && self.until_token.0 >= self.decide_within.0
            && self.bank_window.0 > 0
            && self.cap.0 >= self.until_token.0 + self.bank_window.0 + self.return_grace.0
            && self.verify_within.0 > self.final_margin.0
    }
}

const _: () = assert!(HoldTerms::DEFAULT.fit());
const _: () = assert!(SEATS_MAX < 1 << 21);
const _: () = assert!(ATTEMPTS_OPEN_MAX < ATTEMPTS_KEPT_MAX);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cap_shorter_than_the_bank_page_does_not_fit() {
        let terms = HoldTerms { cap: Millis::minutes(10), ..HoldTerms::DEFAULT };
        assert!(!terms.fit());
    }
}
