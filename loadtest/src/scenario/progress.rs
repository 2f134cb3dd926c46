//! What is shown while a run goes on, each second, on standard error.

use crate::args::Progress;
use crate::citizen::{Outcome, Run};
use crate::clock;
use std::io::{Write, stderr};
use std::time::{Duration, Instant};

const EACH: Duration = Duration::from_secs(1);

/// Shows progress until it is dropped by its caller.
pub async fn show(run: &Run, progress: Progress, began: Instant) {
    if progress == Progress::Quiet {
        std::future::pending::<()>().await;
    }
    for second in 1_u32.. {
        tokio::time::sleep_until((began + EACH * second).into()).await;
        line(&sentence(run, began), progress);
    }
}

/// Leaves the line that was written over.
pub fn end(progress: Progress) {
    if progress == Progress::OneLine {
        line("\n", progress);
    }
}

fn sentence(run: &Run, began: Instant) -> String {
    let recorder = run.recorder();
    let seconds = clock::now().duration_since(began).as_secs();
    let ended = recorder.ended_count();
    let slowest = recorder.slowest();
    let p99 = slowest.map(|(step, us)| format!("p99 {} ms ({})", us / 1_000, step.name()));
    format!(
        "{seconds:4} s  started {}  in flight {}  booked {}  failed {}  unknown {}  {}",
        recorder.started,
        recorder.started.saturating_sub(ended),
        recorder.count(Outcome::Booked),
        recorder.count(Outcome::Failed),
        recorder.count(Outcome::Unknown),
        p99.unwrap_or_default(),
    )
}

fn line(words: &str, progress: Progress) {
    let mut stderr = stderr().lock();
    // Progress that nobody can read is no reason to stop a run.
    let _ = match progress {
        Progress::OneLine => write!(stderr, "\r\x1b[2K{words}").and_then(|()| stderr.flush()),
        Progress::Lines | Progress::Quiet => writeln!(stderr, "{words}"),
    };
}
