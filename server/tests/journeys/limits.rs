//! What every answer must have, what no log may have, and what happens when there is no room.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use nobat_domain::request::RequestCommand;
use nobat_server::persian::{Language, Value, digits};
use reqwest::Method;
use serde_json::json;

use crate::support::{AREA, Page, Person, Town, day_wire, journey, logs, until};

/// Requests under way at once while the desk has room for one.
const CROWD: usize = 64;

#[test]
fn a_busy_engine_says_when_to_come_back_and_loses_nothing() {
    journey(Town { mailbox: Some(1), ..Town::quiet() }, async |shop| {
        let mut browser = shop.visitor(&Person::fresh(0));
        browser.enter().await;
        browser.fill_in().await;
        browser.fill(&[("mobile", "09120000001")]);
        let key = shop.engine.request_key(&browser.person.national_id());
        let over = Arc::new(AtomicBool::new(false));
        let crowd: Vec<_> = (0..CROWD)
            .map(|_| {
                let (engine, over) = (shop.engine.clone(), Arc::clone(&over));
                tokio::spawn(async move {
                    while !over.load(Ordering::Relaxed) {
                        // Refused or answered, the next one comes at once.
                        let _ = engine.ask(key, RequestCommand::View).await;
                        tokio::task::yield_now().await;
                    }
                })
            })
            .collect();
        let busy = until("the page says that it is busy", async || {
            let mut impatient = browser.clone();
            impatient.press("lunar-again").await;
            (impatient.page().status.as_u16() == 503).then(|| impatient.page().clone())
        })
        .await;
        let minutes = [("least", Value::count(1)), ("most", Value::count(2))];
        busy.assert_says(&Language::Persian.fill("system-busy-about", &minutes));
        assert_eq!(busy.header("retry-after"), "5");
        over.store(true, Ordering::Relaxed);
        for one in crowd {
            one.await.expect("nobody panics");
        }
        // The same form once more is taken, with everything typed.
        browser.press("lunar-again").await.assert_at("/register/lunar", 200);
        let form = browser.page().form("/register");
        assert_eq!(form.field("mobile"), digits::persian("09120000001"));
        let mut again = browser.elsewhere();
        again.enter().await.assert_at("/register", 200);
        let mobile = again.page().form("/register").field("mobile").to_owned();
        assert_eq!(mobile, digits::persian("09120000001"));
    });
}

#[track_caller]
fn assert_secure(page: &Page, bank: &str) {
    let policy = page.header("content-security-policy");
    for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"] {
        assert!(policy.contains(part), "{}: {policy}", page.path);
    }
    let forms = format!("form-action 'self' {bank};");
    assert!(policy.contains(&forms), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(page.header("x-content-type-options"), "nosniff", "{}", page.path);
    assert_eq!(page.header("x-frame-options"), "DENY", "{}", page.path);
    assert!(!page.header("referrer-policy").is_empty(), "{}", page.path);
}

#[test]
fn every_answer_is_secure_and_no_citizens_page_is_kept() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(0));
        browser.book().await;
        let stylesheet = browser.page().html.split("href=\"").find(|part| part.contains(".css"));
        let stylesheet = stylesheet.and_then(|part| part.split('"').next()).expect("a style");
        let stylesheet = stylesheet.to_owned();
        let citizens = ["/", "/confirm", "/result", "/result/print", "/edit", "/mobile", "/move"];
        let kept_nowhere = citizens.into_iter().chain(["/nowhere", "/register/draft"]);
        for address in kept_nowhere {
            let page = browser.once(Method::GET, address, None, &[]).await;
            assert_secure(&page, &shop.sandbox);
            assert_eq!(page.header("cache-control"), "no-store", "{address}");
        }
        for address in ["/register", "/process", "/conditions", "/healthz", "/readyz", "/metrics"] {
            let page = browser.once(Method::GET, address, None, &[]).await;
            assert_secure(&page, &shop.sandbox);
        }
        let style = browser.once(Method::GET, &stylesheet, None, &[]).await;
        assert_secure(&style, &shop.sandbox);
        assert!(style.header("cache-control").contains("immutable"));
        for (method, address, status) in [
            (Method::GET, "/static/nothing.css", 404),
            (Method::GET, "/nowhere", 404),
            (Method::PUT, "/register", 405),
            (Method::POST, "/register", 403),
            (Method::POST, "/pay/return/sadad", 400),
            (Method::GET, "/register", 303),
        ] {
            let page = browser.once(method, address, None, &[]).await;
            assert_eq!(page.status.as_u16(), status, "{address}");
            assert_secure(&page, &shop.sandbox);
        }
    });
}

