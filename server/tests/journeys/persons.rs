//! What is held of a citizen: sealed, shown to nobody else, taken along, and erased.

use nobat_domain::request::{EraseCause, RequestCommand, Step, may_erase};
use nobat_domain::staff::{Deed, Role};
use nobat_domain::timestamp::Millis;
use nobat_engine::Answered;
use nobat_server::pages::address;
use nobat_server::pages::counter::address as counter;
use nobat_server::pages::fault::{Fault, Field};
use nobat_server::persian::digits;
use nobat_server::retention;
use serde_json::Value;

use crate::support::clerk::Clerk;
use crate::support::{Person, Shop, Town, Visitor, journey, logs, say, sentence};

const DAY: Millis = Millis::hours(24);

async fn tell(shop: &Shop, person: &Person, step: Step) {
    let key = shop.engine.request_key(&person.national_id());
    let told = shop.engine.ask(key, RequestCommand::Advance { step }).await;
    assert!(matches!(told.expect("desks answer"), Answered::Is(_)), "{step:?}");
}

/// All the way to a card in the hand.
async fn deliver(shop: &Shop, browser: &mut Visitor<'_>) {
    browser.book().await;
    deliver_booked(shop, browser).await;
}

/// The same of who has booked.
pub async fn deliver_booked(shop: &Shop, browser: &Visitor<'_>) {
    let person = browser.person.clone();
    let office = shop.state(&person).await.booking.as_ref().expect("booked").choice.shift.office();
    shop.skip(Millis::hours(48));
    let ready = Step::Ready { place: office };
    for step in [Step::Begun { office }, Step::Finished, Step::InProduction, ready, Step::Delivered]
    {
        tell(shop, &person, step).await;
    }
}

async fn is_known(shop: &Shop, person: &Person) -> bool {
    let key = shop.engine.request_key(&person.national_id());
    let answered = shop.engine.ask(key, RequestCommand::View).await.expect("desks answer");
    matches!(answered, Answered::Is(_))
}

/// Everything personal of somebody, in every spelling in which it could have been written.
fn secrets(person: &Person) -> Vec<String> {
    let mobile = &person.mobile;
    let plain = [&person.nid, mobile, &format!("98{}", &mobile[1..])].map(ToString::to_string);
    let persian = plain.clone().map(digits::persian);
    plain.into_iter().chain(persian).chain([person.mother.clone()]).collect()
}

#[test]
fn a_whole_journey_leaves_nobodys_name_number_or_mobile_on_disk_or_in_the_log() {
    journey(Town::quiet(), async |shop| {
        let somebody = Person::fresh(3);
        let mut browser = shop.visitor(&somebody);
        browser.enter().await;
        browser.fill_in().await;
        deliver(shop, &mut browser).await;
        browser.enter().await.assert_at("/result", 200);
        for path in ["/result/print", "/mobile", address::DATA, address::TRACK, "/result/file"] {
            browser.get(path).await;
        }
        for path in ["/result/receipt.html", "/result/receipt.pdf", address::DATA_JSON] {
            assert_eq!(browser.download(path).await.status, 200, "{path}");
        }
        let mut clerk = Clerk::inside(shop, "zahra", Role::Support).await;
        clerk.get(counter::SEARCH).await;
        clerk.fill(&[("nid", &somebody.nid), ("reason", "شکایت تلفنی")]);
        clerk.press("ops-find-button").await.assert_says(&say("ops-find-mobile"));
        let secrets = secrets(&somebody);
        let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
        shop.assert_nowhere_on_disk(&secrets);
        let logs = logs();
        for secret in &secrets {
            assert!(!logs.contains(secret), "the log names a citizen");
        }
        assert!(logs.len() > 1_000, "everything was logged");
    });
}

