//! A phone without internet: where a request stands, by the callback of a gateway.

use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use nobat_domain::request::{RequestCommand, Step};
use nobat_domain::timestamp::Millis;
use nobat_engine::Answered;
use nobat_sandbox::phone;
use nobat_server::persian::{Language, Value, dates, digits};
use nobat_server::ussd::UNITS_MAX;
use reqwest::{Method, Response};

use crate::support::{Person, Shop, Town, figure, journey, logs, say, until};

/// As the journeys' shop has it.
const REGISTRY_KEY: &str = "key of the journeys";
const STRANGER: &str = "+989120000077";
/// Requests under way at once while the desk has room for one.
const CROWD: usize = 64;

/// A phone in a session, and its gateway.
struct Phone<'a> {
    shop: &'a Shop,
    number: String,
    style: &'static str,
    session: String,
    text: String,
    shown: String,
}

impl<'a> Phone<'a> {
    fn of(shop: &'a Shop, number: &str) -> Self {
        static SESSIONS: AtomicU32 = AtomicU32::new(0);
        let session = format!("session-{}", SESSIONS.fetch_add(1, Ordering::Relaxed));
        let (number, style) = (number.to_owned(), "form");
        Self { shop, number, style, session, text: String::new(), shown: String::new() }
    }

    fn by(mut self, style: &'static str) -> Self {
        self.style = style;
        self
    }

    async fn call(&self) -> Response {
        call(self.shop, self.style, &self.session, &self.number, &self.text).await
    }

    /// Sends what there is as it is; what the gateway would show comes back.
    async fn again(&mut self) -> &str {
        let answer = self.call().await;
        assert_eq!(answer.status(), 200);
        let kind = answer.headers()["content-type"].to_str().expect("plain text");
        assert_eq!(kind, "text/plain; charset=utf-8");
        self.shown = answer.text().await.expect("the whole answer");
        let page = self.shown.get(4..).unwrap_or_default();
        assert!(self.shown.starts_with("CON ") || self.shown.starts_with("END "), "{}", self.shown);
        assert!(page.encode_utf16().count() <= UNITS_MAX, "{page}");
        &self.shown
    }

    /// Dials anew.
    async fn dial(shop: &'a Shop, number: &str) -> Self {
        let mut phone = Self::of(shop, number);
        phone.again().await;
        phone
    }

    /// Dials the code with everything behind it.
    async fn dial_all(shop: &'a Shop, number: &str, text: &str) -> Self {
        let mut phone = Self::of(shop, number);
        text.clone_into(&mut phone.text);
        phone.again().await;
        phone
    }

    async fn send(&mut self, input: &str) -> &str {
        if !self.text.is_empty() {
            self.text.push('*');
        }
        self.text.push_str(input);
        self.again().await
    }

    /// Everything that stands here, with its further pages.
    async fn read(&mut self) -> String {
        let more = format!("\n{} {}", digits::persian(9), say("ussd-more"));
        let mut whole = String::new();
        while let Some(page) = self.shown.strip_suffix(&more) {
            whole.push_str(page.get(4..).unwrap_or_default());
            whole.push(' ');
            self.send("9").await;
        }
        whole + self.shown.get(4..).unwrap_or_default()
    }

    #[track_caller]
    fn assert_shows(&self, sentence: &str) {
        assert!(self.shown.contains(sentence), "wanted «{sentence}» in «{}»", self.shown);
    }

    #[track_caller]
    fn assert_ends(&self, sentence: &str) {
        assert_eq!(self.shown, format!("END {sentence}"));
    }
}

async fn call(shop: &Shop, style: &str, session: &str, number: &str, text: &str) -> Response {
    let address = format!("{}/ussd/{style}", shop.address);
    let request = match style {
        "form" => shop.http.post(address).form(&[
            ("sessionId", session),
            ("serviceCode", "*6090*4#"),
            ("phoneNumber", number),
            ("networkCode", "43211"),
            ("text", text),
        ]),
        _ => {
            let fields = [("SESSIONID", session), ("MSISDN", number), ("INPUT", text)];
            let address = reqwest::Url::parse_with_params(&address, fields);
            shop.http.get(address.expect("an address"))
        }
    };
    let request = request.bearer_auth(phone::secret(REGISTRY_KEY));
    request.send().await.expect("the shop answers")
}

/// Somebody with a seat, its code and the last digits of the mobile.
async fn booked(shop: &Shop, number: usize) -> (Person, String, String) {
    let person = Person::fresh(number);
    shop.visitor(&person).book().await;
    let code = shop.state(&person).await.code.expect("it was booked").number().to_string();
    let last = person.mobile[7..].to_owned();
    (person, code, last)
}

/// The words of a text, however its lines were broken.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// «مرحله ۴ از ۶: …».
fn stage(place: u8, title: &'static str) -> String {
    let values = [
        ("place", Value::Plain(digits::persian(place))),
        ("of", Value::Plain(digits::persian(6))),
        ("title", Value::Plain(say(title))),
    ];
    Language::Persian.fill("ussd-stage", &values)
}

async fn tell(shop: &Shop, person: &Person, step: Step) {
    let key = shop.engine.request_key(&person.national_id());
    let told = shop.engine.ask(key, RequestCommand::Advance { step }).await;
    assert!(matches!(told.expect("desks answer"), Answered::Is(_)), "{step:?}");
}

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
        let next_day = nobat_server::persian::dates::wire(shop.tomorrow().plus(1));
        browser.get("/move").await;
        browser.fill(&[("date", &next_day), ("area", crate::support::AREA)]);
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
        let secret = phone::secret(REGISTRY_KEY);
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
            let notice = notice.bearer_auth(phone::secret(REGISTRY_KEY));
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
    journey(Town::quiet(), async |shop| {
        let (_, code, _) = booked(shop, 0).await;
        let blocks: Vec<&str> = page.split("```sh\n").skip(1).collect();
        let answers: Vec<&str> = page.split("```text\n").skip(1).collect();
        assert_eq!((blocks.len(), answers.len()), (3, 2), "each example but the notice answers");
        for (number, block) in blocks.iter().enumerate() {
            let script = block.split("```").next().unwrap_or_default();
            let script = script
                .replace("https://nobat.example", &shop.address)
                .replace("$KEY", &phone::secret(REGISTRY_KEY))
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
