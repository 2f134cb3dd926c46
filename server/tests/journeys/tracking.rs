//! Where a request stands, for whoever knows its code, a second fact, or the booklet.

use nobat_domain::request::{RequestCommand, Step};
use nobat_domain::timestamp::Millis;
use nobat_engine::Answered;
use nobat_server::pages::address;
use nobat_server::pages::fault::{Fault, Field};
use nobat_server::persian::digits;

use crate::support::{Person, Shop, Town, Visitor, journey, logs, say, sentence};

const HOME: &str = "31.2.4.8";

/// Looks a code up as a stranger does, from this address.
async fn look<'a>(shop: &'a Shop, address: &str, code: &str, last: &str) -> Visitor<'a> {
    let mut stranger = shop.visitor(&Person::fresh(9)).from(address);
    stranger.get(address::TRACK).await;
    stranger.fill(&[("code", code), ("last", last)]);
    stranger.press("track-button").await;
    stranger
}

async fn code_of(shop: &Shop, person: &Person) -> String {
    let code = shop.state(person).await.code.expect("it was booked");
    format!("{:09}", code.number())
}

async fn tell(shop: &Shop, person: &Person, step: Step) {
    let key = shop.engine.request_key(&person.national_id());
    let told = shop.engine.ask(key, RequestCommand::Advance { step }).await;
    assert!(matches!(told.expect("desks answer"), Answered::Is(_)), "{step:?}");
}

/// The present step of the page's list, in words.
fn present(visitor: &Visitor<'_>) -> String {
    let html = &visitor.page().html;
    let (_, item) = html.split_once("aria-current=\"step\">").expect("one is the present");
    item.split('<').next().unwrap_or_default().trim().to_owned()
}

#[test]
fn a_code_alone_shows_the_stage_and_with_the_mobiles_last_digits_date_and_place() {
    journey(Town::guarded_without_question(), async |shop| {
        let somebody = Person::fresh(0);
        shop.visitor(&somebody).from(HOME).book().await;
        let code = code_of(shop, &somebody).await;
        let booking = shop.state(&somebody).await.booking.clone().expect("it was booked");
        let office = shop.town.facts().into_iter();
        let office = office.clone().find(|it| it.id == booking.choice.shift.office());
        let office = office.expect("an office of the town").name;
        let day = nobat_server::persian::dates::in_words(booking.choice.day);

        // In threes, with a dash, in Persian digits: it is the same code.
        let spaced = format!("{} {}-{}", &code[..3], &code[3..6], digits::persian(&code[6..]));
        let bare = look(shop, HOME, &spaced, "").await;
        bare.page().assert_at(address::TRACK, 200);
        bare.page().assert_says(&say("stage-booked"));
        bare.page().assert_says(&say("track-more"));
        assert_eq!(present(&bare), say("milestone-completed"));
        for secret in [&day, &office, &somebody.nid, &digits::persian(&somebody.nid)] {
            bare.page().assert_silent_about(secret);
        }
        assert!(!bare.page().html.contains(&somebody.mobile[7..]));

        let last = digits::persian(&somebody.mobile[7..]);
        let whole = look(shop, HOME, &code, &last).await;
        whole.page().assert_says(&say("stage-ahead"));
        whole.page().assert_says(&day);
        whole.page().assert_says(&office);
        whole.page().assert_silent_about(&digits::persian(&somebody.nid));

        let wrong = look(shop, HOME, &code, "9990").await;
        wrong.page().assert_at(address::TRACK, 422);
        let unknown = look(shop, HOME, "100000001", "9990").await;
        unknown.page().assert_at(address::TRACK, 422);
        let said = |page: &crate::support::Page| page.text().replace(&digits::persian(&code), "");
        wrong.page().assert_says(&sentence(Field::Tracking, &Fault::TrackNone));
        assert_eq!(said(wrong.page()), said(unknown.page()), "the two read the same");
        assert!(!logs().contains(&code), "no code is logged");
    });
}

