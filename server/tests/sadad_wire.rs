//! The gateway and the sandbox bank, over real HTTP on the loopback: every way a payment can end.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use nobat_domain::ids::{BankId, OrderNo};
use nobat_domain::money::Rial;
use nobat_domain::payment::{BankSays, Token};
use nobat_domain::timestamp::{Millis, Timestamp};
use nobat_sandbox::sadad::{
    DEMO_KEY_BASE64, DEMO_MERCHANT_ID, DEMO_TERMINAL_ID, SadadConfig, SadadState, router,
};
use nobat_server::gateway::connector::Claim;
use nobat_server::gateway::integrity::{Mismatch, Novelty, Receipt};
use nobat_server::gateway::sadad::{Sadad, SadadSettings};
use nobat_server::gateway::verdict::{BankCode, NotSentWhy, Remedy, UnknownWhy};
use nobat_server::gateway::{
    Callback, Expected, Gateway, GatewayError, TokenOrder, Transport, TransportSettings, Verdict,
    ask,
};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

const BANK: BankId = BankId(0);
/// 1396/11/26, the day of the guide's sample payment.
const NOW: Timestamp = Timestamp(1_518_701_072_000);
const ORDER: OrderNo = OrderNo(1_909_546_878_587_062_550);
const RETURN_URL: &str = "http://shop.test/pay/return/sadad";
const OTHER_KEY_BASE64: &str = "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4";

/// A running bank, and a merchant of it.
struct World {
    address: SocketAddr,
    dir: tempfile::TempDir,
    transport: Transport,
    sadad: Sadad,
    browser: reqwest::Client,
}

async fn world() -> World {
    let dir = tempfile::tempdir().expect("a folder for the bank");
    let address = open_bank(dir.path()).await;
    let transport = Transport::new(TransportSettings::default()).expect("a client can be made");
    let no_redirects = reqwest::redirect::Policy::none();
    let browser = reqwest::Client::builder().no_proxy().redirect(no_redirects).build();
    let browser = browser.expect("a browser can be made");
    World { address, dir, transport, sadad: merchant(address, DEMO_KEY_BASE64), browser }
}

async fn open_bank(dir: &std::path::Path) -> SocketAddr {
    let config = SadadConfig::demo(dir.to_owned());
    let bank = SadadState::open(config, Arc::new(|| NOW)).expect("the bank opens");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    tokio::spawn(async move { axum::serve(listener, router(bank)).await });
    address
}

fn merchant(address: SocketAddr, key_base64: &str) -> Sadad {
    Sadad::new(SadadSettings {
        merchant_id: DEMO_MERCHANT_ID.to_owned(),
        terminal_id: DEMO_TERMINAL_ID.to_owned(),
        key_base64: key_base64.to_owned(),
        base_url: format!("http://{address}/VPG"),
        page_url: None,
    })
    .expect("good settings")
}

fn amount() -> Rial {
    Rial::new(1_000).expect("a small amount")
}

fn order(order: OrderNo) -> TokenOrder<'static> {
    TokenOrder { order, amount: amount(), return_url: RETURN_URL, wall_time: NOW }
}

impl World {
    async fn token(&self) -> Token {
        self.try_token(&self.sadad).await.expect("the bank gives a token")
    }

    async fn try_token(&self, sadad: &Sadad) -> Result<Token, GatewayError> {
        ask::token(&self.transport, BANK, sadad, &order(ORDER)).await
    }

    async fn verify(&self, token: &Token) -> Verdict {
        let ours = Expected { order: ORDER, amount: amount(), token };
        ask::verify(&self.transport, BANK, &self.sadad, &ours).await
    }

    async fn receipt(&self, token: &Token) -> Receipt {
        match self.verify(token).await {
            Verdict::Paid(receipt) => receipt,
            other => panic!("{other:?}"),
        }
    }

