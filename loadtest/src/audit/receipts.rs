//! Every receipt is asked for again, and compared with the others.

use super::fault::{Fault, Findings};
use super::look::{Looker, Standing};
use crate::book::Receipt;
use std::collections::BTreeMap;
use tokio::task::JoinSet;

/// Entries under way at once: enough to be quick, too few to be a load.
const AT_ONCE: usize = 16;

/// Where each of these people stands, in their order: (national ID, serial).
pub async fn look_at_all(looker: &Looker, people: &[(String, String)]) -> Vec<Standing> {
    let mut standings = vec![Standing::Unanswered; people.len()];
    let mut looks = JoinSet::new();
    for (n, (national_id, serial)) in people.iter().cloned().enumerate() {
        let looker = looker.clone();
        if looks.len() >= AT_ONCE {
            keep(&mut standings, looks.join_next().await);
        }
        looks.spawn(async move { (n, looker.look(n as u64, &national_id, &serial).await) });
    }
    while let Some(look) = looks.join_next().await {
        keep(&mut standings, Some(look));
    }
    standings
}

fn keep(
    standings: &mut [Standing],
    look: Option<Result<(usize, Standing), tokio::task::JoinError>>,
) {
    // A look that panicked stays unanswered, which is reported.
    if let Some(Ok((n, standing))) = look {
        standings[n] = standing;
    }
}

/// Asks for every receipt again: the same code, office and date must be shown.
pub async fn check_receipts(looker: &Looker, receipts: &[Receipt]) -> Findings {
    let mut findings = Findings { receipts: receipts.len(), ..Findings::default() };
    findings.faults.extend(codes_twice(receipts));
    findings.faults.extend(oversold(receipts));
    let people: Vec<_> =
        receipts.iter().map(|r| (r.national_id.clone(), r.serial.clone())).collect();
    let standings = look_at_all(looker, &people).await;
    for (receipt, standing) in receipts.iter().zip(standings) {
        match standing {
            Standing::Unanswered => findings.unanswered += 1,
            Standing::Booked(now) => {
                let same_code = receipt.code.is_none() || receipt.code == now.code;
                if same_code && receipt.place == now.place {
                    findings.confirmed += 1;
                } else {
                    let (receipt, now) = (Box::new(receipt.clone()), Box::new(now));
                    findings.faults.push(Fault::Changed { receipt, now });
                }
            }
            other => {
                let receipt = Box::new(receipt.clone());
                findings.faults.push(Fault::Lost { receipt, saw: other.words() });
            }
        }
    }
    findings
}

fn codes_twice(receipts: &[Receipt]) -> Vec<Fault> {
    let mut owners: BTreeMap<&str, &Receipt> = BTreeMap::new();
    let mut faults = Vec::new();
    for receipt in receipts {
        let Some(code) = receipt.code.as_deref() else { continue };
        if let Some(other) = owners.insert(code, receipt) {
            let national_ids = [other.national_id.clone(), receipt.national_id.clone()];
            faults.push(Fault::CodeTwice { code: code.to_owned(), national_ids });
        }
    }
    faults
}

/// Only this tester's citizens are counted, so this finds an oversold shift or nothing.
fn oversold(receipts: &[Receipt]) -> Vec<Fault> {
    let mut shifts: BTreeMap<_, (usize, Option<u32>)> = BTreeMap::new();
    for receipt in receipts {
        let (booked, approved) = shifts.entry(&receipt.place).or_default();
        *booked += 1;
        *approved = (*approved).max(receipt.approved);
    }
    let over = shifts.into_iter().filter_map(|(place, (booked, approved))| {
        let approved = approved.filter(|approved| booked > *approved as usize)?;
        Some(Fault::Oversold { place: place.clone(), booked, approved })
    });
    over.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::samples::receipt;

    #[test]
    fn more_bookings_than_seats_are_found() {
        let booked = |approved| -> Vec<Receipt> {
            let of = |n: u32| Receipt { approved, ..receipt(&n.to_string(), None) };
            (0..3).map(of).collect()
        };
        assert_eq!(oversold(&booked(Some(3))), []);
        assert_eq!(oversold(&booked(None)), []);
        let found = oversold(&booked(Some(2)));
        assert!(matches!(found[..], [Fault::Oversold { booked: 3, approved: 2, .. }]), "{found:?}");
    }

    #[test]
    fn a_code_that_two_people_have_is_found() {
        let receipts = [receipt("1", Some("123456789")), receipt("2", Some("123456780"))];
        assert_eq!(codes_twice(&receipts), []);
        let receipts = [receipt("1", Some("123456789")), receipt("2", Some("123456789"))];
        assert_eq!(codes_twice(&receipts).len(), 1);
    }
}
