//! What a gateway calls: who it is, what it says, and the page that its phone shows.

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::channel::Gateway;
use super::dialogue::{self, Asker};
use super::gateway::{Call, How, Reply};
use super::line::Line;
use super::sessions::Unmet;
use super::words::Ending;
use crate::app::App;
use crate::extract::Peer;
use crate::metric_names::{USSD_ANSWERS, USSD_ENDED, USSD_REFUSED};
use crate::persian::Language;

/// Under which gateways call: `/ussd/{gateway}`.
pub const CALL: &str = "/ussd/{gateway}";
/// Where they say that a session has ended.
pub const ENDED: &str = "/ussd/{gateway}/ended";
/// The parameter of the address that carries the secret, for gateways that can send no header.
const KEY: &str = "key";
/// Stands for "ended" among the guesses of a session, so that a notice counts once.
const END_NOTICE: &str = "ended";

const NO_STORE: [(HeaderName, &str); 1] = [(header::CACHE_CONTROL, "no-store")];

/// A callback as it came.
pub struct Came {
    peer: Peer,
    method: Method,
    query: String,
    headers: HeaderMap,
    body: Bytes,
}

/// Somebody has dialled or typed.
pub async fn call(
    State(app): State<App>,
    Path(name): Path<String>,
    peer: Peer,
    method: Method,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let came = Came { peer, method, query: query.unwrap_or_default(), headers, body };
    let gateway = match admitted(&app, &name, &came) {
        Ok(gateway) => gateway,
        Err(status) => return refused(status),
    };
    let read = gateway.style.read(&came.query, &came.body);
    let call = read.ok().and_then(|call| Some((Line::parse(&call.phone)?, call)));
    let Some((line, call)) = call else { return refused(StatusCode::BAD_REQUEST) };
    let reply = answer(&app, &name, gateway, line, &call).await;
    let how = if matches!(reply, Reply::Go(_)) { "go" } else { "end" };
    metrics::counter!(USSD_ANSWERS, "how" => how).increment(1);
    (NO_STORE, gateway.style.write(&reply)).into_response()
}

/// A session has ended; nothing waits for it, so it is only counted, each once.
pub async fn ended(
    State(app): State<App>,
    Path(name): Path<String>,
    peer: Peer,
    method: Method,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let came = Came { peer, method, query: query.unwrap_or_default(), headers, body };
    let gateway = match admitted(&app, &name, &came) {
        Ok(gateway) => gateway,
        Err(status) => return refused(status),
    };
    let Ok(notice) = gateway.style.ended(&came.query, &came.body) else {
        return refused(StatusCode::BAD_REQUEST);
    };
    let sessions = &app.phones.sessions;
    let session = sessions.named(&(&name, &notice.session));
    if sessions.weigh(session, sessions.guess(&[END_NOTICE])) {
        let how = match notice.how {
            How::Success => "success",
            How::Incomplete => "incomplete",
            How::Failed => "failed",
        };
        metrics::counter!(USSD_ENDED, "how" => how).increment(1);
    }
    StatusCode::NO_CONTENT.into_response()
}

/// The gateway of that name, if this is it.
fn admitted<'a>(app: &'a App, name: &str, came: &Came) -> Result<&'a Gateway, StatusCode> {
    let gateway = app.phones.find(name).ok_or(StatusCode::NOT_FOUND)?;
    if !gateway.admits(came.peer.0, secret(came).as_deref()) {
        return Err(StatusCode::UNAUTHORIZED);
    }
    let spoken = came.method == gateway.style.method();
    if spoken { Ok(gateway) } else { Err(StatusCode::METHOD_NOT_ALLOWED) }
}

/// As `Authorization: Bearer`, or in the address.
fn secret(came: &Came) -> Option<String> {
    let bearer = came.headers.get(header::AUTHORIZATION).and_then(|it| it.to_str().ok());
    let bearer = bearer.and_then(|it| it.strip_prefix("Bearer ")).map(str::to_owned);
    let pairs = || form_urlencoded::parse(came.query.as_bytes());
    let named = || pairs().find(|(name, _)| name == KEY).map(|(_, text)| text.into_owned());
    bearer.or_else(named)
}

async fn answer(app: &App, name: &str, gateway: &Gateway, line: Line, call: &Call) -> Reply {
    let inputs = gateway.typed(&call.inputs);
    let (sessions, now) = (&app.phones.sessions, app.wall());
    let met = sessions.meet(&(name, &call.session), line, inputs.is_empty(), now);
    let ending = match met {
        Ok(session) => {
            let asker = Asker { app, sessions, session, line, now };
            return asker.answer(&inputs).await;
        }
        Err(Unmet::OtherLine) => {
            metrics::counter!(USSD_REFUSED, "why" => "other-line").increment(1);
            Ending::OtherLine
        }
        Err(Unmet::Over) => Ending::Over,
    };
    dialogue::end(Language::default(), ending)
}

/// No gateway of ours, or none that we understand: a phone is shown nothing by this.
fn refused(status: StatusCode) -> Response {
    let why = match status {
        StatusCode::NOT_FOUND => "nobody",
        StatusCode::UNAUTHORIZED => "secret",
        _ => "unreadable",
    };
    metrics::counter!(USSD_REFUSED, "why" => why).increment(1);
    let title = status.canonical_reason().unwrap_or_default();
    let problem = serde_json::json!({ "title": title, "status": status.as_u16() });
    let kind = [(header::CONTENT_TYPE, "application/problem+json")];
    (status, NO_STORE, kind, problem.to_string()).into_response()
}
