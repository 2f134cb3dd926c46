//! What a run has to say: a summary for people, a document for machines.
//! This room writes figures down and rounds only for people; it must never judge.
//! Read `text.rs` first, then `json.rs`.

pub mod json;
pub mod text;

use crate::args::RunArgs;
use crate::audit::Findings;
use crate::recorder::Recorder;
use crate::verdict::Judgement;
use std::time::Duration;

/// A finished run.
#[derive(Debug)]
pub struct Report {
    pub args: RunArgs,
    pub began_ms: u64,
    /// Until the last citizen had ended; without the audit.
    pub lasted: Duration,
    /// Processor time of the tester itself.
    pub tester_cpu: Option<Duration>,
    pub in_flight_max: usize,
    pub recorder: Recorder,
    pub findings: Findings,
    pub judgement: Judgement,
}

impl Report {
    /// Of one core.
    pub fn tester_cpu_percent(&self) -> Option<u64> {
        let used = self.tester_cpu?;
        let percent = used.as_millis() * 100 / self.lasted.as_millis().max(1);
        u64::try_from(percent).ok()
    }

    /// Where the next run against the same data finds people who have not come yet.
    pub fn skip_next(&self) -> u64 {
        self.args.skip_citizens as u64 + self.recorder.started + self.recorder.not_started
    }
}
