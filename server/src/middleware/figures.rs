//! How long each page takes, by its route and never by its address.

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use nobat_engine::clock::monotonic_ns;

use crate::metric_names::HTTP_SECONDS;

pub async fn measure(request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let begun = monotonic_ns();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    record(HTTP_SECONDS, begun, &[("route", route), ("status", status)]);
    response
}

/// Records the time since `begun_ns` under a name of the list.
pub fn record(name: &'static str, begun_ns: u64, labels: &[(&'static str, String)]) {
    let labels: Vec<metrics::Label> =
        labels.iter().map(|(key, value)| metrics::Label::new(*key, value.clone())).collect();
    let took_ns = monotonic_ns().saturating_sub(begun_ns);
    metrics::histogram!(name, labels).record(std::time::Duration::from_nanos(took_ns));
}
