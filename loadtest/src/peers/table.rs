//! The comparison for people: on a terminal, and for a document.

use super::cells::{Cell, Contestant};
use super::figures::{Figures, Results, Spread};
use super::targets::{Bound, Grade, Target, targets};
use super::turns::Comparison;
use super::{postgres, redis};
use std::fmt::Write;

/// Characters of a reason in a table; the document for machines has all of it.
const REASON_MAX: usize = 100;
const NONE: &str = "–";

/// Rows of cells; the first row is the head.
struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    fn of(head: &[&str]) -> Self {
        Self { rows: vec![head.iter().map(|&name| name.to_owned()).collect()] }
    }

    fn add(&mut self, row: impl IntoIterator<Item = String>) {
        self.rows.push(row.into_iter().collect());
    }

    fn text(&self) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut text = String::new();
        for row in &self.rows {
            let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
            let line = cells.collect::<Vec<_>>().join("  ");
            let _ = writeln!(text, "{}", line.trim_end());
        }
        text
    }

    fn markdown(&self) -> String {
        let mut text = String::new();
        let columns = self.rows.first().map_or(0, Vec::len);
        for (at, row) in self.rows.iter().enumerate() {
            let mut cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
            cells.resize(columns, String::new());
            let _ = writeln!(text, "| {} |", cells.join(" | "));
            if at == 0 {
                let _ = writeln!(text, "|{}", "---|".repeat(columns));
            }
        }
        text
    }
}

pub fn text(comparison: &Comparison) -> String {
    let Comparison { results, args, .. } = comparison;
    let figures = figures(results).text();
    let targets = judged(&targets(results, args.seconds)).text();
    format!("{}\n{figures}\n{targets}", about(comparison).join("\n") + "\n")
}

pub fn markdown(comparison: &Comparison) -> String {
    let Comparison { results, args, .. } = comparison;
    let figures = figures(results).markdown();
    let targets = judged(&targets(results, args.seconds)).markdown();
    let about: String = about(comparison).iter().map(|line| format!("- {line}\n")).collect();
    format!("{about}\n{figures}\n{targets}")
}

/// What a reader must know before the figures.
fn about(comparison: &Comparison) -> Vec<String> {
    let Comparison { args, machine, redis, postgres, .. } = comparison;
    let mut lines = vec![
        machine.line(),
        format!(
            "rounds in turns: {}; measured in each, after a warm-up: {} s; medians (from, to); \
             load of the machine before: {}",
            args.rounds, args.seconds, machine.load_before,
        ),
        "ours is in-process, as a web handler meets it; the peers are over loopback, as a web \
         handler meets them: Unix sockets, their quicker way. Client and server share the cores"
            .to_owned(),
        "every answer is on disk and synced; every peer's store was compared with what its \
         clients were told"
            .to_owned(),
        "a pair is a hold with its confirm (95 %) or release (5 %); giving back is done and not \
         counted; latencies are a hold's, or a list's"
            .to_owned(),
    ];
    if let Some(version) = redis {
        lines.push(format!("{version}; {}", settings(&redis::SETTINGS)));
    }
    if let Some(version) = postgres {
        lines.push(format!("{version}; {}", settings(&postgres::SETTINGS)));
    }
    lines
}

fn settings(settings: &[(&str, &str)]) -> String {
    let said = settings.iter().map(|(name, value)| {
        let value = if value.is_empty() { "\"\"" } else { value };
        format!("{name} {value}")
    });
    said.collect::<Vec<_>>().join(", ")
}

fn figures(results: &Results) -> Table {
    let mut table = Table::of(&[
        "workload",
        "who",
        "a second",
        "p50 us",
        "p99 us",
        "p99.9 us",
        "answers/s",
        "MiB",
        "tester's CPU",
        "ours to it",
    ]);
    for cell in results.cells() {
        for who in results.contestants(cell) {
            table.add(figures_row(results, cell, who));
            if let Some(row) = beside_row(results, cell, who) {
                table.add(row);
            }
        }
    }
    table
}

fn figures_row(results: &Results, cell: Cell, who: Contestant) -> Vec<String> {
    let figure = |of: fn(&Figures) -> Option<f64>| results.spread(cell, who, of);
    let median = |of| figure(of).map_or(NONE.to_owned(), |found| whole(found.median));
    let percent = |found: Spread| format!("{:.0} %", found.median);
    vec![
        cell.name(),
        who.name().to_owned(),
        figure(|figures| Some(figures.per_s)).map_or(NONE.to_owned(), range),
        median(|figures| Some(figures.p50_us)),
        median(|figures| Some(figures.p99_us)),
        median(|figures| Some(figures.p999_us)),
        median(|figures| figures.answers_per_s),
        median(|figures| figures.memory_mib),
        figure(|figures| figures.tester_cpu_percent).map_or(NONE.to_owned(), percent),
        ratio(results, cell, who),
    ]
}

