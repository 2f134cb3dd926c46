//! The bank's memory of payments: entries in, states out. It decides nothing but what time decides.

use std::collections::{HashMap, HashSet};

use nobat_domain::timestamp::{Millis, Timestamp};

use super::entry::{Entry, Issued, Paid};

/// The memory of a sandbox is bounded: beyond this it issues no token.
pub const PAYMENTS_MAX: usize = 2_000_000;

/// Where a payment stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Standing {
    /// The page is or may be open.
    Issued,
    /// The card was charged and nobody has confirmed it yet.
    Paid,
    Cancelled,
    Failed,
    Expired,
    /// Confirmed by the merchant: the money is the merchant's.
    Verified,
    /// The money went back to the card.
    Reversed,
}

impl Standing {
    pub const ALL: [Self; 7] = [
        Self::Issued,
        Self::Paid,
        Self::Cancelled,
        Self::Failed,
        Self::Expired,
        Self::Verified,
        Self::Reversed,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Paid => "paid",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Verified => "verified",
            Self::Reversed => "reversed",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Payment {
    pub issued: Issued,
    pub standing: Standing,
    pub cards_refused: u32,
    pub paid: Option<Paid>,
    pub verified_at: Option<u64>,
    pub reversed_at: Option<u64>,
}

#[derive(Default, Debug)]
pub struct Ledger {
    /// In the order of issue; never removed.
    payments: Vec<Payment>,
    by_token: HashMap<String, usize>,
    by_order: HashMap<u64, usize>,
    references: HashSet<String>,
    paid_count: u64,
}

impl Ledger {
    pub fn payment(&self, token: &str) -> Option<&Payment> {
        self.by_token.get(token).and_then(|&place| self.payments.get(place))
    }

    pub fn by_order(&self, order: u64) -> Option<&Payment> {
        self.by_order.get(&order).and_then(|&place| self.payments.get(place))
    }

    pub fn payments(&self) -> &[Payment] {
        &self.payments
    }

    pub fn is_full(&self) -> bool {
        self.payments.len() >= PAYMENTS_MAX
    }

    pub fn is_reference_used(&self, reference: &str) -> bool {
        self.references.contains(reference)
    }

    /// How many cards were ever charged; the source of trace numbers.
    pub const fn paid_count(&self) -> u64 {
        self.paid_count
    }

    /// What the hour alone has brought about for one payment, if anything.
    pub fn due(&self, token: &str, now: Timestamp, verify_window: Millis) -> Option<Entry> {
        let payment = self.payment(token)?;
        let token = token.to_owned();
        match (payment.standing, &payment.paid) {
            (Standing::Issued, _) if now.0 >= payment.issued.ends_at => {
                Some(Entry::Expired { token, at: now.0 })
            }
            (Standing::Paid, Some(paid)) if now >= Timestamp(paid.at).plus(verify_window) => {
                Some(Entry::Reversed { token, at: now.0 })
            }
            _ => None,
        }
    }

    /// Takes an entry that has been decided; the same for a new one and for one read back.
    pub fn apply(&mut self, entry: Entry) {
        if let Entry::Issued(issued) = entry {
            self.issue(issued);
            return;
        }
        let Some(&place) = self.by_token.get(entry.token()) else { return };
        let Some(payment) = self.payments.get_mut(place) else { return };
        match entry {
            Entry::Issued(_) => {}
            Entry::Refused { .. } => payment.cards_refused += 1,
            Entry::Paid(paid) => {
                self.paid_count += 1;
                self.references.insert(paid.reference.clone());
                payment.standing = Standing::Paid;
                payment.paid = Some(paid);
            }
            Entry::Cancelled { .. } => payment.standing = Standing::Cancelled,
            Entry::Failed { .. } => payment.standing = Standing::Failed,
            Entry::Expired { .. } => payment.standing = Standing::Expired,
            Entry::Verified { at, .. } => {
                payment.standing = Standing::Verified;
                payment.verified_at = Some(at);
            }
            Entry::Reversed { at, .. } => {
                payment.standing = Standing::Reversed;
                payment.reversed_at = Some(at);
            }
        }
    }

    fn issue(&mut self, issued: Issued) {
        let place = self.payments.len();
        self.by_token.insert(issued.token.clone(), place);
        self.by_order.insert(issued.order, place);
        self.payments.push(Payment {
            issued,
            standing: Standing::Issued,
            cards_refused: 0,
            paid: None,
            verified_at: None,
            reversed_at: None,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERIFY: Millis = Millis::minutes(30);

    fn issued() -> Ledger {
        let mut ledger = Ledger::default();
        ledger.apply(Entry::Issued(Issued {
            token: "T".to_owned(),
            at: 1_000,
            ends_at: 2_000,
            order: 7,
            amount: 1_000,
            return_url: "http://shop.test/".to_owned(),
        }));
        ledger
    }

    fn paid(at: u64) -> Entry {
        Entry::Paid(Paid {
            token: "T".to_owned(),
            at,
            reference: "000000000001".to_owned(),
            trace: "000001".to_owned(),
            card_masked: "603799******1234".to_owned(),
            issuer: "ملی".to_owned(),
        })
    }

    #[test]
    fn an_open_page_expires_at_its_end_and_not_before() {
        let ledger = issued();
        assert_eq!(ledger.due("T", Timestamp(1_999), VERIFY), None);
        let expired = Entry::Expired { token: "T".to_owned(), at: 2_000 };
        assert_eq!(ledger.due("T", Timestamp(2_000), VERIFY), Some(expired));
    }

    #[test]
    fn money_that_nobody_confirmed_goes_back_and_confirmed_money_stays() {
        let mut ledger = issued();
        ledger.apply(paid(1_500));
        let deadline = Timestamp(1_500).plus(VERIFY);
        assert_eq!(ledger.due("T", deadline.minus(Millis(1)), VERIFY), None);
        let reversed = Entry::Reversed { token: "T".to_owned(), at: deadline.0 };
        assert_eq!(ledger.due("T", deadline, VERIFY), Some(reversed));
        ledger.apply(Entry::Verified { token: "T".to_owned(), at: 1_600 });
        assert_eq!(ledger.due("T", Timestamp(u64::MAX), VERIFY), None);
    }

    #[test]
    fn a_payment_is_found_by_token_and_by_order() {
        let mut ledger = issued();
        ledger.apply(paid(1_500));
        let standing = |payment: Option<&Payment>| payment.map(|payment| payment.standing);
        assert_eq!(standing(ledger.payment("T")), Some(Standing::Paid));
        assert_eq!(standing(ledger.by_order(7)), Some(Standing::Paid));
        assert!(ledger.payment("X").is_none() && ledger.by_order(8).is_none());
        assert!(ledger.is_reference_used("000000000001"));
    }
}
