//! A phone without internet: where a request stands, what to do next, and date and place.

use std::process::Stdio;

use nobat_domain::request::Step;
use nobat_domain::timestamp::Millis;
use nobat_sandbox::phone;
use nobat_server::persian::{Language, dates};
use reqwest::Method;

use crate::support::phone::{Phone, STRANGER, booked, one_line, secret, stage, tell};
use crate::support::{AREA, Person, Town, journey, logs, say};

#[test]
fn a_code_shows_the_stage_and_with_a_second_fact_date_and_place() {
    journey(Town::quiet(), async |shop| {
        let (person, code, last) = booked(shop, 0).await;
        let booking = shop.state(&person).await.booking.clone().expect("it was booked");
        let offices = shop.town.facts();
        let office = offices.iter().find(|it| it.id == booking.choice.shift.office());
        let office = office.expect("an office of the town");
        let day = dates::in_words(booking.choice.day);
        for style in phone::STYLES {
            let mut phone = Phone::of(shop, STRANGER).by(style);
            let menu = phone.again().await.to_owned();
            for line in ["ussd-title", "track-by-code", "track-by-id", "ussd-help"] {
                assert!(menu.contains(&say(line)), "{menu}");
            }
            phone.send("1").await;
            phone.assert_shows(&say("ussd-ask-code"));
            phone.send(&code).await;
            assert!(one_line(&phone.read().await).contains(&stage(4, "milestone-completed")));
            phone.send("1").await;
            let next = one_line(&phone.read().await);
            assert!(next.contains(&say("stage-booked")), "{next}");
            for secret in [&day, &office.name] {
                assert!(!next.contains(secret.as_str()), "{secret} for a stranger: {next}");
            }
            phone.send("0").await;
            phone.send("2").await;
            phone.assert_shows(&say("ussd-ask-last"));
            assert!(!phone.shown.contains(&office.name) && !phone.shown.contains(&day));
            phone.send(&last).await;
            let seat = one_line(&phone.read().await);
            for told in [&day, &office.name, &office.address] {
                assert!(seat.contains(&one_line(told)), "{told} is not in {seat}");
            }
            phone.send("0").await;
            phone.send("1").await;
            let next = one_line(&phone.read().await);
            assert!(next.contains(&say("stage-ahead")), "{next}");
            phone.send("0").await;
            assert_eq!(phone.send("0").await, menu);
        }
        for secret in [&code, &person.mobile[1..], &STRANGER[1..]] {
            assert!(!logs().contains(secret), "{secret} was logged");
        }
    });
}

#[test]
fn the_number_of_the_sim_fills_in_what_could_be_typed_and_proves_nothing() {
    journey(Town::quiet(), async |shop| {
        let (person, code, _) = booked(shop, 0).await;
        let day = dates::in_words(shop.state(&person).await.booking.expect("booked").choice.day);
        // From the own phone too a code alone shows the stage, and one key says the second fact.
        let mut own = Phone::dial_all(shop, &person.mobile, &format!("1*{code}*1")).await;
        assert!(one_line(&own.read().await).contains(&say("stage-booked")));
        own.send("0").await;
        assert!(!own.send("2").await.contains(&day));
        own.assert_shows(&say("ussd-this-phone"));
        own.send("1").await;
        own.assert_shows(&day);
        // Another phone is asked alike, and is told no more than of any wrong guess.
        let mut other = Phone::dial_all(shop, STRANGER, &format!("1*{code}*2")).await;
        other.assert_shows(&say("ussd-this-phone"));
        other.send("1").await;
        other.assert_shows(&say("ussd-nobody"));
        assert!(!other.shown.contains(&day));
        // A phone abroad has no such number to fill in.
        let mut abroad = Phone::dial_all(shop, "+254726770792", &format!("1*{code}*2")).await;
        assert!(!abroad.shown.contains(&say("ussd-this-phone")));
        abroad.send("1").await;
        abroad.assert_shows(&say("ussd-shape-last"));
    });
}