#[test]
fn a_citizen_takes_along_all_that_is_held_and_who_has_looked_at_it() {
    journey(Town::quiet(), async |shop| {
        let (somebody, other) = (Person::fresh(0), Person::fresh(1));
        let mut browser = shop.visitor(&somebody);
        browser.book().await;
        shop.visitor(&other).book().await;
        let mut clerk = Clerk::inside(shop, "zahra", Role::Support).await;
        for nid in [&somebody.nid, &somebody.nid, &other.nid] {
            clerk.get(counter::SEARCH).await;
            clerk.fill(&[("nid", nid), ("reason", "شکایت تلفنی")]);
            clerk.press("ops-find-button").await;
        }
        let state = shop.state(&somebody).await;
        let file = browser.download(address::DATA_JSON).await;
        assert_eq!((file.status, file.header("cache-control")), (200, "no-store"));
        assert!(file.header("content-disposition").starts_with("attachment"));
        let held: Value = serde_json::from_slice(&file.bytes).expect("JSON");
        let request = &held["request"][0];
        assert_eq!(request["national_id"], somebody.nid.as_str());
        assert_eq!(request["serial"], somebody.serial.as_str());
        let code = format!("{:09}", state.code.expect("booked").number());
        assert_eq!(request["tracking_code"], code.as_str());
        let details = &held["details"][0];
        assert_eq!(details["mother"], somebody.mother.as_str());
        assert_eq!(details["mobile"], somebody.mobile.as_str());
        assert_eq!(details["can_climb_stairs"], "yes");
        let paid = state.booking.as_ref().and_then(|it| it.paid.as_ref()).expect("it was paid");
        let payment = &held["payments"][0];
        assert_eq!(payment["amount_rial"], paid.amount.amount());
        assert_eq!((&payment["for"], &payment["bank"]), (&"seat".into(), &"sadad".into()));
        let happened = held["history"].as_array().expect("a list");
        let happened: Vec<&str> = happened.iter().filter_map(|it| it["what"].as_str()).collect();
        assert_eq!(happened, ["entered", "payment_opened", "paid", "booked"]);
        let looked = held["lookups"].as_array().expect("a list");
        assert_eq!(looked.len(), 2, "her own and nobody else's");
        for entry in looked {
            assert_eq!((&entry["role"], &entry["deed"]), (&"support".into(), &"looked_up".into()));
        }
        assert!(!file.text().contains("zahra"), "a role, not a name");

        browser.get(address::DATA).await.assert_says(&somebody.mother);
        browser.page().assert_says(&say("data-deed-looked-up"));
        let html = browser.download(address::DATA_HTML).await;
        assert!(html.text().contains(&digits::persian(&somebody.nid)));
        // Nobody gets it without a session.
        let mut stranger = browser.elsewhere();
        for path in [address::DATA, address::DATA_JSON, address::DATA_HTML, address::ERASE] {
            stranger.get(path).await.assert_at("/", 200);
        }
    });
}

#[test]
fn what_was_typed_and_not_sent_is_taken_along_too() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(0));
        browser.enter().await;
        browser.fill_in().await;
        let file = browser.download(address::DATA_JSON).await;
        let held: Value = serde_json::from_slice(&file.bytes).expect("JSON");
        assert_eq!(held["draft"][0]["mother"], browser.person.mother.as_str());
        assert_eq!(held["draft"][0]["q2"], "yes");
        assert_eq!(held["details"], Value::Array(Vec::new()));
    });
}

