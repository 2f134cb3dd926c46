//! Every bound of the law, with the relations between them checked when the crate is compiled.

use crate::calendar::tehran::day_of;
use crate::earlier::OfferHours;
use crate::ids::Day;
use crate::timestamp::{Millis, Timestamp};

/// Seats of one shift on one day. A packed board cell has 21 bits for each count.
pub const SEATS_MAX: u32 = 2_000_000;
/// Days of one shift that are kept open at once.
pub const DAYS_OPEN_MAX: usize = 400;
/// A day that has ended stays with its shift for so long: an office still looks up who was to
/// come, and a seat that is given back late still finds its place. Two weeks of days that nobody
/// books add less than a tenth to the days of half a year ahead.
pub const DAY_KEPT: Millis = Millis::hours(14 * 24);
/// A change stays in the change feed for so long. Whoever follows and was away for longer begins
/// again from all requests; 30 days outlast every holiday, and are a few gigabytes of a country.
pub const FEED_KEPT: Millis = Millis::hours(30 * 24);
/// Attempts to pay that one request may have open at once (tabs, banks).
pub const ATTEMPTS_OPEN_MAX: usize = 4;
/// Attempts that a request remembers, open ones included; older final ones are forgotten. No more
/// than this are open or still to be asked about once more, so one is always free to be forgotten.
pub const ATTEMPTS_KEPT_MAX: usize = 16;
/// Holds of one request that live or are being released at once.
pub const HOLDS_MAX: usize = 4;
/// Verified money of one request that waits for a booking: credits. A citizen books one seat, so
/// more can only be several tabs that were all paid; what comes beyond is to be reversed.
pub const PURSE_MAX: usize = 8;
/// Requests of one citizen that have ended: more cards than anybody loses. Beyond it a registry
/// office helps.
pub const PAST_MAX: usize = 64;
/// Payments of one citizen that wait to be reversed, beyond which no further request is opened.
pub const TO_REVERSE_MAX: usize = 128;
/// Bytes of a draft: what a citizen has typed and not yet submitted.
pub const DRAFT_BYTES_MAX: usize = 8 * 1024;
/// Husbands or wives that the long form takes.
pub const SPOUSES_MAX: usize = 4;
/// Children that the long form takes.
pub const CHILDREN_MAX: usize = 20;
/// Scans of the booklet that one request may send, each in the place of the one before.
pub const SCANS_MAX: u8 = 5;
/// Bytes of one scan as it is kept: a page of 2,000 pixels is a tenth of it.
pub const SCAN_BYTES_MAX: u32 = 4 << 20;
/// Bytes of a bank's token.
pub const TOKEN_BYTES_MAX: usize = 256;
/// Bytes of a bank's reference or trace number.
pub const REFERENCE_BYTES_MAX: usize = 64;
/// From the opening of an attempt: nobody asks the bank earlier about a page that nobody has come
/// back from. Asking captures the money, so of a younger one it is certain that nothing was.
pub const ASKED_AFTER: Millis = Millis::minutes(2);
/// From the moment at which a closed attempt is asked about once more: a bank that has said nothing
/// by then is left to a person, and the request goes to rest.
pub const LAST_QUESTION_WITHIN: Millis = Millis::hours(24);
/// A bank's payment page stays open no longer than this; a longer claim is a mistake.
pub const BANK_PAGE_MAX: Millis = Millis::hours(24);
/// No span of [`HoldTerms`] is longer: what is reckoned from them stays within
/// [`crate::timestamp::Timestamp::LATEST`].
pub const TERM_MAX: Millis = Millis::hours(24);
/// No cool-down after unpaid holds is longer, so that nobody is locked out.
pub const UNPAID_WAIT_MAX: Millis = Millis::hours(2);
/// Unpaid holds count together as long as no more than this lies between two of them.
pub const UNPAID_COUNTED_FOR: Millis = Millis::hours(24);

/// A request counts for its mobile in the span of time of its wish and in the one after it: for
/// half a day, and for up to a whole one.
pub const MOBILE_SPAN: Millis = Millis::hours(12);

