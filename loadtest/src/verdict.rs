//! How a run is judged, and the exit code that says so.

use crate::audit::Findings;
use crate::citizen::{Kills, Outcome};
use crate::recorder::Recorder;
use std::process::ExitCode;
use std::time::Duration;

/// Of a hundred thousand citizens offered, so many must reach an end of their own.
const OWN_END_MIN_PER_100_000: u64 = 99_500;
/// The tester's own lateness is no matter below this,
const LAG_NO_MATTER: Duration = Duration::from_millis(5);
/// nor while it is less than a tenth of the slowest step's 99th percentile.
const LAG_SHARE_MAX: u64 = 10;

/// From the mildest to the gravest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Verdict {
    Met,
    Missed,
    /// Nothing is known of the system: it was not there, or the tester was too slow.
    Environment,
    Interrupted,
    /// Something acknowledged was lost, changed, oversold or unpaid.
    Wrong,
}

impl Verdict {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Missed => "missed",
            Self::Interrupted => "interrupted",
            Self::Environment => "environment",
            Self::Wrong => "wrong",
        }
    }

    /// What the process ends with.
    pub const fn code(self) -> u8 {
        match self {
            Self::Met => 0,
            Self::Missed => 1,
            Self::Wrong => 3,
            Self::Environment => 4,
            Self::Interrupted => 130,
        }
    }

    pub fn exit(self) -> ExitCode {
        ExitCode::from(self.code())
    }
}

/// What a run is to reach.
#[derive(Clone, Copy, Debug)]
pub struct Goals {
    pub p99: Duration,
    pub kills: Kills,
}

/// A verdict with its reasons, the gravest first in the list.
#[derive(Clone, Debug)]
pub struct Judgement {
    pub verdict: Verdict,
    pub reasons: Vec<String>,
    pub tester_limited: bool,
}

impl Judgement {
    pub fn of(recorder: &Recorder, findings: &Findings, goals: Goals) -> Self {
        let mut found = Vec::new();
        let tester_limited = is_tester_limited(recorder);
        if !findings.faults.is_empty() {
            let words = format!("{} faults of correctness", findings.faults.len());
            found.push((Verdict::Wrong, words));
        }
        if recorder.answers == 0 {
            found.push((Verdict::Environment, "nobody answered at all".to_owned()));
        }
        if findings.unanswered > 0 {
            let words = format!("the audit had no answer about {} people", findings.unanswered);
            found.push((Verdict::Environment, words));
        }
        if tester_limited && goals.kills == Kills::Unexpected {
            found.push((Verdict::Environment, "tester-limited: its own lag is large".to_owned()));
        }
        found.extend(misses(recorder, goals).into_iter().map(|words| (Verdict::Missed, words)));
        found.sort_by_key(|(verdict, _)| std::cmp::Reverse(*verdict));
        let verdict = found.first().map_or(Verdict::Met, |(verdict, _)| *verdict);
        let reasons = found.into_iter().map(|(_, words)| words).collect();
        Self { verdict, reasons, tester_limited }
    }

    /// One more reason; the graver verdict stands.
    pub fn add(&mut self, verdict: Verdict, reason: String) {
        if verdict > self.verdict {
            self.verdict = verdict;
            self.reasons.insert(0, reason);
        } else {
            self.reasons.push(reason);
        }
    }
}

/// A killed server answers nobody in time: then only what happens to citizens is judged.
fn misses(recorder: &Recorder, goals: Goals) -> Vec<String> {
    let mut misses = Vec::new();
    if recorder.not_started > 0 {
        let words = "citizens were not started: too many were in flight";
        misses.push(format!("{} {words}", recorder.not_started));
    }
    let forgiven = |outcome: &Outcome| {
        outcome.is_own_end() || (goals.kills == Kills::Expected && *outcome == Outcome::Unknown)
    };
    let ended = recorder.outcomes.iter().filter(|(outcome, _)| forgiven(outcome));
    let ended: u64 = ended.map(|(_, count)| count).sum();
    if ended * 100_000 < recorder.started * OWN_END_MIN_PER_100_000 {
        misses
            .push(format!("{ended} of {} citizens reached an end of their own", recorder.started));
    }
    if let Some((step, p99_us)) = recorder.slowest()
        && goals.kills == Kills::Unexpected
        && u128::from(p99_us) > goals.p99.as_micros()
    {
        let (is, wanted) = (p99_us / 1_000, goals.p99.as_millis());
        misses.push(format!("p99 of {} is {is} ms, above {wanted} ms", step.name()));
    }
    misses
}

