//! One question to a bank about one attempt, and its answer to the desk.

use nobat_domain::ids::RequestKey;
use nobat_domain::keeper::AskBank;
use nobat_domain::request::{RequestCommand, RequestState};
use nobat_engine::Answered;

use crate::app::{App, Bank};
use crate::gateway::verdict::UnknownWhy;
use crate::gateway::{Expected, Verdict, ask};
use crate::metric_names::{BANK_FOR_PERSON, BANK_SECONDS, BANK_VERDICTS};
use crate::middleware::figures::record;
use nobat_engine::clock::monotonic_ns;

/// Asks the bank and tells the desk; returns the request as it is afterwards, if it can be had.
pub async fn ask_bank(app: &App, bank: &Bank, question: &AskBank) -> Option<Box<RequestState>> {
    let AskBank { request: key, attempt, order, amount, token, .. } = question;
    let key = *key;
    let ours = Expected { order: *order, amount: *amount, token };
    // The turn lasts until the desk has been told.
    let _turn = app.banks.turns.take(*order).await;
    let begun = monotonic_ns();
    let verdict = ask::verify(&app.banks.transport, bank.id, &*bank.gateway, &ours).await;
    let labels = [("bank", bank.path.to_owned()), ("kind", "verify".to_owned())];
    record(BANK_SECONDS, begun, &labels);
    note(bank, key, &verdict);
    if let Verdict::Unknown { why: UnknownWhy::NotAsked(_) } = verdict {
        return None;
    }
    // An unknown outcome is told too: the question itself may have captured the money.
    let command = RequestCommand::BankSaid { attempt: *attempt, says: verdict.said() };
    match app.engine.ask(key, command).await {
        Ok(Answered::Is(state)) => {
            if state.to_reverse.iter().any(|money| money.order == *order) {
                metrics::counter!(BANK_FOR_PERSON, "bank" => bank.path).increment(1);
                tracing::error!(request = ?key, bank = bank.path, "a payment is to be reversed");
            }
            Some(state)
        }
        Ok(Answered::Nobody) => None,
        Ok(Answered::Refused(refusal, state)) => {
            let bank = bank.path;
            tracing::error!(?refusal, request = ?key, bank, "a bank's word was refused");
            state
        }
        Err(error) => {
            // The attempt stays open: the next sweep asks again, and the bank says the same.
            tracing::warn!(%error, request = ?key, "a bank's word could not be told");
            None
        }
    }
}

fn note(bank: &Bank, key: RequestKey, verdict: &Verdict) {
    let outcome = match verdict {
        Verdict::Paid(_) => "paid",
        Verdict::NotPaid { .. } => "not_paid",
        Verdict::ReturnedByBank { .. } => "returned",
        Verdict::Unknown { .. } => "unknown",
    };
    metrics::counter!(BANK_VERDICTS, "bank" => bank.path, "outcome" => outcome).increment(1);
    if let Verdict::Unknown { why } = verdict {
        tracing::warn!(%why, request = ?key, bank = bank.path, "a payment's outcome is not known");
    }
    if verdict.needs_person() {
        metrics::counter!(BANK_FOR_PERSON, "bank" => bank.path).increment(1);
        tracing::error!(request = ?key, bank = bank.path, "a payment needs a person");
    }
}
