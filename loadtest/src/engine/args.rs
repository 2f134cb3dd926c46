//! What is measured, how long, and how much of it there is.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

const SECONDS_MAX: u64 = 86_400;
const IN_FLIGHT_MAX: u64 = 65_536;

/// What the clients do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Workload {
    /// Hold, then confirm or release, on any shift and date.
    Spread,
    /// The same with everybody on one shift and date.
    Hot,
    /// The same through the request's desk, from the entry to the tracking code.
    Full,
    /// The list of one area and date; beside `spread` where `--beside` says how many it has.
    Ranking,
    /// No actors: one thread decides, one writes the same bytes in the same way.
    Limit,
}

#[derive(Args, Clone, Debug)]
pub struct EngineArgs {
    #[arg(long, value_enum)]
    pub workload: Workload,
    /// Clients that each wait for one answer.
    #[arg(long, value_name = "N", default_value_t = 64,
          value_parser = clap::value_parser!(u64).range(1..=IN_FLIGHT_MAX))]
    pub in_flight: u64,
    /// How long is measured, after a warm-up.
    #[arg(long, value_name = "S", default_value_t = 10,
          value_parser = clap::value_parser!(u64).range(1..=SECONDS_MAX))]
    pub seconds: u64,
    /// Not measured, at the beginning.
    #[arg(long, value_name = "S", default_value_t = 2,
          value_parser = clap::value_parser!(u64).range(0..=SECONDS_MAX))]
    pub warm_up: u64,
    /// An empty or missing directory, kept afterwards; without it a temporary one is used.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The figures for machines.
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Offices, with two shifts each.
    #[arg(long, value_name = "N", default_value_t = 4_000,
          value_parser = clap::value_parser!(u32).range(1..=60_000))]
    pub offices: u32,
    /// Open dates of each shift.
    #[arg(long, value_name = "N", default_value_t = 30,
          value_parser = clap::value_parser!(u32).range(1..=300))]
    pub days: u32,
    /// The fewest seats of a shift on a date.
    #[arg(long, value_name = "N", default_value_t = 20,
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub seats_min: u32,
    /// The most.
    #[arg(long, value_name = "N", default_value_t = 60,
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub seats_max: u32,
    /// The directory was made by `nobat sandbox fill` with the same offices and days; it is used
    /// as it stands, and is another one afterwards.
    #[arg(long, requires = "data")]
    pub filled: bool,
    /// Bookings that stand before anything is measured.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub booked: u64,
    /// Threads that carry actors; as many as the engine would take by itself where it is not said.
    #[arg(long, value_name = "N")]
    pub arbiters: Option<usize>,
    /// Threads that carry clients.
    #[arg(long, value_name = "N", default_value_t = 1,
          value_parser = clap::value_parser!(u64).range(1..=64))]
    pub workers: u64,
    /// Of `ranking`: clients of `spread` beside it.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub beside: u64,
    /// Of `ranking`: lists a second by schedule; as fast as it goes where it is not said. Of
    /// `spread` and `hot` holds, and of `full` entries, a second by schedule, of which so many as
    /// `--in-flight` says may be under way at a time.
    #[arg(long, value_name = "N")]
    pub rate: Option<u32>,
    /// Decides where clients go and what they do.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
}
