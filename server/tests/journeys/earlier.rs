//! «خبر از نوبت زودتر»: who waits is asked when a seat comes free, and nobody loses a seat by it.

use nobat_domain::ids::Day;
use nobat_domain::keeper::desk::COOLING_LONGEST;
use nobat_domain::timestamp::Millis;
use nobat_server::offering::rounds;
use nobat_server::persian::clock::clock;
use nobat_server::persian::{Language, Value, dates};

use crate::support::{AREA, Person, Shop, Town, Visitor, day_wire, journey, say, until};

/// One office with one seat on each of some mornings; the second day is the first that is offered.
pub fn town() -> Town {
    Town { days: 4, ..Town::narrow(1) }
}

/// Books the seat of a day, so many days after the first.
pub async fn book<'s>(shop: &'s Shop, person: usize, after: i32) -> Visitor<'s> {
    let mut browser = shop.visitor(&Person::fresh(person));
    browser.enter().await;
    browser.fill_in().await;
    let day = day_wire(shop.tomorrow().plus(after));
    browser.fill(&[("date", &day), ("area", AREA)]);
    browser.press("search-button").await;
    browser.take_first();
    browser.press("payment-submit").await;
    let back = shop.bank().pay(&browser.ticket()).await;
    browser.come_back(&back).await;
    browser
}

async fn booked_day(shop: &Shop, browser: &Visitor<'_>) -> Day {
    shop.state(&browser.person).await.booking.as_ref().expect("it is booked").choice.day
}

async fn waits(browser: &mut Visitor<'_>) {
    browser.get("/earlier").await.assert_at("/earlier", 200);
    browser.press("earlier-area").await.assert_at("/earlier", 200);
    browser.page().assert_says(&say("earlier-waits-area"));
}

/// A round of offers once the tables have followed and the clocks have been looked at.
pub async fn round(shop: &Shop) {
    until("the tables", async || {
        let (durable, applied, _) = shop.engine.positions();
        (applied >= durable).then_some(())
    })
    .await;
    rounds::once(&shop.app).await.expect("desks answer");
    shop.tell().await;
}

