//! The figures of one run: for people on a terminal, for machines in a file.

use super::args::EngineArgs;
use super::process;
use super::tally::Tally;
use metrics_exporter_prometheus::PrometheusHandle;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What was measured. Times are in microseconds and of the hold, as its caller sees it.
#[derive(Serialize, Clone, Debug)]
pub struct Figures {
    pub workload: String,
    pub in_flight: u64,
    pub seconds: f64,
    pub pairs: u64,
    pub pairs_per_s: f64,
    pub p50_us: f64,
    pub p99_us: f64,
    pub p999_us: f64,
    pub pair_p50_us: f64,
    pub pair_p99_us: f64,
    pub refused_full: u64,
    pub busy: u64,
    /// Of `spread` by schedule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_schedule: Option<BySchedule>,
    pub peak_rss_mib: Option<u64>,
    /// How long the engine took to open its directory, and what was resident right after.
    pub open_s: f64,
    pub open_rss_mib: Option<u64>,
    pub syncs: u64,
    pub records: u64,
    pub records_per_sync: f64,
    pub journal_bytes: u64,
    /// Of the whole process, from the first record measured until the tables had caught up, for each
    /// record: journal, archive, flushes and merges. A merge that comes later is not in it.
    pub disk_bytes_per_record: f64,
    /// Records that were durable and not in the tables: the most that was seen, and at the end.
    pub projector_lag_max: u64,
    pub projector_lag_end: u64,
    /// Seconds until the tables had caught up after the end.
    pub catch_up_s: f64,
    pub cpu_s_by_thread: BTreeMap<String, f64>,
    /// Of `ranking`: pairs of the clients of `spread` beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beside_pairs_per_s: Option<f64>,
    /// Of all threads, for one pair.
    pub cpu_us_per_pair: f64,
}

/// Holds that came by schedule: beside those that were accepted, and counted as everywhere.
#[derive(Serialize, Clone, Debug)]
pub struct BySchedule {
    pub rate: u32,
    /// Refused for want of room, in microseconds from the command to the refusal.
    pub busy_p50_us: f64,
    pub busy_p99_us: f64,
    pub busy_p999_us: f64,
    /// Not sent: as many as `--in-flight` allows were under way.
    pub unsent: u64,
    /// Finishing commands that found no room and came again.
    pub unfinished: u64,
}

/// What the journal's own metrics say.
#[derive(Clone, Copy, Default, Debug)]
pub struct Journal {
    pub syncs: u64,
    pub records: u64,
    pub bytes: u64,
}

impl Journal {
    pub fn read(metrics: &PrometheusHandle) -> Self {
        let text = metrics.render();
        let value = |name: &str| {
            let line = text.lines().find(|line| {
                line.strip_prefix(name).is_some_and(|rest| rest.starts_with([' ', '{']))
            });
            line.and_then(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).unwrap_or_default()
        };
        Self {
            syncs: value("nobat_journal_syncs_total") as u64,
            records: value("nobat_journal_batch_records_sum") as u64,
            bytes: value("nobat_journal_batch_bytes_sum") as u64,
        }
    }

    pub fn since(self, before: Self) -> Self {
        Self {
            syncs: self.syncs - before.syncs,
            records: self.records - before.records,
            bytes: self.bytes - before.bytes,
        }
    }
}

