//! A program of another house: it speaks JSON, keeps a token and nothing else.

use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use serde_json::{Value, json};

use nobat_domain::calendar::lunar;
use nobat_server::question::{Level, work};

use super::bank::Ticket;
use super::people::Person;
use super::shop::Shop;
use super::town::{AREA, day_wire};

#[derive(Clone)]
pub struct Program<'a> {
    pub shop: &'a Shop,
    pub token: String,
    /// Its address, as the proxy in front of the shop tells it.
    pub address: Option<String>,
    /// `Accept-Language`.
    pub language: &'static str,
}

/// An answer, whole.
#[derive(Debug)]
pub struct Told {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Told {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        let text = String::from_utf8_lossy(&self.bytes);
        serde_json::from_slice(&self.bytes).unwrap_or_else(|fault| panic!("{fault}: {text}"))
    }

    /// The body of an answer that is as it was wished.
    #[track_caller]
    pub fn good(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.bytes));
        self.json()
    }

    /// The body of a refusal of that kind.
    #[track_caller]
    pub fn refused(&self, status: u16, kind: &str) -> Value {
        let body = self.good(status);
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(body["type"], format!("/api/problems/{kind}"), "{body}");
        assert_eq!(body["status"], status);
        for text in ["title", "detail"] {
            assert!(!body[text].as_str().expect("a text").is_empty(), "{body}");
        }
        body
    }

    /// The faults of a refused form: fields with their codes.
    #[track_caller]
    pub fn faults(&self) -> Vec<(String, String)> {
        let body = self.refused(422, "fields");
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let fields = body["fields"].as_array().expect("a list");
        fields.iter().map(|it| (text(&it["field"]), text(&it["code"]))).collect()
    }
}

impl<'a> Program<'a> {
    pub fn new(shop: &'a Shop) -> Self {
        Self { shop, token: String::new(), address: None, language: "en" }
    }

    pub async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Told {
        self.with(method, path, body.map(|body| body.to_string()), &[]).await
    }

    pub async fn get(&self, path: &str) -> Told {
        self.call(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Told {
        self.call(Method::POST, path, Some(body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Told {
        self.call(Method::PUT, path, Some(body)).await
    }

    /// The same with headers of choice, and any text for a body.
    pub async fn with(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
        headers: &[(&str, &str)],
    ) -> Told {
        let address = format!("{}/api/v1{path}", self.shop.address);
        let mut request = self.shop.http.request(method, address);
        request = request.header("accept-language", self.language);
        if !self.token.is_empty() {
            request = request.header(AUTHORIZATION, format!("Bearer {}", self.token));
        }
        if let Some(from) = &self.address {
            request = request.header("x-forwarded-for", from);
        }
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = request.send().await.expect("the shop answers");
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let bytes = answer.bytes().await.expect("the whole answer").to_vec();
        Told { status, headers, bytes }
    }

    /// Enters with work in place of the sum, as a program does that sees no picture.
    pub async fn enter(&mut self, person: &Person) -> Value {
        let asked = self.post("/questions", json!({ "national_id": person.nid })).await.good(201);
        let question = asked["question"].as_str().expect("a token");
        let plain = asked["work"]["zero_bits"] == work::bits(Level::Plain);
        let level = if plain { Level::Plain } else { Level::Harder };
        let done = work::done(&format!("{question}.{}", person.nid), level);
        let entry = json!({
            "national_id": person.nid, "serial": person.serial, "question": question, "work": done,
        });
        let entered = self.post("/sessions", entry).await.good(201);
        self.token = entered["token"].as_str().expect("a token").to_owned();
        entered["request"].clone()
    }

    /// The first seat with room on the first open day.
    pub async fn seat(&self) -> String {
        let day = day_wire(self.shop.tomorrow());
        let path = format!(
            "/request/offices?date={day}&area_code={AREA}&can_leave_home=true\
             &can_climb_stairs=true&pupils_visible=true&fingers_sound=true"
        );
        let list = self.get(&path).await.good(200);
        list["items"][0]["seat"].as_str().expect("a seat with room").to_owned()
    }

    /// The form as a citizen states it, a seat, and what was said to be due.
    pub async fn choice(&self, person: &Person, request: &Value) -> Value {
        json!({
            "details": details(person), "seat": self.seat().await,
            "bank": request["due"]["banks"][0]["id"], "fee": request["due"]["rials"],
        })
    }

    /// All the way to a booked seat.
    pub async fn book(&mut self, person: &Person) -> Value {
        let request = self.enter(person).await;
        let choice = self.choice(person, &request).await;
        let taken = self.post("/request/choice", choice).await.good(200);
        self.pay(&taken).await;
        let request = self.get("/request").await.good(200);
        assert_eq!(request["stage"], "booked", "{request}");
        request
    }

    /// Pays at the bank, and comes back as the citizen's browser does.
    pub async fn pay(&self, taken: &Value) {
        let payment = &taken["payment"];
        let url = payment["url"].as_str().expect("an address");
        assert!(url.starts_with(&self.shop.sandbox), "{payment}");
        let token = payment["fields"]["Token"].as_str().expect("the bank's token").to_owned();
        let back = self.shop.bank().pay(&Ticket { token }).await;
        let request = self.shop.http.post(&back.url).form(&back.fields);
        let answer = request.send().await.expect("the shop answers");
        assert_eq!(answer.status(), 303);
    }
}

/// The form of somebody who can leave home.
pub fn details(person: &Person) -> Value {
    json!({
        "birth": person.birth.to_string(),
        "birth_lunar": lunar::choices(person.birth)[2].to_string(),
        "gender": person.gender.key(), "religion": "islam",
        "mother": person.mother, "mobile": person.mobile,
        "can_leave_home": true, "can_climb_stairs": true,
        "pupils_visible": true, "fingers_sound": true,
    })
}
