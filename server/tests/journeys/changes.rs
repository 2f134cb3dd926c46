//! Changes after the booking: the place of delivery, a move to another city, moves and unpaid seats
//! that wait, a seat that is given back.

use nobat_domain::ids::{Day, OfficeId, Period, ShiftId};
use nobat_domain::money::Rial;
use nobat_domain::office::{Office, OfficeKind};
use nobat_domain::request::{
    Choice, Desired, EndReason, RequestCommand, RequestRefusal, Stage, Step,
};
use nobat_domain::tariff::{Fee, Service};
use nobat_domain::timestamp::{Millis, Timestamp};
use nobat_engine::Answered;
use nobat_server::pages::fault::{Fault, Field};
use nobat_server::persian::amounts::rials;
use nobat_server::persian::clock::{clock, day_of};
use nobat_server::persian::{Language, Value, dates};

use crate::support::{Person, Shop, Town, Visitor, journey, say, sentence, until};

const CITY: &str = "اصفهان";

/// A registry office of another city, and a counter beside it that hands out no cards.
async fn another_city(shop: &Shop) -> Office {
    let pattern = shop.town.facts().remove(0);
    let office = |id, kind, name: &str| Office {
        id: OfficeId(id),
        kind,
        name: name.to_owned(),
        city: CITY.to_owned(),
        address: "خیابان چهارباغ".to_owned(),
        ..pattern.clone()
    };
    let registry = office(900_001, OfficeKind::RegistryOffice, "اداره ثبت احوال اصفهان");
    let counter = office(900_002, OfficeKind::Counter, "دفتر پیشخوان چهارباغ");
    let both = vec![registry.clone(), counter];
    shop.engine.put_offices(both).await.expect("there is room");
    registry
}

async fn ask(shop: &Shop, person: &Person, command: RequestCommand) -> Answered {
    let key = shop.engine.request_key(&person.national_id());
    shop.engine.ask(key, command).await.expect("desks answer")
}

async fn step(shop: &Shop, person: &Person, step: Step) {
    let told = ask(shop, person, RequestCommand::Advance { step }).await;
    assert!(matches!(told, Answered::Is(_)), "{told:?}");
}

fn naming(key: &'static str, office: &str) -> String {
    Language::Persian.fill(key, &[("office", Value::Plain(office.to_owned()))])
}

fn at(key: &'static str, moment: Timestamp) -> String {
    let day = Value::Plain(dates::in_words(day_of(moment)));
    Language::Persian.fill(key, &[("date", day), ("time", Value::Plain(clock(moment)))])
}

async fn choose_the_other_city(browser: &mut Visitor<'_>, office: &Office) {
    browser.get("/delivery").await.assert_at("/delivery", 200);
    browser.fill(&[("city", CITY)]);
    browser.press("delivery-show").await.assert_at("/delivery/offices", 200);
    let offered = browser.page().form("/delivery").offered("office");
    assert_eq!(offered, [office.id.0.to_string()], "a counter hands out no cards");
    browser.fill(&[("office", &offered[0])]);
    browser.press("delivery-button").await.assert_at("/result", 200);
    browser.page().assert_says(&naming("result-collect", &office.name));
}

#[test]
fn the_card_goes_to_the_registry_office_of_another_city() {
    journey(Town::quiet(), async |shop| {
        let there = another_city(shop).await;
        let somebody = Person::fresh(0);
        let mut browser = shop.visitor(&somebody);
        browser.book().await;
        browser.get("/delivery").await;
        browser.press("delivery-show").await.assert_at("/delivery/offices", 422);
        browser.page().assert_says(&sentence(Field::City, &Fault::CityEmpty));
        browser.fill(&[("city", CITY)]);
        browser.press("delivery-show").await;
        browser.press("delivery-button").await.assert_at("/delivery", 422);
        browser.page().assert_says(&sentence(Field::DeliveryOffice, &Fault::OfficeEmpty));
        browser.forge("office", "900002");
        browser.press("delivery-button").await.assert_at("/delivery", 422);
        assert_eq!(shop.state(&somebody).await.delivery, None);
        choose_the_other_city(&mut browser, &there).await;
        assert_eq!(shop.state(&somebody).await.collected_at(), Some(there.id));
    });
}

