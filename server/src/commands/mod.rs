//! One file for each command of the program.
//!
//! Commands read arguments and print; what they do lives in other rooms. Read `serve`.

mod account;
mod backup;
mod demo_country;
mod fill;
mod import;
mod restore;
mod sandbox;
mod serve;
mod step;
mod telemetry;
mod verify;

use std::process::ExitCode;

use clap::Subcommand;

#[derive(Subcommand)]
pub enum Command {
    /// Serve citizens, banks and operators.
    Serve(serve::Serve),
    /// Check every invariant over a stopped data directory; JSON on standard output.
    Verify(verify::Verify),
    /// Make a verified copy of a data directory, also of one that is being served; JSON on
    /// standard output.
    Backup(backup::Backup),
    /// Accounts of the people behind the counter, of a server that runs.
    #[command(subcommand)]
    Account(account::AccountCommand),
    /// Make a data directory of a backup, or rebuild rotten tables; JSON on standard output.
    Restore(restore::Restore),
    /// Requests and offices of an older system, from CSV, into a stopped data directory; JSON on
    /// standard output.
    #[command(subcommand)]
    Import(import::Import),
    /// The outside world on this machine, for demos and tests.
    #[command(subcommand)]
    Sandbox(sandbox::Sandbox),
}

/// Runs a command; a fault is one line on standard error and a status that is not 0.
#[must_use]
pub fn run(command: Command) -> ExitCode {
    let done = match command {
        Command::Serve(serve) => serve.run(),
        Command::Verify(verify) => return verify.run(),
        Command::Backup(backup) => return backup.run(),
        Command::Restore(restore) => return restore.run(),
        Command::Account(account) => account.run(),
        Command::Import(import) => import.run(),
        Command::Sandbox(sandbox) => sandbox.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("nobat: {error:#}");
            ExitCode::FAILURE
        }
    }
}
