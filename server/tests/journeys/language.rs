//! English beside Persian: one way to it on every page, which loses neither the page nor what was
//! typed, and every answer after it in the language chosen.

use nobat_domain::timestamp::Millis;
use nobat_sandbox::people::CitizenKind;
use nobat_server::pages::address;
use nobat_server::pages::fault::{Fault, Field};
use nobat_server::persian::{Language, Value, digits};
use reqwest::Method;
use serde_json::json;

use crate::support::{Page, Person, Shop, Town, Visitor, journey, say};

const ENGLISH: Language = Language::English;

fn in_english(key: &'static str) -> String {
    ENGLISH.say(key).into_owned()
}

fn to_persian() -> String {
    say("language-name")
}

#[track_caller]
fn assert_english(page: &Page) {
    let said = page.html.contains("<html lang=\"en\" dir=\"ltr\">");
    assert!(said, "{}: {}", page.path, page.text());
    assert_eq!(page.header("content-language"), "en");
    let varies = page.headers.get_all("vary").iter().any(|one| one.as_bytes() == b"cookie");
    assert!(varies, "{}: a proxy would show it to everybody", page.path);
}

async fn english(shop: &Shop, person: usize) -> Visitor<'_> {
    let mut browser = shop.visitor(&Person::fresh(person));
    browser.get(address::PROCESS).await;
    browser.follow_link("English").await;
    browser
}

#[test]
fn the_link_keeps_the_page_and_its_query_and_lasts() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(1));
        browser.get("/conditions?from=poster").await.assert_says(&say("conditions-title"));
        browser.follow_link("English").await.assert_at("/conditions?from=poster", 200);
        assert_english(browser.page());
        browser.page().assert_says(&in_english("conditions-title"));
        assert_english(browser.get(address::PROCESS).await);
        browser.follow_link(&to_persian()).await.assert_says(&say("process-title"));
        let entry = browser.get(address::ENTRY).await;
        assert!(entry.html.contains("<html lang=\"fa\" dir=\"rtl\">"));
    });
}

#[test]
fn whoever_has_entered_still_sees_the_own_steps_in_english() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(3));
        browser.book().await;
        browser.get(address::TRACK).await.assert_says(&say("track-on"));
        browser.press_words("English").await;
        assert_english(browser.page());
        browser.page().assert_says(&in_english("milestone-completed"));
        browser.page().assert_says(&in_english("track-on"));
    });
}

#[test]
fn the_button_of_the_entry_page_keeps_both_numbers() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(2));
        browser.get(address::ENTRY).await;
        browser.fill(&[("nid", "258020"), ("serial", "88")]);
        let page = browser.press_words("English").await;
        assert_english(page);
        let form = page.form(address::ENTRY);
        assert_eq!((form.field("nid"), form.field("serial")), ("258020", "88"));
        let page = browser.press_words("Continue").await;
        assert_eq!(page.status, 422);
        page.assert_says(&Fault::NidLength { digits: 6 }.sentence(Field::Nid, ENGLISH));
        let page = browser.press_words(&to_persian()).await;
        assert_eq!(page.form(address::ENTRY).field("nid"), digits::persian("258020"));
    });
}

#[test]
fn who_waits_in_place_of_an_answer_goes_on_waiting_in_another_language() {
    journey(Town::guarded(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(2));
        browser.get(address::ENTRY).await;
        let Person { nid, serial, .. } = browser.person.clone();
        browser.fill(&[("nid", &nid), ("serial", &serial)]);
        let page = browser.press("without-button").await;
        let token = page.form(address::ENTRY).field("question").to_owned();
        shop.skip(Millis::seconds(31));
        let page = browser.press_words("English").await;
        assert_english(page);
        page.assert_says(&in_english("wait-over"));
        assert_eq!(page.form(address::ENTRY).field("question"), token);
        browser.press_words("Continue").await.assert_at(address::REGISTER, 200);
        assert_english(browser.page());
    });
}

#[test]
fn a_registry_that_is_down_is_told_in_another_language_and_asked_by_the_same_button() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(2));
        shop.registry().behaves(json!({ "mode": "down" })).await;
        browser.enter().await.assert_says(&say("system-registry-about"));
        let page = browser.press_words("English").await;
        assert_english(page);
        page.assert_says(&in_english("system-registry-about"));
        shop.registry().behaves(json!({ "mode": "normal" })).await;
        // Asking for a language enters nobody.
        browser.press_words(&to_persian()).await.assert_at("/?language=fa", 503);
        browser.press("next-again").await.assert_at(address::REGISTER, 200);
    });
}

