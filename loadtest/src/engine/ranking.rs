//! The list of one area and date, by schedule or as fast as it goes.

use super::args::EngineArgs;
use super::country::Country;
use super::run::Stage;
use super::tally::{self, Tally};
use crate::chance::Chance;
use crate::clock::now;
use nobat_domain::office::Needs;
use nobat_domain::person::LandlinePrefix;
use nobat_engine::{EngineHandle, Query};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A wait that may end early, until it has not.
fn wait_until(due: std::time::Instant) -> std::time::Instant {
    while let Some(early) = due.checked_duration_since(now()) {
        std::thread::park_timeout(early);
    }
    due
}

const ROWS: usize = 20;
/// Lists between two looks at the stage, and between two additions to the tally.
const BATCH: u32 = 64;

/// One thread that asks for lists: a web handler asks on its own thread and waits for nobody.
pub struct Asker {
    engine: EngineHandle,
    country: Arc<Country>,
    chance: Chance,
    rate: Option<u32>,
}

impl Asker {
    pub fn new(engine: EngineHandle, country: Arc<Country>, args: &EngineArgs) -> Self {
        let chance = Chance::nth(args.seed, u64::MAX);
        Self { engine, country, chance, rate: args.rate }
    }

    pub fn live(mut self, stage: &Stage, tally: &Mutex<Tally>) {
        let begun = now();
        let mut asked: u32 = 0;
        while !stage.over() {
            let counted = stage.counts();
            let mut own = Tally::default();
            for _ in 0..BATCH {
                // From the moment that the schedule names, whatever the lists before it took.
                let from = match self.rate {
                    None => now(),
                    Some(rate) => {
                        let due = Duration::from_secs_f64(f64::from(asked) / f64::from(rate));
                        wait_until(begun + due)
                    }
                };
                asked = asked.wrapping_add(1);
                let rows = self.ask();
                assert!(rows <= ROWS, "no list is longer than was asked for");
                own.pairs += 1;
                let took = from.elapsed().as_nanos();
                own.hold_ns.saturating_record(u64::try_from(took).unwrap_or(u64::MAX));
            }
            if counted && stage.counts() {
                tally::open(tally).add(&own);
            }
        }
    }

    fn ask(&mut self) -> usize {
        let (area, day) = self.country.any_list(&mut self.chance);
        let prefix = format!("{:04}", 3_000 + self.chance.below(6_000));
        let query = Query {
            day,
            area,
            needs: Needs::NONE,
            phone: LandlinePrefix::parse(&prefix).ok(),
            seed: self.chance.next(),
            bands_extra: 8,
            rows_max: ROWS,
        };
        self.engine.search(&query).rows.len()
    }
}
