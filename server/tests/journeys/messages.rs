//! What citizens are told without asking: each word once, to the right number, true when it leaves,
//! whatever the carrier does.

use std::process::Stdio;

use nobat_domain::calendar::tehran::day_begins;
use nobat_domain::message::{Channel, Kind};
use nobat_domain::person::Mobile;
use nobat_domain::request::{RequestCommand, Step};
use nobat_domain::timestamp::Millis;
use nobat_engine::messages::Line;
use nobat_sandbox::mail_server::Mood;
use nobat_server::config::{Encryption, MailSettings, SmtpSettings};
use nobat_server::messages::words::parts;
use nobat_server::pages::address;
use nobat_server::persian::{dates, digits};
use serde_json::{Value, json};

use crate::support::{
    Person, REPORT_SECRET, Shop, Town, Visitor, journey, journey_with_restart, logs, say, until,
};

fn carried() -> Town {
    Town { carried: true, ..Town::quiet() }
}

async fn booked(shop: &Shop, number: usize) -> Visitor<'_> {
    let mut browser = shop.visitor(&Person::fresh(number));
    browser.book().await;
    browser
}

async fn behave(shop: &Shop, behaviour: &str) {
    shop.control("PUT", "/control/kavenegar/behaviour", Some(json!(behaviour))).await;
}

/// What the carrier has in its books.
async fn taken(shop: &Shop) -> Vec<Value> {
    let texts = shop.control("GET", "/control/kavenegar/texts", None).await;
    texts.as_array().expect("a list").clone()
}

fn line(shop: &Shop, kind: Kind) -> Line {
    let figures = shop.app.messages.ledger().figures();
    *figures.lines.iter().find(|line| line.kind == kind).expect("every kind has a line")
}

async fn ask(shop: &Shop, person: &Person, command: RequestCommand) {
    let key = shop.engine.request_key(&person.national_id());
    shop.engine.ask(key, command).await.expect("there is room");
}

#[test]
fn a_booking_is_told_once_with_seat_office_and_code_and_nothing_else() {
    journey(Town::quiet(), async |shop| {
        let browser = booked(shop, 0).await;
        for _ in 0..3 {
            shop.tell().await;
        }
        let texts = shop.texts(&browser.person.mobile).await;
        let [text] = &texts[..] else { panic!("one text: {texts:?}") };
        let state = shop.state(&browser.person).await;
        let code = digits::persian(format!("{:09}", state.code.expect("a code").number()));
        let day = state.booking.as_ref().expect("it is booked").choice.day;
        assert!(text.contains(&code) && text.contains(&dates::in_words(day)), "{text}");
        assert!(parts(text) <= 3, "{text}");
        for secret in [&browser.person.nid, &browser.person.serial, &browser.person.mother] {
            assert!(!text.contains(secret.as_str()));
            assert!(!text.contains(&digits::persian(secret)));
        }
        std::fs::remove_dir_all(shop.data.join("outbox")).expect("it can be emptied");
        shop.assert_nowhere_on_disk(&[&browser.person.mobile[1..]]);
        assert!(!logs().contains(&browser.person.mobile[1..]), "no log names a number");
    });
}

#[test]
fn a_carrier_takes_a_text_reports_it_and_is_asked_where_it_does_not() {
    journey(carried(), async |shop| {
        let browser = booked(shop, 0).await;
        shop.tell().await;
        assert_eq!(shop.texts(&browser.person.mobile).await.len(), 1);
        until("the carrier's report", async || {
            (line(shop, Kind::Booked).ever.delivered == 1).then_some(())
        })
        .await;
        let told = line(shop, Kind::Booked).ever;
        assert_eq!((told.taken, told.rial), (1, 900 * told.parts));
        let cost = shop.app.messages.ledger().figures().cost(Channel::Sms);
        assert_eq!(cost, (told.rial, told.rial));
        let key = nobat_sandbox::kavenegar::key(crate::support::REGISTRY_KEY);
        assert!(!logs().contains(&key), "the key stands in an address, and in no log");
        // Its reports are forgotten; it is asked, and has forgotten that too.
        behave(shop, "forgets").await;
        let other = booked(shop, 1).await;
        shop.tell().await;
        assert_eq!(shop.texts(&other.person.mobile).await.len(), 1);
        shop.skip(Millis::minutes(3));
        shop.tell().await;
        assert_eq!(line(shop, Kind::Booked).unreported, 1);
        behave(shop, "normal").await;
        shop.skip(Millis::hours(7));
        shop.tell().await;
        shop.skip(Millis::hours(48));
        shop.tell().await;
        let line = line(shop, Kind::Booked);
        assert_eq!((line.unreported, line.ever.taken), (0, 2), "no report is waited for for ever");
    });
}

