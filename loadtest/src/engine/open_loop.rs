//! Holds or entries by schedule, whether or not the engine keeps up: what overload does to those
//! whom it takes in, and how quickly it refuses the others.

use super::args::{EngineArgs, Workload};
use super::country::Country;
use super::run::Stage;
use super::tally::{self, Tally};
use super::{full, spread};
use crate::clock::now;
use nobat_engine::EngineHandle;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Between two looks at the schedule: what fell due meanwhile is sent at once.
const LOOK_EVERY: Duration = Duration::from_millis(1);
/// Those that come at once at the most, so that a schedule that is late is not made up for.
const BURST_MAX: u64 = 4_096;

/// Sends them until the run ends, at most so many of them under way at a time.
pub async fn live(
    engine: EngineHandle,
    country: Arc<Country>,
    args: EngineArgs,
    stage: Arc<Stage>,
    tally: Arc<Mutex<Tally>>,
) {
    let rate = f64::from(args.rate.expect("this is how a rate is kept"));
    let under_way = Arc::new(AtomicU64::new(0));
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    let begun = now();
    let (mut number, mut sent) = (0_u64, 0_u64);
    while !stage.over() {
        ticks.tick().await;
        let due = (begun.elapsed().as_secs_f64() * rate) as u64;
        let late = due.saturating_sub(sent).saturating_sub(BURST_MAX);
        let (mut unsent, counted) = (late, stage.counts());
        sent += late;
        while sent < due {
            sent += 1;
            if under_way.load(Ordering::Relaxed) >= args.in_flight {
                unsent += 1;
                continue;
            }
            number += 1;
            under_way.fetch_add(1, Ordering::Relaxed);
            let (engine, country) = (engine.clone(), Arc::clone(&country));
            let (stage, tally) = (Arc::clone(&stage), Arc::clone(&tally));
            let under_way = Arc::clone(&under_way);
            let (seed, is_full) = (args.seed, args.workload == Workload::Full);
            tokio::spawn(async move {
                if is_full {
                    full::Client::new(engine, country, seed, number).once(&stage, &tally).await;
                } else {
                    spread::Client::new(engine, country, seed, number).once(&stage, &tally).await;
                }
                under_way.fetch_sub(1, Ordering::Relaxed);
            });
        }
        if counted {
            tally::open(&tally).unsent += unsent;
        }
    }
    while under_way.load(Ordering::Relaxed) > 0 {
        ticks.tick().await;
    }
}
