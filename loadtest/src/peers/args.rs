//! What is compared, how long, and where the figures go.

use super::cells::{Cell, Contestant, Work};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

const SECONDS_MAX: u64 = 3_600;
const ROUNDS_MAX: u64 = 99;
const IN_FLIGHT_MAX: u64 = 1_024;
/// Lists are asked for alone and beside `spread` with so many in flight.
const LISTS_IN_FLIGHT: u32 = 64;

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Workload {
    /// Hold, then confirm or release, on any shift and date.
    Spread,
    /// The same with everybody on one shift and date.
    Hot,
    /// The same with what the job needs: requests, deadlines, lists, tracking codes.
    Full,
    /// The 20 best of 500 offices for one date, alone and beside `spread`.
    Ranking,
    /// Ours alone: the bare loop without actors.
    Limit,
}

#[derive(Args, Clone, Debug)]
pub struct PeersArgs {
    /// Which workloads; all where it is not said.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "WORKLOAD")]
    pub only: Vec<Workload>,
    /// Which contestants; all where it is not said.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "CONTESTANT")]
    pub among: Vec<Contestant>,
    /// Clients that each wait for one answer.
    #[arg(long, value_delimiter = ',', value_name = "N", default_values_t = [64, 1_024],
          value_parser = clap::value_parser!(u32).range(1..=IN_FLIGHT_MAX.cast_signed()))]
    pub in_flight: Vec<u32>,
    /// Measured in each turn, after a warm-up of a second.
    #[arg(long, value_name = "S", default_value_t = 10,
          value_parser = clap::value_parser!(u64).range(1..=SECONDS_MAX))]
    pub seconds: u64,
    /// Turns of each contestant.
    #[arg(long, value_name = "N", default_value_t = 3,
          value_parser = clap::value_parser!(u64).range(1..=ROUNDS_MAX))]
    pub rounds: u64,
    /// Where everybody writes, in a directory that is removed at the end; a fresh one on the file
    /// system of this program where it is not said.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The figures for machines.
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// The tables for a document.
    #[arg(long, value_name = "FILE")]
    pub markdown: Option<PathBuf>,
    /// Ours, asked as `engine --workload …`; this program where it is not said.
    #[arg(long, value_name = "FILE")]
    pub ours: Option<PathBuf>,
}

impl PeersArgs {
    /// What is measured, in order.
    pub fn cells(&self) -> Vec<Cell> {
        let wanted = |workload| self.only.is_empty() || self.only.contains(&workload);
        let mut cells = Vec::new();
        for (workload, work) in [
            (Workload::Spread, Work::Spread),
            (Workload::Hot, Work::Hot),
            (Workload::Full, Work::Full),
            (Workload::Limit, Work::Limit),
        ] {
            let in_flight = self.in_flight.iter().filter(|_| wanted(workload));
            cells.extend(in_flight.map(|in_flight| Cell { work, in_flight: *in_flight }));
        }
        if wanted(Workload::Ranking) {
            let in_flight = LISTS_IN_FLIGHT;
            cells.push(Cell { work: Work::Lists, in_flight });
            cells.push(Cell { work: Work::ListsBeside, in_flight });
        }
        cells
    }

    /// Who takes turns on a cell.
    pub fn contestants(&self, cell: Cell) -> Vec<Contestant> {
        let wanted = |one: &Contestant| self.among.is_empty() || self.among.contains(one);
        cell.contestants().iter().copied().filter(wanted).collect()
    }
}
