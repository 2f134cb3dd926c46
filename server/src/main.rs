//! Arguments to commands; everything else is a room of the library.

use std::process::ExitCode;

use clap::Parser;
use nobat_server::commands::{self, Command};

/// Rows, events and answers are many small pieces that one thread makes and another lets go. The
/// system's allocator gives their pages back and zeroes new ones all the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
