//! Brings the changes to one endpoint: a batch at a time, again and again until it is taken, and
//! then the next one.

use std::time::Duration;

use futures_util::future::join_all;
use nobat_domain::ids::Sequence;
use nobat_domain::timestamp::{Millis, Timestamp};
use reqwest::header::CONTENT_TYPE;
use serde::Serialize;

use super::endpoint::Endpoint;
use crate::api::systems::feed::{self, Reading};
use crate::api::systems::position;
use crate::api::systems::view::Change;
use crate::app::App;
use crate::metric_names::{WEBHOOK_CALLS, WEBHOOK_LAG};

/// Changes of one call: some fifty kilobytes.
const BATCH: usize = 100;
/// What has happened gathers for so long.
const GATHER: Duration = Duration::from_millis(200);
/// The longest first wait after a call that was not taken; each further one is up to twice as long.
const PAUSE_FIRST: Duration = Duration::from_secs(1);
const PAUSE_MAX: Duration = Duration::from_secs(60 * 60);
/// A machine that cannot read is asked again.
const MACHINE_PAUSE: Duration = Duration::from_secs(5);
/// A place that has moved on without a call is kept so often.
const KEEP_EVERY: Millis = Millis::minutes(10);

/// What is posted.
#[derive(Serialize)]
struct Message {
    /// `changes`; or `restart`, where what was to come is not kept any more or the data were
    /// restored.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The place behind these changes.
    position: String,
    changes: Vec<Change>,
}

struct Courier<'a> {
    app: &'a App,
    endpoint: &'a Endpoint,
    reading: Reading,
    /// When its place was kept last.
    kept: Timestamp,
}

/// The server stops.
struct Over;

/// Serves all endpoints until the server stops.
pub async fn run(app: App) {
    join_all(app.webhooks.iter().map(|endpoint| serve(&app, endpoint))).await;
}

async fn serve(app: &App, endpoint: &Endpoint) {
    tokio::select! {
        _over = deliver(app, endpoint) => {}
        () = app.streams.ended() => {}
    }
}

async fn deliver(app: &App, endpoint: &Endpoint) -> Over {
    let mut moves = app.engine.feed_moves();
    let (mut courier, lost) = Courier::begin(app, endpoint).await;
    if lost {
        courier.restart().await;
    }
    loop {
        moves.borrow_and_update();
        if courier.batch().await {
            tokio::time::sleep(GATHER).await;
            if moves.changed().await.is_err() {
                return Over;
            }
        }
    }
}

impl<'a> Courier<'a> {
    /// Stands where it stood; and whether what follows there is lost.
    async fn begin(app: &'a App, endpoint: &'a Endpoint) -> (Self, bool) {
        loop {
            let span = app.engine.feed_span().await;
            let word = endpoint.place.read();
            if let Err(error) = &word {
                let endpoint = &endpoint.name;
                tracing::error!(%error, endpoint, "the place of a webhook cannot be read");
            }
            let (Ok(span), Ok(word)) = (span, word) else {
                tokio::time::sleep(MACHINE_PAUSE).await;
                continue;
            };
            // One that is new hears of what happens from now on.
            let at = word.as_deref().map(|word| position::read(&span, word));
            let lost = matches!(at, Some(Err(_)));
            let after = at.and_then(Result::ok).unwrap_or(span.newest);
            let (wanted, scopes) = (endpoint.wanted.clone(), endpoint.scopes);
            let reading = Reading { scopes, span, after, wanted };
            let mut courier = Self { app, endpoint, reading, kept: app.wall() };
            if word.is_none() {
                courier.keep().await;
            }
            return (courier, lost);
        }
    }

    /// Brings the next batch; whether it was the last that there is.
    async fn batch(&mut self) -> bool {
        let Ok(read) = feed::next(self.app, &self.reading, BATCH).await else {
            tokio::time::sleep(MACHINE_PAUSE).await;
            return false;
        };
        let Ok((changes, batch)) = read else {
            self.catch_up().await;
            return false;
        };
        let lag = self.app.engine.positions().1.0.saturating_sub(batch.reached.0);
        if changes.is_empty() {
            self.reading.after = batch.reached;
            if self.app.wall().since(self.kept) >= KEEP_EVERY {
                self.keep().await;
            }
        } else {
            self.bring("changes", batch.reached, changes).await;
        }
        metrics::gauge!(WEBHOOK_LAG, "endpoint" => self.endpoint.name.clone()).set(lag as f64);
        batch.whole
    }

