//! `nobat verify`: every invariant over a stopped data directory, as JSON for machines and people.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use nobat_engine::EngineConfig;
use nobat_engine::verify::{Report, verify};
use serde_json::{Value, json};

use crate::door::hex;

#[derive(Args)]
pub struct Verify {
    /// The data directory; nothing else may hold it.
    #[arg(long)]
    data: PathBuf,
    /// Where the master key is, if it is not beside the data.
    #[arg(long)]
    master_key: Option<PathBuf>,
}

impl Verify {
    /// 0 only when nothing is violated; 1 when something is; 2 when it could not be looked at.
    pub fn run(self) -> ExitCode {
        let mut config = EngineConfig::new(&self.data);
        if let Some(path) = self.master_key {
            config.master_key = path;
        }
        match verify(&config) {
            Ok(report) => {
                println!("{:#}", written(&report));
                if report.sound() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
            }
            Err(error) => {
                eprintln!("nobat verify: {error}");
                ExitCode::from(2)
            }
        }
    }
}

fn written(report: &Report) -> Value {
    let violations = report.violations.iter().map(
        |finding| json!({ "invariant": finding.id, "what": finding.what, "where": finding.place }),
    );
    let positions = &report.positions;
    json!({
        "sound": report.sound(),
        "violations_total": report.violations_total,
        "violations": violations.collect::<Vec<_>>(),
        "counts": counts(report),
        "unfinished": unfinished(report),
        "positions": {
            "tables": positions.tables,
            "journal_first": positions.journal_first,
            "journal_last": positions.journal_last,
            "history_whole": positions.history_whole,
            "engine_time_ms": positions.engine_time_ms,
            "audit_last": positions.audit_last,
            "audit_link": hex(&positions.audit_link),
        },
    })
}

fn counts(report: &Report) -> Value {
    let counts = &report.counts;
    json!({
        "offices": counts.offices,
        "shift_days": counts.shift_days,
        "seats_approved": counts.seats_approved,
        "seats_free": counts.seats_free,
        "seats_held": counts.seats_held,
        "seats_cooling": counts.seats_cooling,
        "seats_booked": counts.seats_booked,
        "seats_over": counts.seats_over,
        "requests": counts.requests,
        "requests_erased": counts.requests_erased,
        "requests_in_flight": counts.requests_in_flight,
        "bookings": counts.bookings,
        "bookings_past": counts.bookings_past,
        "money": counts.money,
        "credits": counts.credits,
        "to_reverse": counts.to_reverse,
        "attempts_open": counts.attempts_open,
        "scans": counts.scans,
        "journal_records": counts.journal_records,
        "journal_tail_records": counts.journal_tail_records,
        "journal_segments": counts.journal_segments,
        "archive_segments": counts.archive_segments,
        "feed_rows": counts.feed_rows,
        "accounts": counts.accounts,
        "audit_entries": counts.audit_entries,
    })
}

/// Steps that requests name and shifts still owe an answer to: no fault, and finished at the start.
fn unfinished(report: &Report) -> Value {
    let steps = &report.unfinished;
    json!({
        "intents": steps.intents,
        "bookings": steps.bookings,
        "releases": steps.releases,
        "returns": steps.returns,
        "lapsed": steps.lapsed,
        "erasures": steps.erasures,
    })
}