#[test]
fn whoever_has_moved_is_told_what_to_do_at_each_stage() {
    journey(Town::quiet(), async |shop| {
        let there = another_city(shop).await;
        let somebody = Person::fresh(0);
        let mut browser = shop.visitor(&somebody);
        browser.book().await;
        let booking = shop.state(&somebody).await.booking.expect("it was booked");
        let office = booking.choice.shift.office();
        let here = shop.town.facts().into_iter().find(|facts| facts.id == office);
        let here = here.expect("an office of the town").name;
        // Before the completion: to an office of the new city.
        browser.get("/move").await.assert_at("/move", 200);
        // Begun and not finished: there, and first.
        step(shop, &somebody, Step::Begun { office }).await;
        browser.get("/move").await.assert_at("/move", 409);
        browser.page().assert_says(&naming("system-begun-about", &here));
        browser.get("/delivery").await.assert_at("/delivery", 409);
        browser.page().assert_says(&naming("system-half-done-about", &here));
        // Finished, and the card is not being made.
        step(shop, &somebody, Step::Finished).await;
        choose_the_other_city(&mut browser, &there).await;
        browser.page().assert_says(&say("stage-completed"));
        // It is being made: it lies where it was to lie.
        step(shop, &somebody, Step::InProduction).await;
        browser.get("/delivery").await.assert_at("/delivery", 409);
        browser.page().assert_says(&naming("system-production-about", &there.name));
        step(shop, &somebody, Step::Ready { place: there.id }).await;
        browser.get("/result").await.assert_says(&naming("result-collect", &there.name));
        step(shop, &somebody, Step::Delivered).await;
        browser.get("/result").await.assert_says(&say("stage-delivered"));
        // The mobile at any time, without any condition.
        browser.get("/mobile").await.assert_at("/mobile", 200);
        browser.fill(&[("mobile", "09123456789")]);
        browser.press("mobile-button").await.assert_at("/result", 200);
    });
}

#[test]
fn the_mobile_is_changed_before_the_form_and_stands_in_it() {
    journey(Town::quiet(), async |shop| {
        let somebody = Person::fresh(0);
        let mut browser = shop.visitor(&somebody);
        browser.enter().await.assert_at("/register", 200);
        assert_eq!(browser.page().operations(), ["/mobile"]);
        browser.get("/mobile").await.assert_at("/mobile", 200);
        browser.fill(&[("mobile", "09123456789")]);
        browser.press("mobile-button").await.assert_at("/register", 200);
        assert_eq!(browser.page().form("/register").field("mobile"), "۰۹۱۲۳۴۵۶۷۸۹");
        let state = shop.state(&somebody).await;
        assert_eq!(state.reached_by().expect("a number").to_national(), "09123456789");
        browser.get("/mobile").await;
        browser.fill(&[("mobile", "09123456789")]);
        browser.press("mobile-button").await.assert_at("/mobile", 422);
        browser.page().assert_says(&sentence(Field::Mobile, &Fault::MobileSame));
    });
}

#[test]
fn a_seat_is_given_back_on_its_page_and_its_money_pays_for_the_next_one() {
    journey(Town::quiet(), async |shop| {
        let somebody = Person::fresh(0);
        let mut browser = shop.visitor(&somebody);
        browser.book().await;
        let paid = shop.state(&somebody).await.booking.expect("it was booked").paid;
        browser.get("/give-back").await.assert_at("/give-back", 200);
        for consequence in ["give-back-lost", "give-back-credit", "give-back-counted"] {
            browser.page().assert_says(&say(consequence));
        }
        assert!(shop.state(&somebody).await.booking.is_some(), "looking changes nothing");
        browser.press("give-back-yes").await.assert_at("/choose", 200);
        browser.page().assert_says(&say("choose-given-back"));
        browser.page().assert_says(&say("payment-credit"));
        until("the seat is back", async || {
            shop.state(&somebody).await.giving_back.is_empty().then_some(())
        })
        .await;
        browser.search().await;
        browser.take_first();
        browser.press("payment-submit-credit").await.assert_at("/confirm", 200);
        let state = shop.state(&somebody).await;
        assert_eq!(state.booking.expect("booked again").paid, paid, "the same money");
        assert_eq!((state.purse.len(), state.moves), (0, 1));
    });
}

/// Another shift or day of the town's first office.
fn other(shop: &Shop, now: Choice) -> Choice {
    let office = shop.town.facts().first().expect("a town has offices").id;
    let morning = ShiftId::of(office, Period::Morning);
    let days = [shop.tomorrow(), Day(shop.tomorrow().0 + 1)];
    let all = days.map(|day| Choice { shift: morning, day });
    if all[0] == now { all[1] } else { all[0] }
}

