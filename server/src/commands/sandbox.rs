//! `nobat sandbox`: the outside world as a process of its own, and people to try.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand, ValueEnum};
use nobat_domain::person::Gender;
use nobat_domain::timestamp::Millis;
use nobat_sandbox::people::{CitizenKind, CitizenRow, People, citizens};
use nobat_sandbox::serve::{Life, ServeOptions};

use crate::commands::fill::Fill;
use crate::commands::step::TellStep;
use crate::commands::telemetry;
use crate::config::DEMO_COUNTRY_SEED;

#[derive(Subcommand)]
pub enum Sandbox {
    /// Serve the civil registry and the bank.
    Serve(Serve),
    /// People of the demo country with what the entry and the form ask.
    Citizens(Citizens),
    /// A data directory with any number of requests and bookings, for tests of size.
    Fill(Fill),
    /// Tell a demo what happens to a booked request elsewhere: completion, production, delivery.
    Step(TellStep),
}

#[derive(Args)]
pub struct Serve {
    #[arg(long, default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    #[arg(long)]
    data: PathBuf,
    #[arg(long, default_value_t = DEMO_COUNTRY_SEED)]
    seed: u64,
    /// The secret that callers of the civil registry send.
    #[arg(long)]
    registry_key: String,
    /// How long the bank's payment page stays open.
    #[arg(long, default_value_t = 15 * 60)]
    bank_window_seconds: u64,
    /// The server whose USSD the sandbox's phone dials, such as http://127.0.0.1:8080.
    #[arg(long)]
    ussd_callback: Option<String>,
    /// The folder in which a server without a carrier puts texts, for the phone's inbox.
    #[arg(long)]
    text_outbox: Option<PathBuf>,
    /// Where the carrier of texts reports by itself: an address that takes messageid and status.
    #[arg(long)]
    text_reports: Option<String>,
    /// Take mail here, by SMTP.
    #[arg(long)]
    smtp_listen: Option<SocketAddr>,
    /// End when standard input ends: a parent that started this has died then.
    #[arg(long)]
    die_with_parent: bool,
}

#[derive(Args)]
pub struct Citizens {
    #[arg(long)]
    count: usize,
    #[arg(long, value_parser = kind, default_value = "fresh")]
    kind: CitizenKind,
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    #[arg(long, default_value_t = DEMO_COUNTRY_SEED)]
    seed: u64,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Csv,
    Json,
    /// As an older system gives its requests away: what `nobat import portal` reads. Of three
    /// citizens two have paid.
    Portal,
}

fn kind(text: &str) -> Result<CitizenKind, String> {
    text.parse().map_err(|_| "fresh, minor, deceased or new-serial".to_owned())
}

impl Sandbox {
    pub fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Serve(serve) => serve.run(),
            Self::Fill(fill) => fill.run(),
            Self::Step(step) => step.run(),
            Self::Citizens(citizens) => citizens.run().or_else(|error| {
                // Whoever read enough of a long list closes the pipe; that is no fault.
                if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error.into()) }
            }),
        }
    }
}

impl Serve {
    fn run(self) -> anyhow::Result<()> {
        telemetry::install()?;
        let Self { listen, data, seed, registry_key, .. } = self;
        let mut options = ServeOptions::demo(listen, data, seed, registry_key);
        options.ussd_callback = self.ussd_callback;
        options.text_outbox = self.text_outbox;
        options.text_reports = self.text_reports;
        options.smtp_listen = self.smtp_listen;
        options.sadad.window = Millis::seconds(self.bank_window_seconds);
        if self.die_with_parent {
            options.life = Life::UntilParentDies;
        }
        let runtime = tokio::runtime::Runtime::new().context("starting a runtime")?;
        runtime.block_on(nobat_sandbox::serve::serve(options))?;
        Ok(())
    }
}

impl Citizens {
    fn run(&self) -> io::Result<()> {
        let people = People::of(self.seed);
        let mut out = io::BufWriter::new(io::stdout().lock());
        let rows = citizens(&people, self.kind).take(self.count);
        match self.format {
            Format::Csv => {
                writeln!(out, "national_id,serial,birth,gender,mother_name")?;
                for row in rows {
                    writeln!(out, "{}", csv(&row))?;
                }
            }
            Format::Portal => {
                writeln!(out, "{PORTAL}")?;
                for (n, row) in rows.enumerate() {
                    writeln!(out, "{}", portal(n, &row))?;
                }
            }
            Format::Json => {
                writeln!(out, "[")?;
                for (n, row) in rows.enumerate() {
                    let comma = if n == 0 { "" } else { "," };
                    writeln!(out, "{comma}{}", json(&row))?;
                }
                writeln!(out, "]")?;
            }
        }
        out.flush()
    }
}

fn birth(row: &CitizenRow) -> String {
    format!("{:04}/{:02}/{:02}", row.birth.year(), row.birth.month(), row.birth.day())
}

const fn gender(row: &CitizenRow) -> &'static str {
    match row.gender {
        Gender::Female => "female",
        Gender::Male => "male",
    }
}

/// No field has a comma or a quote: digits, dates and Persian letters alone.
fn csv(row: &CitizenRow) -> String {
    let mother = row.mother_name;
    let (id, serial) = (row.national_id.as_str(), row.serial.as_str());
    format!("{id},{serial},{},{},{mother}", birth(row), gender(row))
}

const PORTAL: &str = "national_id,serial,birth_date,gender,religion,mother_name,mobile,paid_rial,\
                      bank_reference,paid_on";

fn portal(n: usize, row: &CitizenRow) -> String {
    let (id, serial, mother) = (row.national_id.as_str(), row.serial.as_str(), row.mother_name);
    let (birth, gender, mobile) = (birth(row), gender(row), n % 10_000_000);
    let paid = match n % 3 {
        0 => ",,".to_owned(),
        _ => format!("250000,P{n:011},1396/12/05"),
    };
    format!("{id},{serial},{birth},{gender},islam,{mother},0912{mobile:07},{paid}")
}

fn json(row: &CitizenRow) -> String {
    serde_json::json!({
        "national_id": row.national_id.as_str(),
        "serial": row.serial.as_str(),
        "birth": birth(row),
        "gender": gender(row),
        "mother_name": row.mother_name,
    })
    .to_string()
}
