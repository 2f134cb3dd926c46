//! The API: the key in the path, fields in a form or in the query, an answer that says its status
//! twice.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use reqwest::{Client, Url};
use serde_json::{Value, json};

use super::books::{Behaviour, Books, Text};

const BODY_BYTES_MAX: usize = 64 * 1024;
const SLOW: Duration = Duration::from_millis(500);
/// Longer than any caller waits.
const NEVER: Duration = Duration::from_secs(600);
const NO_SUCH: i64 = 100;

/// A cheap clone of the carrier.
#[derive(Clone)]
pub struct Carrier {
    books: Arc<Mutex<Books>>,
    key: Arc<str>,
    client: Client,
    /// Where it reports by itself, if anywhere: number and state are added.
    report_to: Option<Arc<str>>,
}

impl Carrier {
    /// # Errors
    /// There is no HTTP client.
    pub fn new(key: &str, report_to: Option<&str>) -> Result<Self, reqwest::Error> {
        // The first to come installs it; a second call finds it installed.
        let _already = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().no_proxy().timeout(Duration::from_secs(5)).build()?;
        let books = Arc::default();
        Ok(Self { books, key: key.into(), client, report_to: report_to.map(Into::into) })
    }

    pub fn with<T>(&self, act: impl FnOnce(&mut Books) -> T) -> T {
        // Whole after every step.
        act(&mut self.books.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn report(self, number: u64, behaviour: Behaviour) {
        let Some(address) = self.report_to.clone() else { return };
        let states: &[i64] = match behaviour {
            Behaviour::Repeats => &[10, 4, 10],
            Behaviour::Forgets => &[],
            _ => &[10],
        };
        self.with(|books| books.deliver(number));
        for state in states {
            let told = [("messageid", number.to_string()), ("status", state.to_string())];
            // Nobody hears: it is asked for then.
            let Ok(url) = Url::parse_with_params(&address, &told) else { return };
            let _heard = self.client.get(url).send().await;
        }
    }
}

/// The API and its control.
pub fn router(carrier: Carrier) -> Router {
    let send = post(send).get(send);
    Router::new()
        .route("/v1/{key}/sms/send.json", send)
        .route("/v1/{key}/sms/status.json", post(status).get(status))
        .route("/v1/{key}/sms/statuslocalmessageid.json", post(by_local).get(by_local))
        .route("/control/kavenegar/behaviour", get(behaviour).put(behave))
        .route("/control/kavenegar/texts", get(texts))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .with_state(carrier)
}

fn said(status: i64, entries: Value) -> Response {
    let http = u16::try_from(status).ok().and_then(|code| StatusCode::from_u16(code).ok());
    let message = if status == 200 { "تایید شد" } else { "خطا" };
    let body = json!({ "return": { "status": status, "message": message }, "entries": entries });
    (http.unwrap_or(StatusCode::OK), Json(body)).into_response()
}

fn entry(text: &Text) -> Value {
    json!({
        "messageid": text.messageid,
        "localid": text.localid.parse::<u64>().unwrap_or(0),
        "message": text.message,
        "status": text.status,
        "statustext": if text.status == 10 { "رسیده به گیرنده" } else { "ارسال به مخابرات" },
        "sender": text.sender,
        "receptor": text.receptor,
        "date": text.date,
        "cost": text.cost,
    })
}

/// Fields of form and query; or the answer of a carrier that is not itself.
async fn met(
    carrier: &Carrier,
    key: &str,
    query: Option<String>,
    body: &Bytes,
) -> Result<(Vec<(String, String)>, Behaviour), Response> {
    let behaviour = carrier.with(|books| {
        books.calls += 1;
        books.behaviour
    });
    match behaviour {
        Behaviour::Down => {
            let page = Html("<html><title>502 Bad Gateway</title></html>");
            return Err((StatusCode::BAD_GATEWAY, page).into_response());
        }
        Behaviour::Deaf => tokio::time::sleep(NEVER).await,
        Behaviour::Slow => tokio::time::sleep(SLOW).await,
        _ => {}
    }
    if key != &*carrier.key {
        return Err(said(403, Value::Null));
    }
    let query = query.unwrap_or_default();
    let text = format!("{query}&{}", String::from_utf8_lossy(body));
    let parsed = Url::parse(&format!("http://form/?{text}"));
    let pairs = parsed.map(|url| url.query_pairs().into_owned().collect()).unwrap_or_default();
    Ok((pairs, behaviour))
}

fn field<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
}

async fn send(
    State(carrier): State<Carrier>,
    Path(key): Path<String>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Response {
    let (pairs, behaviour) = match met(&carrier, &key, query, &body).await {
        Ok(met) => met,
        Err(answer) => return answer,
    };
    match behaviour {
        Behaviour::Busy => return said(409, Value::Null),
        Behaviour::NoCredit => return said(418, Value::Null),
        Behaviour::NoSuchReceiver => return said(411, Value::Null),
        _ => {}
    }
    let [receptor, message, sender, localid] =
        ["receptor", "message", "sender", "localid"].map(|name| field(&pairs, name));
    if receptor.is_empty() || message.is_empty() {
        return said(400, Value::Null);
    }
    let text = carrier.with(|books| books.take(receptor, message, sender, localid));
    if text.given == 1 {
        tokio::spawn(carrier.clone().report(text.messageid, behaviour));
    }
    if behaviour == Behaviour::Mute {
        tokio::time::sleep(NEVER).await;
    }
    said(200, json!([entry(&text)]))
}

async fn status(
    State(carrier): State<Carrier>,
    Path(key): Path<String>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Response {
    let (pairs, behaviour) = match met(&carrier, &key, query, &body).await {
        Ok(met) => met,
        Err(answer) => return answer,
    };
    let numbers = field(&pairs, "messageid").split(',').filter_map(|text| text.parse().ok());
    let entries = numbers.map(|number: u64| {
        let known = carrier.with(|books| books.by_number(number).cloned());
        let status = match known {
            Some(text) if behaviour != Behaviour::Forgets => text.status,
            _ => NO_SUCH,
        };
        json!({ "messageid": number, "status": status, "statustext": "" })
    });
    let entries: Vec<Value> = entries.collect();
    said(200, entries.into())
}

async fn by_local(
    State(carrier): State<Carrier>,
    Path(key): Path<String>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Response {
    let (pairs, _) = match met(&carrier, &key, query, &body).await {
        Ok(met) => met,
        Err(answer) => return answer,
    };
    let localid = field(&pairs, "localid");
    let known = carrier.with(|books| books.by_local(localid).cloned());
    let entry = match known {
        Some(text) => entry(&text),
        None => json!({ "messageid": 0, "localid": 0, "status": NO_SUCH, "statustext": "" }),
    };
    said(200, json!([entry]))
}

async fn behaviour(State(carrier): State<Carrier>) -> Json<Behaviour> {
    Json(carrier.with(|books| books.behaviour))
}

async fn behave(State(carrier): State<Carrier>, Json(behaviour): Json<Behaviour>) -> StatusCode {
    carrier.with(|books| books.behaviour = behaviour);
    StatusCode::NO_CONTENT
}

async fn texts(State(carrier): State<Carrier>) -> Json<Vec<Text>> {
    Json(carrier.with(|books| books.texts().to_vec()))
}
