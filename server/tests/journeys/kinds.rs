//! One request after another: who may open which, what it costs, and who says so.

use nobat_domain::ids::Period;
use nobat_domain::money::Rial;
use nobat_domain::request::{RequestCommand, RequestState, Step};
use nobat_domain::staff::{Deed, Role, Subject};
use nobat_domain::tariff::{Fee, Service};
use nobat_domain::timestamp::Millis;
use nobat_engine::{Answered, day_of};
use nobat_server::pages::address;
use nobat_server::pages::counter::address as counter;
use nobat_server::persian::amounts::rials;
use nobat_server::persian::dates;

use crate::support::clerk::Clerk;
use crate::support::{Page, Person, Shop, Town, Visitor, journey, say};

const NEW: &str = "/request/new";

pub fn rial(amount: i64) -> Rial {
    Rial::new(amount).expect("an amount")
}

/// The table of the citizens' article.
pub async fn put_tariff(shop: &Shop) {
    let from = day_of(shop.now()).plus(-9);
    for (service, amount) in [
        (Service::FirstIssue, 600_000),
        (Service::FirstLoss, 720_000),
        (Service::SecondLoss, 120_000),
        (Service::FurtherLoss, 180_000),
        (Service::Replacement, 50_000),
        (Service::Signature, 40_000),
    ] {
        let fee = Fee { service, from, fee: rial(amount) };
        shop.engine.put_fee(fee).await.expect("there is room").expect("the first row");
    }
}

async fn tell(shop: &Shop, person: &Person, step: Step) -> Answered {
    let key = shop.engine.request_key(&person.national_id());
    shop.engine.ask(key, RequestCommand::Advance { step }).await.expect("desks answer")
}

/// From the counter to the owner's hand.
pub async fn deliver(shop: &Shop, person: &Person) {
    let booking = shop.state(person).await.booking.expect("it is booked");
    let office = booking.choice.shift.office();
    for step in [Step::Begun { office }, Step::Finished, Step::InProduction, Step::Delivered] {
        let told = tell(shop, person, step).await;
        assert!(matches!(told, Answered::Is(_)), "{step:?}: {told:?}");
    }
}

/// Opens a kind on its page; the form of the details is next.
pub async fn open<'b>(browser: &'b mut Visitor<'_>, kind: &str) -> &'b Page {
    browser.get(NEW).await.assert_at(NEW, 200);
    browser.fill(&[("kind", kind)]);
    browser.press("opening-button").await
}

/// Chooses a seat and pays for it.
async fn choose_and_pay(shop: &Shop, browser: &mut Visitor<'_>) {
    browser.search().await;
    browser.take_first();
    browser.press("payment-submit").await;
    let back = shop.bank().pay(&browser.ticket()).await;
    browser.come_back(&back).await.assert_at("/confirm", 200);
}

#[test]
fn who_lost_the_card_pays_by_the_count_of_losses_and_the_receipt_names_the_kind() {
    journey(Town::quiet(), async |shop| {
        put_tariff(shop).await;
        let person = Person::fresh(0);
        let mut browser = shop.visitor(&person);
        browser.book().await.assert_at("/confirm", 200);
        let first = shop.state(&person).await.code.expect("a code");
        browser.get(NEW).await.assert_at(NEW, 409);
        browser.page().assert_says(&say("kind-no-card"));

        deliver(shop, &person).await;
        browser.get("/result").await;
        browser.follow_link(&say("opening-title")).await.assert_at(NEW, 200);
        for said in ["kind-has-card", "kind-no-mistake"] {
            browser.page().assert_says(&say(said));
        }
        browser.press("opening-button").await.assert_at(NEW, 422);
        browser.page().assert_says(&say("fault-kind-empty"));
        browser.page().assert_says(&rials(rial(720_000)));

        let details = shop.state(&person).await.details;
        for (loss, (service, key, amount)) in [
            (Service::FirstLoss, "fee-first-loss", 720_000),
            (Service::SecondLoss, "fee-second-loss", 120_000),
        ]
        .into_iter()
        .enumerate()
        {
            open(&mut browser, "loss").await.assert_at("/register", 200);
            browser.page().assert_says(&say(key));
            browser.page().assert_says(&rials(rial(amount)));
            choose_and_pay(shop, &mut browser).await;
            let state = shop.state(&person).await;
            assert_eq!((state.service, state.past.len()), (service, loss + 1));
            let booking = state.booking.as_ref().expect("it is booked");
            assert_eq!(booking.paid.as_ref().map(|paid| paid.amount), Some(rial(amount)));
            assert_eq!(state.details, details, "what was stated stays");
            browser.get("/result/print").await.assert_says(&say(key));
            browser.get(NEW).await.assert_at(NEW, 409);
            browser.page().assert_says(&say("kind-under-way"));
            deliver(shop, &person).await;
        }
        browser.get(NEW).await.assert_says(&say("fee-further-loss"));
        // Every code that was given leads to its citizen, and each request has one of its own.
        let key = shop.engine.request_key(&person.national_id());
        let codes: Vec<_> = shop.state(&person).await.codes().collect();
        assert_eq!((codes.len(), codes[0]), (3, first));
        assert!(codes[0] != codes[1] && codes[1] != codes[2]);
        for code in codes {
            assert_eq!(shop.engine.find_code(code).await.expect("it reads"), Some(key));
        }
    });
}

