//! Our engine as a process of its own, asked for its figures.

use super::cells::{Cell, Work};
use super::figures::Figures;
use super::process;
use anyhow::{Context, bail};
use serde_json::Value;
use std::path::Path;
use std::time::Duration;
use tokio::process::Command;

/// What it may take beyond the measured time: opening, warming up, closing.
const BESIDES_MAX: Duration = Duration::from_secs(300);
/// Lists a second by schedule, while `spread` goes on.
const LISTS_PER_S: &str = "20000";
/// Of its last words, in a complaint.
const LAST_WORDS: usize = 300;

/// # Errors
/// It cannot be run, takes too long, fails, or writes no figures.
pub async fn measure(
    program: &Path,
    cell: Cell,
    seconds: u64,
    data: &Path,
) -> anyhow::Result<Figures> {
    figures(cell, &ask(program, &words(cell, seconds), seconds, data).await?)
}

/// Runs `program` with these words, which measure so long, in a directory of its own in `data`.
///
/// # Errors
/// It cannot be run, takes too long, fails, or writes no figures.
pub async fn ask(
    program: &Path,
    words: &[String],
    seconds: u64,
    data: &Path,
) -> anyhow::Result<Value> {
    let json = data.join("ours.json");
    let mut command = Command::from(process::command(program, None, None, "KILL"));
    command.args(words).arg("--data").arg(data.join("ours"));
    command.arg("--json").arg(&json).kill_on_drop(true);
    let patience = Duration::from_secs(seconds) + BESIDES_MAX;
    let done = tokio::time::timeout(patience, command.output()).await;
    let done = done.context("waiting for ours")?.context("running ours")?;
    if !done.status.success() {
        let said = String::from_utf8_lossy(&done.stderr);
        let first = said.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let first: String = first.chars().take(LAST_WORDS).collect();
        bail!("{}: {first}", done.status);
    }
    let written = std::fs::read_to_string(&json).context("the figures of ours")?;
    serde_json::from_str(&written).context("the figures of ours")
}

fn words(cell: Cell, seconds: u64) -> Vec<String> {
    let workload = match cell.work {
        Work::Spread => "spread",
        Work::Hot => "hot",
        Work::Full => "full",
        Work::Limit => "limit",
        Work::Lists | Work::ListsBeside => "ranking",
    };
    let in_flight = cell.in_flight.to_string();
    let seconds = seconds.to_string();
    let mut words = vec!["engine", "--workload", workload];
    words.extend(["--in-flight", &in_flight, "--seconds", &seconds]);
    if cell.work == Work::ListsBeside {
        words.extend(["--beside", &in_flight, "--rate", LISTS_PER_S]);
    }
    words.into_iter().map(str::to_owned).collect()
}

/// The first four must be there.
fn figures(cell: Cell, document: &Value) -> anyhow::Result<Figures> {
    let number = |name: &str| document.get(name).and_then(Value::as_f64);
    let wanted = |name: &str| number(name).with_context(|| format!("ours says no {name}"));
    Ok(Figures {
        per_s: wanted("pairs_per_s")?,
        p50_us: wanted("p50_us")?,
        p99_us: wanted("p99_us")?,
        p999_us: wanted("p999_us")?,
        beside_per_s: number("beside_pairs_per_s").filter(|_| cell.work == Work::ListsBeside),
        answers_per_s: None,
        full: document.get("full").and_then(Value::as_u64),
        memory_mib: number("peak_rss_mib"),
        tester_cpu_percent: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;
    use std::path::PathBuf;

    const CELL: Cell = Cell { work: Work::Hot, in_flight: 64 };

    fn child(dir: &Path, script: &str) -> PathBuf {
        let path = dir.join("engine");
        fs::write(&path, format!("#!/usr/bin/env bash\n{script}\n")).expect("a script");
        fs::set_permissions(&path, Permissions::from_mode(0o755)).expect("ours");
        path
    }

    #[tokio::test]
    async fn the_figures_of_a_child_are_read() {
        let dir = tempfile::tempdir().expect("a directory");
        let script = r#"[ "${*:1:8}" = "engine --workload hot --in-flight 64 --seconds 7 --data" ]
[ $? = 0 ] && [ "${10}" = --json ] || exit 9
cat > "${11}" << END
{"pairs_per_s": 1234.5, "p50_us": 10, "p99_us": 20, "p999_us": 30.5, "peak_rss_mib": 44}
END"#;
        let found = measure(&child(dir.path(), script), CELL, 7, dir.path()).await;
        let found = found.expect("figures");
        assert_eq!((found.per_s, found.p99_us, found.p999_us), (1_234.5, 20.0, 30.5));
        assert_eq!((found.memory_mib, found.beside_per_s), (Some(44.0), None));
    }

    #[tokio::test]
    async fn a_child_that_fails_or_says_too_little_is_a_reason() {
        let dir = tempfile::tempdir().expect("a directory");
        let fails = child(dir.path(), "echo 'error: unrecognized subcommand' >&2; exit 2");
        let error = measure(&fails, CELL, 1, dir.path()).await.expect_err("it failed");
        assert!(format!("{error:#}").contains("unrecognized subcommand"));
        let silent = child(dir.path(), "true");
        assert!(measure(&silent, CELL, 1, dir.path()).await.is_err());
        let half = child(dir.path(), "echo '{\"pairs_per_s\": 1}' > \"${11}\"");
        let error = measure(&half, CELL, 1, dir.path()).await.expect_err("half the figures");
        assert!(format!("{error:#}").contains("p50_us"));
    }

    #[test]
    fn lists_beside_are_asked_for_by_schedule() {
        let words = words(Cell { work: Work::ListsBeside, in_flight: 64 }, 10).join(" ");
        assert!(words.contains("ranking --in-flight 64") && words.contains("--rate 20000"));
        assert!(words.contains("--beside 64"));
    }
}
