//! The load tester: whole citizens over HTTP, and a book of what they were shown.
//!
//! It knows the server only by its pages and the sandbox only by its bank; it never looks into a
//! data directory and never speaks to a machine that it was not told to. Read `args` for what it
//! can do, `scenario` for a run, `citizen` for who comes, `audit` for what is checked afterwards.

#![forbid(unsafe_code)]

/// As in the server: what is measured in this process must not have another allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod args;
mod arrival;
mod audit;
mod book;
mod chance;
mod citizen;
mod client;
mod clock;
mod commands;
mod curves;
mod engine;
mod own_cost;
mod peers;
mod recorder;
mod report;
mod scenario;
mod towns;
mod verdict;

use args::{Cli, Command};
use clap::Parser;
use std::process::ExitCode;
use verdict::Verdict;

const USAGE: u8 = 2;

fn main() -> ExitCode {
    let cli = Cli::parse();
    if let Command::Engine(args) = &cli.command {
        return match engine::measure(args) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("nobat-loadtest: {error:#}");
                Verdict::Environment.exit()
            }
        };
    }
    // One thread: the other cores belong to the server under load.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let done = match (runtime, &cli.command) {
        (Err(error), _) => Err(error.into()),
        (Ok(runtime), Command::Run(args)) => runtime.block_on(commands::run(args)),
        (Ok(runtime), Command::Audit(args)) => runtime.block_on(commands::audit(args)),
        (Ok(_), Command::Engine(_)) => unreachable!("it was measured above"),
        (Ok(runtime), Command::Peers(args)) => runtime.block_on(commands::peers(args)),
        (Ok(runtime), Command::Curves(args)) => runtime.block_on(curves::curves(args)),
    };
    match done {
        Ok(verdict) => verdict.exit(),
        Err(error) => {
            eprintln!("nobat-loadtest: {error:#}");
            let is_usage = error.is::<client::target::TargetFault>();
            if is_usage { ExitCode::from(USAGE) } else { Verdict::Environment.exit() }
        }
    }
}
