//! Reports that a carrier of texts brings by itself: `GET /messages/report/{secret}` with its
//! number and state, as Kavenegar does. Whoever knows the secret can change what is reported of a
//! message, and nothing else: nothing is sent for it.

use axum::extract::{Path, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use hmac::{Hmac, KeyInit, Mac};
use nobat_engine::messages::Report;
use sha2::Sha256;

use super::kavenegar::report;
use crate::app::App;
use crate::metric_names::MESSAGE_REPORTS;

pub const REPORT: &str = "/messages/report/{secret}";

/// Takes a report in. One that comes again, too late or about nothing of ours changes nothing, and
/// is thanked for: nobody is to repeat it.
pub async fn reported(
    State(app): State<App>,
    Path(given): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let known = app.messages.report_secret.as_deref().is_some_and(|it| is(it, &given));
    if !known {
        return told(StatusCode::NOT_FOUND, "refused");
    }
    let query = query.unwrap_or_default();
    let value = |name: &str| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    };
    let number = value("messageid").and_then(|text| text.trim().parse().ok());
    let state = value("status").and_then(|text| text.trim().parse().ok()).map(report);
    let Some((number, state)) = number.zip(state) else {
        return told(StatusCode::BAD_REQUEST, "unreadable");
    };
    if state == Report::Pending {
        return told(StatusCode::OK, "pending");
    }
    match app.messages.with(move |ledger| ledger.report(number, state)).await {
        Ok(true) => told(StatusCode::OK, "taken"),
        Ok(false) => told(StatusCode::OK, "unknown"),
        // They repeat it.
        Err(_) => told(StatusCode::SERVICE_UNAVAILABLE, "failed"),
    }
}

fn told(status: StatusCode, outcome: &'static str) -> Response {
    metrics::counter!(MESSAGE_REPORTS, "outcome" => outcome).increment(1);
    if status.is_success() {
        return status.into_response();
    }
    let title = status.canonical_reason().unwrap_or_default();
    let problem = serde_json::json!({ "title": title, "status": status.as_u16() });
    let kind = [(header::CONTENT_TYPE, "application/problem+json")];
    (status, kind, problem.to_string()).into_response()
}

/// Takes as long for a near miss as for a wild guess.
fn is(secret: &str, given: &str) -> bool {
    let mac = |text: &str| {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length");
        mac.update(text.as_bytes());
        mac
    };
    mac(given).verify_slice(&mac(secret).finalize().into_bytes()).is_ok()
}