/// Whether the tester's own lateness is a part of the figures that cannot be neglected.
fn is_tester_limited(recorder: &Recorder) -> bool {
    let lag_us = recorder.lag.value_at_quantile(0.99);
    let slowest_us = recorder.slowest().map_or(0, |(_, p99)| p99);
    u128::from(lag_us) > LAG_NO_MATTER.as_micros() && lag_us * LAG_SHARE_MAX > slowest_us
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::Fault;
    use crate::book::samples::receipt;
    use crate::client::Timing;
    use crate::clock;
    use crate::recorder::Step;

    const GOALS: Goals = Goals { p99: Duration::from_millis(100), kills: Kills::Unexpected };

    /// A run of a thousand citizens, each with one answer after this time.
    fn run(answer_ms: u64, lag_ms: u64, failed: u64, outcome: Outcome) -> Recorder {
        let began = clock::now();
        let mut recorder = Recorder::new(began);
        for n in 0..1_000 {
            let written = began + Duration::from_millis(lag_ms);
            let timing = Timing { written, done: written + Duration::from_millis(answer_ms) };
            recorder.offered(began, true);
            recorder.answered(Step::Search, began, written, timing);
            recorder.ended(began, if n < failed { outcome } else { Outcome::Booked }, None);
        }
        recorder
    }

    fn verdict(recorder: &Recorder, goals: Goals) -> Verdict {
        Judgement::of(recorder, &Findings::default(), goals).verdict
    }

    #[test]
    fn a_run_meets_its_goals_or_says_which_it_missed() {
        let failed = Outcome::Failed;
        assert_eq!(verdict(&run(50, 0, 5, failed), GOALS), Verdict::Met);
        assert_eq!(verdict(&run(50, 0, 6, failed), GOALS), Verdict::Missed);
        assert_eq!(verdict(&run(150, 0, 0, failed), GOALS), Verdict::Missed);
        let mut crowded = run(50, 0, 0, failed);
        crowded.offered(clock::now(), false);
        assert_eq!(verdict(&crowded, GOALS), Verdict::Missed);
    }

    #[test]
    fn under_kills_neither_waiting_nor_not_knowing_is_a_failure() {
        let goals = Goals { kills: Kills::Expected, ..GOALS };
        assert_eq!(verdict(&run(5_000, 0, 400, Outcome::Unknown), goals), Verdict::Met);
        assert_eq!(verdict(&run(50, 0, 400, Outcome::Unknown), GOALS), Verdict::Missed);
        assert_eq!(verdict(&run(50, 0, 400, Outcome::Failed), goals), Verdict::Missed);
    }

    #[test]
    fn a_late_tester_measures_nothing() {
        assert_eq!(verdict(&run(10, 20, 0, Outcome::Failed), GOALS), Verdict::Environment);
        assert_eq!(verdict(&run(10, 2, 0, Outcome::Failed), GOALS), Verdict::Met);
        assert_eq!(verdict(&Recorder::new(clock::now()), GOALS), Verdict::Environment);
    }

    #[test]
    fn a_fault_of_correctness_outweighs_everything() {
        let receipt = Box::new(receipt("1", None));
        let fault = Fault::Lost { receipt, saw: String::new() };
        let findings = Findings { faults: vec![fault], unanswered: 1, ..Findings::default() };
        let judgement = Judgement::of(&run(150, 0, 0, Outcome::Failed), &findings, GOALS);
        assert_eq!(judgement.verdict, Verdict::Wrong);
        assert_eq!(judgement.reasons.len(), 3);
    }
}
