//! `nobat sandbox fill`: a data directory of any size, for tests of size and recovery.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use nobat_domain::ids::{Day, Period, ShiftId};
use nobat_domain::money::Rial;
use nobat_engine::fill::{Citizen, FillPlan, Filled, fill};
use nobat_engine::{EngineConfig, OpenDay, clock, day_of};
use nobat_sandbox::country::Country;
use nobat_sandbox::people::People;
use nobat_sandbox::people::census::PEOPLE;
use serde_json::json;

use crate::config::{DEMO_COUNTRY_SEED, DEMO_FEE_RIAL};

/// Progress is told once for so many requests.
const TELL_EVERY: u64 = 100_000;

#[derive(Args)]
pub struct Fill {
    /// The data directory: empty or not there yet, or with nothing but a master key.
    #[arg(long)]
    data: PathBuf,
    /// Requests in all. They belong to the last people of the country, so that those whom the
    /// demo names are still without one.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(PEOPLE)))]
    requests: u32,
    /// Of them, with a seat on a day that is open; the others had their appointment long ago.
    #[arg(long, default_value_t = 0)]
    booked: u32,
    /// So many of the country's offices, if not all.
    #[arg(long)]
    offices: Option<usize>,
    /// Days that are open, from tomorrow on.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=300))]
    days: u16,
    /// Every shift works on each of the days and has so many seats; else as the country has it.
    #[arg(long)]
    seats: Option<u32>,
    #[arg(long, default_value_t = DEMO_COUNTRY_SEED)]
    seed: u64,
}

impl Fill {
    pub fn run(self) -> anyhow::Result<()> {
        let plan = self.plan()?;
        let people = People::of(self.seed);
        let last_first = (0..PEOPLE).rev().filter_map(|number| people.citizen(number));
        let citizens = last_first.map(|person| Citizen {
            details: person.form(self.seed),
            national_id: person.national_id,
            serial: person.serial,
        });
        let begun = clock::monotonic_ns();
        let seconds = || (clock::monotonic_ns() - begun) as f64 / 1e9;
        let mut told = 0;
        let mut tell = |filled: Filled| {
            if filled.requests / TELL_EVERY > told || filled.requests == plan.requests {
                told = filled.requests / TELL_EVERY;
                // Nobody may be reading.
                let _ = say(filled, plan.requests, seconds());
            }
        };
        let config = EngineConfig::new(&self.data);
        let filled = fill(&config, &plan, citizens, &mut tell)
            .with_context(|| format!("filling {}", self.data.display()))?;
        let made = json!({
            "requests": filled.requests,
            "booked": filled.booked,
            "offices": plan.offices.len(),
            "shift_days": plan.days.len(),
            "seconds": seconds(),
        });
        println!("{made}");
        Ok(())
    }

    fn plan(&self) -> anyhow::Result<FillPlan> {
        let country = Country::of(self.seed);
        let wanted = self.offices.unwrap_or(country.offices().len());
        anyhow::ensure!(
            (1..=country.offices().len()).contains(&wanted),
            "the country has {} offices",
            country.offices().len()
        );
        let opens_at = clock::wall();
        let first = day_of(opens_at).plus(1);
        let mut days = Vec::new();
        for day in (first.0..first.0 + i32::from(self.days)).map(Day) {
            for office in &country.offices()[..wanted] {
                for period in [Period::Morning, Period::Evening] {
                    let id = office.facts.id;
                    let as_it_has = || country.approved(id, period, day);
                    let approved = self.seats.unwrap_or_else(as_it_has);
                    let shift = ShiftId::of(id, period);
                    if approved > 0 {
                        days.push(OpenDay { shift, day, approved, opens_at });
                    }
                }
            }
        }
        let offices = country.offices()[..wanted].iter().map(|it| it.facts.clone()).collect();
        let (requests, booked) = (u64::from(self.requests), u64::from(self.booked));
        let fee = Rial::new(DEMO_FEE_RIAL).expect("the fee of the demo is an amount");
        Ok(FillPlan { offices, days, requests, booked, fee })
    }
}

fn say(filled: Filled, of: u64, seconds: f64) -> io::Result<()> {
    let mut out = io::stderr().lock();
    // A terminal shows one line that changes; a file gets one line after the other.
    let (before, after) = if out.is_terminal() { ("\r", "") } else { ("", "\n") };
    let done = filled.requests;
    let each_s = done as f64 / seconds.max(f64::EPSILON);
    write!(out, "{before}{done} of {of} requests, {each_s:.0} a second{after}")?;
    if done == of {
        writeln!(out, "{}the tables come to rest", if after.is_empty() { "\n" } else { "" })?;
    }
    out.flush()
}
