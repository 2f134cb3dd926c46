//! A bank that answers late or never, repeats itself, lags behind itself, gives a wrong amount now
//! and then, takes payments after a cancellation, and returns by itself what nobody asked about.

use std::collections::BTreeMap;

use nobat_domain::ids::OrderNo;
use nobat_domain::money::Rial;
use nobat_domain::payment::{BankSays, Receipt, Reference, Token};
use nobat_domain::timestamp::{Millis, Timestamp};

use crate::random::Random;

/// The bank's page of one order, from its token.
pub const WINDOW: Millis = Millis::minutes(15);
/// The bank's clock and ours differ by no more than this.
const SKEW: Millis = Millis::seconds(40);
/// What was paid and not asked about by then is returned by the bank itself.
const RETURNED_AFTER: Millis = Millis::minutes(35);
/// For so long after a payment a question may still meet a part of the bank that has not heard.
const LAG: Millis = Millis::seconds(8);

/// What the bank knows about one order, whoever else knows it.
#[derive(Clone, Debug)]
pub struct Page {
    pub amount: Rial,
    pub token: Token,
    pub window_ends: Timestamp,
    pub paid_at: Option<Timestamp>,
    /// Somebody asked after it was paid: from then on the money is the merchant's.
    pub captured: bool,
    pub returned: bool,
}

#[derive(Debug, Default)]
pub struct Gateway {
    pages: BTreeMap<OrderNo, Page>,
}

/// The bank's answer and how long it is on its way.
#[derive(Clone, Debug)]
pub struct Reply<T> {
    pub after_ms: u64,
    pub content: T,
}

impl Gateway {
    /// Every order whose money the merchant has, for the auditor.
    pub fn captured(&self) -> impl Iterator<Item = (OrderNo, Rial)> {
        let captured = self.pages.iter().filter(|(_, page)| page.captured);
        captured.map(|(order, page)| (*order, page.amount))
    }

    /// Every order that was paid, and about which nobody has asked since.
    pub fn unasked(&self) -> impl Iterator<Item = (OrderNo, &Page)> {
        let unasked = |page: &Page| page.paid_at.is_some() && !page.captured && !page.returned;
        self.pages.iter().filter(move |(_, page)| unasked(page)).map(|(order, page)| (*order, page))
    }

    #[must_use]
    pub fn page(&self, order: OrderNo) -> Option<&Page> {
        self.pages.get(&order)
    }

    /// A page is made for the order. The answer may be lost on the way: then there is no token.
    pub fn token(
        &mut self,
        order: OrderNo,
        amount: Rial,
        now: Timestamp,
        random: &mut Random,
    ) -> Reply<Option<Token>> {
        if random.per_mille(60) {
            return Reply { after_ms: random.between(100, 10_000), content: None };
        }
        let token = Token::new(&format!("T{:x}", order.0)).expect("plain text");
        let window_ends = now.plus(WINDOW);
        let page =
            Page { amount, token, window_ends, paid_at: None, captured: false, returned: false };
        // A second question for the same order gets the same page.
        let page = self.pages.entry(order).or_insert(page);
        let content = (!random.per_mille(40)).then(|| page.token.clone());
        let slow = random.per_mille(30);
        let after_ms = if slow { random.between(5_000, 400_000) } else { random.between(20, 900) };
        Reply { after_ms, content }
    }

    /// Somebody pays on the page, if it is still open by the bank's clock.
    pub fn pay(&mut self, order: OrderNo, now: Timestamp, random: &mut Random) -> bool {
        let Some(page) = self.pages.get_mut(&order) else { return false };
        let skew = Millis(random.below(SKEW.0));
        let open = now < page.window_ends.plus(skew) && !page.returned;
        if open && page.paid_at.is_none() {
            page.paid_at = Some(now);
        }
        open
    }

    /// The merchant asks: what was paid is captured by the question, also if the answer is lost.
    pub fn ask(&mut self, order: OrderNo, now: Timestamp, random: &mut Random) -> Reply<BankSays> {
        let after_ms = random.between(30, 4_000);
        if random.per_mille(40) {
            return Reply { after_ms: 10_000, content: BankSays::Unknown };
        }
        let Some(page) = self.pages.get_mut(&order) else {
            return Reply { after_ms, content: BankSays::NotPaid };
        };
        let overdue = |paid_at: Timestamp| now >= paid_at.plus(RETURNED_AFTER);
        if page.paid_at.is_some_and(overdue) && !page.captured {
            page.returned = true;
        }
        let lagging = random.per_mille(300);
        let lags = |paid_at: Timestamp| lagging && now < paid_at.plus(LAG);
        let says = match page.paid_at {
            None => BankSays::NotPaid,
            Some(_) if page.returned => BankSays::Returned,
            Some(paid_at) if !page.captured && lags(paid_at) => BankSays::NotPaid,
            Some(_) => {
                page.captured = true;
                BankSays::Paid(receipt(order, page.amount, random))
            }
        };
        if random.per_mille(80) {
            return Reply { after_ms: 10_000, content: BankSays::Unknown };
        }
        Reply { after_ms, content: says }
    }
}

fn receipt(order: OrderNo, amount: Rial, random: &mut Random) -> Receipt {
    let reference = Reference::new(&format!("{:012}", order.0)).expect("digits");
    let wrong = Rial::new(amount.amount() + 1).expect("a small amount");
    let amount = if random.per_mille(30) { wrong } else { amount };
    Receipt { trace: reference.clone(), reference, amount, order }
}
