//! The command line. What is wrong with it is said before anything is asked of anybody.

use crate::citizen::Kills;
use crate::client::Target;
use crate::client::target::TargetFault;
use crate::curves::args::CurvesArgs;
use crate::engine::args::EngineArgs;
use crate::peers::args::PeersArgs;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

const TARGET: &str = "http://127.0.0.1:8080";
const SANDBOX: &str = "http://127.0.0.1:8090";
/// The seed of the demo's country.
const DEMO_COUNTRY: u64 = 1_396;
const SECONDS_MAX: u64 = 86_400;
const RATE_MAX: f64 = 100_000.0;

/// Loads a Nobat server with whole citizens, and checks what they were shown.
#[derive(Parser, Debug)]
#[command(name = "nobat-loadtest", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Plays a scenario, then audits it.
    Run(RunArgs),
    /// Asks again for every booking of a book that `run --book` has written.
    Audit(AuditArgs),
    /// Measures the engine in this process, without HTTP.
    Engine(EngineArgs),
    /// Measures other stores on this machine in turns with ours.
    Peers(PeersArgs),
    /// Measures whether more offices, dates or bookings slow the engine down, and draws it.
    Curves(CurvesArgs),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum ScenarioName {
    /// Arrivals at one rate.
    Steady,
}

/// Who is loaded, and who stands for the bank.
#[derive(Args, Clone, Debug)]
pub struct Where {
    /// The server under load.
    #[arg(long, value_name = "URL", default_value = TARGET)]
    target: String,
    /// A server or sandbox that is not this machine is loaded only if it is named here again.
    #[arg(long, value_name = "URL")]
    i_may_load: Vec<String>,
}

#[derive(Args, Clone, Debug)]
pub struct RunArgs {
    #[arg(long, value_enum, default_value = "steady")]
    pub scenario: ScenarioName,
    #[command(flatten)]
    pub place: Where,
    /// The sandbox, where citizens pay.
    #[arg(long, value_name = "URL", default_value = SANDBOX)]
    sandbox: String,
    /// How long citizens come.
    #[arg(long, value_name = "S", default_value_t = 60,
          value_parser = clap::value_parser!(u64).range(1..=SECONDS_MAX))]
    pub seconds: u64,
    /// Citizens a second, on average.
    #[arg(long, value_name = "R", default_value = "5", value_parser = rate)]
    pub rate: f64,
    /// Decides when citizens come and what they do.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// The country whose people come: that of the server's sandbox.
    #[arg(long, value_name = "N", default_value_t = DEMO_COUNTRY)]
    pub country_seed: u64,
    /// People who have come in earlier runs against the same data.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub skip_citizens: usize,
    /// Mean time between the pages of a citizen, in milliseconds. Real people take a hundred times
    /// longer; that changes how many are in flight, and hardly what the server does for each.
    #[arg(long, value_name = "MS", default_value_t = 300,
          value_parser = clap::value_parser!(u64).range(0..=600_000))]
    think_ms: u64,
    /// Citizens under way at once; those beyond are counted as not started.
    #[arg(long, value_name = "N", default_value_t = 4_000)]
    pub in_flight: usize,
    /// The 99th percentile of the response that every page is to keep, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = 100)]
    p99_ms: u64,
    /// The server will be killed under the run: citizens go on trying.
    #[arg(long)]
    expect_kills: bool,
    /// How long a citizen goes on trying while nobody answers, in seconds.
    #[arg(long, value_name = "S", default_value_t = 60)]
    patience: u64,
    /// Each booking that a citizen sees is appended here at once, as a line of JSON.
    #[arg(long, value_name = "FILE")]
    pub book: Option<PathBuf>,
    /// The whole report for machines.
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// No progress.
    #[arg(long, conflicts_with = "plain")]
    quiet: bool,
    /// Progress as plain lines, also on a terminal.
    #[arg(long)]
    plain: bool,
}

#[derive(Args, Clone, Debug)]
pub struct AuditArgs {
    #[arg(long, value_name = "FILE")]
    pub book: PathBuf,
    #[command(flatten)]
    pub place: Where,
    /// Also compare with this sandbox's bank.
    #[arg(long, value_name = "URL")]
    sandbox: Option<String>,
    /// How long each question is asked again while nobody answers, in seconds.
    #[arg(long, value_name = "S", default_value_t = 30)]
    patience: u64,
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
}

