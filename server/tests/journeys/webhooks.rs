//! Systems that cannot hold a stream are called: signed, in order, until they take it.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use nobat_domain::staff::Scope;
use nobat_domain::timestamp::Timestamp;
use nobat_server::config::WebhookSettings;
use nobat_server::webhooks::{self, Secret};
use serde_json::Value;

use crate::support::phone::booked;
use crate::support::{Shop, System, Town, journey, journey_with_restart, logs, until};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// A system that is called.
#[derive(Clone)]
struct Receiver {
    listener: Arc<TcpListener>,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    /// So many calls are still to be answered with a fault.
    faults: usize,
    calls: Vec<Call>,
}

#[derive(Clone)]
struct Call {
    headers: HeaderMap,
    body: String,
    taken: bool,
}

impl Receiver {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("it can be asked");
        Self { listener: Arc::new(listener), seen: Arc::default() }
    }

    /// As an operator writes it down.
    fn settings(&self, folder: &Path) -> WebhookSettings {
        let address = self.listener.local_addr().expect("it is bound");
        settings(folder, &format!("http://{address}/hook"))
    }

    /// Listens as long as the story lasts.
    fn listen(&self) {
        let listener = self.listener.try_clone().expect("another ear");
        let listener = tokio::net::TcpListener::from_std(listener).expect("it is ready");
        let routes = Router::new().route("/hook", post(take)).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn refuse(&self, faults: usize) {
        self.seen().faults = faults;
    }

    fn calls(&self) -> Vec<Call> {
        self.seen().calls.clone()
    }

    /// What was taken, in the order of its coming.
    fn taken(&self) -> Vec<Value> {
        let calls = self.calls();
        let messages = calls.iter().filter(|call| call.taken).map(Call::message);
        messages.flat_map(|it| it["changes"].as_array().expect("a list").clone()).collect()
    }

    /// Waits until everything that has happened was taken.
    async fn has_all(&self, shop: &Shop, code: &str) {
        until("the booking was taken", async || {
            let mut taken = self.taken().into_iter();
            taken
                .any(|it| it["type"] == "seat.booked" && it["request"]["code"] == code)
                .then_some(())
        })
        .await;
        assert!(!logs().contains(SECRET), "a secret was logged");
        let _ = shop;
    }
}

impl Call {
    fn message(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().expect("plain text")
    }

    fn is_signed(&self) -> bool {
        let seconds: u64 = self.header("webhook-timestamp").parse().expect("seconds");
        let secret = Secret::read(SECRET).expect("a secret");
        let signed = secret.sign(self.header("webhook-id"), Timestamp(seconds * 1_000), &self.body);
        self.header("webhook-signature") == signed
    }
}

async fn take(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let mut seen = receiver.seen();
    let taken = seen.faults == 0;
    seen.faults = seen.faults.saturating_sub(1);
    let body = String::from_utf8(body.to_vec()).expect("UTF-8");
    seen.calls.push(Call { headers, body, taken });
    if taken { StatusCode::NO_CONTENT } else { StatusCode::SERVICE_UNAVAILABLE }
}

fn settings(folder: &Path, url: &str) -> WebhookSettings {
    let secret_file = folder.join("webhook.secret");
    std::fs::write(&secret_file, format!("{SECRET}\n")).expect("it is written");
    WebhookSettings { url: url.to_owned(), secret_file, types: None, person: false, private: true }
}

/// Sends the couriers out, and waits until each stands at its place.
async fn begin(shop: &Shop) {
    tokio::spawn(webhooks::run(shop.app.clone()));
    for name in shop.town.webhooks.keys() {
        let place = shop.data.join("webhooks").join(name);
        until("the courier stands at its place", async || place.exists().then_some(())).await;
    }
}

