//! Trouble around the shop: the registry fails, somebody else sends forms, a session is not theirs.

use nobat_domain::timestamp::Millis;
use nobat_server::pages::fault::{Fault, Field};
use nobat_server::registry::client::BREAKER;
use serde_json::json;

use crate::support::{Person, Town, journey, say, sentence};

#[test]
fn a_registry_in_trouble_is_a_clear_page_and_works_again() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(0));
        let mut troubles =
            vec![json!({ "mode": "down" }), json!({ "mode": "slow", "delay_ms": 5_000 })];
        let kinds = ["broken-json", "wrong-fields", "no-person", "impossible-birth", "page"];
        troubles.extend(kinds.map(|kind| json!({ "mode": "nonsense", "kind": kind })));
        for trouble in troubles {
            shop.registry().behaves(trouble.clone()).await;
            browser.enter().await.assert_at("/", 503);
            browser.page().assert_says(&say("system-registry-about"));
            assert!(!browser.page().header("retry-after").is_empty(), "{trouble}");
            assert!(browser.cookie().is_none());
            // After some failures in a row the registry is left alone for a moment.
            shop.skip(Millis::seconds(10));
        }
        shop.registry().behaves(json!({ "mode": "normal" })).await;
        browser.enter().await.assert_at("/register", 200);
    });
}

#[test]
fn a_registry_that_goes_on_failing_is_left_alone_and_asked_again_by_one() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(0));
        shop.registry().behaves(json!({ "mode": "down" })).await;
        for _ in 0..BREAKER.failures_max {
            browser.enter().await.assert_at("/", 503);
            shop.skip(BREAKER.failing_for);
        }
        // It works again, and nobody knows: whoever enters now is told at once to come back.
        shop.registry().behaves(json!({ "mode": "normal" })).await;
        browser.enter().await.assert_at("/", 503);
        browser.page().assert_says(&say("system-registry-about"));
        let form = browser.page().form("/");
        assert!(!form.field("nid").is_empty(), "nothing is typed again");
        // After a while one is let through, and finds it well.
        shop.skip(BREAKER.open_for);
        browser.enter().await.assert_at("/register", 200);
        shop.visitor(&Person::fresh(1)).enter().await.assert_at("/register", 200);
        // One that is still broken is left alone for another while by a single try.
        shop.registry().behaves(json!({ "mode": "down" })).await;
        let mut late = shop.visitor(&Person::fresh(2));
        for _ in 0..BREAKER.failures_max {
            late.enter().await.assert_at("/", 503);
            shop.skip(BREAKER.failing_for);
        }
        shop.skip(BREAKER.open_for);
        late.enter().await.assert_at("/", 503);
        shop.registry().behaves(json!({ "mode": "normal" })).await;
        late.enter().await.assert_at("/", 503);
        shop.skip(BREAKER.open_for);
        late.enter().await.assert_at("/register", 200);
    });
}

/// Every address that changes something, with a form that would.
const CHANGING: [&str; 17] = [
    "/leave",
    "/register",
    "/register/lunar",
    "/register/offices",
    "/register/draft",
    "/register/clear",
    "/register/cleared",
    "/pay",
    "/confirm",
    "/choose",
    "/choose/offices",
    "/edit",
    "/edit/lunar",
    "/mobile",
    "/move",
    "/move/offices",
    "/question",
];

#[test]
fn forms_without_our_mark_or_from_another_site_change_nothing() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(0));
        browser.enter().await;
        browser.fill_in_all().await;
        let form = browser.page().form("/register");
        let state = shop.state(&browser.person).await;
        for address in CHANGING {
            for origin in ["https://evil.example", "null"] {
                let mut victim = browser.clone();
                victim.post_from(address, &form.fields, origin).await.assert_at(address, 403);
                victim.page().assert_says(&say("system-csrf-about"));
            }
            for mark in ["", "0123456789abcdef0123456789abcdef"] {
                let mut forged = form.clone();
                forged.forge("csrf", mark);
                let mut victim = browser.clone();
                let status = victim.post(address, &forged.fields).await.status.as_u16();
                // A question is swapped for everybody; it changes nothing of anybody's.
                assert_eq!(status, if address == "/question" { 200 } else { 403 }, "{address}");
            }
            assert_eq!(shop.state(&browser.person).await, state, "{address}");
        }
        // Nobody is made to enter as somebody else either.
        let fields = [("nid", "2580200606"), ("serial", "883810"), ("answer", "2")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let mut victim = browser.elsewhere();
        victim.post_from("/", &fields, "https://evil.example").await.assert_at("/", 403);
        assert!(victim.cookie().is_none());
    });
}

