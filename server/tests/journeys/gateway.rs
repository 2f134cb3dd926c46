//! The trouble that gateways make: they repeat, come late, cut, are forged, and guess for others.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use nobat_domain::request::RequestCommand;
use nobat_domain::timestamp::Millis;
use nobat_sandbox::phone;
use nobat_server::persian::{Language, Value, dates};

use crate::support::phone::{Phone, STRANGER, booked, call, secret, stage};
use crate::support::{Person, Town, figure, journey, logs, say, until};

/// Requests under way at once while the desk has room for one.
const CROWD: usize = 64;

#[test]
fn a_repeated_callback_has_the_same_answer_and_counts_once() {
    journey(Town::quiet(), async |shop| {
        let (_, code, last) = booked(shop, 0).await;
        let mut phone = Phone::of(shop, STRANGER);
        phone.text = format!("1*{code}*2*9990");
        // Two at once, and twenty times more, as a gateway repeats that has lost the answer.
        let first = tokio::join!(phone.call(), phone.call()).0;
        let first = first.text().await.expect("the whole answer");
        assert!(first.contains(&say("ussd-nobody")), "{first}");
        for _ in 0..10 {
            let twice = tokio::join!(phone.call(), phone.call());
            for answer in [twice.0, twice.1] {
                assert_eq!(answer.text().await.expect("the whole answer"), first);
            }
        }
        // One wrong guess was counted and not twenty-one: the right digits still open.
        phone.send(&last).await;
        phone.assert_shows(&dates::in_words(shop.tomorrow()));
        // Late and out of order, what was answered before is answered as before.
        let after = phone.shown.clone();
        let late = call(shop, "form", &phone.session, STRANGER, &format!("1*{code}*2*9990")).await;
        assert_eq!(late.text().await.expect("the whole answer"), first);
        assert_eq!(phone.again().await, after);
    });
}

#[test]
fn what_was_cut_on_the_way_is_asked_for_again_and_costs_nothing() {
    journey(Town::quiet(), async |shop| {
        let (_, code, last) = booked(shop, 0).await;
        let whole = format!("1*{code}*2*{last}");
        let day = dates::in_words(shop.tomorrow());
        for _ in 0..3 {
            for cut in 1..whole.len() {
                let (head, tail) = whole.split_at(cut);
                for part in [head, tail] {
                    let shown = Phone::dial_all(shop, STRANGER, part).await.shown;
                    assert!(shown.starts_with("CON ") && !shown.contains(&day), "{part}: {shown}");
                }
            }
        }
        Phone::dial_all(shop, STRANGER, &whole).await.assert_shows(&day);
        // Nothing typed, stars alone, and what no phone can type.
        for odd in ["*", "1**", "1*x", "1*\u{0}", "1*%00%ff", "99*99", "1*0*0*1*0"] {
            let shown = Phone::dial_all(shop, STRANGER, odd).await.shown;
            assert!(shown.starts_with("CON "), "{odd}: {shown}");
        }
        let endless = ["9"; 41].join("*");
        Phone::dial_all(shop, STRANGER, &endless).await.assert_ends(&say("ussd-too-long"));
    });
}

#[test]
fn nobody_but_the_gateway_is_answered_and_no_phone_within_anothers_session() {
    journey(Town::quiet(), async |shop| {
        let (_, code, last) = booked(shop, 0).await;
        let form = format!("{}/ussd/form", shop.address);
        let fields = [("sessionId", "forged"), ("phoneNumber", STRANGER), ("text", "")];
        let secret = secret();
        let post = || shop.http.post(&form).form(&fields);
        let keyed = |key: &str| {
            let address = reqwest::Url::parse_with_params(&form, [("key", key)]);
            shop.http.post(address.expect("an address")).form(&fields)
        };
        let elsewhere = format!("{}/ussd/nobody", shop.address);
        for (request, status) in [
            (post(), 401),
            (post().bearer_auth("another secret of a gateway"), 401),
            (post().bearer_auth(&secret[1..]), 401),
            (keyed("another secret of a gateway"), 401),
            (keyed(&secret), 200),
            (post().bearer_auth(&secret), 200),
            (shop.http.post(elsewhere).form(&fields).bearer_auth(&secret), 404),
            (shop.http.get(&form).bearer_auth(&secret), 405),
            (shop.http.post(&form).bearer_auth(&secret), 400),
            (shop.http.post(&form).bearer_auth(&secret).json(&fields), 400),
        ] {
            let answer = request.send().await.expect("the shop answers");
            let kind = answer.headers()["content-type"].to_str().expect("text").to_owned();
            assert_eq!(answer.status(), status);
            assert_eq!(kind == "application/problem+json", status != 200, "{kind}");
            let said = answer.text().await.expect("the whole answer");
            assert_eq!(said.contains("CON"), status == 200, "{said}");
        }
        // Another phone that names a session of somebody's learns nothing of it.
        let phone = Phone::dial_all(shop, STRANGER, &format!("1*{code}*2*{last}")).await;
        phone.assert_shows(&dates::in_words(shop.tomorrow()));
        let mut thief = Phone::of(shop, "+989120000099");
        thief.session.clone_from(&phone.session);
        thief.text = format!("{}*0", phone.text);
        thief.again().await;
        thief.assert_ends(&say("ussd-other-line"));
        assert!(!logs().contains(&secret), "the secret was logged");
    });
}

