//! Who may do what: at every stage the foot shows what the law allows, and the server refuses the
//! rest with a sentence that says what to do.

use nobat_domain::ids::OfficeId;
use nobat_domain::request::{Denied, Operation, RequestCommand, Stage, Step};
use nobat_domain::timestamp::Millis;
use nobat_engine::Answered;
use nobat_server::pages::address;
use nobat_server::pages::opening::reason_key;
use nobat_server::persian::{Language, Value};

use crate::support::{Person, Shop, Town, Visitor, journey, say};

/// The operations of the law that the shop has a page for.
fn built(operation: Operation) -> Option<&'static str> {
    match operation {
        Operation::PrintReceipt => Some(address::PRINT),
        Operation::EditDetails => Some(address::EDIT),
        Operation::ChangeMobile => Some(address::MOBILE),
        Operation::ChangePlaceAndTime => Some(address::MOVE),
        Operation::ChangeDeliveryPlace => Some(address::DELIVERY),
        Operation::GiveSeatBack => Some(address::GIVE_BACK),
        Operation::AwaitEarlierSeat => Some(address::EARLIER),
        Operation::SaveReceipt => Some(address::SAVE),
        Operation::EmailReceipt => Some(address::EMAIL),
        Operation::OpenRequest => Some(address::NEW_REQUEST),
        // Only where the operator asks for it: `booklet` tells of that.
        Operation::SendScan => None,
    }
}

/// The sentence of a refusal, and its status.
fn refusal(shop: &Shop, denied: Denied) -> (String, u16) {
    let naming = |key: &'static str, office: OfficeId| {
        let board = shop.engine.board();
        let name = board.directory().office(office).expect("an office of the town").name.clone();
        Language::Persian.fill(key, &[("office", Value::Plain(name))])
    };
    match denied {
        Denied::NoForm => (say("system-form-first-about"), 403),
        Denied::NotBooked => (say("system-seat-first-about"), 403),
        Denied::Begun { office } => (naming("system-begun-about", office), 409),
        Denied::HalfDone { office } => (naming("system-half-done-about", office), 409),
        Denied::InProduction { place } => (naming("system-production-about", place), 409),
        Denied::Delivered => (say("system-delivered-about"), 409),
        Denied::NoCardMade => (say("system-no-card-about"), 409),
        Denied::NotOpen(why) => (say(reason_key(why)), 409),
    }
}

/// The foot shows what the law allows and the shop has built; the server accepts just that.
async fn assert_operations(shop: &Shop, browser: &mut Visitor<'_>) {
    let state = shop.state(&browser.person).await;
    let allowed = Operation::ALL.into_iter().filter(|operation| operation.allowed(&state));
    let shown: Vec<_> = allowed.filter_map(built).map(str::to_owned).collect();
    let page = browser.page().clone();
    assert_eq!(page.operations(), shown, "{:?} at {}", Stage::of(&state), page.path);
    let csrf = page.form("/leave").field("csrf").to_owned();
    let fields = [("csrf".to_owned(), csrf), ("mobile".to_owned(), "09121111111".to_owned())];
    for operation in Operation::ALL {
        let Some(address) = built(operation) else { continue };
        let mut other = browser.clone();
        other.get(address).await;
        let Err(denied) = operation.ruling(&state) else {
            other.page().assert_at(address, 200);
            continue;
        };
        if address == address::PRINT {
            assert_ne!(other.page().path, address, "whoever has no receipt is led on");
        } else {
            let (sentence, status) = refusal(shop, denied);
            other.page().assert_at(address, status);
            other.page().assert_says(&sentence);
            assert_eq!(other.page().operations(), shown, "the page shows what is allowed");
            // Saving is looked at alone; its files are other addresses.
            if address != address::SAVE {
                other.post(address, &fields).await.assert_at(address, status);
                other.page().assert_says(&sentence);
            }
        }
        assert_eq!(shop.state(&browser.person).await, state, "{address} changed nothing");
    }
}

/// An office, the production line or a place of delivery tells of a step.
async fn step(shop: &Shop, person: &Person, step: Step) -> Answered {
    let key = shop.engine.request_key(&person.national_id());
    shop.engine.ask(key, RequestCommand::Advance { step }).await.expect("desks answer")
}

#[test]
fn every_stage_leads_to_its_page_and_shows_its_operations_alone() {
    journey(Town::quiet(), async |shop| {
        let somebody = Person::fresh(0);
        let mut browser = shop.visitor(&somebody);
        browser.enter().await.assert_at("/register", 200);
        assert_operations(shop, &mut browser).await;
        let mut again = browser.elsewhere();
        again.enter().await.assert_at("/register", 200);

        let ticket = browser.go_to_bank().await;
        again.enter().await.assert_at("/confirm", 200);
        again.page().assert_says(&say("confirm-unpaid"));
        assert_operations(shop, &mut again).await;

        shop.bank().misbehave(serde_json::json!({ "verify": "down" })).await;
        let back = shop.bank().pay(&ticket).await;
        browser.come_back(&back).await.assert_at("/pay/checking", 200);
        again.enter().await.assert_at("/pay/checking", 200);
        assert_operations(shop, &mut again).await;

        shop.bank().misbehave(serde_json::json!({})).await;
        shop.skip(Millis::seconds(6));
        shop.sweep().await;
        again.enter().await.assert_at("/result", 200);
        assert_operations(shop, &mut again).await;
        for address in ["/register", "/confirm", "/choose", "/pay/checking", "/pay/failed"] {
            let at = again.get(address).await.path.clone();
            assert!(at == "/result" || at == "/confirm", "{address} leads to {at}");
        }
    });
}

#[test]
fn every_step_after_the_booking_shows_its_operations_alone() {
    journey(Town::quiet(), async |shop| {
        let somebody = Person::fresh(0);
        let mut browser = shop.visitor(&somebody);
        browser.book().await.assert_at("/confirm", 200);
        let booking = shop.state(&somebody).await.booking.expect("it was booked");
        let office = booking.choice.shift.office();
        let day = Millis::hours(24);
        shop.skip(Millis(day.0 * u64::from(booking.choice.day.0.abs_diff(shop.tomorrow().0) + 2)));
        for (told, words) in [
            (None, "stage-missed"),
            (Some(Step::Missed), "stage-missed"),
            (Some(Step::Begun { office }), "stage-begun"),
            (Some(Step::Finished), "stage-completed"),
            (Some(Step::InProduction), "stage-in-production"),
            (Some(Step::Ready { place: office }), "stage-ready"),
            (Some(Step::Delivered), "stage-delivered"),
        ] {
            if let Some(told) = told {
                assert!(matches!(step(shop, &somebody, told).await, Answered::Is(_)), "{told:?}");
            }
            browser.enter().await.assert_at("/result", 200);
            browser.page().assert_says(&say(words));
            assert_operations(shop, &mut browser).await;
        }
    });
}