#[test]
fn a_citizen_is_erased_after_the_serial_and_a_last_word_and_begins_anew() {
    journey(Town::quiet(), async |shop| {
        let somebody = Person::fresh(0);
        let mut browser = shop.visitor(&somebody);
        deliver(shop, &mut browser).await;
        let before = shop.state(&somebody).await;
        browser.enter().await;
        browser.get(address::DATA).await;
        browser.follow_link(&say("erase-link")).await.assert_at(address::ERASE, 200);
        browser.page().assert_says(&say("erase-stays-money"));
        let days = [("days", nobat_server::persian::Value::count(7))];
        browser
            .page()
            .assert_says(&nobat_server::persian::Language::Persian.fill("erase-when", &days));

        browser.fill(&[("serial", &somebody.other_serial())]);
        browser.press("erase-next").await.assert_at(address::ERASE, 422);
        browser.page().assert_says(&sentence(Field::Serial, &Fault::EraseSerial));
        browser.fill(&[("serial", &digits::persian(&somebody.serial))]);
        browser.press("erase-next").await.assert_at(address::ERASE, 200);
        browser.page().assert_says(&say("erase-sure"));
        assert!(is_known(shop, &somebody).await, "nothing has gone before the last word");

        browser.press("erase-yes").await.assert_at(address::ERASE, 200);
        browser.page().assert_says(&say("erased-title"));
        let complete = nobat_engine::day_of(shop.engine.now().plus(Millis::hours(7 * 24)));
        browser.page().assert_says(&nobat_server::persian::dates::in_words(complete));
        assert!(browser.cookie().is_none(), "nobody is known in this browser");
        assert!(!is_known(shop, &somebody).await);
        let found = shop.engine.find_code(before.code.expect("booked")).await;
        assert_eq!(found.expect("desks answer"), None);
        browser.get(address::DATA).await.assert_at("/", 200);

        browser.enter().await.assert_at(address::NEW_REQUEST, 200);
        let anew = shop.state(&somebody).await;
        assert!(anew.details.is_none() && anew.draft.is_empty() && anew.code.is_none());
        assert_ne!(anew.data_key, before.data_key);
        let logs = logs();
        assert!(!logs.contains(&somebody.nid) && !logs.contains(&somebody.mother));
    });
}

#[test]
fn what_lives_keeps_its_data_and_the_page_says_what_to_do_first() {
    journey(Town::quiet(), async |shop| {
        let somebody = Person::fresh(0);
        let mut browser = shop.visitor(&somebody);
        let ticket = browser.go_to_bank().await;
        let refused = async |browser: &mut Visitor<'_>, key: &'static str| {
            browser.get(address::ERASE).await.assert_says(&say(key));
            assert!(!browser.has_button("erase-next"));
            let csrf = browser.page().form("/leave").field("csrf").to_owned();
            let fields = [("csrf", csrf.as_str()), ("serial", &somebody.serial), ("sure", "1")];
            let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
            let before = shop.state(&somebody).await;
            browser.post(address::ERASE, &fields).await.assert_at(address::ERASE, 409);
            browser.page().assert_says(&say(key));
            assert_eq!(shop.state(&somebody).await, before);
            let law = may_erase(&before, EraseCause::Wished, shop.engine.now());
            assert!(law.is_err(), "page and law agree");
        };
        refused(&mut browser, "erase-refused-hold").await;
        let back = shop.bank().pay(&ticket).await;
        browser.come_back(&back).await;
        refused(&mut browser, "erase-refused-seat").await;
        browser.get("/give-back").await;
        browser.press("give-back-yes").await;
        let until = async || {
            let left = shop.state(&somebody).await.giving_back.len();
            (left == 0).then_some(())
        };
        crate::support::until("the shift has its seat back", until).await;
        refused(&mut browser, "erase-refused-credit").await;
        let other = Person::fresh(1);
        let mut begun = shop.visitor(&other);
        begun.book().await;
        let office =
            shop.state(&other).await.booking.as_ref().expect("booked").choice.shift.office();
        shop.skip(Millis::hours(48));
        tell(shop, &other, Step::Begun { office }).await;
        begun.enter().await;
        begun.get(address::ERASE).await.assert_says(&say("erase-refused-card"));
    });
}

#[test]
fn a_serial_is_not_guessed_in_a_session_that_somebody_left_open() {
    journey(Town::quiet(), async |shop| {
        let somebody = Person::fresh(0);
        let mut browser = shop.visitor(&somebody);
        browser.enter().await;
        for number in 0..6 {
            browser.get(address::ERASE).await;
            browser.fill(&[("serial", &format!("00000{number}"))]);
            browser.press("erase-next").await;
        }
        browser.page().assert_at(address::ERASE, 429);
        browser.get(address::ERASE).await;
        browser.fill(&[("serial", &somebody.serial)]);
        browser.press("erase-next").await.assert_at(address::ERASE, 429);
        assert!(is_known(shop, &somebody).await);
    });
}

