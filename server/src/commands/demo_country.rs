//! Fills an empty data directory with the sandbox's country.

use anyhow::{Context, anyhow};
use nobat_domain::ids::{Day, Period, ShiftId};
use nobat_engine::{EngineHandle, OpenDay, day_of};
use nobat_sandbox::country::{Country, tariff};

use crate::config::DEMO_COUNTRY_SEED;

/// Days that the demo opens, from tomorrow on.
const DAYS_OPEN: i32 = 30;

/// Puts the country's offices and fees and opens their days, with no more than so many seats in a
/// shift; what is there already stays.
pub async fn fill(engine: &EngineHandle, seats_max: Option<u32>) -> anyhow::Result<()> {
    let country = Country::of(DEMO_COUNTRY_SEED);
    if engine.board().directory().offices().is_empty() {
        let offices: Vec<_> = country.offices().iter().map(|it| it.facts.clone()).collect();
        tracing::info!(offices = offices.len(), "the demo country is being made");
        engine.put_offices(offices).await.context("putting the offices")?;
    }
    if engine.tariff().rows().len() == 0 {
        for fee in tariff::fees() {
            let put = engine.put_fee(fee).await.context("putting the fees")?;
            put.map_err(|refusal| anyhow!("the tariff refuses a fee of the demo: {refusal:?}"))?;
        }
    }
    let now = engine.now();
    let first = day_of(now).plus(1);
    let mut open = Vec::new();
    for office in country.offices() {
        for day in (first.0..first.0 + DAYS_OPEN).map(Day) {
            for period in [Period::Morning, Period::Evening] {
                let shift = ShiftId::of(office.facts.id, period);
                let approved = country.approved(office.facts.id, period, day);
                let approved = seats_max.map_or(approved, |most| approved.min(most));
                let known = engine.board().standing(shift, day).is_some_and(|it| it.is_open());
                if approved > 0 && !known {
                    open.push(OpenDay { shift, day, approved, opens_at: now });
                }
            }
        }
    }
    if open.is_empty() {
        return Ok(());
    }
    tracing::info!(shift_days = open.len(), "days are being opened");
    let opened = engine.open_days(&open).await.context("opening days")?;
    opened.map_err(|refusal| anyhow!("the law refuses a day of the demo: {refusal:?}"))
}