#[test]
fn a_half_filled_form_with_its_list_is_the_same_in_english() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(3));
        browser.enter().await;
        let seat = browser.fill_in_all().await;
        let person = browser.person.clone();
        browser.fill(&[("phone", "37229158")]);
        let page = browser.press_words("English").await;
        assert_english(page);
        let form = page.form(address::REGISTER);
        assert_eq!(form.field("mother"), person.mother);
        assert_eq!(form.field("mobile"), digits::latin(&person.mobile));
        assert_eq!(form.field("birth_year"), person.birth.year().to_string());
        assert_eq!(form.field("seat"), seat, "the list and the choice in it stay");
        assert_eq!(form.field("q4"), "yes");
        assert_eq!(form.field("phone"), "37229158", "never stored, and echoed all the same");
    });
}

#[test]
fn asking_for_english_changes_nothing_but_the_language() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(4));
        browser.enter().await;
        browser.book().await;
        let booked = shop.state(&browser.person).await;
        for path in [address::MOBILE, address::EDIT, address::MOVE] {
            browser.get(path).await;
            if path != address::MOVE {
                browser.fill(&[("mobile", "09120000077")]);
            }
            let page = browser.press_words("English").await;
            assert_english(page);
            assert_eq!(page.status, 200, "{path}: {}", page.text());
            if path != address::MOVE {
                assert_eq!(page.form(path).field("mobile"), "09120000077", "{path}");
            }
            browser.press_words(&to_persian()).await;
        }
        let after = shop.state(&browser.person).await;
        assert_eq!((after.details, after.booking), (booked.details, booked.booking));
    });
}

#[test]
fn the_city_of_delivery_and_its_offices_stay_in_english() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(8));
        browser.enter().await;
        browser.book().await;
        let page = browser.get(address::DELIVERY).await;
        let city = page.form(address::DELIVERY).offered("city").pop().expect("a city of the town");
        let page = browser.press_words("English").await;
        assert_english(page);
        assert_eq!(page.status, 200, "nothing was asked for yet");
        browser.fill(&[("city", &city)]);
        browser.press_words(&in_english("delivery-show")).await;
        let offered = browser.page().form(address::DELIVERY).offered("office");
        browser.fill(&[("office", &offered[0])]);
        let page = browser.press_words(&to_persian()).await;
        let form = page.form(address::DELIVERY);
        assert_eq!((form.field("city"), form.field("office")), (&*city, &*offered[0]));
        assert_eq!(shop.state(&browser.person).await.delivery, None, "nothing was chosen yet");
    });
}

#[test]
fn a_whole_way_to_the_receipt_is_in_english() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(5));
        browser.enter().await;
        browser.book().await;
        let (result, print, confirm) = (address::RESULT, address::PRINT, address::CONFIRM);
        for path in [result, print, confirm, address::EDIT, address::GIVE_BACK] {
            browser.get("/process?language=fa").await;
            browser.get(&format!("{path}?language=en")).await.assert_at(path, 200);
            assert_english(browser.page());
        }
        let day = shop.state(&browser.person).await.booking.expect("booked").choice.day;
        let page = browser.get(address::RESULT).await;
        page.assert_says(&in_english("result-tracking"));
        page.assert_says(&ENGLISH.day(day));
        page.assert_silent_about(&say("result-tracking"));
    });
}

#[test]
fn every_refusal_is_in_the_language_chosen() {
    journey(Town::quiet(), async |shop| {
        let mut browser = english(shop, 6).await;
        let known = [("/nowhere", 404, "system-not-found"), (address::LEAVE, 405, "system-method")];
        for (path, status, key) in known {
            let page = browser.get(path).await;
            page.assert_at(path, status);
            assert_english(page);
            page.assert_says(&in_english(key));
        }
        let long = [("nid".to_owned(), "1".repeat(70_000))];
        let page = browser.post(address::ENTRY, &long).await;
        page.assert_says(&in_english("system-long"));
        let page = browser.post_from(address::ENTRY, &[], "https://evil.example").await;
        page.assert_says(&in_english("system-csrf"));
        browser.person = Person::special(CitizenKind::Minor);
        browser.get(address::ENTRY).await;
        let Person { nid, serial, .. } = browser.person.clone();
        browser.fill(&[("nid", &nid), ("serial", &serial), ("answer", "2")]);
        let page = browser.press_words("Continue").await;
        assert_english(page);
        page.assert_says("You can register from");
    });
}

#[test]
fn a_language_that_nobody_speaks_is_persian() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(7));
        for path in ["/process?language=xx", "/process?language=", "/process?language=EN"] {
            let page = browser.once(Method::GET, path, None, &[]).await;
            assert_eq!(page.status, 200, "{path}");
            assert!(!page.headers.contains_key("set-cookie"), "{path}");
            page.assert_says(&say("process-title"));
        }
        let away = browser.once(Method::GET, "//evil.example/?language=en", None, &[]).await;
        assert_eq!(away.header("location"), "/evil.example/");
        let held = [("time", Value::Plain("10:42".to_owned())), ("minutes", Value::count(1))];
        assert!(ENGLISH.fill("held-until", &held).ends_with("(1 minute)."));
    });
}
