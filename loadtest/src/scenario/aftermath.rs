//! The audit of a run: its receipts, its payments, and who vanished with money paid.

use crate::audit::{
    Debtor, Fault, Findings, Ledger, LedgerTrouble, Looker, Standing, check_receipts, compare,
    fetch_ledger, look_at_all,
};
use crate::citizen::{Run, Story};
use nobat_sandbox::people::citizens::CitizenRow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// How long the bank may take for its ledger while it is being started again.
const LEDGER_TRIES: u32 = 20;
const LEDGER_PAUSE: Duration = Duration::from_millis(500);
/// Without kills nobody needs to be asked twice; a little patience is for a busy machine.
const PATIENCE_MIN: Duration = Duration::from_secs(10);

/// A citizen's number in the run, and what became of the visit.
pub type Ended = (usize, Story);

pub async fn audit(
    run: &Run,
    people: &Arc<[CitizenRow]>,
    stories: &[Ended],
    ledger_from: usize,
) -> Result<Findings, LedgerTrouble> {
    let patience = run.patience.max(PATIENCE_MIN);
    let looker = Looker { target: run.target.clone(), patience };
    let before = ledger(run, ledger_from).await?;
    let receipts = run.book.receipts();
    let mut findings = check_receipts(&looker, &receipts).await;
    let booked: BTreeMap<&str, _> =
        receipts.iter().map(|receipt| (receipt.national_id.as_str(), receipt)).collect();

    let at_bank = stories.iter().filter(|(_, story)| !story.payments.is_empty());
    let (with, without): (Vec<_>, Vec<_>) =
        at_bank.partition(|(n, _)| booked.contains_key(people[*n].national_id.as_str()));
    let asked: Vec<_> = without.iter().map(|(n, _)| identity(&people[*n])).collect();
    let standings = look_at_all(&looker, &asked).await;
    findings.unanswered += standings.iter().filter(|s| **s == Standing::Unanswered).count();
    let after = ledger(run, ledger_from).await?;

    let mut debtors: Vec<Debtor> =
        without.iter().zip(standings).map(|(ended, s)| debtor(people, ended, s)).collect();
    // Whether a receipt is still shown has been checked above; here only the money matters.
    debtors.extend(with.iter().filter_map(|ended| {
        let receipt = booked.get(people[ended.0].national_id.as_str())?;
        let seen = crate::client::page::Seen { place: receipt.place.clone(), code: None };
        Some(debtor(people, ended, Standing::Booked(seen)))
    }));
    let (money, faults) = compare(&debtors, &before, &after);
    findings.money = Some(money);
    findings.faults.extend(faults);
    findings.faults.extend(run.book.contradictions().into_iter().map(Fault::Contradicted));
    findings.faults.extend(stories.iter().filter_map(|(n, story)| {
        let place = story.strayed.clone()?;
        let national_id = people[*n].national_id.as_str().to_owned();
        Some(Fault::Strayed { national_id, place })
    }));
    Ok(findings)
}

fn identity(who: &CitizenRow) -> (String, String) {
    (who.national_id.as_str().to_owned(), who.serial.as_str().to_owned())
}

fn debtor(people: &[CitizenRow], (n, story): &Ended, standing: Standing) -> Debtor {
    Debtor {
        national_id: people[*n].national_id.as_str().to_owned(),
        tokens: story.payments.iter().map(|payment| payment.token.clone()).collect(),
        standing,
    }
}

async fn ledger(run: &Run, from: usize) -> Result<Ledger, LedgerTrouble> {
    let mut tries = 1;
    loop {
        match fetch_ledger(&run.sandbox, from).await {
            Ok((ledger, _)) => return Ok(ledger),
            Err(trouble) if tries >= LEDGER_TRIES => return Err(trouble),
            Err(_) => tokio::time::sleep(LEDGER_PAUSE).await,
        }
        tries += 1;
    }
}