#[test]
fn the_pair_of_the_entry_shows_everything_also_before_there_is_a_code() {
    journey(Town::quiet(), async |shop| {
        let somebody = Person::fresh(0);
        let mut browser = shop.visitor(&somebody);
        browser.enter().await;
        let mut phone = Phone::dial(shop, STRANGER).await;
        phone.send("2").await;
        phone.assert_shows(&say("ussd-ask-id"));
        phone.send("1234567890").await;
        phone.assert_shows(&say("ussd-shape-id"));
        phone.send(&somebody.nid).await;
        phone.assert_shows(&say("ussd-ask-serial"));
        phone.send(&somebody.other_serial()).await;
        phone.assert_shows(&say("ussd-nobody"));
        phone.send(&somebody.nid).await;
        phone.send(&somebody.serial).await;
        phone.assert_shows(&stage(1, "milestone-registered"));
        phone.send("2").await;
        phone.assert_shows(&say("ussd-no-seat"));
        // An ID that nobody has entered reads as a wrong serial does.
        let unknown = Person::fresh(5);
        let text = format!("2*{}*{}", unknown.nid, unknown.serial);
        let none = Phone::dial_all(shop, STRANGER, &text).await;
        none.assert_shows(&say("ussd-nobody"));
        none.assert_shows(&say("ussd-ask-id"));
    });
}

#[test]
fn every_acknowledged_change_shows_in_the_next_answer() {
    journey(Town::quiet(), async |shop| {
        let (person, code, last) = booked(shop, 0).await;
        let mut browser = shop.visitor(&person);
        browser.enter().await;
        let stage_text = format!("1*{code}");
        let seat_text = format!("1*{code}*2*{last}");
        let day = dates::in_words(shop.tomorrow());
        Phone::dial_all(shop, STRANGER, &seat_text).await.assert_shows(&day);

        // Moved on a page: another day.
        let next_day = dates::wire(shop.tomorrow().plus(1));
        browser.get("/move").await;
        browser.fill(&[("date", &next_day), ("area", AREA)]);
        browser.press("search-button").await;
        browser.take_first();
        browser.press("move-button").await.assert_at("/result", 200);
        let moved = Phone::dial_all(shop, STRANGER, &seat_text).await;
        moved.assert_shows(&dates::in_words(shop.tomorrow().plus(1)));
        assert!(!moved.shown.contains(&day));

        // Another mobile: its digits open, the old ones no longer do.
        browser.get("/mobile").await;
        browser.fill(&[("mobile", "09123456789")]);
        browser.press("mobile-button").await.assert_at("/result", 200);
        Phone::dial_all(shop, STRANGER, &seat_text).await.assert_shows(&say("ussd-nobody"));
        let seat_text = format!("1*{code}*2*6789");
        Phone::dial_all(shop, STRANGER, &seat_text)
            .await
            .assert_shows(&dates::in_words(shop.tomorrow().plus(1)));

        // Given back on a page, in the middle of a session that goes on.
        let mut open = Phone::dial_all(shop, STRANGER, &stage_text).await;
        browser.get("/give-back").await;
        browser.press("give-back-yes").await;
        open.again().await;
        assert!(one_line(&open.read().await).contains(&stage(3, "milestone-seat")));
        Phone::dial_all(shop, STRANGER, &seat_text).await.assert_shows(&say("ussd-no-seat"));
    });
}

#[test]
fn every_step_after_the_booking_shows_on_the_phone() {
    journey(Town::quiet(), async |shop| {
        let (person, code, last) = booked(shop, 0).await;
        let booking = shop.state(&person).await.booking.expect("it was booked");
        let office = booking.choice.shift.office();
        let name = shop.town.facts().iter().find(|it| it.id == office).map(|it| it.name.clone());
        let name = name.expect("an office of the town");
        shop.skip(Millis::hours(48));
        for (step, words, place, title) in [
            (Step::Begun { office }, "stage-begun", 4, "milestone-completed"),
            (Step::Finished, "stage-completed", 5, "milestone-production"),
            (Step::InProduction, "stage-in-production", 5, "milestone-production"),
            (Step::Ready { place: office }, "stage-ready", 6, "milestone-delivered"),
            (Step::Delivered, "stage-delivered", 6, "milestone-delivered"),
        ] {
            tell(shop, &person, step).await;
            let mut phone = Phone::dial_all(shop, STRANGER, &format!("1*{code}")).await;
            assert!(one_line(&phone.read().await).contains(&stage(place, title)), "{step:?}");
            phone.send("1").await;
            let next = one_line(&phone.read().await);
            assert!(next.contains(&say(words)), "{step:?}: {next}");
            phone.send("0").await;
            phone.send("2").await;
            phone.send(&last).await;
            let seat = one_line(&phone.read().await);
            let is_told = seat.contains(&one_line(&name));
            assert_eq!(is_told, step != Step::Delivered, "{step:?}: {seat}");
        }
    });
}

