//! Alive, ready, and the figures as Prometheus reads them.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::app::App;

/// GET `/healthz`: the process answers.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// GET `/readyz`: the engine is open; the listener starts only afterwards.
pub async fn readyz(State(app): State<App>) -> Response {
    let (durable, applied, _) = app.engine.positions();
    let standing = app.engine.backups().standing();
    let backup = match standing.newest {
        Some((position, _)) => format!("verified backup {}", position.0),
        None if standing.off => "backups are off".to_owned(),
        None => "no verified backup yet".to_owned(),
    };
    // An alarm calls a person, and is no reason to send citizens elsewhere.
    let alarms: String = standing.alarms().iter().map(|why| format!("alarm: {why}\n")).collect();
    let (durable, applied) = (durable.0, applied.0);
    format!("ready\ndurable {durable}\napplied {applied}\n{backup}\n{alarms}").into_response()
}

/// GET `/metrics`: Prometheus text.
pub async fn metrics(State(app): State<App>) -> Response {
    let _ = app.engine.positions();
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4")];
    (kind, app.metrics.render()).into_response()
}
