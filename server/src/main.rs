//! Arguments to commands; everything else is a room of the library.

use std::process::ExitCode;

use clap::Parser;
use nobat_server::commands::{self, Command};

/// Appointments for a whole country.
#[derive(Parser)]
#[command(name = "nobat", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    commands::run(Arguments::parse().command)
}
