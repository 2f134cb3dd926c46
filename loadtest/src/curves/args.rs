//! How long each point is measured, and where tables and drawings go.

use clap::Args;
use std::path::PathBuf;

const SECONDS_MAX: u64 = 3_600;
const ROUNDS_MAX: u64 = 99;
const IN_FLIGHT_MAX: u32 = 65_536;

#[derive(Args, Clone, Debug)]
pub struct CurvesArgs {
    /// Measured at each point, after a warm-up.
    #[arg(long, value_name = "S", default_value_t = 10,
          value_parser = clap::value_parser!(u64).range(1..=SECONDS_MAX))]
    pub seconds: u64,
    /// Turns of each point; what is shown is the median.
    #[arg(long, value_name = "N", default_value_t = 3,
          value_parser = clap::value_parser!(u64).range(1..=ROUNDS_MAX))]
    pub rounds: u64,
    /// Clients that each wait for one answer.
    #[arg(long, value_delimiter = ',', value_name = "N", default_values_t = [64, 1_024],
          value_parser = clap::value_parser!(u32).range(1..=i64::from(IN_FLIGHT_MAX)))]
    pub in_flight: Vec<u32>,
    /// A folder for the table and the drawings.
    #[arg(long, value_name = "DIR", default_value = "docs/curves")]
    pub out: PathBuf,
    /// Where the engine writes, in a directory that is removed after each point; a fresh one on the
    /// file system of this program where it is not said.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}
