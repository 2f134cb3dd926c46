//! `nobat verify`: placeholder until the engine's verify is called here.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

#[derive(Args)]
pub struct Verify {
    #[arg(long)]
    data: PathBuf,
}

impl Verify {
    pub fn run(self) -> ExitCode {
        let _ = self.data;
        ExitCode::FAILURE
    }
}