impl Figures {
    pub fn of(args: &EngineArgs, tally: &Tally, seconds: f64) -> Self {
        let us = |nanos: u64| nanos as f64 / 1_000.0;
        let at = |quantile: f64| us(tally.hold_ns.value_at_quantile(quantile));
        let pair_at = |quantile: f64| us(tally.pair_ns.value_at_quantile(quantile));
        Self {
            workload: format!("{:?}", args.workload).to_lowercase(),
            in_flight: args.in_flight,
            seconds,
            pairs: tally.pairs,
            pairs_per_s: tally.pairs as f64 / seconds,
            p50_us: at(0.5),
            p99_us: at(0.99),
            p999_us: at(0.999),
            pair_p50_us: pair_at(0.5),
            pair_p99_us: pair_at(0.99),
            refused_full: tally.full,
            busy: tally.busy,
            by_schedule: args.rate.map(|rate| {
                let busy_at = |quantile: f64| us(tally.busy_ns.value_at_quantile(quantile));
                BySchedule {
                    rate,
                    busy_p50_us: busy_at(0.5),
                    busy_p99_us: busy_at(0.99),
                    busy_p999_us: busy_at(0.999),
                    unsent: tally.unsent,
                    unfinished: tally.unfinished,
                }
            }),
            peak_rss_mib: process::peak_rss_mib(),
            open_s: 0.0,
            open_rss_mib: None,
            syncs: 0,
            records: 0,
            records_per_sync: 0.0,
            journal_bytes: 0,
            disk_bytes_per_record: 0.0,
            projector_lag_max: 0,
            projector_lag_end: 0,
            catch_up_s: 0.0,
            cpu_s_by_thread: BTreeMap::new(),
            beside_pairs_per_s: None,
            cpu_us_per_pair: 0.0,
        }
    }

    pub fn with_journal(mut self, journal: Journal) -> Self {
        self.syncs = journal.syncs;
        self.records = journal.records;
        self.journal_bytes = journal.bytes;
        self.records_per_sync = journal.records as f64 / journal.syncs.max(1) as f64;
        self
    }

    pub fn with_disk(mut self, bytes: u64) -> Self {
        self.disk_bytes_per_record = bytes as f64 / self.records.max(1) as f64;
        self
    }

    pub fn with_cpu(mut self, used: BTreeMap<String, f64>) -> Self {
        let all: f64 = used.values().sum();
        self.cpu_us_per_pair = all * 1e6 / self.pairs.max(1) as f64;
        self.cpu_s_by_thread = used.into_iter().filter(|(_, used)| *used > 0.0).collect();
        self
    }

    /// A few lines for a terminal.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut line = |name: &str, value: String| {
            let _ = writeln!(text, "{name:<22} {value}");
        };
        line("workload", format!("{} at {} in flight", self.workload, self.in_flight));
        line(
            "pairs a second",
            format!("{:.0} ({} in {:.1} s)", self.pairs_per_s, self.pairs, self.seconds),
        );
        line(
            "p50 / p99 / p99.9",
            format!("{:.0} / {:.0} / {:.0} us", self.p50_us, self.p99_us, self.p999_us),
        );
        line("of a pair", format!("{:.0} / {:.0} us", self.pair_p50_us, self.pair_p99_us));
        line("refused: full, busy", format!("{}, {}", self.refused_full, self.busy));
        if let Some(schedule) = &self.by_schedule {
            let BySchedule { rate, busy_p50_us, busy_p99_us, busy_p999_us, unsent, unfinished } =
                schedule;
            line("by schedule", format!("{rate} a second, {unsent} not sent"));
            line(
                "refused within",
                format!("{busy_p50_us:.0} / {busy_p99_us:.0} / {busy_p999_us:.0} us"),
            );
            line("finishing came again", format!("{unfinished}"));
        }
        line("syncs", format!("{} with {:.1} records each", self.syncs, self.records_per_sync));
        line("journal bytes", format!("{}", self.journal_bytes));
        line("disk", format!("{:.0} bytes a record", self.disk_bytes_per_record));
        line(
            "projector lag",
            format!(
                "at most {}, {} at the end, {:.2} s to catch up",
                self.projector_lag_max, self.projector_lag_end, self.catch_up_s
            ),
        );
        line("peak memory", format!("{} MiB", self.peak_rss_mib.unwrap_or_default()));
        let open = self.open_rss_mib.unwrap_or_default();
        line("opened", format!("in {:.2} s, with {open} MiB", self.open_s));
        line("cpu", format!("{:.2} us a pair", self.cpu_us_per_pair));
        for (name, used) in &self.cpu_s_by_thread {
            line(&format!("  {name}"), format!("{used:.2} s"));
        }
        text
    }
}
