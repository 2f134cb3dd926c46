//! Other systems of the card: they follow every change, and report what happens elsewhere.

use std::collections::BTreeSet;

use nobat_domain::limits::FEED_KEPT;
use nobat_domain::staff::{Deed, Scope};
use nobat_domain::timestamp::{Millis, Timestamp};
use serde_json::{Value, json};

use crate::support::phone::booked;
use crate::support::{Person, Shop, System, Town, journey, journey_with_restart, logs, until};

const ALL: [Scope; 5] = Scope::ALL;

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

fn slug(problem: &Value) -> &str {
    text(problem, "type").trim_start_matches("/api/problems/")
}

fn positions(changes: &[Value]) -> Vec<u64> {
    let place = |it: &Value| text(it, "position").rsplit('.').next().expect("a number").parse();
    changes.iter().map(|it| place(it).expect("a number")).collect()
}

fn of_request<'v>(changes: &'v [Value], id: &str) -> Vec<&'v str> {
    changes.iter().filter(|it| it["request"]["id"] == id).map(|it| text(it, "type")).collect()
}

/// The number on paper of the office that a request is booked at.
async fn office_of(shop: &Shop, person: &Person) -> String {
    let booked = shop.state(person).await.booking.expect("it was booked").choice.shift.office();
    let offices = shop.town.facts();
    offices.iter().find(|it| it.id == booked).expect("an office of the town").code.clone()
}

#[test]
fn the_feed_has_every_change_once_in_order_and_goes_on_from_any_place() {
    journey(Town::quiet(), async |shop| {
        let system = System::hired(shop, "registry.feed", &[Scope::Feed]).await;
        let mut people = Vec::new();
        for number in 0..3 {
            people.push(booked(shop, number).await);
        }
        let all = system.changes(None, "limit=500").await;
        let places = positions(&all);
        assert!(places.windows(2).all(|pair| pair[0] < pair[1]), "{places:?}");
        assert_eq!(system.changes(None, "limit=2").await, all, "in pieces of any size");
        for place in [0, 7, all.len() - 1] {
            let rest = system.changes(Some(text(&all[place], "position")), "limit=7").await;
            assert_eq!(rest, all[place + 1..]);
        }
        for (person, code, _) in &people {
            let id = shop.engine.request_key(&person.national_id()).0;
            let id: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
            let kinds = of_request(&all, &id);
            assert_eq!(kinds.first(), Some(&"request.entered"));
            for once in ["seat.held", "payment.received", "seat.booked"] {
                assert_eq!(kinds.iter().filter(|it| **it == once).count(), 1, "{kinds:?}");
            }
            let last = all.iter().rfind(|it| it["request"]["id"] == id.as_str());
            let request = &last.expect("it changed")["request"];
            assert_eq!((text(request, "stage"), text(request, "code")), ("booked", code.as_str()));
            assert_eq!(text(&request["appointment"], "office"), office_of(shop, person).await);
        }
        let kinds = |changes: &[Value]| -> BTreeSet<String> {
            changes.iter().map(|it| text(it, "type").to_owned()).collect()
        };
        let some = system.changes(None, "types=seat.booked,payment&limit=1").await;
        assert!(kinds(&some).iter().all(|it| it == "seat.booked" || it.starts_with("payment.")));
        assert_eq!(some.iter().filter(|it| it["type"] == "seat.booked").count(), 3);
        let (status, slip) = system.get("/changes?types=seat.boked").await;
        assert_eq!((status, slug(&slip)), (400, "query"), "{slip}");
        // Nobody's number is seen without leave for it.
        let nid = people[0].0.nid.clone();
        assert!(!serde_json::to_string(&all).expect("text").contains(&nid));
        let maker = System::hired(shop, "card.maker", &[Scope::Feed, Scope::Person]).await;
        let seen = maker.changes(None, "types=seat.booked").await;
        assert!(seen.iter().any(|it| it["request"]["national_id"] == nid.as_str()));
        assert!(!logs().contains(&system.key), "a key was logged");
    });
}