/// The pairs of `spread` beside lists.
fn beside_row(results: &Results, cell: Cell, who: Contestant) -> Option<Vec<String>> {
    let pairs = results.spread(cell, who, |figures| figures.beside_per_s)?;
    Some(vec!["  its spread meanwhile".to_owned(), who.name().to_owned(), range(pairs)])
}

/// How many times as much ours does, or why that cannot be said.
fn ratio(results: &Results, cell: Cell, who: Contestant) -> String {
    if let Some(fault) = results.fault(cell, who) {
        return format!("none: {}", shortened(fault));
    }
    if who == Contestant::Ours {
        return NONE.to_owned();
    }
    match (results.ratio(cell, who), results.fault(cell, Contestant::Ours)) {
        (Some(ratio), _) => format!("{ratio:.2} x"),
        (None, Some(_)) => "none: ours has no figure".to_owned(),
        (None, None) => "none: ours was not measured".to_owned(),
    }
}

fn shortened(fault: &str) -> String {
    let line = fault.replace('\n', " ");
    let mut short: String = line.chars().take(REASON_MAX).collect();
    if line.chars().count() > REASON_MAX {
        short.push('…');
    }
    short
}

fn judged(targets: &[Target]) -> Table {
    let mut table = Table::of(&["workload", "target", "wanted", "found", "verdict"]);
    for target in targets {
        let grade = match target.grade {
            Grade::Must => "must",
            Grade::Goal => "goal",
        };
        let bound = match target.bound {
            Bound::AtLeast => "≥",
            Bound::AtMost => "≤",
        };
        let verdict = match target.met() {
            Some(true) => "met",
            Some(false) => "missed",
            None => "not measured",
        };
        table.add([
            target.cell.name(),
            format!("{grade}: {}", target.what),
            format!("{bound} {}", figure(target.wanted)),
            target.found.map_or(NONE.to_owned(), figure),
            verdict.to_owned(),
        ]);
    }
    table
}

/// Ratios with their places, large figures without.
fn figure(value: f64) -> String {
    if value < 100.0 { format!("{value:.2}") } else { whole(value) }
}

fn range(found: Spread) -> String {
    format!("{} ({} to {})", whole(found.median), whole(found.min), whole(found.max))
}

/// With commas between the thousands.
fn whole(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peers::cells::Work;

    const CELL: Cell = Cell { work: Work::Spread, in_flight: 64 };

    fn results(ours: Result<Figures, String>) -> Results {
        let redis = |per_s| Ok(Figures { per_s, p99_us: 2_300.0, ..Figures::default() });
        let mut results = Results::default();
        results.add(CELL, Contestant::Ours, ours);
        for per_s in [24_000.0, 20_000.0, 25_000.0] {
            results.add(CELL, Contestant::Redis, redis(per_s));
        }
        results
    }

    #[test]
    fn a_row_has_median_range_and_ratio() {
        let ours = Figures { per_s: 84_000.0, p99_us: 900.0, ..Figures::default() };
        let text = figures(&results(Ok(ours))).text();
        let redis = text.lines().find(|line| line.contains("Redis")).expect("a row");
        assert!(redis.contains("24,000 (20,000 to 25,000)"), "{redis}");
        assert!(redis.contains("2,300") && redis.ends_with("3.50 x"), "{redis}");
    }

    #[test]
    fn without_ours_the_peers_stand_there_and_the_reason_is_said() {
        let text = figures(&results(Err("exit status: 2: no such command".to_owned()))).text();
        let line = |who| text.lines().find(|line| line.contains(who)).expect("a row").to_owned();
        assert!(line("flight  ours").ends_with("none: exit status: 2: no such command"));
        assert!(line("Redis").contains("24,000 (20,000 to 25,000)"));
        assert!(line("Redis").ends_with("none: ours has no figure"));
    }

    #[test]
    fn targets_are_said_with_their_verdict() {
        let ours = Figures { per_s: 84_000.0, p99_us: 900.0, ..Figures::default() };
        let text = judged(&targets(&results(Ok(ours)), 10)).markdown();
        let row = |what: &str, wanted: &str| {
            let mut rows = text.lines().filter(|line| line.contains(what));
            rows.find(|line| line.contains(wanted)).expect("a row").to_owned()
        };
        assert!(row("must: ours to Redis", "≥ 3.00").ends_with("| 3.50 | met |"));
        assert!(row("goal: ours to Redis", "≥ 6.00").ends_with("| 3.50 | missed |"));
        assert!(row("PostgreSQL", "≥ 12.00").ends_with("| – | not measured |"));
        assert!(row("must: hold p99", "≤ 2,000").ends_with("| 900 | met |"));
    }

    #[test]
    fn columns_stand_below_each_other_and_thousands_apart() {
        let mut table = Table::of(&["a", "b"]);
        table.add(["a|long".to_owned(), whole(1_234_567.4)]);
        assert_eq!(table.text(), "a       b\na|long  1,234,567\n");
        assert_eq!(table.markdown(), "| a | b |\n|---|---|\n| a\\|long | 1,234,567 |\n");
        assert_eq!((whole(999.0), whole(1_000.0)), ("999".to_owned(), "1,000".to_owned()));
    }
}