/// How progress is shown on standard error.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    Quiet,
    Lines,
    OneLine,
}

fn rate(given: &str) -> Result<f64, String> {
    let rate: f64 = given.parse().map_err(|_| "a number is wanted".to_owned())?;
    let sound = rate > 0.0 && rate <= RATE_MAX;
    if sound { Ok(rate) } else { Err(format!("above 0 and up to {RATE_MAX} citizens a second")) }
}

impl Where {
    /// # Errors
    /// Not an origin, or somebody else's machine.
    pub fn target(&self) -> Result<Arc<Target>, TargetFault> {
        self.allowed(&self.target)
    }

    fn allowed(&self, given: &str) -> Result<Arc<Target>, TargetFault> {
        let target = Target::parse(given)?;
        target.check_allowed(&self.i_may_load)?;
        Ok(Arc::new(target))
    }
}

impl RunArgs {
    /// # Errors
    /// As [`Where::target`].
    pub fn sandbox(&self) -> Result<Arc<Target>, TargetFault> {
        self.place.allowed(&self.sandbox)
    }

    pub const fn length(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }

    pub const fn think_mean(&self) -> Duration {
        Duration::from_millis(self.think_ms)
    }

    pub const fn p99(&self) -> Duration {
        Duration::from_millis(self.p99_ms)
    }

    pub const fn patience(&self) -> Duration {
        Duration::from_secs(self.patience)
    }

    pub const fn kills(&self) -> Kills {
        if self.expect_kills { Kills::Expected } else { Kills::Unexpected }
    }

    pub const fn progress(&self, on_terminal: bool) -> Progress {
        match (self.quiet, self.plain || !on_terminal) {
            (true, _) => Progress::Quiet,
            (false, true) => Progress::Lines,
            (false, false) => Progress::OneLine,
        }
    }
}

impl AuditArgs {
    /// # Errors
    /// As [`Where::target`].
    pub fn sandbox(&self) -> Result<Option<Arc<Target>>, TargetFault> {
        self.sandbox.as_deref().map(|given| self.place.allowed(given)).transpose()
    }

    pub const fn patience(&self) -> Duration {
        Duration::from_secs(self.patience)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(words: &str) -> Result<RunArgs, clap::Error> {
        let words = format!("nobat-loadtest run {words}");
        Cli::try_parse_from(words.split(' ').filter(|word| !word.is_empty())).map(|cli| {
            let Command::Run(args) = cli.command else { unreachable!("it was a run") };
            args
        })
    }

    #[test]
    fn a_run_without_further_words_is_the_canonical_one() {
        let args = run("").expect("nothing is required");
        assert_eq!((args.seconds, args.seed, args.country_seed), (60, 1, DEMO_COUNTRY));
        assert_eq!(args.place.target().expect("a target").origin, TARGET);
        assert_eq!(args.sandbox().expect("a sandbox").origin, SANDBOX);
        assert_eq!(args.kills(), Kills::Unexpected);
        assert_eq!(args.progress(false), Progress::Lines);
        assert_eq!(args.progress(true), Progress::OneLine);
    }

    #[test]
    fn senseless_words_are_refused() {
        for words in ["--rate 0", "--rate -1", "--rate NaN", "--rate inf", "--seconds 0"] {
            assert!(run(words).is_err(), "{words}");
        }
        for words in ["--scenario opening", "--quiet --plain", "--think-ms -1"] {
            assert!(run(words).is_err(), "{words}");
        }
    }

    #[test]
    fn a_foreign_machine_must_be_named_twice() {
        let once = run("--target http://192.0.2.1:80").expect("words");
        assert!(once.place.target().is_err());
        let twice = "--target http://192.0.2.1:80 --i-may-load http://192.0.2.1:80";
        assert!(run(twice).expect("words").place.target().is_ok());
        assert!(run("--sandbox http://192.0.2.1:80").expect("words").sandbox().is_err());
    }
}