#[test]
fn whatever_a_carrier_does_a_text_is_sent_once_or_surely_not() {
    journey(carried(), async |shop| {
        for (number, behaviour, first) in [
            (0, "busy", 0),
            (1, "down", 0),
            (2, "slow", 1),
            // It took the text and said nothing: it is asked by the number that we gave it.
            (3, "mute", 1),
            (4, "deaf", 0),
            (5, "repeats", 1),
            (6, "no-credit", 0),
        ] {
            let browser = booked(shop, number).await;
            behave(shop, behaviour).await;
            shop.tell().await;
            let mobile = &browser.person.mobile;
            assert_eq!(shop.texts(mobile).await.len(), first, "{behaviour}");
            behave(shop, "normal").await;
            for _ in 0..4 {
                shop.skip(Millis::minutes(5));
                shop.tell().await;
            }
            assert_eq!(shop.texts(mobile).await.len(), 1, "{behaviour}");
            let line = line(shop, Kind::Booked);
            assert_eq!((line.waits, line.sending), (0, 0), "{behaviour}");
        }
        let given: Vec<Value> = taken(shop).await.iter().map(|it| it["given"].clone()).collect();
        assert_eq!(given.len(), 7, "one text for each of seven citizens");
        behave(shop, "no-such-receiver").await;
        let browser = booked(shop, 7).await;
        shop.tell().await;
        assert_eq!(shop.texts(&browser.person.mobile).await.len(), 0);
        assert_eq!(line(shop, Kind::Booked).ever.failed, 1, "such a number is not tried again");
    });
}

#[test]
fn what_a_carrier_was_not_given_before_a_restart_goes_after_it() {
    journey_with_restart(
        carried(),
        async |shop| {
            behave(shop, "busy").await;
            booked(shop, 0).await;
            shop.tell().await;
            assert!(taken(shop).await.is_empty());
        },
        async |shop| {
            shop.skip(Millis::minutes(10));
            shop.tell().await;
            shop.tell().await;
            assert_eq!(shop.texts(&Person::fresh(0).mobile).await.len(), 1);
        },
    );
}

#[test]
fn a_report_that_is_forged_or_of_nobody_changes_nothing() {
    journey(carried(), async |shop| {
        behave(shop, "forgets").await;
        booked(shop, 0).await;
        shop.tell().await;
        let number = taken(shop).await[0]["messageid"].as_u64().expect("a number");
        let report = async |secret: &str, query: String| {
            let address = format!("{}/messages/report/{secret}?{query}", shop.address);
            shop.http.get(address).send().await.expect("the shop answers").status().as_u16()
        };
        let good = format!("messageid={number}&status=10");
        assert_eq!(report("another-secret-of-somebody", good.clone()).await, 404);
        assert_eq!(report(REPORT_SECRET, "messageid=x&status=10".to_owned()).await, 400);
        assert_eq!(report(REPORT_SECRET, "messageid=1&status=10".to_owned()).await, 200);
        assert_eq!(report(REPORT_SECRET, format!("messageid={number}&status=4")).await, 200);
        assert_eq!(line(shop, Kind::Booked).ever.delivered, 0);
        // Twice, and then the other way round.
        for query in [good.clone(), good, format!("messageid={number}&status=11")] {
            assert_eq!(report(REPORT_SECRET, query).await, 200);
        }
        let told = line(shop, Kind::Booked).ever;
        assert_eq!((told.delivered, told.undelivered), (1, 0));
    });
}