    async fn unknown(&self, token: &Token) -> UnknownWhy {
        match self.verify(token).await {
            Verdict::Unknown { why } => why,
            other => panic!("{other:?}"),
        }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    async fn misbehave(&self, faults: Value) {
        let sent = self.browser.put(self.url("/control/sadad/faults")).json(&faults).send().await;
        assert_eq!(sent.expect("the bank is there").status(), 200);
    }

    async fn shift_clock(&self, shift: Millis) {
        let body = json!({ "shift_ms": shift.0 });
        let sent = self.browser.put(self.url("/control/sadad/clock")).json(&body).send().await;
        assert_eq!(sent.expect("the bank is there").status(), 200);
    }

    /// What a browser would bring back, once for each time that it would come.
    async fn play(&self, token: &Token, outcome: &str) -> Vec<Callback> {
        let body = json!({ "token": token.as_str(), "outcome": outcome });
        let sent = self.browser.post(self.url("/control/sadad/pay")).json(&body).send().await;
        let answer: Value = sent.expect("the bank is there").json().await.expect("it is JSON");
        let callbacks = answer["callbacks"].as_array().expect("a list");
        callbacks.iter().map(|callback| self.come_back(callback)).collect()
    }

    fn come_back(&self, callback: &Value) -> Callback {
        assert_eq!(callback["url"], RETURN_URL);
        let fields = callback["fields"].as_object().expect("fields");
        let mut form = form_urlencoded::Serializer::new(String::new());
        for (name, value) in fields {
            form.append_pair(name, value.as_str().expect("fields are strings"));
        }
        self.sadad.parse_callback(form.finish().as_bytes()).expect("the bank's own form")
    }

    async fn page(&self, url: &str) -> (u16, String) {
        let answer = self.browser.get(url).send().await.expect("the bank is there");
        (answer.status().as_u16(), answer.text().await.expect("a page"))
    }

    /// Fills in the payment page and sends it; gives where the bank sends the browser, or the page.
    async fn type_card(&self, page_url: &str, fields: &[(&str, &str)]) -> Result<String, String> {
        let (_, page) = self.page(page_url).await;
        let code = between(&page, "تصویر کد: ", "\"").to_owned();
        let mut form = vec![
            ("action", "pay"),
            ("card", "6037-9900-0002-1234"),
            ("password", "12345"),
            ("cvv2", "123"),
            ("expiry_year", "09"),
            ("expiry_month", "12"),
            ("security_code", code.as_str()),
        ];
        for &(name, value) in fields {
            form.retain(|field| field.0 != name);
            form.push((name, value));
        }
        let sent = self.browser.post(page_url).form(&form).send().await;
        let answer = sent.expect("the bank is there");
        match answer.headers().get("location") {
            Some(location) => Ok(self.url(location.to_str().expect("plain text"))),
            None => Err(answer.text().await.expect("a page")),
        }
    }
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text.split_once(before).expect(before);
    rest.split_once(after).expect(after).0
}

#[tokio::test]
async fn a_citizen_pays_on_the_page_and_the_bank_says_so_again_and_again() {
    let world = world().await;
    let token = world.token().await;
    let page_url = world.sadad.redirect(&token).location().expect("Sadad is reached by GET");
    let (status, page) = world.page(&page_url).await;
    assert_eq!(status, 200);
    for shown in ["۱٬۰۰۰", "۱۹۰۹۵۴۶۸۷۸۵۸۷۰۶۲۵۵۰", "۱۵:۰۰", "shop.test", "انصراف"]
    {
        assert!(page.contains(shown), "{shown}");
    }

    let result_url = world.type_card(&page_url, &[]).await.expect("the card is charged");
    let (_, result) = world.page(&result_url).await;
    assert!(result.contains("تکمیل فرآیند خرید") && result.contains("۶۰۳۷۹۹******۱۲۳۴"));
    assert!(result.contains(&format!("action=\"{RETURN_URL}\"")));
    assert!(result.contains("name=\"ResCode\" value=\"0\""));

    let first = world.receipt(&token).await;
    assert_eq!((first.order(), first.amount()), (ORDER, amount()));
    assert_eq!((first.novelty(), first.trace()), (Novelty::First, "000001"));
    let BankSays::Paid(stated) = Verdict::Paid(first.clone()).said() else { panic!("it is paid") };
    assert_eq!((stated.reference.as_str(), stated.order), (first.reference(), ORDER));
    for _ in 0..2 {
        let again = world.receipt(&token).await;
        assert_eq!(again.novelty(), Novelty::Again);
        assert_eq!((again.reference(), again.trace()), (first.reference(), first.trace()));
    }
}

#[tokio::test]
async fn a_form_sent_twice_charges_once() {
    let world = world().await;
    let token = world.token().await;
    let page_url = world.sadad.redirect(&token).location().expect("Sadad is reached by GET");
    let once = world.type_card(&page_url, &[]).await.expect("the card is charged");
    let form = [("action", "pay"), ("card", "6037990000021234")];
    let sent = world.browser.post(&page_url).form(&form).send().await.expect("the bank is there");
    assert_eq!(sent.status(), 303);
    let (_, first) = world.page(&once).await;
    world.play(&token, "paid").await;
    let (_, second) = world.page(&once).await;
    let reference = |page: &str| between(page, "شماره مرجع</dt><dd>", "</dd>").to_owned();
    assert_eq!(reference(&first), reference(&second));
}

#[tokio::test]
async fn wrong_fields_and_refused_cards_keep_the_page_open_three_times() {
    let world = world().await;
    let token = world.token().await;
    let page_url = world.sadad.redirect(&token).location().expect("Sadad is reached by GET");
    let wrong = world.type_card(&page_url, &[("card", "6037990000021235")]).await;
    assert!(wrong.expect_err("a wrong number").contains("شماره کارت ۱۶ رقمی درست نیست"));
    let poor = [("password", "۰۰۰۰۰")];
    for _ in 0..2 {
        let refused = world.type_card(&page_url, &poor).await.expect_err("no money");
        assert!(refused.contains("موجودی کافی نیست"));
        assert!(
            between(&refused, "name=\"password\"", ">").contains("value=\"\""),
            "a secret came back"
        );
        assert_eq!(world.verify(&token).await, Verdict::NotPaid { code: BankCode(-1) });
    }
    let result_url = world.type_card(&page_url, &poor).await.expect("the page closes");
    let (_, result) = world.page(&result_url).await;
    assert!(result.contains("پرداخت انجام نشد") && result.contains("value=\"-1\""));
}

#[tokio::test]
async fn a_cancelled_payment_comes_back_failed_and_is_not_paid() {
    let world = world().await;
    let token = world.token().await;
    let page_url = world.sadad.redirect(&token).location().expect("Sadad is reached by GET");
    let result_url = world.type_card(&page_url, &[("action", "cancel")]).await;
    let (_, result) = world.page(&result_url.expect("the page closes")).await;
    assert!(result.contains("پرداخت لغو شد"));
    let callbacks = world.play(&token, "paid").await;
    assert_eq!(callbacks.len(), 1, "a closed page takes no card");
    let ours = Expected { order: ORDER, amount: amount(), token: &token };
    for callback in callbacks {
        assert_eq!(callback.claim, Claim::Failed(BankCode(-1)));
        assert_eq!(world.sadad.check_callback(&callback, &ours), Ok(()));
    }
    assert_eq!(world.verify(&token).await, Verdict::NotPaid { code: BankCode(-1) });
}

#[tokio::test]
async fn a_wrong_key_is_refused_and_sent_to_a_person() {
    let world = world().await;
    let forger = merchant(world.address, OTHER_KEY_BASE64);
    let refused = GatewayError::Refused { code: BankCode(1025), remedy: Remedy::Person };
    assert_eq!(world.try_token(&forger).await, Err(refused));
    let token = world.token().await;
    world.play(&token, "paid").await;
    let ours = Expected { order: ORDER, amount: amount(), token: &token };
    let verdict = ask::verify(&world.transport, BANK, &forger, &ours).await;
    assert_eq!(verdict, Verdict::Unknown { why: UnknownWhy::ForPerson(BankCode(1025)) });
    assert!(verdict.needs_person());
    assert_eq!(world.receipt(&token).await.novelty(), Novelty::First);
}

#[tokio::test]
async fn an_order_number_is_taken_only_once() {
    let world = world().await;
    world.token().await;
    let refused = GatewayError::Refused { code: BankCode(1011), remedy: Remedy::NewOrder };
    assert_eq!(world.try_token(&world.sadad).await, Err(refused));
}

#[tokio::test]
async fn a_bank_that_lies_about_amount_or_order_is_never_believed() {
    let world = world().await;
    let token = world.token().await;
    world.play(&token, "paid").await;
    world.misbehave(json!({ "verify_lie": { "amount": 999 } })).await;
    let amount_lie = Mismatch::Amount { ours: 1_000, theirs: 999 };
    assert_eq!(world.unknown(&token).await, UnknownWhy::Mismatch(amount_lie));
    world.misbehave(json!({ "verify_lie": { "order": ORDER.0 + 1 } })).await;
    let order_lie = Mismatch::Order { ours: ORDER.0, theirs: ORDER.0 + 1 };
    assert_eq!(world.unknown(&token).await, UnknownWhy::Mismatch(order_lie));
    world.misbehave(json!({})).await;
    assert_eq!(world.receipt(&token).await.novelty(), Novelty::Again);
}

#[tokio::test]
async fn a_slow_bank_is_unknown_and_what_it_did_meanwhile_is_not_lost() {
    let world = world().await;
    let token = world.token().await;
    world.play(&token, "paid").await;
    let slow = json!({ "slow_ms": 60_000 });
    world.misbehave(json!({ "token": slow, "verify": slow })).await;
    // Only the slow calls are hurried: a busy machine may take its time over the others.
    let call_timeout = Duration::from_millis(150);
    let hurried = Transport::new(TransportSettings { call_timeout, ..Default::default() });
    let hurried = hurried.expect("a client can be made");
    let ours = Expected { order: ORDER, amount: amount(), token: &token };
    let verdict = ask::verify(&hurried, BANK, &world.sadad, &ours).await;
    assert_eq!(verdict, Verdict::Unknown { why: UnknownWhy::Timeout });
    let other = TokenOrder { order: OrderNo(ORDER.0 + 1), ..order(ORDER) };
    let late = ask::token(&hurried, BANK, &world.sadad, &other).await;
    assert_eq!(late, Err(GatewayError::Unknown(UnknownWhy::Timeout)));
    world.misbehave(json!({})).await;
    assert!(matches!(world.verify(&token).await, Verdict::Paid(_)));
}

#[tokio::test]
async fn a_bank_that_is_not_there_was_surely_not_reached() {
    let world = world().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let nobody = listener.local_addr().expect("it is bound");
    drop(listener);
    let sadad = merchant(nobody, DEMO_KEY_BASE64);
    let not_sent = GatewayError::NotSent(NotSentWhy::NoConnection);
    assert_eq!(world.try_token(&sadad).await, Err(not_sent));
    let token = Token::new("T").expect("a plain token");
    let ours = Expected { order: ORDER, amount: amount(), token: &token };
    let verdict = ask::verify(&world.transport, BANK, &sadad, &ours).await;
    let why = UnknownWhy::NotAsked(NotSentWhy::NoConnection);
    assert_eq!(verdict, Verdict::Unknown { why });
}

#[tokio::test]
async fn nonsense_and_an_unavailable_service_decide_nothing() {
    let world = world().await;
    let nonsense = UnknownWhy::Nonsense("not the JSON expected");
    world.misbehave(json!({ "token": "nonsense" })).await;
    let unknown = world.try_token(&world.sadad).await;
    assert_eq!(unknown, Err(GatewayError::Unknown(nonsense)));
    world.misbehave(json!({ "verify": "nonsense" })).await;
    let other = TokenOrder { order: OrderNo(1), ..order(ORDER) };
    let token = ask::token(&world.transport, BANK, &world.sadad, &other).await;
    let token = token.expect("this service is well");
    assert_eq!(world.unknown(&token).await, nonsense);
    world.misbehave(json!({ "token": "down", "verify": "down" })).await;
    assert_eq!(world.unknown(&token).await, UnknownWhy::Status(503));
    let down = world.try_token(&world.sadad).await;
    assert_eq!(down, Err(GatewayError::Unknown(UnknownWhy::Status(503))));
}

#[tokio::test]
async fn a_page_whose_time_is_over_takes_no_card() {
    let world = world().await;
    let token = world.token().await;
    let page_url = world.sadad.redirect(&token).location().expect("Sadad is reached by GET");
    world.shift_clock(Millis(Millis::minutes(15).0 - 1)).await;
    let (status, page) = world.page(&page_url).await;
    assert!(status == 200 && page.contains("۰۰:۰۱"));
    world.shift_clock(Millis::minutes(15)).await;
    assert_eq!(world.page(&page_url).await.0, 303);
    let callbacks = world.play(&token, "paid").await;
    let claims: Vec<Claim> = callbacks.iter().map(|callback| callback.claim).collect();
    assert_eq!(claims, [Claim::Failed(BankCode(1031))]);
    assert_eq!(world.verify(&token).await, Verdict::NotPaid { code: BankCode(-1) });
}

#[tokio::test]
async fn money_that_nobody_asked_for_goes_back_by_itself() {
    let world = world().await;
    let token = world.token().await;
    world.play(&token, "paid").await;
    world.shift_clock(Millis::minutes(30)).await;
    let returned = Verdict::ReturnedByBank { code: BankCode(101) };
    assert_eq!(world.verify(&token).await, returned);
    world.shift_clock(Millis(0)).await;
    assert_eq!(world.verify(&token).await, returned, "what went back stays there");
}

#[tokio::test]
async fn money_that_the_bank_took_and_gave_back_at_once_is_returned() {
    let world = world().await;
    let token = world.token().await;
    let callbacks = world.play(&token, "given_back").await;
    let claims: Vec<Claim> = callbacks.iter().map(|callback| callback.claim).collect();
    assert_eq!(claims, [Claim::Failed(BankCode(-1))]);
    let returned = Verdict::ReturnedByBank { code: BankCode(101) };
    assert_eq!(world.verify(&token).await, returned);
}

#[tokio::test]
async fn a_return_proves_nothing_forgotten_repeated_or_false() {
    let world = world().await;
    let token = world.token().await;
    world.misbehave(json!({ "callback": "forget" })).await;
    assert_eq!(world.play(&token, "paid").await.len(), 0);
    world.misbehave(json!({ "callback": "repeat" })).await;
    let twice = world.play(&token, "paid").await;
    assert_eq!(twice.len(), 2);
    assert_eq!(twice.first(), twice.last());
    world.misbehave(json!({ "callback": "claim_failure" })).await;
    let false_return = world.play(&token, "paid").await;
    assert_eq!(
        false_return.first().map(|callback| callback.claim),
        Some(Claim::Failed(BankCode(-1)))
    );
    assert_eq!(world.receipt(&token).await.novelty(), Novelty::First);
}

#[tokio::test]
async fn a_bank_that_was_killed_remembers_its_money() {
    let world = world().await;
    let token = world.token().await;
    world.play(&token, "paid").await;
    let before = world.receipt(&token).await;
    let reopened = merchant(open_bank(world.dir.path()).await, DEMO_KEY_BASE64);
    let ours = Expected { order: ORDER, amount: amount(), token: &token };
    match ask::verify(&world.transport, BANK, &reopened, &ours).await {
        Verdict::Paid(after) => {
            assert_eq!(after.novelty(), Novelty::Again);
            assert_eq!(after.reference(), before.reference());
        }
        other => panic!("{other:?}"),
    }
    let refused = GatewayError::Refused { code: BankCode(1011), remedy: Remedy::NewOrder };
    assert_eq!(world.try_token(&reopened).await, Err(refused));
}

#[tokio::test]
async fn the_ledger_shows_every_rial() {
    let world = world().await;
    for (place, outcome) in ["paid", "cancelled", "refused", "given_back"].iter().enumerate() {
        let number = OrderNo(ORDER.0 + place as u64);
        let asked = TokenOrder { order: number, ..order(ORDER) };
        let token = ask::token(&world.transport, BANK, &world.sadad, &asked).await;
        world.play(&token.expect("the bank gives a token"), outcome).await;
    }
    let (_, page) = world.page(&world.url("/control/sadad/ledger?limit=3")).await;
    let ledger: Value = serde_json::from_str(&page).expect("it is JSON");
    assert_eq!(ledger["payments"].as_array().map(Vec::len), Some(3));
    assert_eq!(ledger["next_after"], 3);
    assert_eq!(ledger["payments"][0]["order"], ORDER.0.to_string());
    for state in ["paid", "cancelled", "failed", "reversed"] {
        assert_eq!(ledger["totals"][state], json!({ "count": 1, "amount": 1_000 }), "{state}");
    }
    let (_, last) = world.page(&world.url("/control/sadad/ledger?limit=3&after=3")).await;
    let last: Value = serde_json::from_str(&last).expect("it is JSON");
    assert_eq!(
        (&last["payments"][0]["state"], &last["next_after"]),
        (&json!("reversed"), &json!(null))
    );
}

/// A server that reads one request and then does as it is told with the connection.
async fn rude_server<F: Future<Output = ()> + Send + 'static>(
    answer: fn(tokio::net::TcpStream) -> F,
) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut seen = [0; 4_096];
            if stream.read(&mut seen).await.is_ok() {
                answer(stream).await;
            }
        }
    });
    address
}

#[tokio::test]
async fn a_connection_that_breaks_after_sending_is_unknown_and_not_tried_again() {
    let world = world().await;
    let cut = rude_server(|stream| async { drop(stream) }).await;
    let broken = world.try_token(&merchant(cut, DEMO_KEY_BASE64)).await;
    assert_eq!(broken, Err(GatewayError::Unknown(UnknownWhy::Broken)));
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off() {
    let world = world().await;
    let endless = rude_server(|mut stream| async move {
        let head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n";
        let mut sent = stream.write_all(head).await;
        while sent.is_ok() {
            sent = stream.write_all(&[b' '; 4_096]).await;
        }
    });
    let too_long = world.try_token(&merchant(endless.await, DEMO_KEY_BASE64)).await;
    assert_eq!(too_long, Err(GatewayError::Unknown(UnknownWhy::TooLong)));
}