#[test]
fn what_an_officer_got_wrong_is_free_once_an_operator_has_said_so() {
    journey(Town::quiet(), async |shop| {
        put_tariff(shop).await;
        let person = Person::fresh(0);
        let mut browser = shop.visitor(&person);
        browser.book().await.assert_at("/confirm", 200);
        let code = shop.state(&person).await.code.expect("a code").to_string();
        let mut support = Clerk::inside(shop, "sara", Role::Support).await;
        support.get(counter::MISTAKE).await.assert_at(counter::MISTAKE, 403);
        let mut clerk = Clerk::inside(shop, "zahra", Role::Operator).await;
        clerk.get(counter::MISTAKE).await;
        clerk.fill(&[("code", "123"), ("reason", "")]);
        let page = clerk.press("ops-mistake-button").await;
        page.assert_at(counter::MISTAKE, 422);
        page.assert_says(&say("ops-find-code-wrong"));
        page.assert_says(&say("ops-find-reason-short"));
        clerk.fill(&[("code", &code), ("reason", "نام پدر اشتباه چاپ شده است")]);
        clerk.press("ops-mistake-button").await.assert_says(&say("ops-mistake-no-card"));

        deliver(shop, &person).await;
        // A claim alone makes nothing free.
        browser.get(NEW).await.assert_says(&say("kind-no-mistake"));
        browser.forge("kind", "mistake");
        browser.press("opening-button").await.assert_at(NEW, 409);
        browser.page().assert_says(&say("kind-no-mistake"));

        clerk.press("ops-mistake-button").await.assert_says(&say("ops-mistake-done"));
        let deeds = shop.engine.audit(None).await.expect("it reads");
        let key = shop.engine.request_key(&person.national_id());
        assert_eq!((deeds[0].deed, deeds[0].subject), (Deed::FoundMistake, Subject::Request(key)));

        open(&mut browser, "mistake").await.assert_at("/register", 200);
        browser.page().assert_says(&say("payment-free"));
        browser.search().await;
        browser.take_first();
        browser.press("payment-submit-free").await.assert_at("/confirm", 200);
        browser.get("/result/print").await.assert_says(&say("fee-mistake"));
        let state = shop.state(&person).await;
        assert_eq!(state.service, Service::OfficersMistake);
        assert_eq!(state.booking.as_ref().expect("it is booked").paid, None);
        assert_eq!(state.attempts.len(), 0, "no bank was asked for anything");
        deliver(shop, &person).await;
        browser.get(NEW).await.assert_says(&say("kind-no-mistake"));
    });
}

#[test]
fn a_signature_is_given_at_the_counter_and_no_card_is_made() {
    journey(Town::quiet(), async |shop| {
        put_tariff(shop).await;
        let person = Person::fresh(0);
        let mut browser = shop.visitor(&person);
        browser.book().await.assert_at("/confirm", 200);
        deliver(shop, &person).await;
        open(&mut browser, "loss").await.assert_at("/register", 200);
        // It was not paid: another kind may take its place.
        open(&mut browser, "signature").await.assert_at("/register", 200);
        browser.page().assert_says(&rials(rial(40_000)));
        choose_and_pay(shop, &mut browser).await;
        browser.get("/delivery").await.assert_at("/delivery", 409);
        browser.page().assert_says(&say("system-no-card-about"));
        let booking = shop.state(&person).await.booking.expect("it is booked");
        let office = booking.choice.shift.office();
        tell(shop, &person, Step::Begun { office }).await;
        tell(shop, &person, Step::Finished).await;
        let refused = tell(shop, &person, Step::InProduction).await;
        assert!(matches!(refused, Answered::Refused(..)), "{refused:?}");
        browser.get("/result").await.assert_says(&say("stage-signed"));
        browser.page().assert_silent_about(&say("milestone-production"));
        browser.get(NEW).await.assert_says(&say("kind-signed"));
    });
}

