//! Another system of the card, with its key.

use nobat_domain::staff::{
    Account, AccountName, AccountState, Deed, Entry, PasswordState, Role, Scope, Scopes, Subject,
    Who,
};
use nobat_server::api::systems::key::SystemKey;
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

use super::shop::Shop;
use super::waiting::until;

#[derive(Clone)]
pub struct System<'a> {
    shop: &'a Shop,
    name: AccountName,
    pub key: String,
}

/// The feed as it happens.
pub struct Following {
    answer: Response,
    text: String,
}

/// One event of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Told {
    pub id: String,
    pub event: String,
    pub data: Value,
}

impl<'a> System<'a> {
    /// With an account, as the command at the machine makes it.
    pub async fn hired(shop: &'a Shop, name: &str, scopes: &[Scope]) -> Self {
        let name = AccountName::parse(name).expect("a name");
        let SystemKey { words: key, mark } = SystemKey::draw(&name).expect("chance is there");
        let staff = shop.engine.staff().await.expect("there is time");
        let account = Account {
            no: staff.book.next_no(),
            version: 1,
            name: name.clone(),
            role: Role::System(Scopes::of(scopes).expect("some scopes")),
            state: AccountState::Active,
            password: mark,
            password_state: PasswordState::Own,
            second: None,
            recovery: Vec::new(),
            generation: 0,
            made_at: shop.engine.now(),
        };
        put(shop, account, Deed::MadeAccount).await;
        Self { shop, name, key }
    }

    /// Nobody's any more.
    pub async fn close(&self) {
        let staff = self.shop.engine.staff().await.expect("there is time");
        let account = staff.book.by_name(&self.name).expect("it has an account");
        let state = AccountState::Closed;
        put(self.shop, Account { state, ..account.changed() }, Deed::ClosedAccount).await;
    }

    /// The same with another key.
    pub fn with_key(&self, key: &str) -> Self {
        Self { key: key.to_owned(), ..self.clone() }
    }

    pub fn asks(&self, path: &str) -> RequestBuilder {
        self.shop.http.get(format!("{}/api/v1{path}", self.shop.address)).bearer_auth(&self.key)
    }

    pub async fn get(&self, path: &str) -> (u16, Value) {
        read(self.asks(path)).await
    }

    /// A report of a stage, with the name of its command where it has one.
    pub async fn report(&self, report: &Value, command: Option<&str>) -> (u16, Value) {
        let address = format!("{}/api/v1/stages", self.shop.address);
        let mut request = self.shop.http.post(address).bearer_auth(&self.key).json(report);
        if let Some(command) = command {
            request = request.header("idempotency-key", command);
        }
        read(request).await
    }

    pub async fn tells(&self, code: &str, stage: &str) -> (u16, Value) {
        self.report(&json!({ "code": code, "stage": stage }), None).await
    }

    /// Everything behind a place, in pieces, once the tables have come so far.
    pub async fn changes(&self, after: Option<&str>, more: &str) -> Vec<Value> {
        self.shop.engine.audit(None).await.expect("it waits for the tables");
        let (mut place, mut all) = (after.map(str::to_owned), Vec::new());
        loop {
            let after = place.map_or(String::new(), |place| format!("after={place}&"));
            let (status, piece) = self.get(&format!("/changes?{after}{more}")).await;
            assert_eq!(status, 200, "{piece}");
            all.extend(piece["changes"].as_array().expect("a list").iter().cloned());
            place = piece["position"].as_str().map(str::to_owned);
            if piece["more"] == false {
                return all;
            }
        }
    }

    pub async fn follow(&self, last: Option<&str>, more: &str) -> Following {
        let mut request = self.asks(&format!("/changes/stream?{more}"));
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let answer = request.send().await.expect("the shop answers");
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        Following { answer, text: String::new() }
    }
}

impl Following {
    /// The next change, as soon as it happens.
    pub async fn next(&mut self) -> Told {
        until("the next event of the feed", async || self.try_next().await).await
    }

    async fn try_next(&mut self) -> Option<Told> {
        let Some((event, rest)) = self.text.split_once("\n\n") else {
            let piece = self.answer.chunk().await.expect("the line holds");
            let piece = piece.expect("the stream has no end");
            self.text.push_str(std::str::from_utf8(&piece).expect("whole letters in each piece"));
            return None;
        };
        let field =
            |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
        let told = field("data: ").map(|data| Told {
            id: field("id: ").unwrap_or_default(),
            event: field("event: ").unwrap_or_default(),
            data: serde_json::from_str(&data).expect("data is JSON"),
        });
        self.text = rest.to_owned();
        told
    }
}

async fn put(shop: &Shop, account: Account, deed: Deed) {
    let subject = Subject::Account(account.no);
    let entry = Entry { who: Who::Machine, deed, subject, words: String::new() };
    let put = shop.engine.put_account(account, entry).await.expect("there is room");
    put.expect("the law allows it");
}

async fn read(request: RequestBuilder) -> (u16, Value) {
    let answer = request.send().await.expect("the shop answers");
    let status = answer.status().as_u16();
    (status, answer.json().await.expect("JSON"))
}