/// Offers of an earlier seat that one request ever gets.
pub const OFFERS_MAX: u8 = 3;

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
    /// Moves before the day that cost nothing; each further one waits.
    pub moves_free: u8,
    /// From the last booking to a further move.
    pub move_wait: Millis,
    /// Holds that may end unpaid, one after the other, before the next one waits.
    pub unpaid_free: u8,
    /// The first such wait; each further one is twice as long, up to [`UNPAID_WAIT_MAX`].
    pub unpaid_wait: Millis,
    pub offers: OfferTerms,
}

/// When earlier seats are offered to those who wait for one, and for how long.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OfferTerms {
    /// An offered seat is held for so long.
    pub lasts: Millis,
    /// From one offer to the next of one request.
    pub pause: Millis,
    /// So many days at least lie between the offer and the seat, the day of the offer counted: who
    /// is asked today cannot always come tomorrow.
    pub lead_days: u8,
    /// When offers begin.
    pub hours: OfferHours,
}

impl OfferTerms {
    /// Offers begin in three hours of the day and have ended by eight in the evening. A seat can be
    /// with them for nine of 24 hours at most, and is on every list for the others.
    pub const DEFAULT: Self = Self {
        lasts: Millis::hours(2),
        pause: Millis::hours(24),
        lead_days: 2,
        hours: OfferHours::of(&[9, 13, 17]),
    };

    /// The first day that may be offered at this moment.
    #[must_use]
    pub fn first_day(&self, at: Timestamp) -> Day {
        day_of(at).plus(i32::from(self.lead_days))
    }
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
        moves_free: 3,
        move_wait: Millis::hours(24),
        unpaid_free: 3,
        unpaid_wait: Millis::minutes(15),
        offers: OfferTerms::DEFAULT,
    };

    /// Whether the spans fit each other; a configuration that fails this is refused at the start.
    #[must_use]
    pub const fn fit(&self) -> bool {
        let longest = TERM_MAX.0;
        self.decide_within.0 > 0
            && self.until_token.0 >= self.decide_within.0
            && self.bank_window.0 > 0
            && self.cap.0 <= longest
            && self.verify_within.0 <= longest
            && self.until_token.0 <= longest
            && self.bank_window.0 <= longest
            && self.return_grace.0 <= longest
            && self.cap.0 >= self.until_token.0 + self.bank_window.0 + self.return_grace.0
            && self.verify_within.0 > self.final_margin.0
            && self.move_wait.0 <= longest
            && self.unpaid_wait.0 <= UNPAID_WAIT_MAX.0
            && self.offers.lasts.0 >= self.decide_within.0
            && self.offers.lasts.0 <= longest
            // No offer is answered when the next one is made, and none reaches into its own day.
            && self.offers.pause.0 >= self.offers.lasts.0
            && self.offers.lead_days > 0
    }
}

/// What a shift's clock goes by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ShiftTerms {
    /// A hold with a token is secured for so long at its deadline.
    pub verify_within: Millis,
    /// A day that has ended is kept for so long.
    pub day_kept: Millis,
}

impl ShiftTerms {
    #[must_use]
    pub const fn of(terms: &HoldTerms) -> Self {
        Self { verify_within: terms.verify_within, day_kept: DAY_KEPT }
    }
}

const _: () = assert!(HoldTerms::DEFAULT.fit());
// A seat that is offered again and again is still on the lists for most of the day.
const _: () = assert!(
    OfferTerms::DEFAULT.hours.alive_at_most(OfferTerms::DEFAULT.lasts).0 <= Millis::hours(12).0
);
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

    #[test]
    fn a_span_that_no_moment_can_be_reckoned_with_does_not_fit() {
        let fits =
            |cap, verify_within| HoldTerms { cap, verify_within, ..HoldTerms::DEFAULT }.fit();
        let longer = Millis(TERM_MAX.0 + 1);
        assert!(fits(TERM_MAX, TERM_MAX));
        assert!(!fits(longer, TERM_MAX) && !fits(TERM_MAX, longer));
        // The other spans are within the cap or the time to verify, and sums must not wrap.
        assert!(!fits(Millis(u64::MAX), TERM_MAX));
    }
}
