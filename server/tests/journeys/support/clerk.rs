//! Somebody behind the counter, with a browser and a phone.

use std::collections::BTreeMap;

use nobat_domain::staff::{
    Account, AccountName, AccountState, Deed, Entry, PasswordState, Role, SECOND_KEY_BYTES,
    Subject, Who,
};
use nobat_domain::timestamp::Millis;
use nobat_server::pages::counter::address;
use nobat_server::staff::{OneTime, code_at};
use reqwest::Method;
use reqwest::header::{COOKIE, LOCATION, ORIGIN, SET_COOKIE};

use super::page::{Form, Page};
use super::say;
use super::shop::Shop;

/// The password of everybody who is inside.
const OWN: &str = "correct horse battery";
const REDIRECTS_MAX: usize = 5;
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

#[derive(Clone)]
pub struct Clerk<'a> {
    pub shop: &'a Shop,
    pub name: String,
    pub password: String,
    /// Codes on paper, as they were shown.
    pub papers: Vec<String>,
    key: Option<[u8; SECOND_KEY_BYTES]>,
    cookies: BTreeMap<String, String>,
    page: Option<Page>,
    forms: Vec<Form>,
}

impl<'a> Clerk<'a> {
    pub fn nobody(shop: &'a Shop, name: &str) -> Self {
        Self {
            shop,
            name: name.to_owned(),
            password: String::new(),
            papers: Vec::new(),
            key: None,
            cookies: BTreeMap::new(),
            page: None,
            forms: Vec::new(),
        }
    }

    /// With an account and its one-time password, as the command at the machine makes it.
    pub async fn hired(shop: &'a Shop, name: &str, role: Role) -> Self {
        let OneTime { words, mark } = OneTime::draw().expect("chance is there");
        let staff = shop.engine.staff().await.expect("there is time");
        let no = staff.book.next_no();
        let account = Account {
            no,
            version: 1,
            name: AccountName::parse(name).expect("a name"),
            role,
            state: AccountState::Active,
            password: mark,
            password_state: PasswordState::OneTime,
            second: None,
            recovery: Vec::new(),
            generation: 0,
            made_at: shop.engine.now(),
        };
        let (deed, subject) = (Deed::MadeAccount, Subject::Account(no));
        let entry = Entry { who: Who::Machine, deed, subject, words: String::new() };
        let put = shop.engine.put_account(account, entry).await.expect("there is room");
        put.expect("the name is free");
        Self { password: words, ..Self::nobody(shop, name) }
    }

    /// With a password of its own and a phone, and inside.
    pub async fn inside(shop: &'a Shop, name: &str, role: Role) -> Self {
        let mut clerk = Self::hired(shop, name, role).await;
        clerk.knock().await;
        clerk.own(OWN).await.assert_at(address::ENROL, 200);
        clerk.enrol().await;
        clerk
    }

    /// The same person at another browser.
    pub fn elsewhere(&self) -> Self {
        let (cookies, page, forms) = (BTreeMap::new(), None, Vec::new());
        Self { cookies, page, forms, ..self.clone() }
    }

    #[track_caller]
    pub fn page(&self) -> &Page {
        self.page.as_ref().expect("a page was opened")
    }

    /// What the page shows to be copied.
    pub fn shown(&self) -> Vec<String> {
        let pieces = self.page().html.split("<bdi class=\"digits\" dir=\"ltr\">").skip(1);
        pieces.filter_map(|piece| piece.split('<').next()).map(str::to_owned).collect()
    }

    /// Gives name and password.
    pub async fn knock(&mut self) -> &Page {
        self.get(address::LOGIN).await;
        let (name, password) = (self.name.clone(), self.password.clone());
        self.fill(&[("name", &name), ("password", &password)]);
        self.press("ops-enter").await
    }

    /// Chooses a password.
    pub async fn own(&mut self, fresh: &str) -> &Page {
        let current = std::mem::replace(&mut self.password, fresh.to_owned());
        self.fill(&[("current", &current), ("fresh", fresh), ("again", fresh)]);
        self.press("ops-own-button").await
    }

