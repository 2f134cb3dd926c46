//! `nobat sandbox step`: what happens to a booked request elsewhere, told to a demo at its door.

use std::path::PathBuf;

use clap::Args;

use crate::door::{Asked, ask};

#[derive(Args)]
pub struct TellStep {
    /// The directory of a demo that runs.
    #[arg(long)]
    data: PathBuf,
    /// The tracking code of the request.
    #[arg(long)]
    code: String,
    /// `missed`, `begun`, `finished`, `production`, `ready` or `delivered`.
    #[arg(long)]
    to: String,
}

impl TellStep {
    pub fn run(self) -> anyhow::Result<()> {
        let Self { data, code, to: step } = self;
        let told = ask(&data, &Asked::TellStep { code, step })?;
        println!("{told}");
        Ok(())
    }
}
