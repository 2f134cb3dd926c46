//! OFFER-1: who is offered an earlier seat, how often, and that it is really held.

use super::fact::Who;
use super::ledger::Auditor;

/// Offers that one request ever gets.
const OFFERS_MAX: usize = 3;
/// In these worlds a day is so short for whoever waits.
const BETWEEN_MS: u64 = 900_000;

impl Auditor {
    /// A seat is asked for that a citizen shall be offered.
    pub(super) fn offered(&mut self, who: Who, hold: u32) {
        let account = self.account(who);
        let (waits, booked) = (account.waits && account.step.is_none(), account.booking);
        let alive = account.offered();
        let earlier = booked.and_then(|booked| {
            let (old, new) = (account.asked.get(&booked.hold)?, account.asked.get(&hold)?);
            Some(new.day < old.day)
        });
        self.must("OFFER-1", waits, || format!("hold {hold} is offered to who does not wait"));
        self.must("OFFER-1", alive == 1, || format!("{alive} offers at once, with hold {hold}"));
        self.must("OFFER-1", earlier == Some(true), || format!("hold {hold} is not earlier"));
    }

    /// The citizen is being asked.
    pub(super) fn given(&mut self, who: Who, hold: u32, at: u64) {
        let held = self.seats.has((who, hold));
        let account = self.account(who);
        if !account.asked.get(&hold).is_some_and(|asked| asked.offered) {
            return;
        }
        let last = account.offers.last().copied();
        account.offers.push(at);
        let offers = account.offers.len() - account.offered_before;
        let rested = last.is_none_or(|last| at >= last + BETWEEN_MS);
        self.must("OFFER-1", held, || format!("hold {hold} is offered and nobody holds its seat"));
        self.must("OFFER-1", rested, || format!("offers at {last:?} and again at {at}"));
        self.must("OFFER-1", offers <= OFFERS_MAX, || format!("{offers} offers to one request"));
    }

    pub(super) fn accepted(&mut self, who: Who, hold: u32) {
        let account = self.account(who);
        account.accepted.insert(hold);
        let alive = account.asked.get(&hold).is_some_and(|asked| asked.offered && !asked.over);
        self.must("OFFER-1", alive, || format!("hold {hold} is accepted and no offer"));
    }
}