/// Lets time pass; whoever goes on after that enters anew.
async fn later(shop: &Shop, span: Millis, browsers: &mut [&mut Visitor<'_>]) {
    shop.skip(span);
    for browser in browsers {
        browser.enter().await;
    }
}

async fn both(shop: &Shop, one: &Visitor<'_>, other: &Visitor<'_>) -> usize {
    offers(shop, one).await.len() + offers(shop, other).await.len()
}

pub async fn free(shop: &Shop, day: Day) {
    let office = shop.town.facts().remove(0).id;
    let shift = nobat_domain::ids::ShiftId::of(office, nobat_domain::ids::Period::Morning);
    until("a free seat", async || {
        let standing = shop.engine.board().standing(shift, day)?;
        (standing.free() > 0).then_some(())
    })
    .await;
}

/// The words of offers that were sent to somebody.
async fn offers(shop: &Shop, browser: &Visitor<'_>) -> Vec<String> {
    shop.tell().await;
    let texts = shop.texts(&browser.person.mobile).await;
    texts.into_iter().filter(|text| text.contains("نوبت زودتری")).collect()
}

#[test]
fn a_seat_that_one_gives_back_is_offered_to_the_other_who_takes_it() {
    journey(town(), async |shop| {
        let (second, third) = (shop.tomorrow().plus(1), shop.tomorrow().plus(2));
        let mut gives = book(shop, 0, 1).await;
        let mut waiting = book(shop, 1, 2).await;
        waits(&mut waiting).await;
        gives.get("/give-back").await;
        gives.press("give-back-yes").await.assert_at("/choose", 200);
        // It rests first, so that nobody knows when it comes back; then it is nine o'clock.
        later(shop, COOLING_LONGEST.max(Millis::hours(1)), &mut [&mut waiting, &mut gives]).await;
        free(shop, second).await;
        round(shop).await;

        let until = shop.state(&waiting.person).await.offer().expect("it is held").deadline;
        let time = [("time", Value::Plain(clock(until)))];
        waiting.get("/result").await;
        waiting.page().assert_says(&Language::Persian.fill("result-offer", &time));
        waiting.follow_link(&say("earlier-title")).await.assert_at("/earlier", 200);
        waiting.page().assert_says(&Language::Persian.fill("earlier-until", &time));
        for day in [second, third] {
            waiting.page().assert_says(&dates::in_words(day));
        }
        let told = offers(shop, &waiting).await;
        assert_eq!(told.len(), 1);
        assert!(told[0].contains(&clock(until)), "{}", told[0]);
        assert_eq!(offers(shop, &waiting).await.len(), 1, "once");
        // While it is held nobody else can take it.
        let mut other = shop.visitor(&Person::fresh(2));
        other.enter().await;
        other.fill_in().await;
        other.fill(&[("date", &day_wire(second)), ("area", AREA)]);
        other.press("search-button").await;
        let held = Language::Persian.fill("offices-held", &[("count", Value::count(1))]);
        other.page().assert_says(&held);

        waiting.press("earlier-accept").await.assert_at("/result", 200);
        waiting.page().assert_says(&dates::in_words(second));
        assert_eq!(booked_day(shop, &waiting).await, second);
        let state = shop.state(&waiting.person).await;
        assert_eq!((state.moves, state.waiting), (0, None), "the move is not counted");
        gives.enter().await.assert_at("/choose", 200);
        later(shop, COOLING_LONGEST, &mut [&mut waiting]).await;
        free(shop, third).await;
    });
}

#[test]
fn who_keeps_the_seat_is_asked_no_more_that_day_and_the_next_is_asked() {
    journey(town(), async |shop| {
        let mut gives = book(shop, 0, 1).await;
        let (mut first, mut second) = (book(shop, 1, 2).await, book(shop, 2, 3).await);
        for waiting in [&mut first, &mut second] {
            waits(waiting).await;
        }
        gives.get("/give-back").await;
        gives.press("give-back-yes").await;
        later(shop, Millis::hours(1), &mut [&mut first, &mut second]).await;
        free(shop, shop.tomorrow().plus(1)).await;
        round(shop).await;
        first.get("/earlier").await;
        let mut other_tab = first.clone();
        other_tab.press("earlier-decline").await.assert_at("/earlier", 200);
        other_tab.page().assert_says(&say("earlier-waits-area"));
        // The other tab still shows the offer.
        first.press("earlier-accept").await.assert_at("/earlier/accept", 422);
        first.page().assert_says(&say("earlier-over"));
        assert_eq!(booked_day(shop, &first).await, shop.tomorrow().plus(2));
        free(shop, shop.tomorrow().plus(1)).await;
        round(shop).await;
        second.get("/earlier").await;
        second.page().assert_says(&say("earlier-accept"));
        assert_eq!(both(shop, &first, &second).await, 2);
        // Who says nothing keeps what is booked, and the seat is everybody's again.
        let lasts = shop.town.terms.offers.lasts;
        later(shop, lasts, &mut [&mut first, &mut second]).await;
        free(shop, shop.tomorrow().plus(1)).await;
        round(shop).await;
        second.get("/earlier").await.assert_at("/earlier", 200);
        second.page().assert_says(&say("earlier-waits-area"));
        second.press("earlier-leave").await.assert_at("/earlier", 200);
        second.page().assert_says(&say("earlier-about"));
        assert_eq!(both(shop, &first, &second).await, 2, "once a day");
    });
}

#[test]
fn who_moves_or_gives_back_lets_the_offer_go() {
    journey(Town { seats: 2, ..town() }, async |shop| {
        let (mut moves, mut gives) = (book(shop, 0, 3).await, book(shop, 1, 3).await);
        for waiting in [&mut moves, &mut gives] {
            waits(waiting).await;
        }
        later(shop, Millis::hours(1), &mut [&mut moves, &mut gives]).await;
        round(shop).await;
        assert_eq!(both(shop, &moves, &gives).await, 2);
        gives.get("/give-back").await;
        gives.press("give-back-yes").await.assert_at("/choose", 200);
        moves.get("/move").await;
        moves.fill(&[("date", &day_wire(shop.tomorrow().plus(2))), ("area", AREA)]);
        moves.press("search-button").await;
        moves.take_first();
        moves.press("move-button").await.assert_at("/result", 200);
        assert_eq!(booked_day(shop, &moves).await, shop.tomorrow().plus(2));
        free(shop, shop.tomorrow().plus(1)).await;
        for browser in [&mut moves, &mut gives] {
            let state = shop.state(&browser.person).await;
            assert_eq!((state.offer(), state.waiting), (None, None));
        }
        moves.get("/earlier").await;
        moves.page().assert_says(&say("earlier-about"));
    });
}

#[test]
fn a_day_that_closes_and_one_that_is_near_are_not_taken() {
    journey(town(), async |shop| {
        let mut near = book(shop, 0, 1).await;
        near.get("/earlier").await.assert_at("/earlier", 200);
        near.page().assert_says(&say("earlier-near"));
        let mut waiting = book(shop, 1, 3).await;
        waits(&mut waiting).await;
        later(shop, Millis::hours(1), &mut [&mut waiting]).await;
        round(shop).await;
        waiting.get("/earlier").await;
        let offer = *shop.state(&waiting.person).await.offer().expect("it is held");
        let closing = shop.engine.close_day(offer.choice.shift, offer.choice.day).await;
        closing.expect("there is room").expect("the law allows it");
        waiting.press("earlier-accept").await.assert_at("/earlier/accept", 422);
        waiting.page().assert_says(&say("earlier-over"));
        assert_eq!(booked_day(shop, &waiting).await, shop.tomorrow().plus(3));
    });
}