#[test]
fn an_older_tab_of_a_newer_session_changes_nothing_and_says_so() {
    journey(Town::quiet(), async |shop| {
        let mut old = shop.visitor(&Person::fresh(0));
        old.enter().await;
        old.fill_in_all().await;
        // The same browser enters again in another tab, as another person.
        let mut new = old.clone();
        new.person = Person::fresh(1);
        new.enter().await.assert_at("/register", 200);
        let cookie = new.cookie().expect("entered").to_owned();
        old.wear(&cookie);
        old.press("payment-submit").await.assert_at("/register", 403);
        assert!(shop.state(&old.person).await.holds.is_empty());
        assert!(shop.state(&new.person).await.draft.is_empty(), "nobody gets another's form");
    });
}

#[test]
fn without_a_session_every_page_of_a_citizen_leads_to_the_entry() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(0));
        browser.enter().await;
        let cookie = browser.cookie().expect("entered").to_owned();
        let mut cut = cookie.clone();
        cut.truncate(cookie.len() - 4);
        for mut stranger in [None, Some(cut), Some("nonsense".to_owned())].map(|worn| {
            let mut stranger = browser.elsewhere();
            worn.inspect(|cookie| stranger.wear(cookie));
            stranger
        }) {
            for address in [
                "/register",
                "/confirm",
                "/choose",
                "/result",
                "/result/print",
                "/edit",
                "/mobile",
                "/move",
                "/pay/checking",
                "/pay/failed",
            ] {
                stranger.get(address).await.assert_at("/", 200);
            }
            for address in CHANGING.into_iter().filter(|address| *address != "/question") {
                stranger.post(address, &[]).await.assert_at("/", 200);
            }
        }
    });
}

#[test]
fn leaving_forgets_the_session_and_keeps_the_request() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(0));
        browser.enter().await;
        browser.fill_in().await;
        browser.press("frame-leave").await.assert_at("/", 200);
        assert!(browser.cookie().is_none());
        browser.get("/register").await.assert_at("/", 200);
        browser.enter().await.assert_at("/register", 200);
        browser.page().assert_says(&say("registration-continued"));
    });
}

#[test]
fn a_form_that_is_sent_twice_is_one_hold() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(0));
        browser.enter().await;
        browser.fill_in_all().await;
        let mut again = browser.clone();
        browser.press("payment-submit").await;
        again.press("payment-submit").await;
        let (first, second) = (browser.ticket(), again.ticket());
        assert_ne!(first.token, second.token, "each tab has a page of the bank");
        assert_eq!(shop.seats_held(), 1);
        let back = shop.bank().pay(&first).await;
        browser.come_back(&back).await.assert_at("/confirm", 200);
        // The form of yesterday's tab: the seat is booked, and that is what is shown.
        let mut stale = again.clone();
        stale.wear(browser.cookie().expect("entered"));
        stale.get("/register").await.assert_at("/result", 200);
    });
}

#[test]
fn more_tabs_at_the_bank_than_the_law_allows_are_refused() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(0));
        browser.go_to_bank().await;
        for _ in 1..nobat_domain::limits::ATTEMPTS_OPEN_MAX {
            browser.get("/confirm").await;
            browser.press("confirm-pay").await;
            browser.ticket();
        }
        browser.get("/confirm").await;
        browser.press("confirm-pay").await.assert_at("/pay", 409);
        browser.page().assert_says(&say("system-one-about"));
    });
}

#[test]
fn a_search_that_cannot_be_made_says_which_field_is_wrong() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(0));
        browser.enter().await;
        browser.fill_in().await;
        browser.press("search-button").await.assert_at("/register/offices", 422);
        browser.page().assert_says(&sentence(Field::Date, &Fault::DateEmpty));
        browser.page().assert_says(&sentence(Field::Area, &Fault::AreaEmpty));
        browser.forge("date", "1396/11/28");
        browser.fill(&[("area", "099"), ("phone", "37")]);
        browser.press("search-button").await;
        let from = shop.tomorrow();
        browser.page().assert_says(&sentence(Field::Date, &Fault::DatePast { from }));
        browser.page().assert_says(&sentence(Field::Area, &Fault::AreaUnknown));
        browser.page().assert_says(&sentence(Field::Phone, &Fault::PhoneShort));
        browser.forge("date", "never");
        browser.fill(&[("area", "031"), ("phone", "")]);
        browser.press("search-button").await;
        browser.page().assert_says(&sentence(Field::Date, &Fault::DateShape));
        // A seat that no page has offered is no seat.
        browser.search().await;
        for seat in ["999999-20000", "nonsense", ""] {
            browser.forge("seat", seat);
            browser.press("payment-submit").await.assert_at("/register", 422);
            browser.page().assert_says(&sentence(Field::Seat, &Fault::SeatEmpty));
        }
        let seat = browser.page().seats()[0].clone();
        let shift = seat.split_once('-').expect("a shift and a day").0;
        let date = shop.tomorrow().plus(-30);
        browser.forge("seat", &format!("{shift}-{}", date.0));
        browser.press("payment-submit").await.assert_at("/register", 422);
        browser.page().assert_says(&sentence(Field::Date, &Fault::DateClosed { date }));
    });
}