    /// Takes the key into the phone and proves it; gives the codes on paper.
    pub async fn enrol(&mut self) -> Vec<String> {
        self.get(address::ENROL).await;
        let key = unbase32(self.shown().first().expect("the key is shown"));
        self.key = Some(key.try_into().expect("twenty bytes"));
        let code = self.code();
        self.fill(&[("code", &code)]);
        self.press("ops-phone-button").await.assert_says(&say("ops-papers-title"));
        self.papers = self.shown();
        self.papers.clone()
    }

    /// What the phone shows now.
    pub fn code(&self) -> String {
        code_at(self.key.expect("a phone"), self.shop.now())
    }

    pub async fn give(&mut self, code: &str) -> &Page {
        self.fill(&[("code", code)]);
        self.press("ops-enter").await
    }

    /// All the way in, a minute later.
    pub async fn come_in(&mut self) -> &Page {
        self.shop.skip(Millis::minutes(1));
        self.knock().await.assert_at(address::SECOND, 200);
        let code = self.code();
        self.give(&code).await
    }

    /// The token of this person's forms.
    pub async fn csrf(&mut self) -> String {
        self.get(address::HOME).await.form(address::LEAVE).field("csrf").to_owned()
    }

    pub async fn get(&mut self, path: &str) -> &Page {
        self.send(Method::GET, path, None).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> &Page {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        self.send(Method::POST, path, Some(fields.collect())).await
    }

    #[track_caller]
    pub fn fill(&mut self, fields: &[(&str, &str)]) {
        for (name, value) in fields {
            let has = |form: &&mut Form| {
                form.fields.iter().any(|(field, _)| field == name) || !form.offered(name).is_empty()
            };
            let path = self.page().path.clone();
            let form = self.forms.iter_mut().find(has);
            form.unwrap_or_else(|| panic!("{path} has no field {name}")).fill(name, value);
        }
    }

    pub async fn press(&mut self, key: &'static str) -> &Page {
        let text = say(key);
        let form = self.forms.iter().find(|form| form.button(&text).is_some()).cloned();
        let Some(form) = form else {
            panic!("{} has no button «{text}»:\n{}", self.page().path, self.page().text())
        };
        let button = form.button(&text).expect("it was there a line ago");
        let action = button.action.clone().unwrap_or(form.action.clone());
        let method = if form.method == "post" { Method::POST } else { Method::GET };
        let mut fields = form.fields.clone();
        fields.extend(button.sends.clone());
        self.send(method, &action, Some(fields)).await
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        fields: Option<Vec<(String, String)>>,
    ) -> &Page {
        let mut answer = self.once(method, path, fields).await;
        for _ in 0..REDIRECTS_MAX {
            let Some(location) = answer.headers.get(LOCATION) else { break };
            let location = location.to_str().expect("an address").to_owned();
            answer = self.once(Method::GET, &location, None).await;
        }
        // The address without what it was asked for.
        answer.path = answer.path.split('?').next().unwrap_or_default().to_owned();
        self.forms = answer.forms();
        self.page.insert(answer)
    }

    async fn once(
        &mut self,
        method: Method,
        path: &str,
        fields: Option<Vec<(String, String)>>,
    ) -> Page {
        let shop = self.shop;
        let mut request = shop.http.request(method.clone(), format!("{}{path}", shop.address));
        if method == Method::POST {
            request = request.header(ORIGIN, &shop.address);
        }
        let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        let cookies: Vec<String> = cookies.collect();
        if !cookies.is_empty() {
            request = request.header(COOKIE, cookies.join("; "));
        }
        request = match fields {
            Some(fields) => request.form(&fields),
            None => request,
        };
        let answer = request.send().await.expect("the shop answers");
        let (status, headers) = (answer.status(), answer.headers().clone());
        for set in headers.get_all(SET_COOKIE) {
            let set = set.to_str().expect("cookies are plain text");
            let (name, value) = set.split(';').next().and_then(|it| it.split_once('=')).expect(set);
            assert!(set.contains("HttpOnly") || value.is_empty(), "{set}");
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let html = answer.text().await.expect("the whole answer");
        Page { path: path.to_owned(), status, headers, html }
    }
}

fn unbase32(text: &str) -> Vec<u8> {
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0_u32);
    for letter in text.bytes().filter(|letter| *letter != b' ') {
        let value = BASE32.iter().position(|it| *it == letter).expect("a letter of the key");
        held = held << 5 | u32::try_from(value).expect("below 32");
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).expect("eight bits"));
        }
    }
    bytes
}