    /// What was to come is not kept any more: the endpoint is told, and goes on from now.
    async fn catch_up(&mut self) {
        if let Ok(span) = self.app.engine.feed_span().await {
            (self.reading.span, self.reading.after) = (span, span.newest);
            self.restart().await;
        }
    }

    async fn restart(&mut self) {
        tracing::error!(
            endpoint = self.endpoint.name,
            "a webhook has lost its place and begins again"
        );
        self.bring("restart", self.reading.after, Vec::new()).await;
    }

    /// Posts a message until it is taken.
    async fn bring(&mut self, kind: &'static str, reached: Sequence, changes: Vec<Change>) {
        let position = position::write(&self.reading.span, reached);
        let first = changes.first().map_or(&position, |change| &change.position);
        let id = format!("{kind}-{first}-{}", reached.0);
        let message = Message { kind, position: position.clone(), changes };
        let body = serde_json::to_string(&message).expect("texts and numbers are always JSON");
        let mut failed = 0;
        while let Err(why) = self.call(&id, &body).await {
            metrics::counter!(
                WEBHOOK_CALLS, "endpoint" => self.endpoint.name.clone(), "outcome" => "failed"
            )
            .increment(1);
            tracing::warn!(endpoint = self.endpoint.name, failed, why, "a webhook was not taken");
            let behind = self.app.engine.positions().1.0.saturating_sub(self.reading.after.0);
            metrics::gauge!(WEBHOOK_LAG, "endpoint" => self.endpoint.name.clone())
                .set(behind as f64);
            tokio::time::sleep(pause(failed)).await;
            failed += 1;
        }
        metrics::counter!(
            WEBHOOK_CALLS, "endpoint" => self.endpoint.name.clone(), "outcome" => "taken"
        )
        .increment(1);
        self.reading.after = reached;
        self.keep().await;
    }

    async fn call(&self, id: &str, body: &str) -> Result<(), String> {
        let at = self.app.wall();
        let request = self
            .endpoint
            .client
            .post(self.endpoint.url.clone())
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", at.0 / 1_000)
            .header("webhook-signature", self.endpoint.secret.sign(id, at, body))
            .body(body.to_owned());
        // An address may carry a secret of the receiver's: no error names it.
        let answer = request.send().await.map_err(|error| error.without_url().to_string())?;
        let status = answer.status();
        if status.is_success() { Ok(()) } else { Err(format!("status {}", status.as_u16())) }
    }

    async fn keep(&mut self) {
        self.kept = self.app.wall();
        let word = position::write(&self.reading.span, self.reading.after);
        let place = self.endpoint.place.clone();
        let kept = tokio::task::spawn_blocking(move || place.keep(&word)).await;
        // After a crash the same batch is brought once more: whoever takes it knows its positions.
        if let Ok(Err(error)) = kept {
            let endpoint = &self.endpoint.name;
            tracing::error!(%error, endpoint, "the place of a webhook is not kept");
        }
    }
}

/// Full jitter: anything up to a bound that doubles, so that many who failed together come apart.
fn pause(failed: u32) -> Duration {
    let bound = PAUSE_FIRST.saturating_mul(1 << failed.min(16)).min(PAUSE_MAX);
    let bound = u64::try_from(bound.as_millis()).unwrap_or(u64::MAX);
    Duration::from_millis(getrandom::u64().unwrap_or(bound) % (bound + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_an_hour_and_no_further() {
        for failed in 0..100 {
            let bound = PAUSE_FIRST * (1 << failed.min(12));
            assert!(pause(failed) <= bound.min(PAUSE_MAX), "{failed}");
        }
        let long = (0..200).filter(|_| pause(40) > Duration::from_secs(60)).count();
        assert!(long > 150, "most of an hour's pauses are longer than a minute");
    }
}
