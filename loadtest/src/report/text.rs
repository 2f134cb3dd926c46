//! The summary on standard output.

use super::Report;
use crate::audit::{Findings, Money};
use crate::citizen::Outcome;
use crate::recorder::{Recorder, Step};
use std::fmt::Write;

/// Faults that are written out; the document for machines has them all.
const FAULTS_SHOWN: usize = 10;

/// The whole summary, verdict first.
pub fn summary(report: &Report) -> String {
    let mut text = String::new();
    verdict(&mut text, report);
    citizens(&mut text, &report.recorder);
    steps(&mut text, &report.recorder);
    tester(&mut text, report);
    findings(&mut text, &report.findings);
    let _ = writeln!(text, "next run: --skip-citizens {}", report.skip_next());
    text
}

fn verdict(text: &mut String, report: &Report) {
    let judgement = &report.judgement;
    let limited = if judgement.tester_limited { ", tester-limited" } else { "" };
    let _ = writeln!(text, "verdict: {}{limited}", judgement.verdict.name());
    for reason in &judgement.reasons {
        let _ = writeln!(text, "  {reason}");
    }
    let args = &report.args;
    let _ = writeln!(
        text,
        "steady: {} citizens/s for {} s, seed {}, lasted {} s",
        args.rate,
        args.seconds,
        args.seed,
        report.lasted.as_secs(),
    );
}

fn citizens(text: &mut String, recorder: &Recorder) {
    let _ = writeln!(
        text,
        "citizens: started {}, not started {}, refused {}",
        recorder.started,
        recorder.not_started,
        recorder.count(Outcome::Refused),
    );
    for (outcome, count) in &recorder.outcomes {
        let _ = writeln!(text, "  {:16} {count:8}", outcome.name());
    }
    for (reason, count) in &recorder.reasons {
        let _ = writeln!(text, "  {count:6} x {reason}");
    }
}

/// Response is counted from the moment at which the request should have been sent, service from the
/// moment at which it was: where they differ, somebody waited before being heard.
fn steps(text: &mut String, recorder: &Recorder) {
    let _ = writeln!(
        text,
        "{:18} {:>8}  response ms: {:>7} {:>7} {:>7} {:>8}  service: {:>7} {:>7}",
        "step", "count", "p50", "p90", "p99", "max", "p50", "p99",
    );
    for step in Step::ALL {
        let log = recorder.step(step);
        if log.response.is_empty() {
            continue;
        }
        let response = |q| ms(log.response.value_at_quantile(q));
        let service = |q| ms(log.service.value_at_quantile(q));
        let bank = if step.is_the_servers() { "" } else { "  (sandbox)" };
        let _ = writeln!(
            text,
            "{:18} {:8}               {:>7} {:>7} {:>7} {:>8}           {:>7} {:>7}{bank}",
            step.name(),
            log.response.len(),
            response(0.5),
            response(0.9),
            response(0.99),
            ms(log.response.max()),
            service(0.5),
            service(0.99),
        );
    }
}

fn ms(us: u64) -> String {
    format!("{}.{}", us / 1_000, us % 1_000 / 100)
}

fn tester(text: &mut String, report: &Report) {
    let lag = &report.recorder.lag;
    let cpu = report.tester_cpu_percent().map_or("unknown".to_owned(), |p| format!("{p} %"));
    let _ = writeln!(
        text,
        "tester: lag p50 {} p99 {} max {} ms, {cpu} of a core; answers {}, without answer {}",
        ms(lag.value_at_quantile(0.5)),
        ms(lag.value_at_quantile(0.99)),
        ms(lag.max()),
        report.recorder.answers,
        report.recorder.troubles,
    );
}

/// What the audit found.
pub fn findings(text: &mut String, findings: &Findings) {
    let Findings { faults, receipts, confirmed, unanswered, money } = findings;
    let _ = writeln!(
        text,
        "audit: {confirmed} of {receipts} receipts shown again as they were, no answer about \
         {unanswered}, faults {}",
        faults.len(),
    );
    if let Some(money) = money {
        let Money { tokens, verified, bookings, credits, surplus, .. } = money;
        let _ = writeln!(
            text,
            "  bank: of {tokens} payments {verified} verified = {bookings} bookings + {credits} \
             credits + {surplus} surplus; left to the bank {}",
            money.left_to_the_bank,
        );
    }
    for fault in faults.iter().take(FAULTS_SHOWN) {
        let _ = writeln!(text, "  {fault}");
    }
    if faults.len() > FAULTS_SHOWN {
        let _ = writeln!(text, "  and {} more", faults.len() - FAULTS_SHOWN);
    }
}