#[test]
fn the_menu_speaks_english_too() {
    journey(Town::quiet(), async |shop| {
        let english = |key| Language::English.say(key).into_owned();
        let (_, code, last) = booked(shop, 0).await;
        let mut phone = Phone::dial(shop, STRANGER).await;
        phone.send("4").await;
        phone.assert_shows(&english("ussd-title"));
        phone.send("1").await;
        phone.assert_shows(&english("ussd-ask-code"));
        phone.send(&code).await;
        phone.send("2").await;
        phone.assert_shows(&english("ussd-ask-last"));
        phone.send(&last).await;
        phone.assert_shows(&dates::weekday(Language::English, shop.tomorrow()));
        Phone::dial_all(shop, STRANGER, "4*4").await.assert_shows(&say("ussd-title"));
    });
}

#[test]
fn the_sandboxs_phone_dials_over_the_real_protocol() {
    journey(Town::quiet(), async |shop| {
        let (_, code, last) = booked(shop, 0).await;
        let address = format!("{}/phone", shop.sandbox);
        for style in phone::STYLES {
            let press = async |session: &str, text: &str, input: &str, key: &str| {
                let fields = [
                    ("phone", STRANGER),
                    ("style", style),
                    ("session", session),
                    ("text", text),
                    ("input", input),
                    ("key", key),
                ];
                let answer = shop.http.post(&address).form(&fields).send().await;
                let answer = answer.expect("the sandbox answers");
                assert_eq!(answer.status(), 200);
                answer.text().await.expect("the whole page")
            };
            let menu = press("", "", "", "dial").await;
            assert!(menu.contains(&say("ussd-title")) && menu.contains("name=\"input\""));
            let session = menu.split("name=\"session\" value=\"").nth(1).expect("a session");
            let session = session.split('"').next().unwrap_or_default();
            let typed = press(session, "1", &code, "send").await;
            assert!(typed.contains(&format!("name=\"text\" value=\"1*{code}\"")), "{typed}");
            let seat = press(session, &format!("1*{code}*2"), &last, "send").await;
            assert!(seat.contains(&dates::in_words(shop.tomorrow())), "{seat}");
            assert!(!press(session, "1", "", "hang").await.contains("name=\"input\""));
        }
        let ledge = shop.http.request(Method::GET, &shop.sandbox).send().await.expect("a page");
        assert!(ledge.text().await.expect("the whole page").contains("href=\"/phone\""));
    });
}

/// The examples of the page for integrators, run as they stand but for address, key and code.
#[test]
fn the_documented_examples_work() {
    let page = include_str!("../../../docs/INTEGRATING.md");
    let page = page.split("\n## ").find(|part| part.starts_with("USSD")).expect("its part");
    journey(Town::quiet(), async |shop| {
        let (_, code, _) = booked(shop, 0).await;
        let blocks: Vec<&str> = page.split("```sh\n").skip(1).collect();
        let answers: Vec<&str> = page.split("```text\n").skip(1).collect();
        assert_eq!((blocks.len(), answers.len()), (3, 2), "each example but the notice answers");
        for (number, block) in blocks.iter().enumerate() {
            let script = block.split("```").next().unwrap_or_default();
            let script = script
                .replace("https://nobat.example", &shop.address)
                .replace("$KEY", &secret())
                .replace("497320167", &code);
            let run = tokio::process::Command::new("sh")
                .args(["-c", &script])
                .env("no_proxy", "*")
                .stdin(Stdio::null())
                .output();
            let output = run.await.expect("a shell and curl");
            let said = String::from_utf8(output.stdout).expect("UTF-8");
            assert!(output.status.success(), "{script}: {said}");
            let Some(documented) = answers.get(number) else {
                assert_eq!(said, "204", "{script}");
                continue;
            };
            let first = documented.lines().next().unwrap_or_default();
            assert_eq!(said.lines().next(), Some(first), "{script}");
        }
    });
}