#[test]
fn a_follower_is_told_as_it_happens_and_goes_on_behind_its_last_event() {
    let (last, key) = (std::cell::RefCell::default(), std::cell::RefCell::default());
    journey_with_restart(
        Town::quiet(),
        async |shop| {
            let system = System::hired(shop, "follower", &[Scope::Feed]).await;
            let mut following = system.follow(None, "types=seat.booked").await;
            let (_, code, _) = booked(shop, 0).await;
            let told = following.next().await;
            assert_eq!(
                (told.event.as_str(), told.id.as_str()),
                ("seat.booked", text(&told.data, "position"))
            );
            assert_eq!(text(&told.data["request"], "code"), code);
            drop(following);
            // What happens while nobody follows is told by the next stream, and nothing twice.
            let (_, code, _) = booked(shop, 1).await;
            let mut following = system.follow(Some(&told.id), "types=seat.booked").await;
            let next = following.next().await;
            assert_eq!(text(&next.data["request"], "code"), code);
            *last.borrow_mut() = next.id;
            *key.borrow_mut() = (system.key.clone(), code);
        },
        async |shop| {
            let (key, before) = key.borrow().clone();
            let system = System::hired(shop, "follower.2", &[Scope::Feed]).await.with_key(&key);
            let last: String = last.borrow().clone();
            let mut following = system.follow(Some(&last), "types=seat.booked").await;
            let (_, code, _) = booked(shop, 2).await;
            assert_ne!(code, before);
            assert_eq!(text(&following.next().await.data["request"], "code"), code);
        },
    );
}

#[test]
fn a_place_that_is_a_lie_or_too_far_behind_is_told_with_the_way_on() {
    journey(Town::quiet(), async |shop| {
        let system = System::hired(shop, "liar", &[Scope::Feed]).await;
        booked(shop, 0).await;
        let all = system.changes(None, "").await;
        let first = text(&all[0], "position").to_owned();
        let (country, at) = first.split_once('.').expect("a country");
        let at = at.trim_start_matches("0.");
        let other = if country.starts_with('0') { "1" } else { "0" };
        let other = format!("{other}{}.0.{at}", &country[1..]);
        let table = [
            ("nonsense".to_owned(), 400, "position"),
            (format!("{country}.0.-1"), 400, "position"),
            (format!("{country}.0.18446744073709551615"), 400, "position-ahead"),
            (format!("{country}.1.{at}"), 410, "position-lost"),
            (other, 410, "position-lost"),
        ];
        for (place, status, kind) in table {
            for path in ["/changes", "/changes/stream"] {
                let (got, problem) = system.get(&format!("{path}?after={place}")).await;
                assert_eq!((got, slug(&problem)), (status, kind), "{path} {place}: {problem}");
                assert_eq!(status == 410, problem["oldest"].is_string());
                assert!(!text(&problem, "detail").is_empty());
            }
        }
        // Whoever was away for longer than the feed is kept begins again from all requests.
        shop.skip(Millis(FEED_KEPT.0 + Millis::hours(48).0));
        let late = Person::fresh(1);
        shop.visitor(&late).enter().await;
        shop.engine.audit(None).await.expect("it waits for the tables");
        let (status, problem) = system.get(&format!("/changes?after={first}")).await;
        assert_eq!((status, slug(&problem)), (410, "position-behind"), "{problem}");
        let (_, one) = system.get("/changes/requests?limit=1").await;
        assert_eq!(
            (one["more"].as_bool(), one["requests"].as_array().map(Vec::len)),
            (Some(true), Some(1))
        );
        let behind = text(&one["requests"][0], "id");
        let (_, two) = system.get(&format!("/changes/requests?behind={behind}")).await;
        assert_eq!(
            (two["more"].as_bool(), two["requests"].as_array().map(Vec::len)),
            (Some(false), Some(1))
        );
        let place = text(&one, "position");
        assert_eq!(system.changes(Some(place), "").await, Vec::<Value>::new());
        let draft = system.changes(Some(text(&problem, "oldest")), "").await;
        assert_eq!(draft.first().map(|it| text(it, "type")), Some("request.entered"));
        for wrong in ["behind=xyz", "limit=0", "limit=501"] {
            assert_eq!(system.get(&format!("/changes/requests?{wrong}")).await.0, 400, "{wrong}");
        }
    });
}

