//! `nobat import`: requests and offices of an older system, from CSV, into a stopped directory.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand};
use nobat_engine::{Engine, EngineConfig, EngineHandle, clock};
use serde_json::{Value, json};

use crate::import::{
    OFFICE_COLUMNS, OFFICE_COLUMNS_NEEDED, PORTAL_COLUMNS, Report, Table, Tally, office_rows,
    portal,
};

/// Threads that wait for the disk. Each keeps some memory of its own for good, and a thousand rows
/// under way would have five hundred of them.
const READERS: usize = 8;
/// National ID and serial: whoever has only passed the entry page has no more.
const PORTAL_COLUMNS_NEEDED: usize = 2;

#[derive(Subcommand)]
pub enum Import {
    /// Requests of citizens: their payments as credits, their visits as history, their seats
    /// ahead as seats here.
    Portal(Given),
    /// Offices; one whose number is known here is changed.
    Offices(Given),
}

#[derive(Args)]
pub struct Given {
    /// A CSV file in UTF-8 whose first line names the columns.
    file: PathBuf,
    /// The data directory; no server may be serving it.
    #[arg(long)]
    data: PathBuf,
    /// Where the master key is, if it is not beside the data.
    #[arg(long)]
    master_key: Option<PathBuf>,
    /// Where to write the rows that are not taken and why, if not beside the file.
    #[arg(long)]
    report: Option<PathBuf>,
}

impl Import {
    pub fn run(self) -> anyhow::Result<()> {
        let (given, columns, needed) = match &self {
            Self::Portal(given) => (given, PORTAL_COLUMNS, PORTAL_COLUMNS_NEEDED),
            Self::Offices(given) => (given, OFFICE_COLUMNS, OFFICE_COLUMNS_NEEDED),
        };
        let path = &given.file;
        let file = File::open(path).with_context(|| format!("opening {}", path.display()))?;
        let bytes = file.metadata().with_context(|| format!("opening {}", path.display()))?.len();
        let mut table = Table::open(file, columns, needed)?;
        let report_path = given.report.clone().unwrap_or_else(|| beside(path));
        let mut report = Report::begin(&report_path, table.header())?;
        let mut config = EngineConfig::new(&given.data);
        if let Some(master_key) = &given.master_key {
            config.master_key.clone_from(master_key);
        }
        let engine = Engine::open(&config)
            .with_context(|| format!("opening {}: stop its server first", given.data.display()))?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .max_blocking_threads(READERS)
            .enable_all()
            .build()
            .context("starting a runtime")?;
        let handle = engine.handle();
        let done = runtime.block_on(async {
            match &self {
                Self::Portal(_) => requests(&handle, &mut table, &mut report, bytes).await,
                Self::Offices(_) => offices(&handle, &mut table, &mut report).await,
            }
        });
        // What was written of the report is worth having, whatever else went wrong.
        let ended = report.end();
        drop((handle, runtime));
        engine.stop();
        let mut made = done?;
        ended?;
        made["report"] = json!(report_path);
        println!("{made}");
        Ok(())
    }
}

/// `requests.csv` is reported in `requests.not-taken.csv`.
fn beside(file: &Path) -> PathBuf {
    file.with_extension("not-taken.csv")
}

async fn requests(
    engine: &EngineHandle,
    table: &mut Table<File>,
    report: &mut Report,
    bytes: u64,
) -> anyhow::Result<Value> {
    let begun = clock::monotonic_ns();
    // Nobody may be reading.
    let mut step = |tally: Tally| drop(say(tally, bytes, begun));
    let tally = portal(engine, table, report, &mut step).await?;
    Ok(json!({
        "rows": tally.rows,
        "taken": tally.taken,
        "there_before": tally.before,
        "without_seat": tally.without_seat,
        "refused": tally.refused,
        "most_at_once": tally.most_at_once,
        "seconds": seconds(begun),
    }))
}

async fn offices(
    engine: &EngineHandle,
    table: &mut Table<File>,
    report: &mut Report,
) -> anyhow::Result<Value> {
    let found = office_rows(table, &engine.board(), report)?;
    let taken = found.len();
    engine.put_offices(found).await.context("putting the offices")?;
    Ok(json!({ "taken": taken, "refused": report.rows() }))
}

fn seconds(begun_ns: u64) -> f64 {
    (clock::monotonic_ns() - begun_ns) as f64 / 1e9
}

fn say(tally: Tally, bytes: u64, begun: u64) -> io::Result<()> {
    let mut out = io::stderr().lock();
    // A terminal shows one line that changes; a file gets one line after the other.
    let (before, after) = if out.is_terminal() { ("\r", "") } else { ("", "\n") };
    let Tally { rows, refused, without_seat, .. } = tally;
    let each_s = rows as f64 / seconds(begun).max(f64::EPSILON);
    let percent = 100 * tally.bytes / bytes.max(1);
    let held_up = refused + without_seat;
    write!(
        out,
        "{before}{rows} rows ({percent} %), {held_up} in the report, {each_s:.0} a second{after}"
    )?;
    out.flush()
}
