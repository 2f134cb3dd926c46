//! Booklets that were replaced: the new serial is not known yet, or it came after the card.

use nobat_domain::calendar::Orders;
use nobat_domain::calendar::working_hours::{NEW_SERIAL_UNKNOWN, after_working_time};
use nobat_domain::timestamp::{Millis, Timestamp};
use nobat_engine::day_of;
use nobat_server::persian::clock::{clock, next_minute};
use nobat_server::persian::{Language, Value, dates};
use serde_json::json;

use crate::support::{Person, Town, journey, say};

const OFFICE: &str = "اداره ثبت احوال مراغه";

fn come_back(from: Timestamp) -> String {
    let from = next_minute(from);
    let values = [
        ("date", Value::Plain(dates::in_words(day_of(from)))),
        ("time", Value::Plain(clock(from))),
    ];
    Language::Persian.fill("system-serial-new-about", &values)
}

#[test]
fn a_new_serial_is_told_when_to_come_back_and_then_goes_on_with_the_request() {
    journey(Town::quiet(), async |shop| {
        let old = Person::fresh(3);
        let mut browser = shop.visitor(&old);
        browser.enter().await;
        browser.fill_in().await;
        let new = Person { serial: old.other_serial(), ..old };
        let replaced_at = shop.now().minus(Millis::hours(5));
        let known_from = after_working_time(replaced_at, NEW_SERIAL_UNKNOWN, &Orders::none());
        shop.registry().says(&new, json!({ "replaced_at_ms": replaced_at.0 })).await;
        let mut browser = shop.visitor(&new);
        browser.enter().await.assert_at("/", 422);
        browser.page().assert_says(&come_back(known_from));
        assert!(browser.cookie().is_none(), "nobody has entered");
        // Nobody else learns that a booklet was replaced.
        let mut stranger = shop.visitor(&Person { serial: new.other_serial(), ..new.clone() });
        stranger.enter().await.assert_at("/", 422);
        stranger.page().assert_silent_about(&come_back(known_from));

        shop.skip(next_minute(known_from).since(shop.now()));
        browser.enter().await.assert_at("/register", 200);
        browser.page().assert_says(&say("registration-continued"));
        let mobile = browser.page().form("/register").field("mobile").to_owned();
        assert_eq!(mobile, nobat_server::persian::digits::persian(&new.mobile));
    });
}

#[test]
fn a_serial_that_is_late_is_promised_for_a_working_day_later_and_never_in_the_past() {
    journey(Town::quiet(), async |shop| {
        let renewed = Person::fresh(3);
        let replaced_at = shop.now().minus(Millis::hours(30 * 24));
        let pending_until_ms = shop.now().plus(Millis::hours(1)).0;
        let late = json!({
            "replaced_at_ms": replaced_at.0,
            "pending_until_ms": pending_until_ms,
        });
        shop.registry().says(&renewed, late).await;
        let mut browser = shop.visitor(&renewed);
        let before = shop.now();
        browser.enter().await.assert_at("/", 422);
        let promised = |at| after_working_time(at, Millis::hours(24), &Orders::none());
        let sentences = [come_back(promised(before)), come_back(promised(shop.now()))];
        let text = browser.page().text();
        assert!(sentences.iter().any(|sentence| text.contains(sentence.as_str())), "{text}");
    });
}

#[test]
fn who_changed_the_booklet_after_production_began_collects_that_card_first() {
    journey(Town::quiet(), async |shop| {
        let person = Person::fresh(3);
        let replaced_at = shop.now().minus(Millis::hours(30 * 24));
        let card = |begun_at: Timestamp| {
            json!({
                "replaced_at_ms": replaced_at.0,
                "card_begun_at_ms": begun_at.0,
                "card_office": OFFICE,
            })
        };
        shop.registry().says(&person, card(replaced_at.minus(Millis::hours(1)))).await;
        let mut browser = shop.visitor(&person);
        browser.enter().await.assert_at("/", 422);
        let office = [("office", Value::Plain(OFFICE.to_owned()))];
        browser.page().assert_says(&Language::Persian.fill("system-serial-made-about", &office));
        assert!(browser.cookie().is_none(), "nobody has entered");
        // Production that began with the new serial stands in nobody's way.
        shop.registry().says(&person, card(replaced_at.plus(Millis::hours(1)))).await;
        browser.enter().await.assert_at("/register", 200);
    });
}
