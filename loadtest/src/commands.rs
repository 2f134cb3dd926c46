//! What the two commands do, and what they print.

use crate::args::{AuditArgs, RunArgs, ScenarioName};
use crate::audit::{Debtor, Findings, Looker, Standing, check_receipts, compare, fetch_ledger};
use crate::book::{Book, Receipt};
use crate::client::page::Seen;
use crate::peers::args::PeersArgs;
use crate::peers::{Ending, compare as compare_peers};
use crate::report::{json, text};
use crate::scenario::steady;
use crate::verdict::Verdict;
use anyhow::Context;
use serde_json::json;
use std::io::{IsTerminal, stderr};

/// # Errors
/// Arguments that cannot be followed, a file that cannot be written.
pub async fn run(args: &RunArgs) -> anyhow::Result<Verdict> {
    let progress = args.progress(stderr().is_terminal());
    let report = match args.scenario {
        ScenarioName::Steady => steady::play(args, progress).await?,
    };
    print!("{}", text::summary(&report));
    if let Some(path) = &args.json {
        let written = json::write(path, &json::document(&report));
        written.with_context(|| format!("writing the report {}", path.display()))?;
    }
    Ok(report.judgement.verdict)
}

/// # Errors
/// Arguments that cannot be followed, a book that cannot be read.
pub async fn audit(args: &AuditArgs) -> anyhow::Result<Verdict> {
    let (target, sandbox) = (args.place.target()?, args.sandbox()?);
    let book = Book::read(&args.book)
        .with_context(|| format!("reading the book {}", args.book.display()))?;
    let receipts = book.receipts();
    let looker = Looker { target, patience: args.patience() };
    let mut findings = check_receipts(&looker, &receipts).await;
    let contradictions = book.contradictions().into_iter();
    findings.faults.extend(contradictions.map(crate::audit::Fault::Contradicted));
    if let Some(sandbox) = &sandbox {
        let (ledger, _) = fetch_ledger(sandbox, 0).await?;
        let debtors: Vec<Debtor> = receipts.iter().filter_map(debtor).collect();
        let (money, faults) = compare(&debtors, &ledger, &ledger);
        findings.money = Some(money);
        findings.faults.extend(faults);
    }
    let verdict = verdict(&findings);
    let mut summary = format!("verdict: {}\n", verdict.name());
    text::findings(&mut summary, &findings);
    print!("{summary}");
    if let Some(path) = &args.json {
        let document = json!({
            "schema": json::AUDIT_SCHEMA,
            "verdict": verdict.name(),
            "audit": json::findings(&findings),
        });
        let written = json::write(path, &document);
        written.with_context(|| format!("writing the report {}", path.display()))?;
    }
    Ok(verdict)
}

/// # Errors
/// A peer is not installed, a directory or a file cannot be written.
pub async fn peers(args: &PeersArgs) -> anyhow::Result<Verdict> {
    // The table says what was missed; figures are no fault of a run.
    Ok(match compare_peers(args).await? {
        Ending::Whole => Verdict::Met,
        Ending::WithFaults => Verdict::Environment,
        Ending::Interrupted => Verdict::Interrupted,
    })
}

/// Who was never sent to a bank owes it nothing.
fn debtor(receipt: &Receipt) -> Option<Debtor> {
    let seen = Seen { place: receipt.place.clone(), code: receipt.code.clone() };
    (!receipt.tokens.is_empty()).then(|| Debtor {
        national_id: receipt.national_id.clone(),
        tokens: receipt.tokens.clone(),
        standing: Standing::Booked(seen),
    })
}

fn verdict(findings: &Findings) -> Verdict {
    if !findings.faults.is_empty() {
        Verdict::Wrong
    } else if findings.unanswered > 0 {
        Verdict::Environment
    } else {
        Verdict::Met
    }
}
