//! Measures once a second and shows the newest view to everybody at once.

use std::sync::Arc;
use std::time::Duration;

use metrics_exporter_prometheus::PrometheusHandle;
use nobat_domain::timestamp::Millis;
use nobat_engine::EngineHandle;
use nobat_engine::clock::{monotonic_ns, wall};
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;

use super::exposition::ExpositionFault;
use super::history::History;
use super::reading::{Moment, Positions, Reading};
use super::seats::Counting;
use super::view::View;
use crate::persian::Language;

const EVERY: Duration = Duration::from_secs(1);

/// A view with what the script is sent of it, written once for all browsers.
#[derive(Debug, Default)]
pub struct Published {
    pub view: View,
    /// What changed since the view before.
    pub tick: String,
    pub whole: String,
}

/// Draws the views. When it is dropped, all who follow are let go.
pub struct Sampler {
    history: History,
    published: Arc<watch::Sender<Arc<Published>>>,
    language: Language,
}

/// Milliseconds since this process first asked.
#[must_use]
pub fn since_start() -> Millis {
    Millis(monotonic_ns() / 1_000_000)
}

impl Drop for Sampler {
    fn drop(&mut self) {
        self.published.send_replace(Arc::default());
    }
}

impl Sampler {
    #[must_use]
    pub fn new(published: Arc<watch::Sender<Arc<Published>>>) -> Self {
        Self { history: History::new(), published, language: Language::Persian }
    }

    /// Adds a reading and shows it.
    pub fn show(&mut self, reading: Reading) {
        self.history.push(reading);
        let before = Arc::clone(&self.published.borrow());
        let view = View::after(&before.view, &self.history, self.language);
        let (tick, whole) = (view.changed_since(&before.view), view.whole());
        self.published.send_replace(Arc::new(Published { view, tick, whole }));
    }

    /// Measures until it is dropped. A second that cannot be read is left out: the page says how
    /// old its figures are.
    pub async fn run(mut self, engine: EngineHandle, metrics: PrometheusHandle) {
        let mut seconds = tokio::time::interval(EVERY);
        seconds.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut counting = Counting::default();
        let mut failing = false;
        loop {
            seconds.tick().await;
            let (engine, metrics) = (engine.clone(), metrics.clone());
            // Rendering and adding up take milliseconds, which no page should wait for.
            let measured = tokio::task::spawn_blocking(move || {
                let reading = measure(&engine, &metrics, &mut counting);
                (reading, counting)
            });
            let Ok((reading, kept)) = measured.await else { return };
            counting = kept;
            match reading {
                Ok(reading) => {
                    self.show(reading);
                    failing = false;
                }
                Err(error) if !failing => {
                    tracing::error!(%error, "the board cannot be drawn");
                    failing = true;
                }
                Err(_) => {}
            }
        }
    }
}

/// One reading of the running machine.
///
/// # Errors
/// [`ExpositionFault`] if the recorder's text is not understood.
pub fn measure(
    engine: &EngineHandle,
    metrics: &PrometheusHandle,
    counting: &mut Counting,
) -> Result<Reading, ExpositionFault> {
    let (durable, applied, backlog) = engine.positions();
    let positions =
        Positions { durable: durable.0, applied: applied.0, backlog_bytes: backlog.bytes };
    let at = Moment { since_start: since_start(), wall: wall() };
    Reading::of(&metrics.render(), at, counting.of(&engine.board()), positions)
}
