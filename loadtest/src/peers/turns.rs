//! A whole comparison: cell by cell, round by round, everybody in turn.

use super::args::PeersArgs;
use super::cells::{Cell, Contestant, Work};
use super::figures::{Figures, Results};
use super::machine::{Machine, machine};
use super::place::{Place, TurnPlace};
use super::postgres::{self, Postgres};
use super::process::Program;
use super::redis::{self, Redis};
use super::{document, ours, table, turn};
use crate::own_cost::raise_handles;
use anyhow::{Context, bail};
use std::path::PathBuf;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};

/// Everything that was asked for and found.
#[derive(Debug)]
pub struct Comparison {
    pub args: PeersArgs,
    pub machine: Machine,
    /// What the peers say of their versions.
    pub redis: Option<String>,
    pub postgres: Option<String>,
    pub results: Results,
}

/// How a comparison ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    Whole,
    /// Some turns have no figures; the table says why.
    WithFaults,
    Interrupted,
}

struct Programs {
    ours: PathBuf,
    redis: Option<Program>,
    postgres: Option<Program>,
}

/// Measures, prints the tables and writes them where they were asked for.
///
/// # Errors
/// A peer is not installed, a directory or a file cannot be written.
pub async fn compare(args: &PeersArgs) -> anyhow::Result<Ending> {
    let (mut ctrl_c, mut term) =
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    // What is dropped halfway ends its servers and removes its directories.
    let comparison = tokio::select! {
        done = measure_all(args) => done?,
        _ = ctrl_c.recv() => return Ok(Ending::Interrupted),
        _ = term.recv() => return Ok(Ending::Interrupted),
    };
    print!("{}", table::text(&comparison));
    if let Some(path) = &args.markdown {
        std::fs::write(path, table::markdown(&comparison))
            .with_context(|| format!("writing {}", path.display()))?;
    }
    if let Some(path) = &args.json {
        let document = document::of(&comparison);
        crate::report::json::write(path, &document)
            .with_context(|| format!("writing {}", path.display()))?;
    }
    let results = &comparison.results;
    let has_fault = |cell: &Cell| {
        results.contestants(*cell).into_iter().any(|who| results.fault(*cell, who).is_some())
    };
    Ok(if results.cells().iter().any(has_fault) { Ending::WithFaults } else { Ending::Whole })
}

async fn measure_all(args: &PeersArgs) -> anyhow::Result<Comparison> {
    raise_handles();
    let this = std::env::current_exe().context("looking for this program")?;
    let cells = args.cells();
    let takes_part = |who| cells.iter().any(|cell| args.contestants(*cell).contains(&who));
    let has_postgres = takes_part(Contestant::Postgres) || takes_part(Contestant::PostgresPooled);
    let programs = Programs {
        ours: args.ours.clone().unwrap_or_else(|| this.clone()),
        redis: takes_part(Contestant::Redis).then(redis::find).transpose()?,
        postgres: has_postgres.then(postgres::find).transpose()?,
    };
    let place = Place::choose(args.data.as_deref(), &this)?;
    let machine = machine(place.base());
    let mut results = Results::default();
    for cell in &cells {
        for round in 1..=args.rounds {
            for who in args.contestants(*cell) {
                let found = take_turn(&programs, &place, *cell, who, args.seconds).await;
                let found = found.map_err(|error| format!("{error:#}"));
                progress(*cell, round, who, &found);
                results.add(*cell, who, found);
            }
        }
    }
    let version = |program: Option<Program>| program.map(|program| program.version);
    Ok(Comparison {
        args: args.clone(),
        machine,
        redis: version(programs.redis),
        postgres: version(programs.postgres),
        results,
    })
}

fn progress(cell: Cell, round: u64, who: Contestant, found: &Result<Figures, String>) {
    let (name, who) = (cell.name(), who.name());
    match found {
        Ok(figures) => eprintln!(
            "{name}, round {round}: {who} {:.0}/s, p99 {:.0} us",
            figures.per_s, figures.p99_us,
        ),
        Err(fault) => eprintln!("{name}, round {round}: {who}: {fault}"),
    }
}

async fn take_turn(
    programs: &Programs,
    place: &Place,
    cell: Cell,
    who: Contestant,
    seconds: u64,
) -> anyhow::Result<Figures> {
    let TurnPlace { data, sockets } = place.turn()?;
    let (data_path, sockets_path) = (data.path(), sockets.path());
    let (shape, length) = (cell.shape(), Duration::from_secs(seconds));
    let found = match who {
        Contestant::Ours => ours::measure(&programs.ours, cell, seconds, data_path).await,
        _ if cell.work == Work::Limit => bail!("the bare loop is ours alone"),
        Contestant::Redis => {
            let program = programs.redis.as_ref().context("Redis was not looked for")?;
            let peer = Redis::start(program, data_path, sockets_path, shape).await?;
            turn::measure(&peer, cell, who, length).await
        }
        Contestant::Postgres | Contestant::PostgresPooled => {
            let program = programs.postgres.as_ref().context("PostgreSQL was not looked for")?;
            let peer = Postgres::start(program, data_path, sockets_path, shape).await?;
            turn::measure(&peer, cell, who, length).await
        }
    };
    // Said where it fails, for a full disk in the middle of a comparison helps nobody.
    data.close().context("removing a turn's data")?;
    sockets.close().context("removing a turn's sockets")?;
    found
}