#[test]
fn the_session_is_sealed_and_guarded_by_its_flags() {
    for https in [false, true] {
        journey(Town { https, ..Town::quiet() }, async |shop| {
            let mut browser = shop.visitor(&Person::fresh(0));
            browser.get("/").await;
            let Person { nid, serial, .. } = browser.person.clone();
            let fields = [("nid", &nid), ("serial", &serial)];
            let fields = fields.map(|(name, value)| (name.to_owned(), value.clone()));
            let entered = browser.once(Method::POST, "/", Some(&fields), &[]).await;
            assert_eq!(entered.status.as_u16(), 303);
            let cookie = entered.header("set-cookie").to_owned();
            let flags: Vec<_> = cookie.split("; ").skip(1).collect();
            for flag in ["HttpOnly", "SameSite=Lax", "Path=/"] {
                assert!(flags.contains(&flag), "{flags:?}");
            }
            assert_eq!(flags.contains(&"Secure"), https);
            assert_eq!(!entered.header("strict-transport-security").is_empty(), https);
            assert!(!cookie.contains(&nid) && !cookie.contains(&serial));
            // It is written anew while it is used, and not at every page.
            browser.get("/register").await;
            assert!(browser.page().header("set-cookie").is_empty());
            shop.skip(nobat_domain::timestamp::Millis::minutes(2));
            browser.get("/register").await;
            assert!(!browser.page().header("set-cookie").is_empty());
        });
    }
}

#[test]
fn no_log_tells_who_it_was() {
    let somebody = Person::fresh(41);
    let (phone, wrong_serial) = ("37229164", somebody.other_serial());
    let mut secrets = vec![phone.to_owned(), wrong_serial.clone()];
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&somebody);
        browser.get("/").await;
        browser.fill(&[("nid", &somebody.nid), ("serial", &wrong_serial), ("answer", "2")]);
        browser.press("go-on").await;
        shop.registry().behaves(json!({ "mode": "nonsense", "kind": "no-person" })).await;
        browser.enter().await;
        shop.registry().behaves(json!({ "mode": "normal" })).await;
        browser.enter().await;
        browser.fill_in().await;
        browser.fill(&[("date", &day_wire(shop.tomorrow())), ("area", AREA), ("phone", phone)]);
        browser.press("search-button").await;
        browser.take_first();
        browser.press("payment-submit").await;
        let ticket = browser.ticket();
        secrets.push(ticket.token.clone());
        shop.bank().misbehave(json!({ "verify_lie": { "amount": 1 } })).await;
        let back = shop.bank().pay(&ticket).await;
        browser.come_back(&back.clone().with("token", "0001B410BCD7BD86")).await;
        browser.come_back(&back).await;
        shop.bank().misbehave(json!({})).await;
        browser.come_back(&back).await.assert_at("/confirm", 200);
        browser.get("/mobile").await;
        browser.fill(&[("mobile", "09127654321")]);
        browser.press("mobile-button").await.assert_at("/result", 200);
        secrets.extend(browser.cookie().map(str::to_owned));
    });
    let Person { nid, serial, mother, mobile, .. } = somebody;
    secrets.extend([nid, serial, mother, mobile[1..].to_owned(), "9127654321".to_owned()]);
    let logs = logs();
    assert!(logs.contains("a return differs from ours"), "the logs are those of this story");
    assert!(logs.contains("a payment needs a person"));
    for secret in secrets {
        for written in [digits::persian(&secret), secret] {
            assert!(!stands_alone(&logs, &written), "a log tells {written}");
        }
    }
}

#[test]
fn every_figure_is_explained_to_operators() {
    let page = include_str!("../../../docs/OPERATING.md");
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(0));
        browser.book().await;
        let figures = browser.once(Method::GET, "/metrics", None, &[]).await.html;
        let types = figures.lines().filter_map(|line| line.strip_prefix("# TYPE "));
        let names: Vec<_> = types.filter_map(|line| line.split(' ').next()).collect();
        assert!(names.len() > 10, "{figures}");
        for name in names {
            assert!(page.contains(&format!("`{name}`")), "{name} is not explained");
        }
    });
}

/// Whether a text is there that is no part of a longer number.
fn stands_alone(logs: &str, text: &str) -> bool {
    logs.match_indices(text).any(|(start, _)| {
        let is_digit = |letter: Option<char>| letter.is_some_and(|it| it.is_ascii_digit());
        let before = is_digit(logs[..start].chars().next_back());
        let after = is_digit(logs[start + text.len()..].chars().next());
        !before && !after
    })
}