#[test]
fn changes_are_posted_signed_in_order_and_again_until_they_are_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    let receiver = Receiver::new();
    // Nobody listens there, and that is nobody else's matter.
    let down = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("bound");
    let webhooks = BTreeMap::from([
        ("cards".to_owned(), receiver.settings(folder.path())),
        ("down".to_owned(), settings(folder.path(), &format!("http://{down}/"))),
    ]);
    journey(Town { webhooks, ..Town::quiet() }, async |shop| {
        let system = System::hired(shop, "beside", &[Scope::Feed]).await;
        receiver.listen();
        receiver.refuse(2);
        begin(shop).await;
        let (_, code, _) = booked(shop, 0).await;
        receiver.has_all(shop, &code).await;
        let (_, code, _) = booked(shop, 1).await;
        receiver.has_all(shop, &code).await;
        let calls = receiver.calls();
        assert!(calls.iter().all(Call::is_signed), "every call, also one that comes again");
        assert!(calls.len() >= 3 && calls[..3].iter().all(|call| call.body == calls[0].body));
        assert_eq!(calls[0].header("webhook-id"), calls[2].header("webhook-id"));
        assert_eq!(calls[0].header("content-type"), "application/json");
        let places = |changes: &[Value]| -> Vec<String> {
            let place = |it: &Value| format!("{} {}", it["position"], it["type"]);
            changes.iter().map(place).collect()
        };
        let all = system.changes(None, "limit=500").await;
        let taken = receiver.taken();
        assert_eq!(places(&taken), places(&all)[..taken.len()], "each once, none left out");
        let nid = crate::support::Person::fresh(0).nid;
        assert!(calls.iter().all(|call| !call.body.contains(&nid)));
    });
}

#[test]
fn a_webhook_goes_on_where_it_was_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let receiver = Receiver::new();
    let webhooks = BTreeMap::from([("cards".to_owned(), receiver.settings(folder.path()))]);
    let town = Town { webhooks, ..Town::quiet() };
    journey_with_restart(
        town,
        async |shop| {
            begin(shop).await;
            receiver.listen();
            let (_, code, _) = booked(shop, 0).await;
            receiver.has_all(shop, &code).await;
            // From here on nothing is taken, and a stop comes in between.
            receiver.refuse(usize::MAX);
            let calls = receiver.calls().len();
            booked(shop, 1).await;
            until("it is tried", async || (receiver.calls().len() > calls).then_some(())).await;
        },
        async |shop| {
            receiver.refuse(0);
            receiver.listen();
            tokio::spawn(webhooks::run(shop.app.clone()));
            let (_, code, _) = booked(shop, 2).await;
            receiver.has_all(shop, &code).await;
            let system = System::hired(shop, "beside", &[Scope::Feed]).await;
            let all = system.changes(None, "types=seat.booked").await;
            let booked = |it: &&Value| it["type"] == "seat.booked";
            let taken: Vec<Value> = receiver.taken().iter().filter(booked).cloned().collect();
            let codes = |changes: &[Value]| -> Vec<String> {
                changes.iter().map(|it| it["request"]["code"].to_string()).collect()
            };
            assert_eq!(codes(&taken), codes(&all), "nothing is lost by a stop");
        },
    );
}

#[test]
fn a_webhook_whose_place_is_of_other_data_is_told_to_begin_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let receiver = Receiver::new();
    let webhooks = BTreeMap::from([("cards".to_owned(), receiver.settings(folder.path()))]);
    journey(Town { webhooks, ..Town::quiet() }, async |shop| {
        std::fs::write(shop.data.join("webhooks/cards"), "00000000.9.5\n").expect("it is written");
        receiver.listen();
        tokio::spawn(webhooks::run(shop.app.clone()));
        let first = until("it is told", async || receiver.calls().first().cloned()).await;
        let message = first.message();
        assert!(first.is_signed() && message["type"] == "restart", "{message}");
        let (_, code, _) = booked(shop, 0).await;
        receiver.has_all(shop, &code).await;
        let system = System::hired(shop, "beside", &[Scope::Feed]).await;
        let place = message["position"].as_str().expect("a place").to_owned();
        let after = system.changes(Some(&place), "types=seat.booked").await;
        assert_eq!(after.len(), 1, "and goes on behind the place that it was told");
    });
}
