//! Whatever a browser asks for and however wrongly: what it shows is a page of ours or the way to
//! one, never a bare word from underneath.

use std::time::Duration;

use nobat_server::pages::address;
use nobat_server::pages::counter::address as counter;
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, COOKIE, LOCATION, ORIGIN};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{Page, Person, Shop, Town, Visitor, journey, say};

/// Every route of the shop with a page behind it.
const ROUTES: [&str; 78] = [
    address::ENTRY,
    address::QUESTION,
    address::WITHOUT_QUESTION,
    address::PROCESS,
    address::CONDITIONS,
    address::TRACK,
    address::LEAVE,
    address::REGISTER,
    address::REGISTER_LUNAR,
    address::REGISTER_FAMILY,
    address::REGISTER_OFFICES,
    address::REGISTER_DRAFT,
    address::REGISTER_CLEAR,
    address::REGISTER_CLEARED,
    address::PAY,
    address::PAY_CHECKING,
    address::PAY_FAILED,
    address::CONFIRM,
    address::CHOOSE,
    address::CHOOSE_OFFICES,
    address::RESULT,
    address::PRINT,
    address::SAVE,
    address::RECEIPT_PDF,
    address::RECEIPT_HTML,
    address::APPOINTMENT,
    address::EMAIL,
    address::EDIT,
    address::EDIT_LUNAR,
    address::EDIT_FAMILY,
    address::MOBILE,
    address::MOVE,
    address::MOVE_OFFICES,
    address::DELIVERY,
    address::DELIVERY_OFFICES,
    address::DATA,
    address::ERASE,
    address::DOCUMENTS,
    address::PICTURE,
    address::GIVE_BACK,
    address::EARLIER,
    address::EARLIER_LEAVE,
    address::EARLIER_ACCEPT,
    address::EARLIER_DECLINE,
    address::NEW_REQUEST,
    "/ops",
    "/ops/events",
    "/ops/login",
    "/ops/leave",
    counter::HOME,
    counter::LOGIN,
    counter::SECOND,
    counter::ENROL,
    counter::PASSWORD,
    counter::LEAVE,
    counter::SEARCH,
    counter::ERASURE,
    counter::ANNOUNCEMENTS,
    counter::WITHDRAW,
    counter::TARIFF,
    counter::NEW_TARIFF,
    counter::MISTAKE,
    counter::REVERSALS,
    counter::REVERSAL,
    counter::OFFICES,
    counter::SWITCHES,
    counter::ACCOUNTS,
    counter::RESET,
    counter::CLOSE,
    counter::MESSAGES,
    counter::AUDIT,
    counter::OFFICE,
    counter::OFFICE_FIND,
    counter::OFFICE_STEP,
    counter::OFFICE_SETTLE,
    counter::OFFICE_PAPER,
    counter::OFFICE_SCAN,
    counter::PROFILE,
];
/// Routes that programs read, and the two with a name in them.
const OTHERS: [&str; 13] = [
    address::DATA_JSON,
    address::DATA_HTML,
    "/static/shop.css",
    "/app/fa.webmanifest",
    "/app/offline/fa",
    "/worker.js",
    "/pay/return/sadad",
    "/ussd/form",
    "/ussd/form/ended",
    "/messages/report/secret",
    "/healthz",
    "/readyz",
    "/metrics",
];
/// What no route stands under, or a name that no route can read.
const NOWHERE: [&str; 12] = [
    "/app/xx.webmanifest",
    "/app/fa",
    "/app/offline/xx",
    "/nowhere",
    "/register/",
    "/%ff",
    "/static/nothing.css",
    "/static/%ff",
    "/static/../Cargo.toml",
    "/pay/return/nobody",
    "/ussd/%ff",
    "/pay/return/%ff",
];
const FORM: &str = "application/x-www-form-urlencoded";

/// Bodies that no page of ours sends: their kind and bytes.
fn bodies() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        (FORM, Vec::new()),
        (FORM, b"%zz&=&&&csrf=%&nid".to_vec()),
        (FORM, vec![0xff, 0x00, 0xfe, b'=', 0x80]),
        (FORM, b"unknown=1&csrf=made-up&nid[]=2&nid=".to_vec()),
        (FORM, vec![b'a'; 70_000]),
        ("application/json", b"{\"nid\":1}".to_vec()),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n--x--".to_vec()),
        ("text/plain", b"nid=1".to_vec()),
        ("no kind at all", b"nid=1".to_vec()),
    ]
}

async fn ask(shop: &Shop, method: Method, path: &str, cookie: Option<&str>) -> Page {
    send(shop, method, path, cookie, None).await
}

async fn send(
    shop: &Shop,
    method: Method,
    path: &str,
    cookie: Option<&str>,
    body: Option<&(&str, Vec<u8>)>,
) -> Page {
    let mut request = shop.http.request(method, format!("{}{path}", shop.address));
    request = request.header(ORIGIN, &shop.address);
    if let Some(cookie) = cookie {
        request = request.header(COOKIE, format!("nobat={cookie}"));
    }
    if let Some((kind, bytes)) = body {
        request = request.header(CONTENT_TYPE, *kind).body(bytes.clone());
    }
    let answer = request.send().await.expect("the shop answers");
    let (status, headers) = (answer.status(), answer.headers().clone());
    let html = answer.text().await.expect("the whole answer");
    Page { path: path.to_owned(), status, headers, html }
}

