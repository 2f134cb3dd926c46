//! Against hoarding: how many requests one mobile serves, and how many seats one network holds
//! unpaid.

use nobat_domain::limits::MOBILE_SPAN;
use nobat_domain::timestamp::{Millis, Timestamp};
use nobat_server::pages::fault::{Fault, Field};
use nobat_server::persian::clock::{clock, next_minute};
use nobat_server::persian::{Language, Value};

use crate::support::{
    Person, Shop, Town, Visitor, journey, journey_with_restart, say, sentence, until,
};

const MOBILE: &str = "09123456789";
const BUSY: &str = "5.120.7.1";
const NEIGHBOUR: &str = "5.120.7.77";
const ELSEWHERE: &str = "31.2.4.8";

fn of_two_requests() -> Town {
    Town { requests_per_mobile: Some(2), ..Town::quiet() }
}

/// Both wishes were in the span of now: they count until the end of the next one.
fn serves_two(shop: &Shop) -> Fault {
    let span = shop.engine.now().0 / MOBILE_SPAN.0;
    Fault::MobileLimit { requests: 2, until: Timestamp((span + 2) * MOBILE_SPAN.0) }
}

async fn two_hold_a_seat_with_one_mobile(shop: &Shop) {
    for number in 0..2 {
        let mut browser = shop.visitor(&Person::fresh(number));
        browser.enter().await;
        browser.fill_in_all().await;
        browser.fill(&[("mobile", MOBILE)]);
        browser.press("payment-submit").await;
        browser.ticket();
    }
}

async fn the_third_is_refused_the_mobile<'s>(shop: &'s Shop) -> Visitor<'s> {
    let third = Person::fresh(2);
    let mut browser = shop.visitor(&third);
    browser.enter().await;
    browser.fill_in_all().await;
    browser.fill(&[("mobile", MOBILE)]);
    browser.press("payment-submit").await.assert_at("/register", 422);
    browser.page().assert_says(&sentence(Field::Mobile, &serves_two(shop)));
    assert_eq!(shop.state(&third).await.holds_used, 0, "no seat was asked for");
    browser
}

#[test]
fn one_mobile_serves_no_more_requests_than_its_limit() {
    journey(of_two_requests(), async |shop| {
        two_hold_a_seat_with_one_mobile(shop).await;
        let mut browser = the_third_is_refused_the_mobile(shop).await;
        let own = browser.person.mobile.clone();
        browser.fill(&[("mobile", &own)]);
        browser.press("payment-submit").await;
        let back = shop.bank().pay(&browser.ticket()).await;
        browser.come_back(&back).await.assert_at("/confirm", 200);
        browser.get("/mobile").await;
        browser.fill(&[("mobile", MOBILE)]);
        browser.press("mobile-button").await.assert_at("/mobile", 422);
        browser.page().assert_says(&sentence(Field::Mobile, &serves_two(shop)));
    });
}

#[test]
fn the_limit_of_a_mobile_outlives_a_restart_and_no_number_stands_on_disk() {
    let before = async |shop: &Shop| two_hold_a_seat_with_one_mobile(shop).await;
    journey_with_restart(of_two_requests(), before, async |shop| {
        the_third_is_refused_the_mobile(shop).await;
        shop.assert_nowhere_on_disk(&[&MOBILE[1..]]);
        // Whom it serves already is served on.
        let mut known = shop.visitor(&Person::fresh(1));
        known.enter().await.assert_at("/confirm", 200);
        known.get("/edit").await;
        known.press("edit-button").await.assert_at("/confirm", 200);
        // A day or so later it serves others.
        let Fault::MobileLimit { until, .. } = serves_two(shop) else { unreachable!() };
        shop.skip(Millis(until.0 - shop.engine.now().0 + 1_000));
        let mut later = shop.visitor(&Person::fresh(2));
        later.enter().await;
        later.fill_in().await;
        let day = crate::support::day_wire(shop.tomorrow());
        later.fill(&[("date", &day), ("area", crate::support::AREA)]);
        later.press("search-button").await;
        later.take_first();
        later.fill(&[("mobile", MOBILE)]);
        later.press("payment-submit").await;
        later.ticket();
    });
}

fn of_two_unpaid() -> Town {
    Town { unpaid_per_network: Some(2), ..Town::guarded_without_question() }
}

async fn to_the_bank<'s>(shop: &'s Shop, number: usize, address: &str) -> Visitor<'s> {
    let mut browser = shop.visitor(&Person::fresh(number)).from(address);
    browser.enter().await;
    browser.fill_in_all().await;
    browser.press("payment-submit").await;
    browser
}

fn told_until(shop: &Shop, browser: &Visitor<'_>, until: Timestamp) {
    browser.page().assert_at("/register", 429);
    let values = [("time", Value::Plain(clock(next_minute(until))))];
    browser.page().assert_says(&Language::Persian.fill("system-network-holds-about", &values));
    assert!(until > shop.engine.now());
}

#[test]
fn a_network_holds_so_many_seats_unpaid_and_is_told_until_when() {
    journey(of_two_unpaid(), async |shop| {
        for number in 0..2 {
            to_the_bank(shop, number, BUSY).await.ticket();
        }
        let first = shop.state(&Person::fresh(0)).await;
        let hold = *first.wanted_hold().expect("it is held");
        let frees = hold.deadline.plus(shop.town.terms.final_margin);
        let mut refused = to_the_bank(shop, 2, NEIGHBOUR).await;
        told_until(shop, &refused, frees);
        assert_eq!(shop.state(&refused.person).await.holds_used, 0, "no seat was asked for");
        // From another network the same citizen goes on with everything typed.
        let mut elsewhere = refused.elsewhere().from(ELSEWHERE);
        elsewhere.enter().await.assert_at("/register", 200);
        let typed = elsewhere.page().form("/register").field("mother").to_owned();
        assert!(!typed.is_empty(), "the draft was kept");
        elsewhere.fill_in_all().await;
        elsewhere.press("payment-submit").await;
        elsewhere.ticket();
        // When the time that was said has come there is room here too.
        shop.skip(Millis(frees.0 - shop.engine.now().0));
        let first = Person::fresh(0);
        until("the bank is to be asked", async || {
            let state = shop.state(&first).await;
            state.attempts.iter().any(|it| it.asking()).then_some(())
        })
        .await;
        shop.skip(Millis::seconds(6));
        shop.sweep().await;
        until("the seat is free", async || shop.state(&first).await.holds.is_empty().then_some(()))
            .await;
        refused = to_the_bank(shop, 3, NEIGHBOUR).await;
        refused.ticket();
    });
}

#[test]
fn who_pays_makes_room_so_a_full_cafe_of_honest_people_meets_nothing() {
    journey(of_two_unpaid(), async |shop| {
        for number in 0..9 {
            let mut browser = to_the_bank(shop, number, BUSY).await;
            let ticket = browser.ticket();
            if number % 3 < 2 {
                let back = shop.bank().pay(&ticket).await;
                browser.come_back(&back).await.assert_at("/confirm", 200);
                browser.page().assert_silent_about(&say("system-network-holds"));
            }
        }
    });
}
