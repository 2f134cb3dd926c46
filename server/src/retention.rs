//! Personal data of citizens who have had their card for long: erased by itself. What is over, the
//! law decides at the request's desk; this only asks, once an hour.

use std::time::Duration;

use nobat_engine::AskError;

use crate::app::App;
use crate::metric_names::ERASED_OVER;

/// Between two looks: a day more or less is an hour more or less.
const PERIOD: Duration = Duration::from_secs(60 * 60);

/// Runs until the engine stops.
pub async fn run(app: App) {
    match app.engine.drop_erased_scans().await {
        Ok(0) => {}
        Ok(dropped) => tracing::info!(dropped, "scans of who was erased before the start went"),
        Err(AskError::Stopped) => return,
        Err(error) => tracing::warn!(%error, "scans of who was erased go with the next start"),
    }
    let mut ticks = tokio::time::interval(PERIOD);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    loop {
        ticks.tick().await;
        match once(&app).await {
            Ok(0) => {}
            Ok(erased) => tracing::info!(erased, "requests that are long over were erased"),
            Err(AskError::Stopped) => return,
            Err(error) => tracing::warn!(%error, "what is over is erased with the next look"),
        }
    }
}

/// One look; tells how many were erased.
///
/// # Errors
/// [`AskError`] if the engine has no answer; what is left is met again by the next look.
pub async fn once(app: &App) -> Result<u64, AskError> {
    let erased = app.engine.erase_over(app.persons.kept_after_delivery()).await?;
    metrics::counter!(ERASED_OVER).increment(erased);
    Ok(erased)
}