#[test]
fn tomorrows_citizens_are_reminded_once_and_not_of_a_seat_that_they_left() {
    journey(Town { days: 6, ..Town::quiet() }, async |shop| {
        let (stays, mut leaves) = (booked(shop, 0).await, booked(shop, 1).await);
        shop.tell().await;
        let choice = shop.state(&stays.person).await.booking.expect("it is booked").choice;
        leaves.enter().await;
        leaves.get("/give-back").await;
        leaves.press("give-back-yes").await;
        let hour = day_begins(choice.day.plus(-1)).plus(Millis::hours(17));
        let now = shop.engine.now();
        if now < hour {
            shop.skip(hour.since(now));
        }
        for _ in 0..2 {
            shop.tell().await;
        }
        let reminded = |texts: Vec<String>| {
            texts.iter().filter(|text| text.contains("فردا نوبت شماست")).count()
        };
        let wanted = usize::from(now < hour);
        assert_eq!(reminded(shop.texts(&stays.person.mobile).await), wanted);
        assert_eq!(reminded(shop.texts(&leaves.person.mobile).await), 0);
        let back = shop.texts(&leaves.person.mobile).await;
        assert!(back.iter().any(|text| text.contains("پس داده شد")), "{back:?}");
    });
}

#[test]
fn a_change_of_mobile_is_told_to_the_old_number_too() {
    journey(Town::quiet(), async |shop| {
        let mut browser = booked(shop, 0).await;
        shop.tell().await;
        let new = "09121110000";
        browser.get(address::MOBILE).await;
        browser.fill(&[("mobile", new)]);
        browser.press("mobile-button").await;
        shop.tell().await;
        let old = shop.texts(&browser.person.mobile).await;
        assert!(old.last().is_some_and(|text| text.contains("به شماره‌ی دیگری می‌رود")), "{old:?}");
        assert!(old.iter().all(|text| !text.contains(new)), "the old number learns no new one");
        let texts = shop.texts(new).await;
        assert!(texts.len() == 1 && texts[0].contains("به این شماره می‌آید"), "{texts:?}");
        std::fs::remove_dir_all(shop.data.join("outbox")).expect("it can be emptied");
        shop.assert_nowhere_on_disk(&[&browser.person.mobile[1..], &new[1..]]);
    });
}

#[test]
fn every_stage_until_the_card_is_told_and_its_place_is_named() {
    journey(Town::quiet(), async |shop| {
        let browser = booked(shop, 0).await;
        shop.tell().await;
        let office = shop.town.facts().remove(0);
        let booked_at = shop.state(&browser.person).await.booking.expect("booked").choice.shift;
        let steps = [
            (Step::Begun { office: booked_at.office() }, None),
            (Step::Finished, Some("تکمیل ثبت نام شما انجام شد")),
            (Step::InProduction, Some("در دست ساخت")),
            (Step::Ready { place: office.id }, Some(office.name.as_str())),
            (Step::Delivered, Some("تحویل داده شد")),
        ];
        for (step, wanted) in steps {
            let before = shop.texts(&browser.person.mobile).await.len();
            ask(shop, &browser.person, RequestCommand::Advance { step }).await;
            shop.skip(Millis::seconds(1));
            shop.tell().await;
            let texts = shop.texts(&browser.person.mobile).await;
            let told = texts.len() - before;
            assert_eq!(told, usize::from(wanted.is_some()), "{step:?}: {texts:?}");
            assert!(wanted.is_none_or(|it| texts.iter().any(|text| text.contains(it))), "{step:?}");
        }
    });
}

#[test]
fn one_citizen_gets_so_many_texts_a_day_and_no_more() {
    journey(carried(), async |shop| {
        let browser = booked(shop, 0).await;
        shop.tell().await;
        for n in 0..9 {
            let mobile = Mobile::parse(&format!("0912333444{n}")).expect("a mobile");
            ask(shop, &browser.person, RequestCommand::ChangeMobile { mobile }).await;
            shop.tell().await;
        }
        assert_eq!(taken(shop).await.len(), 8);
    });
}

fn by_mail(port: u16) -> Town {
    let smtp = SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port,
        encryption: Encryption::None,
        user: None,
        password: None,
        timeout_ms: 500,
    };
    let mail = MailSettings { from: Some("receipts@nobat.example".to_owned()), smtp: Some(smtp) };
    Town { mail, ..Town::quiet() }
}

