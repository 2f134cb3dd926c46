//! The question that need not be seen, and what guessers meet; in a time that each story moves.

use nobat_domain::timestamp::Millis;
use nobat_engine::day_of;
use nobat_server::pages::fault::{Fault, Field};
use nobat_server::persian::clock::clock;
use nobat_server::persian::{Language, Value, dates, digits};
use nobat_server::question::{Level, work};
use serde_json::json;

use crate::support::{Page, Person, Shop, Town, Visitor, journey, logs, say, sentence};

const CAFE: &str = "5.120.7.1";
const SAME_CAFE: &str = "5.120.7.99";
const HOME: &str = "31.2.4.8";

/// Types the pair and takes the way without a question, as a browser without script does.
async fn wait_and_enter(shop: &Shop, browser: &mut Visitor<'_>, serial: &str) {
    browser.get("/").await;
    let nid = browser.person.nid.clone();
    browser.fill(&[("nid", &nid), ("serial", serial)]);
    browser.press("without-button").await;
    shop.skip(Millis::minutes(2));
    browser.press("go-on").await;
}

/// Does the work of a device for the question that stands there.
fn work_for_question(browser: &mut Visitor<'_>, level: Level) {
    let token = browser.page().form("/").field("question").to_owned();
    let nid = browser.person.nid.clone();
    let done = work::done(&format!("{token}.{nid}"), level);
    browser.fill(&[("work", &done)]);
}

fn locked(page: &Page, shop: &Shop, minutes: u64) -> bool {
    // The pages of one moment may name either of two minutes.
    let until = shop.now().plus(Millis::minutes(minutes));
    let name = |until| {
        let values = [
            ("date", Value::Plain(dates::in_words(day_of(until)))),
            ("time", Value::Plain(clock(until))),
        ];
        Language::Persian.fill("system-locked-about", &values)
    };
    let text = page.text();
    [until, until.minus(Millis::minutes(1))].map(name).iter().any(|said| text.contains(said))
}

#[test]
fn who_neither_sees_nor_has_a_script_waits_once_and_enters() {
    journey(Town::guarded(), async |shop| {
        let person = Person::fresh(0);
        let mut browser = shop.visitor(&person).from(HOME);
        browser.get("/").await;
        browser.press("without-button").await.assert_at("/question/without", 422);
        browser.page().assert_says(&sentence(Field::Nid, &Fault::NidEmpty));
        browser.fill(&[("nid", &person.nid), ("serial", "12345")]);
        browser.press("without-button").await.assert_at("/question/without", 200);
        let told = Language::Persian.fill("wait-on", &[("count", Value::count(30))]);
        browser.page().assert_says(&told);
        let token = browser.page().form("/").field("question").to_owned();

        // Too early and with a typing mistake: the wait goes on, and is not begun again.
        shop.skip(Millis::seconds(10));
        browser.press("go-on").await;
        browser.page().assert_says(&sentence(Field::Serial, &Fault::SerialLength));
        assert_eq!(browser.page().form("/").field("question"), token);
        browser.fill(&[("serial", &person.serial)]);
        browser.press("go-on").await;
        let text = browser.page().text();
        let early = |seconds| sentence(Field::Answer, &Fault::WaitOn { seconds });
        assert!((15..=20).map(early).any(|said| text.contains(&said)), "{text}");
        shop.skip(Millis::seconds(21));
        browser.press("go-on").await.assert_at("/register", 200);

        // The same leave again, in a second tab or by a robot, is none.
        let fields = [("nid", &person.nid), ("serial", &person.serial), ("question", &token)];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.clone()));
        let mut again = browser.elsewhere();
        again.post("/", &fields).await.assert_at("/", 422);
        again.page().assert_says(&sentence(Field::Answer, &Fault::QuestionUsed));
    });
}

#[test]
fn a_wait_is_for_one_person_and_may_be_given_up_for_the_question() {
    journey(Town::guarded(), async |shop| {
        let (one, other) = (Person::fresh(0), Person::fresh(1));
        let mut browser = shop.visitor(&one).from(HOME);
        browser.get("/").await;
        browser.fill(&[("nid", &one.nid), ("serial", &one.serial)]);
        browser.press("without-button").await;
        let mut robot = browser.clone();
        robot.fill(&[("nid", &other.nid), ("serial", &other.serial)]);
        shop.skip(Millis::seconds(31));
        robot.press("go-on").await.assert_at("/", 422);
        robot.page().assert_says(&sentence(Field::Answer, &Fault::ProofOfAnother));
        browser.press("question-instead").await.assert_at("/question", 200);
        let form = browser.page().form("/");
        assert_eq!(form.field("nid"), digits::persian(&one.nid));
        assert!(form.fields.iter().any(|(name, _)| name == "answer"));
    });
}

#[test]
fn the_work_of_a_device_enters_once_and_a_mistyped_serial_does_not_undo_it() {
    journey(Town::guarded(), async |shop| {
        let person = Person::fresh(0);
        let mut browser = shop.visitor(&person).from(HOME);
        browser.get("/").await;
        browser.fill(&[("nid", &person.nid), ("serial", "1")]);
        work_for_question(&mut browser, Level::Plain);
        browser.press("go-on").await.assert_at("/", 422);
        browser.page().assert_says(&say("work-done"));
        browser.fill(&[("serial", &person.serial)]);
        let mut robot = browser.clone();
        browser.press("go-on").await.assert_at("/register", 200);
        robot.press("go-on").await.assert_at("/", 422);
        robot.page().assert_says(&sentence(Field::Answer, &Fault::QuestionUsed));
    });
}

