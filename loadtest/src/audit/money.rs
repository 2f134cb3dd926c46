//! The bank's book against the seats: confirmed money is a booking or a credit, and no booking is
//! without it.

use super::fault::{Fault, Money};
use super::look::Standing;
use crate::client::{Browser, Call, Target};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

const PAGE: usize = 5_000;

/// The bank's word about each token: `verified`, `paid`, `reversed` and so on.
pub type Ledger = BTreeMap<String, String>;

#[derive(Debug, thiserror::Error)]
pub enum LedgerTrouble {
    #[error("the bank's ledger did not come: {0}")]
    Net(#[from] crate::client::NetTrouble),
    #[error("the bank's ledger is not understood ({status})")]
    NotUnderstood { status: u16 },
}

#[derive(Deserialize)]
struct LedgerPage {
    payments: Vec<Payment>,
    next_after: Option<usize>,
    totals: BTreeMap<String, Total>,
}

#[derive(Deserialize)]
struct Payment {
    token: String,
    state: String,
}

#[derive(Deserialize)]
struct Total {
    count: usize,
}

/// The ledger from a place on, and the place where it ends now.
///
/// # Errors
/// The sandbox does not answer, or with something else.
pub async fn fetch_ledger(
    sandbox: &Arc<Target>,
    mut after: usize,
) -> Result<(Ledger, usize), LedgerTrouble> {
    let mut browser = Browser::new(sandbox.clone(), None);
    let mut ledger = Ledger::new();
    loop {
        let call = Call::get(&format!("/control/sadad/ledger?limit={PAGE}&after={after}"));
        let answer = browser.send(call).await?;
        let page = serde_json::from_str::<LedgerPage>(&answer.body);
        let page = page.map_err(|_| LedgerTrouble::NotUnderstood { status: answer.status })?;
        ledger.extend(page.payments.into_iter().map(|payment| (payment.token, payment.state)));
        match page.next_after {
            Some(next) => after = next,
            None => return Ok((ledger, page.totals.values().map(|total| total.count).sum())),
        }
    }
}

/// Somebody who was at the bank, and where they stand now.
#[derive(Clone, Debug)]
pub struct Debtor {
    pub national_id: String,
    pub tokens: Vec<String>,
    pub standing: Standing,
}

/// Compares what the bank confirmed before the looks, and after them, with what was seen: what is
/// seen can only rest on money confirmed before it.
pub fn compare(debtors: &[Debtor], before: &Ledger, after: &Ledger) -> (Money, Vec<Fault>) {
    let mut money = Money::default();
    let mut faults = Vec::new();
    for debtor in debtors {
        let Debtor { national_id, tokens, standing } = debtor;
        let in_state = |ledger: &Ledger, state: &str| {
            tokens.iter().filter(|t| ledger.get(*t).is_some_and(|s| s == state)).count()
        };
        let verified = in_state(after, "verified");
        money.tokens += tokens.len();
        money.verified += verified;
        money.left_to_the_bank += in_state(after, "paid");
        money.unknown_to_the_bank += tokens.iter().filter(|t| !after.contains_key(*t)).count();
        let has_its_worth = match standing {
            Standing::Booked(_) => {
                money.bookings += 1;
                true
            }
            Standing::Credited => {
                money.credits += 1;
                true
            }
            Standing::Unanswered => continue,
            _ => false,
        };
        if has_its_worth {
            money.surplus += verified.saturating_sub(1);
        }
        if has_its_worth && verified == 0 {
            let (national_id, tokens) = (national_id.clone(), tokens.clone());
            faults.push(Fault::Unpaid { national_id, tokens });
        } else if !has_its_worth && in_state(before, "verified") > 0 {
            faults.push(Fault::PaidForNothing {
                national_id: national_id.clone(),
                tokens: tokens.clone(),
                saw: standing.words(),
            });
        }
    }
    (money, faults)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::samples::receipt;
    use crate::client::page::Seen;

    fn booked() -> Standing {
        Standing::Booked(Seen { place: receipt("1", None).place, code: None })
    }

    fn found(standing: Standing, before: &str, after: &str) -> (Money, Vec<Fault>) {
        let ledger = |states: &str| -> Ledger {
            let states = states.split(' ').filter(|state| !state.is_empty());
            states.enumerate().map(|(n, state)| (format!("T{n}"), state.to_owned())).collect()
        };
        let tokens = ledger(after).into_keys().collect();
        let debtor = Debtor { national_id: "1".to_owned(), tokens, standing };
        compare(&[debtor], &ledger(before), &ledger(after))
    }

    #[test]
    fn confirmed_money_without_a_seat_or_credit_is_found() {
        for standing in [Standing::Unpaid, Standing::Fresh, Standing::Asking] {
            let (_, faults) = found(standing.clone(), "verified", "verified");
            assert!(matches!(faults[..], [Fault::PaidForNothing { .. }]), "{standing:?}");
            let (_, faults) = found(standing, "paid", "verified");
            assert_eq!(faults, [], "confirmed only after the look");
        }
        for standing in [booked(), Standing::Credited, Standing::Unanswered] {
            assert_eq!(found(standing, "verified", "verified").1, []);
        }
    }

    #[test]
    fn a_seat_without_confirmed_money_is_found() {
        for state in ["issued", "paid", "cancelled", "reversed"] {
            for standing in [booked(), Standing::Credited] {
                let (_, faults) = found(standing, "", state);
                assert!(matches!(faults[..], [Fault::Unpaid { .. }]), "{state}");
            }
            assert_eq!(found(Standing::Unpaid, state, state).1, []);
        }
    }

    #[test]
    fn verified_payments_are_bookings_credits_and_surplus() {
        let (money, faults) = found(booked(), "verified paid", "verified verified");
        assert_eq!(faults, []);
        assert_eq!((money.verified, money.bookings, money.surplus), (2, 1, 1));
        let (money, _) = found(booked(), "", "verified paid");
        assert_eq!((money.verified, money.left_to_the_bank, money.surplus), (1, 1, 0));
    }
}
