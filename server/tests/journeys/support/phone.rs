//! A phone without internet and its gateway, as they call the shop: everything typed since the
//! dial, sent anew with each input.

use std::sync::atomic::{AtomicU32, Ordering};

use nobat_domain::request::{RequestCommand, Step};
use nobat_engine::Answered;
use nobat_sandbox::phone;
use nobat_server::persian::{Language, Value, digits};
use nobat_server::ussd::UNITS_MAX;
use reqwest::Response;

use super::people::Person;
use super::say;
use super::shop::{REGISTRY_KEY, Shop};

/// Somebody's phone that has nothing to do with the story.
pub const STRANGER: &str = "+989120000077";

/// What the shop knows its gateways by.
pub fn secret() -> String {
    phone::secret(REGISTRY_KEY)
}

/// A phone in a session, and its gateway.
pub struct Phone<'a> {
    shop: &'a Shop,
    number: String,
    style: &'static str,
    pub session: String,
    /// Everything typed since the dial.
    pub text: String,
    /// The last answer, with the word before it.
    pub shown: String,
}

impl<'a> Phone<'a> {
    pub fn of(shop: &'a Shop, number: &str) -> Self {
        static SESSIONS: AtomicU32 = AtomicU32::new(0);
        let session = format!("session-{}", SESSIONS.fetch_add(1, Ordering::Relaxed));
        let (number, style) = (number.to_owned(), "form");
        Self { shop, number, style, session, text: String::new(), shown: String::new() }
    }

    pub fn by(mut self, style: &'static str) -> Self {
        self.style = style;
        self
    }

    pub async fn call(&self) -> Response {
        call(self.shop, self.style, &self.session, &self.number, &self.text).await
    }

    /// Sends what there is as it is; what the gateway would show comes back.
    pub async fn again(&mut self) -> &str {
        let answer = self.call().await;
        assert_eq!(answer.status(), 200);
        let kind = answer.headers()["content-type"].to_str().expect("plain text");
        assert_eq!(kind, "text/plain; charset=utf-8");
        self.shown = answer.text().await.expect("the whole answer");
        let page = self.shown.get(4..).unwrap_or_default();
        assert!(self.shown.starts_with("CON ") || self.shown.starts_with("END "), "{}", self.shown);
        assert!(page.encode_utf16().count() <= UNITS_MAX, "{page}");
        &self.shown
    }

    /// Dials anew.
    pub async fn dial(shop: &'a Shop, number: &str) -> Self {
        let mut phone = Self::of(shop, number);
        phone.again().await;
        phone
    }

    /// Dials the code with everything behind it.
    pub async fn dial_all(shop: &'a Shop, number: &str, text: &str) -> Self {
        let mut phone = Self::of(shop, number);
        text.clone_into(&mut phone.text);
        phone.again().await;
        phone
    }

    pub async fn send(&mut self, input: &str) -> &str {
        if !self.text.is_empty() {
            self.text.push('*');
        }
        self.text.push_str(input);
        self.again().await
    }

    /// Everything that stands here, with its further pages.
    pub async fn read(&mut self) -> String {
        let more = format!("\n{} {}", digits::persian(9), say("ussd-more"));
        let mut whole = String::new();
        while let Some(page) = self.shown.strip_suffix(&more) {
            whole.push_str(page.get(4..).unwrap_or_default());
            whole.push(' ');
            self.send("9").await;
        }
        whole + self.shown.get(4..).unwrap_or_default()
    }

    #[track_caller]
    pub fn assert_shows(&self, sentence: &str) {
        assert!(self.shown.contains(sentence), "wanted «{sentence}» in «{}»", self.shown);
    }

    #[track_caller]
    pub fn assert_ends(&self, sentence: &str) {
        assert_eq!(self.shown, format!("END {sentence}"));
    }
}

pub async fn call(shop: &Shop, style: &str, session: &str, number: &str, text: &str) -> Response {
    let address = format!("{}/ussd/{style}", shop.address);
    let request = match style {
        "form" => shop.http.post(address).form(&[
            ("sessionId", session),
            ("serviceCode", "*6090*4#"),
            ("phoneNumber", number),
            ("networkCode", "43211"),
            ("text", text),
        ]),
        _ => {
            let fields = [("SESSIONID", session), ("MSISDN", number), ("INPUT", text)];
            let address = reqwest::Url::parse_with_params(&address, fields);
            shop.http.get(address.expect("an address"))
        }
    };
    let request = request.bearer_auth(secret());
    request.send().await.expect("the shop answers")
}

/// Somebody with a seat, its code and the last digits of the mobile.
pub async fn booked(shop: &Shop, number: usize) -> (Person, String, String) {
    let person = Person::fresh(number);
    shop.visitor(&person).book().await;
    let code = shop.state(&person).await.code.expect("it was booked").number().to_string();
    let last = person.mobile[7..].to_owned();
    (person, code, last)
}

/// The words of a text, however its lines were broken.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// «مرحله ۴ از ۶: …».
pub fn stage(place: u8, title: &'static str) -> String {
    let values = [
        ("place", Value::Plain(digits::persian(place))),
        ("of", Value::Plain(digits::persian(6))),
        ("title", Value::Plain(say(title))),
    ];
    Language::Persian.fill("ussd-stage", &values)
}

pub async fn tell(shop: &Shop, person: &Person, step: Step) {
    let key = shop.engine.request_key(&person.national_id());
    let told = shop.engine.ask(key, RequestCommand::Advance { step }).await;
    assert!(matches!(told.expect("desks answer"), Answered::Is(_)), "{step:?}");
}