#[test]
fn a_service_without_a_fee_is_not_opened() {
    journey(Town::quiet(), async |shop| {
        let person = Person::fresh(0);
        let mut browser = shop.visitor(&person);
        browser.book().await.assert_at("/confirm", 200);
        deliver(shop, &person).await;
        browser.get(NEW).await.assert_at(NEW, 200);
        browser.page().assert_says(&say("kind-no-fee"));
        browser.forge("kind", "loss");
        browser.press("opening-button").await.assert_at(NEW, 422);
        assert_eq!(shop.state(&person).await.past.len(), 0);
    });
}

/// The list of the shift and day that are booked, at the office.
fn list_of(state: &RequestState) -> String {
    let choice = state.booking.as_ref().expect("it is booked").choice;
    let evening = choice.shift.period() == Period::Evening;
    let shift = if evening { "evening" } else { "morning" };
    format!("{}?day={}&shift={shift}", counter::OFFICE, dates::wire(choice.day))
}

/// What a stranger with this code alone is told.
async fn tracked(shop: &Shop, code: &str) -> String {
    let mut stranger = shop.visitor(&Person::fresh(9));
    stranger.get(address::TRACK).await;
    stranger.fill(&[("code", code)]);
    stranger.press("track-button").await.text()
}

#[test]
fn an_office_serves_the_request_of_today_and_an_old_code_opens_nothing_there() {
    journey(Town::quiet(), async |shop| {
        put_tariff(shop).await;
        let person = Person::fresh(0);
        let mut browser = shop.visitor(&person);
        browser.book().await.assert_at("/confirm", 200);
        let first = shop.state(&person).await;
        let (old, old_list) = (first.code.expect("a code").to_string(), list_of(&first));
        let old_office = first.booking.as_ref().expect("it is booked").choice.shift.office();
        deliver(shop, &person).await;
        open(&mut browser, "replacement").await.assert_at("/register", 200);
        choose_and_pay(shop, &mut browser).await;
        browser.page().assert_says(&say("preparation-card"));
        let state = shop.state(&person).await;
        let (code, list) = (state.code.expect("a code").to_string(), list_of(&state));
        let office = state.booking.as_ref().expect("it is booked").choice.shift.office();
        assert!(tracked(shop, &old).await.contains(&say("stage-delivered")));
        assert!(tracked(shop, &code).await.contains(&say("stage-booked")));

        shop.skip(Millis::hours(24));
        let mut clerk = Clerk::inside(shop, "office", Role::Office(office)).await;
        clerk.get(&list).await.assert_says(&say("fee-replacement"));
        // Who came that day stays on its list, with another request ahead and nothing to be done.
        let mut before = Clerk::inside(shop, "before", Role::Office(old_office)).await;
        before.get(&old_list).await.assert_says(&say("ops-day-gone-on"));
        let has_act = |clerk: &Clerk<'_>| clerk.page().html.contains("name=\"act\"");
        assert!(old_list == list || !has_act(&before), "nothing is to be done with it");
        assert!(has_act(&clerk));
        let csrf = clerk.csrf().await;
        let begin = [("csrf", &*csrf), ("code", &*old), ("act", "begin")];
        clerk.post(counter::OFFICE_STEP, &begin).await.assert_at(counter::OFFICE_STEP, 409);
        clerk.page().assert_says(&say("ops-day-gone"));
        clerk.get(&list).await;
        clerk.press_at(&code, "ops-day-begin").await.assert_at(counter::OFFICE, 200);
        clerk.fill(&[("taken", "yes")]);
        clerk.press_at(&code, "ops-day-finish").await.assert_at(counter::OFFICE, 200);
        assert!(tracked(shop, &old).await.contains(&say("stage-delivered")));
        assert!(tracked(shop, &code).await.contains(&say("stage-completed")));

        browser.enter().await.assert_at("/result", 200);
        browser.get(address::DATA).await.assert_says(&say("data-past"));
        let file = browser.download(address::DATA_JSON).await;
        let held: serde_json::Value = serde_json::from_slice(&file.bytes).expect("JSON");
        assert_eq!(held["earlier_requests"][0]["tracking_code"], old.as_str());
        assert_eq!(held["request"][0]["service"], "replacement");
        assert_eq!(held["request"][0]["cards"], 1);
        assert_eq!(held["payments"].as_array().map(Vec::len), Some(2));
    });
}