fn refused((status, problem): (u16, Value)) -> (u16, String, String) {
    (status, slug(&problem).to_owned(), text(&problem, "stage").to_owned())
}

fn no(status: u16, kind: &str, stage: &str) -> (u16, String, String) {
    (status, kind.to_owned(), stage.to_owned())
}

#[test]
fn a_report_is_refused_for_what_is_wrong_with_it() {
    journey(Town::quiet(), async |shop| {
        let offices = System::hired(shop, "offices", &[Scope::Completion]).await;
        let plant = System::hired(shop, "plant", &[Scope::Production]).await;
        let (person, code, _) = booked(shop, 0).await;
        let office = office_of(shop, &person).await;
        let elsewhere = shop.town.facts().iter().map(|it| it.code.clone()).find(|it| *it != office);
        let at =
            |stage: &str, office: &str| json!({ "code": code, "stage": stage, "office": office });
        let wrong = offices.report(&at("begun", &elsewhere.expect("another")), None).await;
        assert!(text(&wrong.1, "detail").contains(&office), "{}", wrong.1);
        assert_eq!(refused(wrong), no(409, "step-elsewhere", ""));
        let strange = offices.report(&at("begun", "none"), None).await;
        assert_eq!(strange.1["fields"][0]["code"], "office-unknown", "{}", strange.1);
        let unasked = offices.report(&at("finished", &office), None).await;
        assert_eq!(unasked.1["fields"][0]["code"], "office-unasked", "{}", unasked.1);
        for (system, code, stage, answer) in [
            (&offices, code.as_str(), "begun", no(422, "fields", "")),
            (&offices, code.as_str(), "finished", no(409, "step-skips", "booked")),
            (&offices, code.as_str(), "missed", no(409, "day-not-over", "")),
            (&offices, code.as_str(), "delivered", no(403, "scope", "")),
            (&plant, code.as_str(), "finished", no(403, "scope", "")),
            (&plant, code.as_str(), "in_production", no(409, "step-skips", "booked")),
            (&offices, "497320167", "finished", no(404, "no-booking", "")),
            (&offices, "not a code", "finished", no(404, "no-booking", "")),
            (&offices, code.as_str(), "printed", no(422, "shape", "")),
        ] {
            assert_eq!(refused(system.tells(code, stage).await), answer, "{code} {stage}");
        }
    });
}

