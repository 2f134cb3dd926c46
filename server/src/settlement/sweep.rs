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

/// Questions that wait for a place or an answer; beyond it the desks keep theirs for a later look.
const ASKED_MAX: usize = 1_024;

/// Runs until the engine stops: asks banks, makes keys, and moves the board at midnight.
pub async fn run(app: App) {
    let mut questions = Questions::default();
    let mut day = day_of(app.engine.now());
    let mut ticks = tokio::time::interval(PERIOD);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    loop {
        ticks.tick().await;
        if questions.ask_due(&app).await == Err(AskError::Stopped) {
            return;
        }
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

/// One look: everything that is due now is asked, and answered before this returns.
///
/// # Errors
/// [`AskError`] if no desk can be asked what is due.
pub async fn once(app: &App) -> Result<(), AskError> {
    let mut questions = Questions::default();
    questions.ask_due(app).await?;
    while questions.asked.join_next().await.is_some() {}
    Ok(())
}

/// Questions on their way to banks.
struct Questions {
    places: Arc<Semaphore>,
    asked: JoinSet<()>,
}

impl Default for Questions {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(ASKS_MAX)), asked: JoinSet::new() }
    }
}

impl Questions {
    async fn ask_due(&mut self, app: &App) -> Result<(), AskError> {
        while self.asked.try_join_next().is_some() {}
        if self.asked.len() >= ASKED_MAX {
            return Ok(());
        }
        for question in app.engine.asks_due(TAKEN_MAX).await? {
            let (app, places) = (app.clone(), Arc::clone(&self.places));
            self.asked.spawn(async move { ask(&app, &places, question).await });
        }
        Ok(())
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
