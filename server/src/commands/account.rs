//! `nobat account`: the first account, and one whose phone is gone, by the server at its door.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};

use crate::door::{Asked, ask};
use crate::staff::OneTime;

#[derive(Subcommand)]
pub enum AccountCommand {
    /// Make an account; its one-time password is printed this once.
    Add(Add),
    /// Put a one-time password in place of an account's password and phone.
    Reset(Reset),
}

#[derive(Args)]
pub struct Add {
    /// The directory of a server that runs.
    #[arg(long)]
    data: PathBuf,
    /// `operator`, `support`, `auditor` or `office`.
    #[arg(long)]
    role: String,
    #[arg(long)]
    name: String,
    /// The office's number on paper, for the role `office`.
    #[arg(long)]
    office: Option<String>,
}

#[derive(Args)]
pub struct Reset {
    /// The directory of a server that runs.
    #[arg(long)]
    data: PathBuf,
    #[arg(long)]
    name: String,
}

impl AccountCommand {
    pub fn run(self) -> anyhow::Result<()> {
        let OneTime { words, mark } = OneTime::draw().context("drawing a password")?;
        let mark = mark.as_str().to_owned();
        let (data, asked) = match self {
            Self::Add(Add { data, role, name, office }) => {
                (data, Asked::AddAccount { name, role, office, mark })
            }
            Self::Reset(Reset { data, name }) => (data, Asked::ResetAccount { name, mark }),
        };
        let made = ask(&data, &asked)?;
        let text = |key: &str| made[key].as_str().unwrap_or_default().to_owned();
        println!("name: {}", text("name"));
        println!("role: {}", text("role"));
        println!("one-time password: {words}");
        println!("come in at /staff/login; it asks for a password of your own and for a phone");
        Ok(())
    }
}