#[test]
fn digits_of_four_scripts_and_stars_of_three_are_the_same_input() {
    journey(Town::quiet(), async |shop| {
        let (_, code, last) = booked(shop, 0).await;
        let day = dates::in_words(shop.tomorrow());
        let text = format!("1*{code}*2*{last}");
        let moved = |zero: u32| -> String {
            let digit = |it: char| it.to_digit(10).and_then(|it| char::from_u32(zero + it));
            text.chars().map(|it| digit(it).unwrap_or(it)).collect()
        };
        let scripts = [moved(0x30), moved(0x6f0), moved(0x660), moved(0xff10)];
        for script in scripts {
            for star in ["*", "\u{ff0a}", "\u{66d}"] {
                for style in phone::STYLES {
                    let mut phone = Phone::of(shop, STRANGER).by(style);
                    phone.text = script.replace('*', star);
                    phone.again().await;
                    phone.assert_shows(&day);
                }
            }
        }
    });
}

#[test]
fn whoever_guesses_is_held_up_by_line_and_nobody_else_is() {
    journey(Town::quiet(), async |shop| {
        let (_, code, last) = booked(shop, 0).await;
        let day = dates::in_words(shop.tomorrow());
        let right = format!("1*{code}*2*{last}");
        // Three wrong ones of a session end it, and six of a line lock this code for that line.
        let mut phone = Phone::dial_all(shop, STRANGER, &format!("1*{code}*2*9990*9991")).await;
        phone.assert_shows(&say("ussd-nobody"));
        phone.send("9992").await;
        phone.assert_ends(&say("ussd-too-many"));
        let locked = || {
            let until = Value::Clock(shop.now().plus(Millis::minutes(15)));
            Language::Persian.fill("ussd-locked", &[("time", until)])
        };
        let before = locked();
        let guesses = format!("1*{code}*2*9993*9994");
        let mut phone = Phone::dial_all(shop, STRANGER, &guesses).await;
        phone.send("9995").await;
        // The minute may turn meanwhile, and what was said once stays.
        let said = phone.shown.strip_prefix("END ").unwrap_or_default().to_owned();
        assert!(said == before || said == locked(), "{said}");
        phone.again().await;
        phone.assert_ends(&said);
        Phone::dial_all(shop, STRANGER, &right).await.assert_ends(&said);
        // The stage is no secret, another phone is not held up, nor is anybody at a page.
        assert!(Phone::dial_all(shop, STRANGER, &format!("1*{code}")).await.shown.contains("CON"));
        Phone::dial_all(shop, "+989120000078", &right).await.assert_shows(&day);
        shop.skip(Millis::minutes(15));
        Phone::dial_all(shop, STRANGER, &right).await.assert_shows(&day);
        // Whoever walks over codes is answered once in a while.
        let mut paced = 0;
        for walked in 0..20_u32 {
            let text = format!("1*{}*{}", 100_000_007 + walked * 13, 200_000_003 + walked * 17);
            let shown = Phone::dial_all(shop, "+989120000079", &text).await.shown;
            paced += u32::from(shown.starts_with("END "));
        }
        assert!(paced >= 4, "{paced}");
        Phone::dial_all(shop, STRANGER, &right).await.assert_shows(&day);
    });
}

#[test]
fn a_session_lasts_three_minutes_and_its_end_is_counted_once() {
    journey(Town::quiet(), async |shop| {
        let mut phone = Phone::dial(shop, STRANGER).await;
        shop.skip(Millis::seconds(120));
        phone.send("1").await;
        phone.assert_shows(&say("ussd-ask-code"));
        shop.skip(Millis::seconds(60));
        phone.again().await;
        phone.assert_ends(&say("ussd-over"));
        let before = figure("nobat_ussd_sessions_ended_total", "incomplete");
        let fields = [
            ("sessionId", phone.session.as_str()),
            ("phoneNumber", STRANGER),
            ("status", "Incomplete"),
            ("cost", "KES 0.1"),
            ("durationInMillis", "180000"),
        ];
        for _ in 0..3 {
            let address = format!("{}/ussd/form/ended", shop.address);
            let notice = shop.http.post(address).form(&fields);
            let notice = notice.bearer_auth(secret());
            assert_eq!(notice.send().await.expect("the shop answers").status(), 204);
        }
        assert_eq!(figure("nobat_ussd_sessions_ended_total", "incomplete") - before, 1.0);
        // The next dial is another session, even under the same name.
        phone.text.clear();
        phone.again().await;
        phone.assert_shows(&say("ussd-title"));
    });
}

#[test]
fn a_busy_engine_is_a_short_word_and_counts_no_guess() {
    journey(Town { mailbox: Some(1), ..Town::quiet() }, async |shop| {
        let person = Person::fresh(0);
        shop.visitor(&person).enter().await;
        let key = shop.engine.request_key(&person.national_id());
        let over = Arc::new(AtomicBool::new(false));
        let crowd: Vec<_> = (0..CROWD)
            .map(|_| {
                let (engine, over) = (shop.engine.clone(), Arc::clone(&over));
                tokio::spawn(async move {
                    while !over.load(Ordering::Relaxed) {
                        // Refused or answered, the next one comes at once.
                        let _ = engine.ask(key, RequestCommand::View).await;
                        tokio::task::yield_now().await;
                    }
                })
            })
            .collect();
        let text = format!("2*{}*{}", person.nid, person.serial);
        let busy = format!("END {}", say("ussd-busy"));
        until("the phone says that it is busy", async || {
            (Phone::dial_all(shop, STRANGER, &text).await.shown == busy).then_some(())
        })
        .await;
        over.store(true, Ordering::Relaxed);
        for one in crowd {
            one.await.expect("nobody panics");
        }
        Phone::dial_all(shop, STRANGER, &text)
            .await
            .assert_shows(&stage(1, "milestone-registered"));
    });
}
