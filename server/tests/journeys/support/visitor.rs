//! Somebody with a browser: keeps a cookie, sees one page, presses its buttons and follows where
//! the shop leads. Forms are read from the page, hidden fields and all.

use nobat_domain::calendar::lunar;
use reqwest::Method;
use reqwest::header::{COOKIE, HOST, HeaderMap, LOCATION, ORIGIN, SET_COOKIE};

use super::bank::{Return, Ticket};
use super::page::{Form, Page};
use super::people::Person;
use super::shop::Shop;
use super::town::{AREA, day_wire};
use super::{say, shop};

/// Nothing of ours leads on so often.
const REDIRECTS_MAX: usize = 5;

#[derive(Clone)]
pub struct Visitor<'a> {
    pub shop: &'a shop::Shop,
    pub person: Person,
    cookie: Option<String>,
    /// The cookie of the language that was chosen.
    language: Option<String>,
    page: Option<Page>,
    /// Forms of the page, with what was typed into them.
    forms: Vec<Form>,
    /// Where the shop sent the browser to, if that is not the shop.
    pub away: Option<String>,
    /// Its address, as the proxy in front of the shop tells it.
    address: Option<String>,
}

/// An answer that is kept as it is.
pub struct Download {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Download {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).expect("UTF-8")
    }
}

impl<'a> Visitor<'a> {
    pub fn new(shop: &'a Shop, person: Person) -> Self {
        Self {
            shop,
            person,
            cookie: None,
            language: None,
            page: None,
            forms: Vec::new(),
            away: None,
            address: None,
        }
    }

    /// Comes from this address, if the town has a proxy that says so.
    pub fn from(mut self, address: &str) -> Self {
        self.address = Some(address.to_owned());
        self
    }

    #[track_caller]
    pub fn page(&self) -> &Page {
        self.page.as_ref().expect("a page was opened")
    }

    pub fn cookie(&self) -> Option<&str> {
        self.cookie.as_deref()
    }

    /// Puts on a cookie that another tab has got.
    pub fn wear(&mut self, cookie: &str) {
        self.cookie = Some(cookie.to_owned());
    }

    /// Another device: no cookie, no page.
    pub fn elsewhere(&self) -> Self {
        Self::new(self.shop, self.person.clone())
    }

    /// Opens an address and follows where it leads.
    pub async fn get(&mut self, path: &str) -> &Page {
        self.send(Method::GET, path, None, &[]).await
    }

    /// Fetches a file, as a click on its link does; the page stays.
    pub async fn download(&self, path: &str) -> Download {
        let shop = self.shop;
        let cookies = self.cookies().unwrap_or_default();
        let request = shop.http.get(format!("{}{path}", shop.address)).header(COOKIE, cookies);
        let answer = request.send().await.expect("the shop answers");
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let bytes = answer.bytes().await.expect("the whole answer").to_vec();
        Download { status, headers, bytes }
    }

    /// Types into the forms of the page, or chooses.
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

    /// Sends what no page offers with the next button.
    pub fn forge(&mut self, name: &str, value: &str) {
        for form in &mut self.forms {
            form.forge(name, value);
        }
    }

    pub fn has_button(&self, key: &'static str) -> bool {
        let text = say(key);
        self.forms.iter().any(|form| form.button(&text).is_some())
    }

    /// Presses the button with this sentence on it, and follows where that leads.
    pub async fn press(&mut self, key: &'static str) -> &Page {
        self.press_words(&say(key)).await
    }

    /// Presses the button with these words on it.
    pub async fn press_words(&mut self, text: &str) -> &Page {
        let form = self.forms.iter().find(|form| form.button(text).is_some()).cloned();
        let Some(form) = form else {
            panic!("{} has no button «{text}»:\n{}", self.page().path, self.page().text())
        };
        let button = form.button(text).expect("it was there a line ago");
        let action = button.action.clone().unwrap_or(form.action.clone());
        let action = action.split('#').next().unwrap_or_default().to_owned();
        let mut fields = form.fields.clone();
        fields.extend(button.sends.clone());
        let method = if form.method == "post" { Method::POST } else { Method::GET };
        self.send(method, &action, Some(&fields), &[]).await
    }

    /// Follows the link with these words.
    pub async fn follow_link(&mut self, text: &str) -> &Page {
        let Some(address) = self.page().link(text) else {
            panic!("{} has no link «{text}»:\n{}", self.page().path, self.page().text())
        };
        self.get(&address).await
    }

    /// Sends fields to an address without any page.
    pub async fn post(&mut self, path: &str, fields: &[(String, String)]) -> &Page {
        self.send(Method::POST, path, Some(fields), &[]).await
    }

    /// The same with a header of choice.
    pub async fn post_from(
        &mut self,
        path: &str,
        fields: &[(String, String)],
        origin: &str,
    ) -> &Page {
        self.send(Method::POST, path, Some(fields), &[(ORIGIN.as_str(), origin)]).await
    }

    /// Comes back from the bank: browsers keep the shop's cookie out of a form of another site, and
    /// send it with the page that this leads to.
    pub async fn come_back(&mut self, back: &Return) -> &Page {
        let path = back.url.strip_prefix(&self.shop.address).expect("the bank knows our address");
        let sandbox = self.shop.sandbox.clone();
        let cookie = self.cookie.take();
        let path = path.to_owned();
        let answer = self
            .once(Method::POST, &path, Some(&back.fields), &[(ORIGIN.as_str(), &sandbox)])
            .await;
        self.cookie = cookie;
        self.follow(answer).await
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        fields: Option<&[(String, String)]>,
        headers: &[(&str, &str)],
    ) -> &Page {
        let answer = self.once(method, path, fields, headers).await;
        self.follow(answer).await
    }

