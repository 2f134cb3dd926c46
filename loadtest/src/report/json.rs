//! The document for machines. Its schema's name changes with its meaning.

use super::Report;
use crate::audit::Findings;
use crate::citizen::{Kills, Outcome};
use crate::recorder::{Recorder, Step};
use hdrhistogram::Histogram;
use serde_json::{Map, Value, json};
use std::path::Path;
use std::{fs, io};

pub const SCHEMA: &str = "nobat-loadtest/run/1";
pub const AUDIT_SCHEMA: &str = "nobat-loadtest/audit/1";

/// Writes a document whole or not at all.
///
/// # Errors
/// The file cannot be written.
pub fn write(path: &Path, document: &Value) -> io::Result<()> {
    let mut text = serde_json::to_string_pretty(document)?;
    text.push('\n');
    let beside = path.with_extension("new");
    fs::write(&beside, text)?;
    fs::rename(&beside, path)
}

pub fn document(report: &Report) -> Value {
    let Report { args, recorder, judgement, .. } = report;
    json!({
        "schema": SCHEMA,
        "version": env!("CARGO_PKG_VERSION"),
        "scenario": "steady",
        "verdict": judgement.verdict.name(),
        "reasons": judgement.reasons,
        "tester_limited": judgement.tester_limited,
        "seed": args.seed,
        "country_seed": args.country_seed,
        "skip_citizens": args.skip_citizens,
        "skip_citizens_next": report.skip_next(),
        "rate_per_s": args.rate,
        "seconds": args.seconds,
        "think_ms_mean": args.think_mean().as_millis() as u64,
        "p99_ms_goal": args.p99().as_millis() as u64,
        "expect_kills": args.kills() == Kills::Expected,
        "began_ms": report.began_ms,
        "lasted_ms": report.lasted.as_millis() as u64,
        "in_flight_max": report.in_flight_max,
        "tester": {
            "lag_us": percentiles(&recorder.lag),
            "cpu_ms": report.tester_cpu.map(|cpu| cpu.as_millis() as u64),
        },
        "citizens": citizens(recorder),
        "steps": steps(recorder),
        "per_second": recorder.seconds,
        "audit": findings(&report.findings),
    })
}

fn citizens(recorder: &Recorder) -> Value {
    let outcomes: Map<String, Value> = Outcome::ALL
        .iter()
        .map(|outcome| (outcome.name().to_owned(), recorder.count(*outcome).into()))
        .collect();
    json!({
        "started": recorder.started,
        "not_started": recorder.not_started,
        "refused": recorder.count(Outcome::Refused),
        "answers": recorder.answers,
        "without_answer": recorder.troubles,
        "outcomes": outcomes,
        "reasons": recorder.reasons,
    })
}

fn steps(recorder: &Recorder) -> Value {
    let seen = Step::ALL.into_iter().filter(|step| !recorder.step(*step).response.is_empty());
    let steps = seen.map(|step| {
        let log = recorder.step(step);
        let figures = json!({
            "of_the_server": step.is_the_servers(),
            "response_us": percentiles(&log.response),
            "service_us": percentiles(&log.service),
        });
        (step.name().to_owned(), figures)
    });
    Value::Object(steps.collect())
}

/// Count and maximum stand on every row: a percentile without them says little.
fn percentiles(histogram: &Histogram<u64>) -> Value {
    json!({
        "count": histogram.len(),
        "p50": histogram.value_at_quantile(0.5),
        "p90": histogram.value_at_quantile(0.9),
        "p99": histogram.value_at_quantile(0.99),
        "p999": histogram.value_at_quantile(0.999),
        "max": histogram.max(),
    })
}

/// What the audit found, with every fault.
pub fn findings(findings: &Findings) -> Value {
    json!({
        "receipts": findings.receipts,
        "confirmed": findings.confirmed,
        "unanswered": findings.unanswered,
        "faults": findings.faults.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "money": findings.money,
    })
}
