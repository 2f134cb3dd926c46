//! Round after round of offers.

use std::time::Duration;

use nobat_engine::AskError;

use crate::app::App;
use crate::metric_names;

/// Between two rounds. A seat that comes free is on the lists for so long at least.
const PERIOD: Duration = Duration::from_secs(5);
/// Offers made in one round.
const OFFERS_AT_ONCE: usize = 64;

/// Runs until the engine stops.
pub async fn run(app: App) {
    let mut ticks = tokio::time::interval(PERIOD);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    loop {
        ticks.tick().await;
        // Where it is busy, the next round goes on.
        if once(&app).await == Err(AskError::Stopped) {
            return;
        }
    }
}

/// One round: who is next is asked.
///
/// # Errors
/// [`AskError`] if the engine has no answer.
pub async fn once(app: &App) -> Result<(), AskError> {
    let offers = app.engine.offer_earlier(&app.terms.offers, OFFERS_AT_ONCE).await?;
    metrics::counter!(metric_names::OFFERS).increment(offers.len() as u64);
    Ok(())
}