#[test]
fn guessing_serials_meets_a_harder_question_and_then_a_lock_that_says_until_when() {
    journey(Town::guarded(), async |shop| {
        let victim = Person::fresh(0);
        let wrong = victim.other_serial();
        let mut guesser = shop.visitor(&victim).from(CAFE);
        for _ in 0..3 {
            wait_and_enter(shop, &mut guesser, &wrong).await;
            guesser.page().assert_says(&sentence(Field::Nid, &Fault::PairMismatch));
        }
        // A question of the ordinary kind is no longer enough, from any address of this network.
        let mut neighbour = shop.visitor(&victim).from(SAME_CAFE);
        neighbour.get("/").await;
        neighbour.fill(&[("nid", &victim.nid), ("serial", &wrong)]);
        work_for_question(&mut neighbour, Level::Plain);
        neighbour.press("go-on").await.assert_at("/", 422);
        neighbour.page().assert_says(&sentence(Field::Answer, &Fault::QuestionHarder));
        neighbour.page().assert_silent_about(&sentence(Field::Nid, &Fault::PairMismatch));
        assert!(
            neighbour.page().html.contains("viewBox=\"0 0 272 64\""),
            "two numbers of two digits"
        );

        for _ in 0..2 {
            wait_and_enter(shop, &mut guesser, &wrong).await;
            guesser.page().assert_says(&sentence(Field::Nid, &Fault::PairMismatch));
        }
        wait_and_enter(shop, &mut guesser, &wrong).await;
        guesser.page().assert_at("/", 429);
        assert!(locked(guesser.page(), shop, 15), "{}", guesser.page().text());

        // The right serial does not open it before its time, and does after it.
        wait_and_enter(shop, &mut guesser, &victim.serial).await;
        guesser.page().assert_at("/", 429);
        let mut cafe = shop.visitor(&Person::fresh(1)).from(CAFE);
        let serial = cafe.person.serial.clone();
        wait_and_enter(shop, &mut cafe, &serial).await;
        cafe.page().assert_at("/register", 200);
        let mut home = shop.visitor(&victim).from(HOME);
        wait_and_enter(shop, &mut home, &victim.serial).await;
        home.page().assert_at("/register", 200);
        shop.skip(Millis::minutes(15));
        wait_and_enter(shop, &mut guesser, &victim.serial).await;
        guesser.page().assert_at("/register", 200);
        for address in [CAFE, SAME_CAFE, HOME] {
            assert!(!logs().contains(address), "no address is logged");
        }
    });
}

#[test]
fn an_unknown_id_is_locked_as_a_known_one_is() {
    journey(Town::guarded(), async |shop| {
        let mut told = Vec::new();
        for (number, exists) in [(0, true), (1, false)] {
            let person = Person::fresh(number);
            shop.registry().says(&person, json!({ "exists": exists })).await;
            let mut guesser = shop.visitor(&person).from(CAFE);
            let wrong = person.other_serial();
            let mut statuses = Vec::new();
            for _ in 0..7 {
                wait_and_enter(shop, &mut guesser, &wrong).await;
                statuses.push(guesser.page().status.as_u16());
            }
            told.push(statuses);
        }
        assert_eq!(told[0], [422, 422, 422, 422, 422, 429, 429]);
        assert_eq!(told[0], told[1]);
    });
}

#[test]
fn a_header_of_a_stranger_does_not_say_where_he_comes_from() {
    let open = Town { trusted_proxies: Vec::new(), ..Town::guarded() };
    journey(open, async |shop| {
        let victim = Person::fresh(0);
        let wrong = victim.other_serial();
        for number in 0..6 {
            let mut guesser = shop.visitor(&victim).from(&format!("5.{number}.7.1"));
            wait_and_enter(shop, &mut guesser, &wrong).await;
        }
        let mut guesser = shop.visitor(&victim).from("6.1.1.1");
        wait_and_enter(shop, &mut guesser, &wrong).await;
        guesser.page().assert_at("/", 429);
    });
}

#[test]
fn a_registry_in_trouble_counts_against_nobody() {
    journey(Town::guarded(), async |shop| {
        let person = Person::fresh(0);
        let mut browser = shop.visitor(&person).from(HOME);
        shop.registry().behaves(json!({ "mode": "down" })).await;
        for _ in 0..8 {
            wait_and_enter(shop, &mut browser, &person.serial).await;
            browser.page().assert_at("/", 503);
        }
        shop.registry().behaves(json!({ "mode": "normal" })).await;
        shop.skip(Millis::minutes(1));
        // From that page, with nothing typed and no question answered again; and once.
        let mut robot = browser.clone();
        browser.press("next-again").await.assert_at("/register", 200);
        robot.press("next-again").await.assert_at("/", 422);
        robot.page().assert_says(&sentence(Field::Answer, &Fault::QuestionUsed));
    });
}