#[test]
fn a_stage_is_reported_once_and_never_backwards() {
    journey(Town::quiet(), async |shop| {
        let offices = System::hired(shop, "offices", &[Scope::Completion]).await;
        let plant = System::hired(shop, "plant", &[Scope::Production]).await;
        let post = System::hired(shop, "post", &[Scope::Delivery, Scope::Feed]).await;
        let (person, code, _) = booked(shop, 0).await;
        let office = office_of(shop, &person).await;
        let begin = json!({ "code": code, "stage": "begun", "office": office });
        let begun = offices.report(&begin, None).await;
        assert_eq!((begun.0, &begun.1["changed"]), (200, &json!(true)), "{}", begun.1);
        assert_eq!(text(&begun.1["request"], "stage"), "begun");
        let again = offices.report(&begin, None).await;
        assert_eq!((again.0, &again.1["changed"]), (200, &json!(false)), "{}", again.1);
        // Two completions at once, and six more: one was the first.
        let finished = json!({ "code": code, "stage": "finished" });
        let tellers = (0..8).map(|_| offices.report(&finished, None));
        let told = futures_util::future::join_all(tellers).await;
        let is = |it: &Value| it["request"]["stage"] == "finished";
        assert!(told.iter().all(|(status, it)| *status == 200 && is(it)), "{told:?}");
        assert_eq!(told.iter().filter(|(_, it)| it["changed"] == true).count(), 1, "{told:?}");
        let back = offices.report(&begin, None).await;
        assert_eq!(refused(back), no(409, "step-behind", "finished"));
        let skips = post.tells(&code, "delivered").await;
        assert_eq!(refused(skips), no(409, "step-skips", "finished"));

        // The same command sent again is answered with the same words.
        let made = json!({ "code": code, "stage": "in_production" });
        let first = plant.report(&made, Some("batch-7/1")).await;
        assert_eq!((first.0, &first.1["changed"]), (200, &json!(true)), "{}", first.1);
        assert_eq!(plant.report(&made, Some("batch-7/1")).await, first);
        assert_eq!(plant.report(&made, None).await.1["changed"], false);
        let (status, ready) = post.tells(&code, "ready").await;
        assert_eq!((status, text(&ready["request"], "collected_at")), (200, office.as_str()));
        assert_eq!(post.tells(&code, "delivered").await.1["changed"], true);
        let late = plant.tells(&code, "in_production").await;
        assert_eq!(refused(late), no(409, "step-behind", "delivered"));

        let stages = post.changes(None, "types=stage").await;
        let stages: Vec<&str> = stages.iter().map(|it| text(it, "type")).collect();
        let way = ["begun", "finished", "in_production", "ready", "delivered"];
        assert_eq!(stages, way.map(|it| format!("stage.{it}")));
        let audit = shop.engine.audit(None).await.expect("it reads");
        let reported: Vec<_> = audit.iter().filter(|it| it.deed == Deed::ReportedStep).collect();
        assert!(reported.len() >= way.len() && reported.iter().all(|it| it.holds));
    });
}

#[test]
fn keys_that_are_forged_wrong_or_closed_open_nothing() {
    journey(Town::quiet(), async |shop| {
        let system = System::hired(shop, "honest", &ALL).await;
        let (_, other) = (0, System::hired(shop, "other", &ALL).await);
        assert_eq!(system.get("/changes").await.0, 200);
        let mut forged = system.key.clone().into_bytes();
        forged[10] ^= 1;
        let forged = String::from_utf8_lossy(&forged).into_owned();
        let secret = other.key.split('.').nth(1).expect("a secret");
        let borrowed = format!("nbs.{secret}.honest");
        for key in ["", "nbs.", "nbs.x.honest", "Bearer", &forged, &borrowed] {
            for path in ["/changes", "/changes/stream", "/changes/requests"] {
                let (status, problem) = system.with_key(key).get(path).await;
                assert_eq!((status, slug(&problem)), (401, "no-key"), "{key} {path}");
            }
            assert_eq!(system.with_key(key).tells("497320167", "finished").await.0, 401);
        }
        other.close().await;
        assert_eq!(other.get("/changes").await.0, 401, "a closed account opens nothing");
        // Wrong keys are told so until there were too many; the right one works all the while.
        let wrong = system.with_key(&forged);
        until("wrong keys are held up", async || {
            (wrong.get("/changes").await.0 == 429).then_some(())
        })
        .await;
        let held = wrong.asks("/changes").send().await.expect("it answers");
        assert!(held.headers().contains_key("retry-after"));
        assert_eq!(system.get("/changes").await.0, 200);
        // A key is no password: nobody comes in with it at the counter's door.
        let mut clerk = crate::support::clerk::Clerk::nobody(shop, "honest");
        clerk.password.clone_from(&system.key);
        clerk.knock().await;
        clerk.page().assert_says(&crate::support::say("ops-login-wrong"));
    });
}

