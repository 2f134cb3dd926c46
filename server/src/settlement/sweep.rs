//! The sweep: asks banks about every attempt that nobody came back from.

use std::sync::Arc;
use std::time::Duration;

use nobat_domain::keeper::AskBank;
use nobat_engine::{AskError, day_of};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::app::App;
use crate::settlement::inquire;

/// Between two looks at what is due.
const PERIOD: Duration = Duration::from_secs(1);
/// Questions under way at once.
const ASKS_MAX: usize = 32;
/// Questions taken from each desk in one look.
const TAKEN_MAX: usize = 64;

/// Runs until the engine stops: asks banks, makes keys, and moves the board at midnight.
pub async fn run(app: App) {
    let places = Arc::new(Semaphore::new(ASKS_MAX));
    let mut asked = JoinSet::new();
    let mut day = day_of(app.engine.now());
    let mut ticks = tokio::time::interval(PERIOD);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    loop {
        ticks.tick().await;
        match app.engine.asks_due(TAKEN_MAX).await {
            Err(AskError::Stopped) => return,
            Err(_) => {}
            Ok(due) => {
                for question in due {
                    let (app, places) = (app.clone(), Arc::clone(&places));
                    asked.spawn(async move { ask(&app, &places, question).await });
                }
            }
        }
        while asked.try_join_next().is_some() {}
        if app.engine.keep_house().await == Err(AskError::Stopped) {
            return;
        }
        let today = day_of(app.engine.now());
        if today != day {
            day = today;
            app.engine.today(today);
        }
    }
}

async fn ask(app: &App, places: &Semaphore, question: AskBank) {
    let Ok(_place) = places.acquire().await else { return };
    match app.banks.find(question.bank) {
        Some(bank) => drop(inquire::ask_bank(app, bank, &question).await),
        None => {
            let request = question.request;
            tracing::error!(?request, "an open payment names a bank that is not active");
        }
    }
}