#[test]
fn three_moves_are_free_and_then_the_page_says_from_when_the_next_one_is() {
    journey(Town::quiet(), async |shop| {
        let somebody = Person::fresh(0);
        let mut browser = shop.visitor(&somebody);
        browser.book().await;
        let hours = || [("hours", Value::count(24))];
        for left in (1..=3_u64).rev() {
            browser.get("/move").await.assert_at("/move", 200);
            let words = if left == 1 {
                Language::Persian.fill("moves-last", &hours())
            } else {
                Language::Persian.fill("moves-left", &[("count", Value::count(left))])
            };
            browser.page().assert_says(&words);
            let now = shop.state(&somebody).await.booking.expect("booked").choice;
            let choice = other(shop, now);
            ask(shop, &somebody, RequestCommand::Move { choice }).await;
            until("the old seat is back", async || {
                shop.state(&somebody).await.giving_back.is_empty().then_some(())
            })
            .await;
        }
        let booking = shop.state(&somebody).await.booking.expect("booked");
        let from = booking.booked_at.plus(Millis::hours(24));
        browser.get("/move").await.assert_says(&at("moves-from", from));
        assert!(!browser.has_button("move-button"));
        let choice = other(shop, booking.choice);
        let refused = ask(shop, &somebody, RequestCommand::Move { choice }).await;
        let waits = RequestRefusal::MovesFrom { from };
        assert!(matches!(refused, Answered::Refused(why, _) if why == waits), "{refused:?}");
        // A day that its office closes costs no move, and does not wait.
        let Choice { shift, day } = booking.choice;
        shop.engine.close_day(shift, day).await.expect("there is room").expect("it was open");
        browser.get("/move").await.assert_says(&say("moves-not-counted"));
        let choice = Choice { shift, day: day.plus(if day == shop.tomorrow() { 1 } else { -1 }) };
        let moved = ask(shop, &somebody, RequestCommand::Move { choice }).await;
        assert!(matches!(moved, Answered::Is(_)), "{moved:?}");
        let state = shop.state(&somebody).await;
        assert_eq!((state.moves, state.booking.map(|it| it.choice)), (3, Some(choice)));
    });
}

#[test]
fn after_three_unpaid_seats_the_page_says_from_when_the_next_one_is() {
    journey(Town::quiet(), async |shop| {
        let somebody = Person::fresh(0);
        let mut browser = shop.visitor(&somebody);
        browser.go_to_bank().await;
        let ran_out = async |times: u8| {
            until("the hold is over", async || {
                shop.skip(Millis::minutes(1));
                shop.sweep().await;
                let state = shop.state(&somebody).await;
                (state.unpaid == times && !state.in_flight()).then_some(())
            })
            .await;
        };
        ran_out(1).await;
        let bank = shop.app.banks.list[0].id;
        for times in 2..=3 {
            let choice = shop.state(&somebody).await.last.expect("it ended").choice;
            let desired = Desired { bank, fee: shop.app.fee };
            let wish = RequestCommand::Choose { choice, desired, details: None };
            let held = ask(shop, &somebody, wish).await;
            assert!(matches!(held, Answered::Is(_)), "{held:?}");
            ran_out(times).await;
        }
        let last = shop.state(&somebody).await.last.expect("it ended");
        assert_eq!(last.why, EndReason::RanOut);
        let from = last.at.plus(shop.app.terms.unpaid_wait);
        browser.enter().await.assert_at("/choose", 200);
        browser.page().assert_says(&at("choose-cools", from));
        assert!(!browser.has_button("payment-submit"));
        shop.skip(shop.app.terms.unpaid_wait);
        browser.enter().await.assert_at("/choose", 200);
        browser.search().await;
        browser.take_first();
        browser.press("payment-submit").await;
        browser.ticket();
        assert!(matches!(Stage::of(&*shop.state(&somebody).await), Stage::Unpaid { .. }));
    });
}

#[test]
fn the_fee_follows_the_tariff_from_its_day_on_and_a_credit_pays_whatever_it_is_by_then() {
    journey(Town::quiet(), async |shop| {
        let put = async |from: Day, amount: i64| {
            let fee = Rial::new(amount).expect("an amount");
            let row = Fee { service: Service::FirstIssue, from, fee };
            shop.engine.put_fee(row).await.expect("there is room").expect("it is ahead");
            fee
        };
        let today = day_of(shop.now());
        let (before, after) = (put(today.plus(-9), 2_000).await, put(today.plus(1), 3_000).await);
        let (early, late) = (Person::fresh(0), Person::fresh(1));
        let mut browser = shop.visitor(&early);
        browser.get("/conditions").await.assert_says(&rials(before));
        browser.enter().await.assert_says(&rials(before));
        browser.book().await.assert_at("/confirm", 200);
        let money = shop.state(&early).await.booking.and_then(|it| it.paid).expect("it was paid");
        assert_eq!(money.amount, before);
        ask(shop, &early, RequestCommand::GiveBack).await;

        shop.skip(Millis::hours(24));
        let mut other = shop.visitor(&late);
        other.get("/conditions").await.assert_says(&rials(after));
        other.enter().await.assert_says(&rials(after));
        browser.enter().await.assert_at("/choose", 200);
        browser.page().assert_says(&say("payment-credit"));
        browser.page().assert_silent_about(&rials(after));
        browser.search().await;
        browser.take_first();
        browser.press("payment-submit-credit").await.assert_at("/confirm", 200);
        let paid = shop.state(&early).await.booking.and_then(|it| it.paid);
        assert_eq!(paid, Some(money), "the money of then pays in full");
        // A day from which nothing is asked needs no bank.
        let free = put(day_of(shop.now()).plus(1), 0).await;
        assert!(free.is_zero());
        shop.skip(Millis::hours(24));
        other.enter().await.assert_says(&say("payment-free"));
        other.fill_in_all().await;
        other.press("payment-submit-free").await.assert_at("/confirm", 200);
        assert_eq!(shop.state(&late).await.booking.expect("booked").paid, None);
    });
}