    async fn follow(&mut self, mut answer: Page) -> &Page {
        self.away = None;
        for _ in 0..REDIRECTS_MAX {
            let Some(location) = location(&answer) else { break };
            if let Some(path) = location.strip_prefix(&self.shop.address) {
                answer = self.once(Method::GET, path, None, &[]).await;
            } else if location.starts_with('/') {
                answer = self.once(Method::GET, &location, None, &[]).await;
            } else {
                self.away = Some(location);
                break;
            }
        }
        assert!(self.away.is_some() || location(&answer).is_none(), "{} leads on", answer.path);
        self.forms = answer.forms();
        self.page.insert(answer)
    }

    /// One request and its answer, wherever it leads.
    pub async fn once(
        &mut self,
        method: Method,
        path: &str,
        fields: Option<&[(String, String)]>,
        headers: &[(&str, &str)],
    ) -> Page {
        let shop = self.shop;
        let mut request = shop.http.request(method.clone(), format!("{}{path}", shop.address));
        let sends_origin = method == Method::POST && headers.is_empty();
        if sends_origin {
            request = request.header(ORIGIN, &shop.address);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(address) = &self.address {
            request = request.header("x-forwarded-for", address);
        }
        if let Some(cookies) = self.cookies() {
            request = request.header(COOKIE, cookies);
        }
        if let Some(fields) = fields {
            request = request.form(fields);
        }
        let answer = request.send().await.expect("the shop answers");
        let (status, headers) = (answer.status(), answer.headers().clone());
        self.remember(&headers);
        let html = answer.text().await.expect("the whole answer");
        Page { path: path.to_owned(), status, headers, html }
    }

    /// What the browser sends along, if it has anything.
    fn cookies(&self) -> Option<String> {
        let kept = [("nobat", &self.cookie), ("language", &self.language)];
        let cookies = kept.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
        let cookies: Vec<String> = cookies.map(|(name, value)| format!("{name}={value}")).collect();
        (!cookies.is_empty()).then(|| cookies.join("; "))
    }

    fn remember(&mut self, headers: &HeaderMap) {
        assert!(!headers.contains_key(HOST));
        for set in headers.get_all(SET_COOKIE) {
            let set = set.to_str().expect("cookies are plain text");
            let (name, value) = set.split(';').next().and_then(|it| it.split_once('=')).expect(set);
            let kept = match name {
                "nobat" => &mut self.cookie,
                "language" => &mut self.language,
                _ => panic!("the shop has no cookie {name}"),
            };
            *kept = (!value.is_empty()).then(|| value.to_owned());
        }
    }

    /// Opens the entry page and sends what the booklet says.
    pub async fn enter(&mut self) -> &Page {
        self.get("/").await;
        let Person { nid, serial, .. } = self.person.clone();
        self.fill(&[("nid", &nid), ("serial", &serial), ("answer", "2")]);
        self.press("go-on").await
    }

    /// Parts one and two of the form, as the guide's citizen would fill them in.
    pub async fn fill_in(&mut self) {
        let Person { birth, gender, mother, mobile, .. } = self.person.clone();
        let (day, month, year) = (birth.day(), birth.month(), birth.year());
        self.fill(&[
            ("birth_day", &day.to_string()),
            ("birth_month", &month.to_string()),
            ("birth_year", &year.to_string()),
            ("gender", gender.key()),
            ("religion", "islam"),
            ("mother", &mother),
            ("mobile", &mobile),
            ("q1", "yes"),
            ("q2", "yes"),
            ("q3", "yes"),
            ("q4", "yes"),
        ]);
        self.press(if self.has_button("lunar-again") { "lunar-again" } else { "lunar-button" })
            .await;
        self.fill(&[("lunar", &lunar::choices(birth)[2].to_string())]);
    }

    /// Part three: looks for offices on the first open day.
    pub async fn search(&mut self) -> &Page {
        let day = day_wire(self.shop.tomorrow());
        self.fill(&[("date", &day), ("area", AREA)]);
        self.press("search-button").await
    }

    /// The whole form up to the list of offices, with the first seat chosen.
    pub async fn fill_in_all(&mut self) -> String {
        self.fill_in().await;
        self.search().await;
        self.take_first()
    }

    /// Chooses the first seat of the list.
    #[track_caller]
    pub fn take_first(&mut self) -> String {
        let seats = self.page().seats();
        let seat = seats.first().unwrap_or_else(|| panic!("no seat:\n{}", self.page().text()));
        self.fill(&[("seat", seat)]);
        seat.clone()
    }

    /// Enters, fills in everything and goes to the bank.
    pub async fn go_to_bank(&mut self) -> Ticket {
        self.enter().await;
        self.fill_in_all().await;
        self.press("payment-submit").await;
        self.ticket()
    }

    /// The payment page that the shop has sent this browser to.
    #[track_caller]
    pub fn ticket(&self) -> Ticket {
        let Some(away) = &self.away else {
            panic!("not at the bank but at {}:\n{}", self.page().path, self.page().text())
        };
        let token = away.split_once("?Token=").expect("the bank's own address").1;
        assert!(away.starts_with(&format!("{}/VPG/Purchase?", self.shop.sandbox)), "{away}");
        Ticket { token: token.to_owned() }
    }

    /// All the way to a booked seat.
    pub async fn book(&mut self) -> &Page {
        let ticket = self.go_to_bank().await;
        let back = self.shop.bank().pay(&ticket).await;
        self.come_back(&back).await
    }
}

fn location(page: &Page) -> Option<String> {
    page.headers.get(LOCATION).map(|value| value.to_str().expect("an address").to_owned())
}
