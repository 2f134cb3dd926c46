//! `nobat account`: the first account, and one whose phone is gone, by the server at its door.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};
use nobat_domain::staff::AccountName;

use crate::api::systems::key::SystemKey;
use crate::door::{Asked, ask};
use crate::staff::OneTime;

#[derive(Subcommand)]
pub enum AccountCommand {
    /// Make an account; its one-time password is printed this once.
    Add(Add),
    /// Put a one-time password in place of an account's password and phone.
    Reset(Reset),
    /// Keys of other systems.
    #[command(subcommand)]
    System(SystemCommand),
}

#[derive(Subcommand)]
pub enum SystemCommand {
    /// Make an account of another system; its key is printed this once.
    Add(AddSystem),
    /// Close it: its key opens nothing from then on.
    Close(CloseSystem),
}

#[derive(Args)]
pub struct AddSystem {
    /// The directory of a server that runs.
    #[arg(long)]
    data: PathBuf,
    #[arg(long)]
    name: String,
    /// `feed`, `person`, `completion`, `production` or `delivery`; may be given more than once.
    #[arg(long = "scope", required = true)]
    scopes: Vec<String>,
}

#[derive(Args)]
pub struct CloseSystem {
    /// The directory of a server that runs.
    #[arg(long)]
    data: PathBuf,
    #[arg(long)]
    name: String,
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
        if let Self::System(command) = self {
            return command.run();
        }
        let OneTime { words, mark } = OneTime::draw().context("drawing a password")?;
        let mark = mark.as_str().to_owned();
        let (data, asked) = match self {
            Self::Add(Add { data, role, name, office }) => {
                (data, Asked::AddAccount { name, role, office, mark })
            }
            Self::Reset(Reset { data, name }) => (data, Asked::ResetAccount { name, mark }),
            Self::System(_) => unreachable!("it was run above"),
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

impl SystemCommand {
    fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Add(AddSystem { data, name, scopes }) => {
                let name = AccountName::parse(&name).context("reading the name of a system")?;
                let SystemKey { words, mark } = SystemKey::draw(&name).context("drawing a key")?;
                let (name, mark) = (name.as_str().to_owned(), mark.as_str().to_owned());
                let made = ask(&data, &Asked::AddSystem { name, scopes, mark })?;
                println!("name: {}", made["name"].as_str().unwrap_or_default());
                println!("key: {words}");
            }
            Self::Close(CloseSystem { data, name }) => {
                let closed = ask(&data, &Asked::CloseSystem { name })?;
                println!("closed: {}", closed["name"].as_str().unwrap_or_default());
            }
        }
        Ok(())
    }
}