#[test]
fn whoever_takes_nothing_holds_nobody_up() {
    journey(Town::quiet(), async |shop| {
        let slow = System::hired(shop, "slow", &[Scope::Feed]).await;
        let quick = System::hired(shop, "quick", &[Scope::Feed]).await;
        let mut asleep = Vec::new();
        for _ in 0..4 {
            asleep.push(slow.follow(None, "").await);
        }
        let (status, problem) = slow.get("/changes/stream").await;
        assert_eq!((status, slug(&problem)), (429, "streams"), "{problem}");
        let mut following = quick.follow(None, "types=seat.booked").await;
        for number in 0..5 {
            let (_, code, _) = booked(shop, number).await;
            assert_eq!(text(&following.next().await.data["request"], "code"), code);
        }
        let all = quick.changes(None, "limit=500").await;
        // Whoever wakes up has missed nothing.
        let mut awake = asleep.pop().expect("one of them");
        for change in &all {
            assert_eq!(&awake.next().await.data["position"], &change["position"]);
        }
        drop(asleep);
        until("a place is free again", async || {
            let answer = slow.asks("/changes/stream").send().await.expect("it answers");
            (answer.status() == 200).then_some(())
        })
        .await;
    });
}

/// Whether two values have the same names in the same places.
fn is_shaped_alike(documented: &Value, said: &Value) -> bool {
    match (documented, said) {
        (Value::Object(one), Value::Object(other)) => {
            one.keys().eq(other.keys())
                && one.iter().all(|(name, value)| is_shaped_alike(value, &other[name]))
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|(one, other)| is_shaped_alike(one, other))
        }
        (one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
    }
}

async fn run(script: &str, with: &[(&str, &str)]) -> String {
    let output = tokio::process::Command::new("sh")
        .args(["-c", script])
        .env("no_proxy", "*")
        .envs(with.iter().copied())
        .stdin(std::process::Stdio::null())
        .output()
        .await
        .expect("a shell, curl and openssl");
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(output.status.success(), "{script}: {said}");
    said
}

#[test]
fn the_documented_examples_of_systems_work() {
    let page = include_str!("../../../docs/INTEGRATING.md");
    let section =
        page.split("\n## ").find(|it| it.starts_with("Other systems")).expect("it is there");
    let blocks = |kind: &str| -> Vec<String> {
        let begin = format!("```{kind}\n");
        let blocks = section.split(&begin).skip(1).map(|it| it.split("```").next());
        blocks.map(|it| it.unwrap_or_default().to_owned()).collect()
    };
    journey(Town::quiet(), async |shop| {
        let system = System::hired(shop, "card-plant", &[Scope::Feed, Scope::Completion]).await;
        let (person, code, _) = booked(shop, 0).await;
        let office = office_of(shop, &person).await;
        let before = system.changes(None, "").await;
        let place = text(&before[0], "position");
        let scripts: Vec<String> = blocks("sh")
            .iter()
            .map(|script| script.replace("https://nobat.example", &shop.address))
            .map(|script| script.replace("497320167", &code).replace("5101", &office))
            .collect();
        let [feed, stream, list, report, verify] = &scripts[..] else {
            panic!("five examples, not {}", scripts.len())
        };
        let with = [("KEY", system.key.as_str()), ("POSITION", place)];
        let answers = blocks("json");
        for (script, documented) in [feed, list, report].into_iter().zip(&answers) {
            let said: Value = serde_json::from_str(&run(script, &with).await).expect("JSON");
            let documented: Value = serde_json::from_str(documented).expect("JSON");
            assert!(is_shaped_alike(&documented, &said), "{documented:#}\nis not as\n{said:#}");
        }
        let said = run(stream, &with).await;
        let documented = blocks("text").concat();
        let names = |text: &str| -> Vec<String> {
            text.lines().map(|it| it.split(' ').next().unwrap_or_default().to_owned()).collect()
        };
        assert_eq!(names(&said), names(&documented), "{said}");
        let (secret, body) = ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", &answers[3]);
        let seconds = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("it is past").as_secs();
        let at = seconds.to_string();
        let with = [("SECRET", secret), ("ID", "changes-1"), ("TIMESTAMP", &at), ("BODY", body)];
        let signed =
            nobat_server::webhooks::Secret::read(&format!("whsec_{secret}")).expect("24 bytes");
        let signed = signed.sign("changes-1", Timestamp(seconds * 1_000), body);
        assert_eq!(run(verify, &with).await.trim_end(), signed);
    });
}
