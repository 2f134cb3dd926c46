//! The change feed as it happens: server-sent events, read from the tables at the pace of whoever
//! follows. Nothing waits in memory for a slow one but one piece, and one that takes nothing for
//! long is let go.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use nobat_domain::ids::Sequence;
use nobat_domain::timestamp::Millis;
use serde::Deserialize;
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval};
use utoipa::IntoParams;

use super::caller::System;
use super::feed::{self, Reading};
use super::position;
use super::refusal::Refusal;
use super::view::Change;
use crate::api::json::Asked;
use crate::api::problem::Problem;
use crate::app::App;
use crate::metric_names::FEED_ENDED;

/// Changes of one piece: some hundred kilobytes.
const PIECE: usize = 200;
/// A line that proxies and clients see while nothing happens; a closed account is seen then, too.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// What has happened gathers for so long: one read for many changes.
const GATHER: Duration = Duration::from_millis(100);
/// Whoever takes nothing for so long has gone.
const PATIENCE: Duration = Duration::from_secs(60);
/// Whoever has too many streams looks again.
const STREAMS_WAIT: Millis = Millis::seconds(30);
/// Milliseconds after which a client comes again by itself.
const RETRY_MS: u32 = 2_000;

const LAST_EVENT_ID: &str = "last-event-id";

/// From where on, and what.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Follow {
    /// The `position` behind which to go on; from the oldest change that is kept where it is
    /// absent. The header `Last-Event-ID` counts before it.
    pub after: Option<String>,
    /// Kinds of changes, by their words or by what stands before the dot, with commas between.
    pub types: Option<String>,
}

/// Why a stream has ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum End {
    /// Whoever followed has gone.
    Gone,
    /// Nothing was taken for long.
    Slow,
    /// The account is closed.
    Closed,
    /// What comes next is not kept any more.
    Behind,
    /// The server stops, or cannot read.
    Stopped,
}

/// The change feed as it happens, without an end.
///
/// Server-sent events: `id` is the position, `event` the type, `data` the change. A line of comment
/// comes every fifteen seconds. Whoever comes again with `Last-Event-ID` goes on behind it.
#[utoipa::path(
    get,
    path = "/changes/stream",
    tag = "systems",
    params(Follow),
    security(("system" = ["feed"])),
    responses(
        (status = 200, description = "Changes.", content_type = "text/event-stream", body = String),
        (status = 403, description = "The key is for something else.", body = Problem,
            content_type = "application/problem+json"),
        (status = 410, description = "Not kept any more: begin again.", body = Problem,
            content_type = "application/problem+json"),
        (status = 429, description = "As many streams as it may have.", body = Problem,
            content_type = "application/problem+json"),
    )
)]
pub async fn follow(
    State(app): State<App>,
    system: System,
    headers: HeaderMap,
    Asked(follow): Asked<Follow>,
) -> Result<Response, Response> {
    let last = headers.get(LAST_EVENT_ID).and_then(|it| it.to_str().ok());
    let after = last.or(follow.after.as_deref());
    let reading = feed::open(&app, &system, after, follow.types.as_deref()).await?;
    let Some(place) = app.streams.enter(system.no()) else {
        return Err(Refusal::Streams.for_now(STREAMS_WAIT));
    };
    let (pieces, taken) = mpsc::channel::<Bytes>(1);
    tokio::spawn(async move {
        let mut following = Following { app, system, reading, pieces };
        let end = following.run().await;
        metrics::counter!(FEED_ENDED, "why" => end.name()).increment(1);
        drop(place);
    });
    let body = stream::unfold(taken, |mut taken| async {
        taken.recv().await.map(|piece| (Ok::<_, Infallible>(piece), taken))
    });
    let fixed = [(header::CONTENT_TYPE, "text/event-stream"), (header::CACHE_CONTROL, "no-store")];
    Ok((fixed, Body::from_stream(body)).into_response())
}

struct Following {
    app: App,
    system: System,
    reading: Reading,
    /// One piece at a time: the next one is read when this one was taken.
    pieces: mpsc::Sender<Bytes>,
}

impl Following {
    async fn run(&mut self) -> End {
        let app = self.app.clone();
        let mut moves = app.engine.feed_moves();
        if let Err(end) = self.send(format!("retry: {RETRY_MS}\n\n")).await {
            return end;
        }
        // Beats also where there is always something to read: a closed account ends all the same.
        let mut beat = interval(HEARTBEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        beat.tick().await; // The first one is at once.
        loop {
            moves.borrow_and_update();
            let whole = match self.piece().await {
                Ok(whole) => whole,
                Err(end) => return end,
            };
            let more = async {
                if !whole {
                    return true;
                }
                tokio::time::sleep(GATHER).await;
                moves.changed().await.is_ok()
            };
            tokio::select! {
                biased;
                _ = beat.tick() => if let Err(end) = self.beat().await {
                    return end;
                },
                () = app.streams.ended() => return End::Stopped,
                () = self.pieces.closed() => return End::Gone,
                more = more => if !more {
                    return End::Stopped;
                },
            }
        }
    }

    /// A sign of life, with the place that was reached.
    async fn beat(&self) -> Result<(), End> {
        if !self.system.stands(&self.app).await {
            return Err(End::Closed);
        }
        let place = position::write(&self.reading.span, self.reading.after);
        self.send(format!(": alive\nid: {place}\n\n")).await
    }

    /// Sends the next piece; whether it was the last that there is.
    async fn piece(&mut self) -> Result<bool, End> {
        let read = feed::next(&self.app, &self.reading, PIECE).await.map_err(|_| End::Stopped)?;
        let (changes, batch) = match read {
            Ok(read) => read,
            Err(misplaced) => {
                // A status went out long ago: the last event says what an answer would.
                let problem = misplaced.problem(&self.reading.span);
                let data = serde_json::to_string(&problem).map_err(|_| End::Stopped)?;
                self.send(format!("event: feed.behind\ndata: {data}\n\n")).await?;
                return Err(End::Behind);
            }
        };
        if !changes.is_empty() {
            self.send(events(&changes).ok_or(End::Stopped)?).await?;
        }
        self.reading.after = Sequence(batch.reached.0.max(self.reading.after.0));
        Ok(batch.whole)
    }

    async fn send(&self, text: String) -> Result<(), End> {
        use mpsc::error::SendTimeoutError::{Closed, Timeout};
        match self.pieces.send_timeout(text.into(), PATIENCE).await {
            Ok(()) => Ok(()),
            Err(Timeout(_)) => Err(End::Slow),
            Err(Closed(_)) => Err(End::Gone),
        }
    }
}

fn events(changes: &[Change]) -> Option<String> {
    let mut text = String::new();
    for change in changes {
        let data = serde_json::to_string(change).ok()?;
        let (id, kind) = (&change.position, &change.kind);
        write!(text, "id: {id}\nevent: {kind}\ndata: {data}\n\n").ok()?;
    }
    Some(text)
}

impl End {
    const fn name(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Slow => "slow",
            Self::Closed => "closed",
            Self::Behind => "behind",
            Self::Stopped => "stopped",
        }
    }
}