/// A page in the shop's look, or the way to one.
#[track_caller]
fn assert_dressed(method: &Method, page: &Page) {
    let what = format!("{method} {} {}: {}", page.path, page.status, page.text());
    if page.status.is_redirection() {
        assert!(page.headers.contains_key(LOCATION), "{what}");
        return;
    }
    let read_by_programs = OTHERS.contains(&page.path.as_str());
    let is_problem = page.header("content-type") == "application/problem+json";
    if read_by_programs && (page.status.is_success() || is_problem) {
        return;
    }
    assert!(page.header("content-type").starts_with("text/html"), "{what}");
    assert!(page.html.contains("<html lang=\"fa\" dir=\"rtl\">"), "{what}");
    assert_eq!(page.html.matches("<h1").count(), 1, "{what}");
    assert!(page.html.contains("<title>"), "{what}");
    assert!(!page.status.is_server_error(), "{what}");
}

#[test]
fn the_table_of_routes_has_every_route() {
    let map = include_str!("../../src/router.rs");
    let board = include_str!("../../src/ops/board/door.rs");
    let gate = include_str!("../../src/staff/gate.rs");
    let routes: usize = [map, board, gate].iter().map(|map| map.matches(".route(").count()).sum();
    assert_eq!(routes, ROUTES.len() + OTHERS.len(), "a route is missing in the table here");
}

#[test]
fn no_method_at_any_address_gets_a_bare_answer() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(0));
        browser.enter().await;
        let methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PURGE"];
        for path in ROUTES.into_iter().chain(OTHERS).chain(NOWHERE) {
            for method in methods {
                let method = Method::from_bytes(method.as_bytes()).expect("a method");
                for cookie in [None, browser.cookie()] {
                    assert_dressed(&method, &ask(shop, method.clone(), path, cookie).await);
                }
            }
        }
        let wrong = ask(shop, Method::PUT, "/register", None).await;
        wrong.assert_at("/register", 405);
        wrong.assert_says(&say("system-method"));
        let unreadable = ask(shop, Method::GET, "/static/%ff", None).await;
        unreadable.assert_at("/static/%ff", 400);
        unreadable.assert_says(&say("system-unreadable"));
    });
}

#[test]
fn no_body_at_any_address_gets_a_bare_answer_or_changes_anything() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(0));
        browser.enter().await;
        let state = shop.state(&browser.person).await;
        for body in bodies() {
            for path in ROUTES.into_iter().chain(OTHERS).chain(NOWHERE) {
                for cookie in [None, browser.cookie()] {
                    let page = send(shop, Method::POST, path, cookie, Some(&body)).await;
                    assert_dressed(&Method::POST, &page);
                    if body.1.len() > 64 * 1024 {
                        page.assert_at(path, 413);
                    }
                }
            }
        }
        assert_eq!(shop.state(&browser.person).await, state);
    });
}

/// With everything of parts one and two typed and saved.
async fn with_a_draft(shop: &Shop) -> Visitor<'_> {
    let mut browser = shop.visitor(&Person::fresh(0));
    browser.enter().await;
    browser.fill_in().await;
    browser.fill(&[("mother", "پروانه")]);
    browser.press("lunar-again").await.assert_at("/register/lunar", 200);
    browser
}

#[test]
fn too_long_a_form_is_told_so_and_the_draft_of_before_stands() {
    journey(Town::quiet(), async |shop| {
        let mut browser = with_a_draft(shop).await;
        browser.forge("mother", &"م".repeat(200_000));
        for button in ["payment-submit", "search-button", "lunar-again"] {
            let mut impatient = browser.clone();
            let page = impatient.press(button).await;
            assert_eq!(page.status.as_u16(), 413);
            page.assert_says(&say("system-long"));
            page.assert_says(&say("system-long-about"));
            assert!(page.html.contains("href=\"/register\""), "the form is one step away");
        }
        let form = browser.get("/register").await.form("/register");
        assert_eq!(form.field("mother"), "پروانه");
    });
}

/// Sends the head of a form and a part of its body, and reads what comes.
async fn trickle(shop: &Shop, cookie: &str) -> String {
    let host = shop.address.strip_prefix("http://").expect("an address");
    let mut line = TcpStream::connect(host).await.expect("the shop listens");
    let head = format!(
        "POST /register HTTP/1.1\r\nhost: {host}\r\norigin: {}\r\ncookie: nobat={cookie}\r\n\
         content-type: {FORM}\r\ncontent-length: 1000\r\n\r\nmother=",
        shop.address
    );
    line.write_all(head.as_bytes()).await.expect("it is sent");
    let mut answer = Vec::new();
    line.read_to_end(&mut answer).await.expect("the whole answer");
    String::from_utf8(answer).expect("text")
}

#[test]
fn a_form_that_does_not_come_to_its_end_is_told_so_and_the_line_is_closed() {
    let form_deadline = Duration::from_millis(400);
    journey(Town { form_deadline, ..Town::quiet() }, async |shop| {
        let browser = with_a_draft(shop).await;
        let answer = trickle(shop, browser.cookie().expect("a session")).await;
        assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
        for sentence in [say("system-late"), say("system-late-about")] {
            assert!(answer.contains(&sentence), "{answer}");
        }
        let mut again = browser.clone();
        let form = again.get("/register").await.form("/register");
        assert_eq!(form.field("mother"), "پروانه");
    });
}