#[test]
fn ninety_days_after_delivery_a_citizen_is_erased_by_itself_and_nobody_else_is() {
    journey(Town::quiet(), async |shop| {
        let (somebody, other) = (Person::fresh(0), Person::fresh(1));
        let mut browser = shop.visitor(&somebody);
        shop.visitor(&other).book().await;
        deliver(shop, &mut browser).await;
        browser.enter().await;
        let days = [("days", nobat_server::persian::Value::count(90))];
        let told = nobat_server::persian::Language::Persian.fill("data-retention", &days);
        browser.get(address::DATA).await.assert_says(&told);
        shop.skip(Millis(DAY.0 * 90 - Millis::hours(1).0));
        assert_eq!(retention::once(&shop.app).await.expect("desks answer"), 0);
        assert!(is_known(shop, &somebody).await);
        shop.skip(Millis::hours(1));
        assert_eq!(retention::once(&shop.app).await.expect("desks answer"), 1);
        assert!(!is_known(shop, &somebody).await);
        assert!(is_known(shop, &other).await);
        assert_eq!(retention::once(&shop.app).await.expect("desks answer"), 0);
        browser.enter().await.assert_at(address::NEW_REQUEST, 200);
    });
}

/// Sends the counter's form for this person; tells what the page says.
async fn paper(clerk: &mut Clerk<'_>, nid: &str) -> String {
    clerk.get(counter::ERASURE).await;
    clerk.fill(&[("nid", nid), ("reason", "نامه‌ی ۱۲۳ مورخ دیروز")]);
    clerk.press("ops-erase-button").await.text()
}

#[test]
fn a_written_wish_needs_two_operators_and_both_are_in_the_audit() {
    journey(Town::quiet(), async |shop| {
        let somebody = Person::fresh(0);
        shop.visitor(&somebody).enter().await;
        let mut first = Clerk::inside(shop, "zahra", Role::Operator).await;
        let mut second = Clerk::inside(shop, "maryam", Role::Operator).await;
        assert!(paper(&mut first, &somebody.nid).await.contains(&say("ops-erase-proposed")));
        // The same person twice is one person.
        assert!(paper(&mut first, &somebody.nid).await.contains(&say("ops-erase-proposed")));
        assert!(is_known(shop, &somebody).await);
        paper(&mut second, &somebody.nid).await;
        assert!(is_known(shop, &somebody).await, "not before the last word");
        second.press("ops-erase-yes").await;
        assert!(!is_known(shop, &somebody).await);
        let entries = shop.engine.audit(None).await.expect("it reads");
        let deeds: Vec<Deed> = entries.iter().rev().map(|entry| entry.deed).collect();
        let (proposed, ordered) = (Deed::ProposedErasure, Deed::OrderedErasure);
        assert_eq!(deeds[deeds.len() - 4..], [proposed, proposed, Deed::LookedUp, ordered]);
        // Who enters anew is not concerned by what was written down before.
        shop.visitor(&somebody).enter().await;
        assert!(paper(&mut second, &somebody.nid).await.contains(&say("ops-erase-proposed")));
        assert!(is_known(shop, &somebody).await);
        // A seat is in the way, and nobody but an operator may come here at all.
        let booked = Person::fresh(1);
        shop.visitor(&booked).book().await;
        assert!(paper(&mut first, &booked.nid).await.contains(&say("ops-erase-seat")));
        assert!(paper(&mut first, &Person::fresh(2).nid).await.contains(&say("ops-find-nobody")));
        let mut support = Clerk::inside(shop, "reza", Role::Support).await;
        support.get(counter::ERASURE).await.assert_at(counter::ERASURE, 403);
    });
}

#[test]
fn a_written_wish_that_nobody_ordered_for_a_week_is_written_down_anew() {
    journey(Town::quiet(), async |shop| {
        let somebody = Person::fresh(0);
        shop.visitor(&somebody).enter().await;
        let mut first = Clerk::inside(shop, "zahra", Role::Operator).await;
        assert!(paper(&mut first, &somebody.nid).await.contains(&say("ops-erase-proposed")));
        shop.skip(Millis::hours(7 * 24));
        let mut second = Clerk::inside(shop, "maryam", Role::Operator).await;
        assert!(paper(&mut second, &somebody.nid).await.contains(&say("ops-erase-proposed")));
        assert!(is_known(shop, &somebody).await);
    });
}
