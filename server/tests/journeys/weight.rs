//! How many bytes a telephone loads, counted on the wire: headers and bodies, as they come
//! compressed.

use nobat_server::pages::{address, assets};
use nobat_server::persian::Language;
use reqwest::header::{ACCEPT_ENCODING, COOKIE};

use crate::support::{Page, Person, Shop, Town, Visitor, journey};

/// The first page with all that it loads, the worker and what the worker keeps.
const ENTRY_BYTES_MAX: usize = 45_000;
/// Any page of a citizen, as if it were the first one met.
const ANY_BYTES_MAX: usize = 60_000;

async fn on_the_wire(shop: &Shop, path: &str, cookies: &str) -> (usize, Vec<u8>) {
    let request = shop.http.get(format!("{}{path}", shop.address));
    let request = request.header(ACCEPT_ENCODING, "gzip, deflate, br").header(COOKIE, cookies);
    let answer = request.send().await.expect("the shop answers");
    assert!(answer.status().is_success(), "{path}: {}", answer.status());
    let lines = answer.headers().iter();
    let head: usize = lines.map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    let body = answer.bytes().await.expect("the whole answer").to_vec();
    (head + body.len(), body)
}

/// The page and every file that a browser meets with it for the first time.
async fn first_load(shop: &Shop, page: &Page, cookies: &str) -> usize {
    let (mut bytes, _) = on_the_wire(shop, &page.path, cookies).await;
    let mut loads = page.loads();
    assert!(loads.len() >= 4, "style, font, script and icon: {loads:?}");
    let worker = shop.http.get(format!("{}{}", shop.address, address::WORKER));
    let worker = worker.send().await.expect("the shop answers").text().await.expect("text");
    let kept = worker.split_once('[').and_then(|(_, rest)| rest.split_once(']')).expect("a list").0;
    loads.extend(kept.split(',').map(|quoted| quoted.trim_matches('"').to_owned()));
    loads.push(address::WORKER.to_owned());
    // Names stay Persian on every page.
    if page.html.contains("<bdi lang=\"fa\">") {
        loads.push(assets::FONT.address());
    }
    loads.sort_unstable();
    loads.dedup();
    for path in loads {
        bytes += on_the_wire(shop, &path, cookies).await.0;
    }
    bytes
}

async fn in_language(browser: &mut Visitor<'_>, language: Language, path: &str) -> Page {
    let asked = format!("{path}?{}={}", address::LANGUAGE, language.code());
    browser.get(&asked).await.clone()
}

#[test]
fn the_first_page_is_light_on_the_wire_in_both_languages() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(1));
        for language in Language::ALL {
            let page = in_language(&mut browser, language, address::ENTRY).await;
            let bytes = first_load(shop, &page, &format!("language={}", language.code())).await;
            println!("the first page in {language:?}: {bytes} bytes");
            assert!(bytes <= ENTRY_BYTES_MAX, "{language:?}: {bytes} bytes");
        }
    });
}

#[test]
fn no_page_of_a_citizen_is_heavy_on_the_wire() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(2));
        browser.enter().await;
        for language in Language::ALL {
            weigh(&mut browser, language, address::REGISTER).await;
        }
        browser.get("/register?language=fa").await;
        browser.book().await;
        let paths = [
            address::RESULT,
            address::PRINT,
            address::MOVE,
            address::EDIT,
            address::TRACK,
            address::DATA,
        ];
        for path in paths {
            for language in Language::ALL {
                weigh(&mut browser, language, path).await;
            }
        }
    });
}

async fn weigh(browser: &mut Visitor<'_>, language: Language, path: &str) {
    let page = in_language(browser, language, path).await;
    let session = browser.cookie().expect("somebody has entered");
    let cookies = format!("nobat={session}; language={}", language.code());
    let bytes = first_load(browser.shop, &page, &cookies).await;
    println!("{path} in {language:?}: {bytes} bytes");
    assert!(bytes <= ANY_BYTES_MAX, "{path} in {language:?}: {bytes} bytes");
}