#[test]
fn a_letter_of_which_nobody_knows_is_sent_again_under_the_same_name() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.set_nonblocking(true).expect("it is ours");
    let port = listener.local_addr().expect("it is bound").port();
    journey(by_mail(port), async |shop| {
        let listener = tokio::net::TcpListener::from_std(listener).expect("it is ours");
        tokio::spawn(shop.mail.clone().serve(listener));
        for (number, mood, again) in
            [(0, Mood::SilentAtLast, 2), (1, Mood::HangsUpAtLast, 2), (2, Mood::Forgets, 0)]
        {
            let before = shop.mail.letters().len();
            shop.mail.behave(mood);
            let mut browser = booked(shop, number).await;
            browser.get(address::EMAIL).await;
            browser.fill(&[("email", "somebody@example.ir")]);
            let page = browser.press("email-button").await;
            if again > 0 {
                page.assert_says(&say("email-underway"));
            } else {
                page.assert_at(address::EMAIL_SENT, 200);
            }
            shop.mail.behave(Mood::Kind);
            for _ in 0..3 {
                shop.skip(Millis::minutes(5));
                shop.tell().await;
            }
            let letters = shop.mail.letters().split_off(before);
            assert_eq!(letters.len(), again, "{mood:?}");
            let names = letters.iter().map(|letter| {
                letter.lines().find(|line| line.starts_with("Message-ID: ")).expect("a name")
            });
            let names: std::collections::BTreeSet<&str> = names.collect();
            assert_eq!(names.len(), again.min(1), "a mailbox may show it once");
        }
    });
}

#[test]
fn the_sandboxs_phone_shows_its_texts() {
    journey(Town::quiet(), async |shop| {
        let browser = booked(shop, 0).await;
        shop.tell().await;
        let text = shop.texts(&browser.person.mobile).await.remove(0);
        let address = format!("{}/phone/inbox?phone={}", shop.sandbox, browser.person.mobile);
        let page = shop.http.get(address).send().await.expect("it answers").text().await;
        assert!(page.expect("a page").contains(&text));
    });
}

#[test]
fn the_documented_examples_work() {
    let page = include_str!("../../../docs/INTEGRATING.md");
    let section = page.split("\n## ").find(|part| part.starts_with("Texts and letters"));
    let section = section.expect("the section");
    journey(carried(), async |shop| {
        booked(shop, 0).await;
        behave(shop, "forgets").await;
        shop.tell().await;
        let number = taken(shop).await[0]["messageid"].as_u64().expect("a number").to_string();
        let blocks: Vec<&str> = section.split("```sh\n").skip(1).collect();
        let answers: Vec<&str> = section.split("```text\n").skip(1).collect();
        assert_eq!((blocks.len(), answers.len()), (3, 3));
        for (block, answer) in blocks.iter().zip(answers) {
            let script = block.split("```").next().unwrap_or_default();
            let script = script
                .replace("https://nobat.example", &shop.address)
                .replace("https://api.kavenegar.com", &shop.sandbox)
                .replace("$KEY", &nobat_sandbox::kavenegar::key(crate::support::REGISTRY_KEY))
                .replace("$SECRET", REPORT_SECRET)
                .replace("8792343", &number);
            let run = tokio::process::Command::new("sh")
                .args(["-c", &script])
                .env("no_proxy", "*")
                .stdin(Stdio::null())
                .output();
            let output = run.await.expect("a shell and curl");
            let said = String::from_utf8(output.stdout).expect("UTF-8");
            assert!(output.status.success(), "{script}: {said}");
            let wanted = answer.split("```").next().unwrap_or_default().trim();
            match serde_json::from_str::<Value>(wanted) {
                Ok(wanted) if wanted.is_object() => {
                    let said: Value = serde_json::from_str(&said).expect("an answer of JSON");
                    assert_eq!(said["return"]["status"], wanted["return"]["status"], "{script}");
                    let (said, wanted) = (&said["entries"][0], &wanted["entries"][0]);
                    let fields = |it: &Value| -> Vec<String> {
                        it.as_object().expect("an entry").keys().cloned().collect()
                    };
                    assert_eq!(fields(said), fields(wanted), "{script}");
                }
                _ => assert_eq!(said.trim(), wanted, "{script}"),
            }
        }
        assert_eq!(line(shop, Kind::Booked).ever.delivered, 1, "the report was taken in");
    });
}