#[test]
fn every_stage_is_tracked_in_its_order_and_the_result_shows_the_same() {
    journey(Town::guarded_without_question(), async |shop| {
        let somebody = Person::fresh(0);
        let mut browser = shop.visitor(&somebody);
        browser.get(address::TRACK).await.assert_silent_about(&say("result-next"));
        browser.enter().await;
        browser.get(address::TRACK).await.assert_says(&say("stage-form"));
        assert_eq!(present(&browser), say("milestone-registered"));
        let ticket = browser.go_to_bank().await;
        browser.get(address::TRACK).await.assert_says(&say("stage-unpaid"));
        assert_eq!(present(&browser), say("milestone-paid"));
        let back = shop.bank().pay(&ticket).await;
        browser.come_back(&back).await;
        browser.get("/give-back").await;
        browser.press("give-back-yes").await;
        browser.get(address::TRACK).await.assert_says(&say("stage-choosing"));
        assert_eq!(present(&browser), say("milestone-seat"));

        let other = Person::fresh(1);
        let mut browser = shop.visitor(&other);
        browser.book().await;
        let code = code_of(shop, &other).await;
        let booking = shop.state(&other).await.booking.clone().expect("it was booked");
        let office = booking.choice.shift.office();
        shop.skip(Millis::hours(48));
        for (step, words, present_at) in [
            (Step::Begun { office }, "stage-begun", "milestone-completed"),
            (Step::Finished, "stage-completed", "milestone-production"),
            (Step::InProduction, "stage-in-production", "milestone-production"),
            (Step::Ready { place: office }, "stage-ready", "milestone-delivered"),
            (Step::Delivered, "stage-delivered", "milestone-delivered"),
        ] {
            tell(shop, &other, step).await;
            let bare = look(shop, HOME, &code, "").await;
            bare.page().assert_says(&say(words));
            assert_eq!(present(&bare), say(present_at), "{step:?}");
            browser.enter().await.assert_at("/result", 200);
            browser.page().assert_says(&say(words));
            assert_eq!(present(&browser), say(present_at), "{step:?}");
        }
    });
}

#[test]
fn whoever_guesses_at_the_second_fact_is_locked_out_of_that_code_and_nobody_else() {
    journey(Town::guarded_without_question(), async |shop| {
        let (victim, other) = (Person::fresh(0), Person::fresh(1));
        shop.visitor(&victim).from(HOME).book().await;
        shop.visitor(&other).from(HOME).book().await;
        let (code, right) = (code_of(shop, &victim).await, victim.mobile[7..].to_owned());
        let cafe = "5.120.7.1";
        for _ in 0..5 {
            look(shop, cafe, &code, "9990").await.page().assert_at(address::TRACK, 422);
        }
        let locked = look(shop, cafe, &code, "9990").await;
        locked.page().assert_at(address::TRACK, 429);
        // The right digits do not open it before its time; what was typed stays.
        let locked = look(shop, "5.120.7.99", &code, &right).await;
        locked.page().assert_at(address::TRACK, 429);
        locked.page().assert_silent_about(&say("stage-ahead"));
        assert_eq!(locked.page().form(address::TRACK).field("code"), digits::persian(&code));
        look(shop, cafe, &code, "").await.page().assert_at(address::TRACK, 200);
        let others = (code_of(shop, &other).await, other.mobile[7..].to_owned());
        look(shop, cafe, &others.0, &others.1).await.page().assert_at(address::TRACK, 200);
        look(shop, HOME, &code, &right).await.page().assert_says(&say("stage-ahead"));
        // Entries of that network were not wrong and are as they were.
        let mut neighbour = shop.visitor(&victim).from(cafe);
        neighbour.enter().await.assert_at("/result", 200);
        shop.skip(Millis::minutes(15));
        look(shop, cafe, &code, &right).await.page().assert_says(&say("stage-ahead"));
    });
}

#[test]
fn a_network_that_walks_over_codes_is_slowed_and_others_are_not() {
    journey(Town::guarded_without_question(), async |shop| {
        let somebody = Person::fresh(0);
        shop.visitor(&somebody).from(HOME).book().await;
        let code = code_of(shop, &somebody).await;
        let walker = "5.120.7.1";
        let mut slowed = 0;
        for number in 0..40 {
            let unknown = format!("{}", 100_000_007 + number * 13);
            let page = look(shop, walker, &unknown, "").await;
            match page.page().status.as_u16() {
                422 => {}
                429 => slowed += 1,
                other => panic!("{other}: {}", page.page().text()),
            }
        }
        assert!(slowed >= 5, "{slowed}");
        look(shop, HOME, &code, "").await.page().assert_at(address::TRACK, 200);
        shop.skip(Millis::seconds(6));
        look(shop, walker, &code, "").await.page().assert_at(address::TRACK, 200);
    });
}

#[test]
fn what_is_no_code_is_told_at_its_field_and_costs_nothing() {
    journey(Town::guarded_without_question(), async |shop| {
        for (code, last, field, fault) in [
            ("", "", Field::Tracking, Fault::CodeEmpty),
            ("1234", "", Field::Tracking, Fault::CodeShape { digits: 4 }),
            ("12345678x", "", Field::Tracking, Fault::CodeChars),
            ("497320167", "12", Field::LastFour, Fault::LastShape),
        ] {
            for _ in 0..8 {
                let page = look(shop, HOME, code, last).await;
                page.page().assert_at(address::TRACK, 422);
                page.page().assert_says(&sentence(field, &fault));
            }
        }
    });
}
