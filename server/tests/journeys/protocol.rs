//! What every route for programs shares: tokens, problems, commands sent again, lists in pieces,
//! the description and its examples.

use std::process::Stdio;

use nobat_domain::timestamp::Millis;
use nobat_server::question::{Level, work};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::program::Program;
use crate::support::{AREA, Person, Town, day_wire, journey, journey_with_restart};

const HOME: &str = "31.2.4.8";

#[test]
fn wrong_pairs_are_counted_with_those_of_the_pages_and_read_alike() {
    journey(Town::guarded_without_question(), async |shop| {
        let (person, nobody) = (Person::fresh(0), Person::fresh(1));
        let program = Program { address: Some(HOME.to_owned()), ..Program::new(shop) };
        let entry = |nid: &str, serial: &str| {
            json!({
                "national_id": nid, "serial": serial, "question": "", "answer": "2",
            })
        };
        let wrong = entry(&person.nid, &person.other_serial());
        let faults = program.post("/sessions", wrong.clone()).await.json();
        let unknown = program.post("/sessions", entry("0499370899", &nobody.serial)).await.json();
        assert_eq!(faults, unknown, "nobody learns who is registered");
        assert_eq!(faults["fields"][0]["code"], "pair-mismatch");
        let mut locked = None;
        for _ in 0..20 {
            let told = program.post("/sessions", wrong.clone()).await;
            if told.status == 429 {
                locked = Some(told);
                break;
            }
        }
        let locked = locked.expect("guessing meets a lock").refused(429, "locked");
        assert!(
            locked["until"].as_str().is_some_and(|until| until.ends_with("+03:30")),
            "{locked}"
        );
        // The page is locked with it, and the right serial does not open it.
        let mut browser = shop.visitor(&person).from(HOME);
        assert_eq!(browser.enter().await.status.as_u16(), 429);
        let right = entry(&person.nid, &person.serial);
        program.post("/sessions", right).await.refused(429, "locked");
    });
}

#[test]
fn only_a_living_token_of_the_right_kind_opens_and_a_cookie_never_does() {
    journey(Town::quiet(), async |shop| {
        let person = Person::fresh(0);
        let mut browser = shop.visitor(&person);
        browser.enter().await;
        let cookie = browser.cookie().expect("a session").to_owned();
        let nobody = Program::new(shop);
        let told = nobody.get("/request").await;
        told.refused(401, "no-token");
        assert_eq!(told.header("www-authenticate"), "Bearer");
        let as_cookie = [("cookie", format!("nobat={cookie}"))];
        let headers = as_cookie.each_ref().map(|(name, value)| (*name, value.as_str()));
        let told = nobody.with(Method::GET, "/request", None, &headers).await;
        told.refused(401, "no-token");
        for token in [cookie.clone(), format!("nbc.{cookie}"), "nbc.".to_owned()] {
            let program = Program { token, ..nobody.clone() };
            program.get("/request").await.refused(401, "no-token");
        }
        let mut program = nobody.clone();
        program.enter(&person).await;
        let mut worn = shop.visitor(&person);
        worn.wear(program.token.trim_start_matches("nbc."));
        worn.get("/result").await.assert_at("/", 200);
        program.get("/office/day").await.refused(401, "no-token");
        shop.skip(Millis::minutes(60));
        program.get("/request").await.refused(401, "session-over");
        program.post("/sessions/renewal", Value::Null).await.refused(401, "session-over");
    });
}

#[test]
fn whatever_cannot_be_read_is_a_problem_and_never_a_page() {
    journey(Town::quiet(), async |shop| {
        let mut program = Program::new(shop);
        program.enter(&Person::fresh(0)).await;
        let put = |body: &str, kind: &'static str| {
            let (program, body) = (program.clone(), body.to_owned());
            async move {
                let headers = [("content-type", kind)];
                let request =
                    program.shop.http.put(format!("{}/api/v1/request/mobile", shop.address));
                let request =
                    request.bearer_auth(&program.token).header(headers[0].0, headers[0].1);
                request.body(body).send().await.expect("the shop answers")
            }
        };
        for (body, kind, status, slug) in [
            ("{", "application/json", 400, "malformed"),
            ("[]", "application/json", 422, "shape"),
            ("{\"mobile\": 7}", "application/json", 422, "shape"),
            ("{\"mobile\": \"1\", \"x\": 1}", "application/json; charset=utf-8", 422, "shape"),
            ("mobile=1", "application/x-www-form-urlencoded", 415, "not-json"),
        ] {
            let answer = put(body, kind).await;
            assert_eq!(answer.status(), status, "{body}");
            let told: Value = answer.json().await.expect("JSON");
            assert_eq!(told["type"], format!("/api/problems/{slug}"), "{body}");
        }
        let long = format!("{{\"mobile\": \"{}\"}}", "1".repeat(70_000));
        program.with(Method::PUT, "/request/mobile", Some(long), &[]).await.refused(413, "long");
        program.get("/nowhere").await.refused(404, "nowhere");
        let told = program.call(Method::DELETE, "/request", None).await;
        told.refused(405, "method");
        assert!(told.header("allow").contains("GET"), "{told:?}");
        program.get("/areas?limit=0").await.refused(400, "cursor");
        program.get("/areas?limit=many").await.refused(400, "query");
        program.get("/areas?cursor=bm90IGpzb24").await.refused(400, "cursor");
        // What a `type` leads to says what kind it is.
        let kinds = format!("{}/api/problems/locked", shop.address);
        let kind = shop.http.get(kinds).send().await.expect("the shop answers");
        let kind: Value = kind.json().await.expect("JSON");
        assert_eq!((&kind["type"], &kind["status"]), (&json!("/api/problems/locked"), &json!(429)));
    });
}

#[test]
fn a_command_sent_again_under_its_name_is_answered_again_and_done_once() {
    let keys = [("idempotency-key", "7d0c1f")];
    journey(Town::quiet(), async |shop| {
        let person = Person::fresh(0);
        let mut program = Program::new(shop);
        let request = program.enter(&person).await;
        let choice = program.choice(&person, &request).await.to_string();
        let send = async |program: &Program<'_>, path: &str, body: &str| {
            program.with(Method::POST, path, Some(body.to_owned()), &keys).await
        };
        let first = send(&program, "/request/choice", &choice).await;
        let taken = first.good(200);
        assert_eq!(first.header("idempotency-replayed"), "");
        let again = send(&program, "/request/choice", &choice).await;
        assert_eq!(again.good(200), taken, "to the byte of the bank's token");
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(shop.state(&person).await.attempts_used, 1);
        // Also with a token that was renewed meanwhile.
        let renewed = program.post("/sessions/renewal", Value::Null).await.good(201);
        program.token = renewed["token"].as_str().expect("a token").to_owned();
        assert_eq!(send(&program, "/request/choice", &choice).await.good(200), taken);
        send(&program, "/request/choice", "{}").await.refused(422, "key-reused");
        send(&program, "/request/payment", &choice).await.refused(422, "key-reused");
        // The same word of somebody else is another's command.
        let other = Person::fresh(1);
        let mut another = Program::new(shop);
        let request = another.enter(&other).await;
        let hers = another.choice(&other, &request).await.to_string();
        let hers = send(&another, "/request/choice", &hers).await;
        assert_eq!(hers.header("idempotency-replayed"), "");
        assert_eq!(hers.good(200)["request"]["stage"], "unpaid");
        let wide = [("idempotency-key", "two words")];
        let told = program.with(Method::POST, "/request/release", None, &wide).await;
        told.refused(400, "key-shape");
    });
}

#[test]
fn what_was_forgotten_in_a_restart_is_still_not_done_twice() {
    let keys = [("idempotency-key", "7d0c1f")];
    let person = Person::fresh(0);
    journey_with_restart(
        Town::quiet(),
        async |shop| {
            let mut program = Program::new(shop);
            program.book(&person).await;
        },
        async |shop| {
            let mut program = Program::new(shop);
            let booked = program.enter(&person).await;
            let seat = &booked["booking"]["seat"]["seat"];
            let choice = json!({ "seat": seat }).to_string();
            // The choice is over, and the move leads to where it is: neither takes a second seat.
            let told = program.with(Method::POST, "/request/choice", Some(choice.clone()), &keys);
            assert_eq!(told.await.refused(409, "stage")["stage"], "booked");
            let told = program.post("/request/move", json!({ "seat": seat })).await;
            told.refused(409, "stage");
            assert_eq!(program.get("/request").await.good(200), booked);
            assert_eq!(shop.state(&person).await.holds_used, 1);
        },
    );
}

#[test]
fn lists_come_in_pieces_that_make_one_whole() {
    journey(Town::quiet(), async |shop| {
        let mut program = Program::new(shop);
        program.enter(&Person::fresh(0)).await;
        let whole = program.get("/offices?limit=100").await.good(200);
        let whole = whole["items"].as_array().expect("a list").clone();
        assert_eq!(whole.len(), shop.town.facts().len());
        for (path, at_least) in [
            ("/offices?limit=2".to_owned(), 3),
            (format!("/offices?limit=1&area_code={AREA}"), 3),
            (
                format!(
                    "/request/offices?limit=2&date={}&area_code={AREA}&can_leave_home=true\
                     &can_climb_stairs=true&pupils_visible=true&fingers_sound=true",
                    day_wire(shop.tomorrow())
                ),
                6,
            ),
        ] {
            let (mut seen, mut cursor) = (Vec::new(), String::new());
            loop {
                let piece = program.get(&format!("{path}{cursor}")).await.good(200);
                let items = piece["items"].as_array().expect("a list");
                assert!(items.len() <= 2, "{piece}");
                seen.extend(items.iter().map(Value::to_string));
                let Some(next) = piece["next"].as_str() else { break };
                cursor = format!("&cursor={next}");
            }
            assert!(seen.len() >= at_least, "{path}: {seen:?}");
            let mut once = seen.clone();
            once.sort();
            once.dedup();
            assert_eq!(once.len(), seen.len(), "{path}: nothing twice");
        }
        let areas = program.get("/areas").await.good(200);
        assert_eq!(areas["items"][0]["area_code"], AREA);
    });
}

#[test]
fn the_description_is_of_openapi_3_1_and_names_every_answer() {
    journey(Town::quiet(), async |shop| {
        let answer = shop.http.get(format!("{}/api/openapi.json", shop.address)).send().await;
        let answer = answer.expect("the shop answers");
        assert_eq!(answer.headers()["content-type"], "application/json");
        let description: Value = answer.json().await.expect("JSON");
        assert_eq!(description["openapi"], "3.1.0");
        let paths = description["paths"].as_object().expect("paths");
        assert!(paths.len() > 25, "{}", paths.len());
        assert_eq!(description["servers"][0]["url"], "/api/v1");
        for (path, methods) in paths {
            for (method, operation) in methods.as_object().expect("methods") {
                let answers = operation["responses"].as_object().expect("answers");
                assert!(answers.keys().any(|status| status.starts_with('2')), "{method} {path}");
                assert!(answers.contains_key("503"), "{method} {path}");
                let named = |name: &str| {
                    let parameters = operation["parameters"].as_array();
                    parameters.is_some_and(|all| all.iter().any(|it| it["name"] == name))
                };
                let secured = operation.get("security").is_some();
                assert_eq!(answers.contains_key("401"), secured, "{method} {path}");
                let has_name = secured && method != "get" && path != "/request/scan";
                assert_eq!(named("idempotency-key"), has_name, "{method} {path}");
            }
        }
        let problem = &description["components"]["schemas"]["Problem"];
        assert_eq!(problem["properties"]["type"]["format"], "uri-reference");
    });
}

/// The examples of the page for integrators, run as they stand but for addresses and what the
/// answers before have given.
#[test]
fn the_documented_examples_work() {
    let page = include_str!("../../../docs/INTEGRATING.md");
    let page = page.split("\n## ").find(|part| part.starts_with("JSON")).expect("its part");
    let blocks: Vec<&str> = page.split("```sh\n").skip(1).collect();
    let scripts: Vec<&str> =
        blocks.iter().map(|block| block.split("```").next().unwrap_or_default()).collect();
    let [ask, enter, offices, choose, look, track] = scripts[..] else { panic!("{scripts:?}") };
    journey(Town::quiet(), async |shop| {
        let run = async |script: &str, known: &[(&str, &Value)]| -> Value {
            let mut script = script.replace("https://nobat.example", &shop.address);
            for (name, value) in known {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                script = script.replace(name, &text);
            }
            let ran = tokio::process::Command::new("sh")
                .args(["-c", &script])
                .env("no_proxy", "*")
                .stdin(Stdio::null())
                .output();
            let output = ran.await.expect("a shell and curl");
            let said = String::from_utf8(output.stdout).expect("UTF-8");
            assert!(output.status.success(), "{script}: {said}");
            serde_json::from_str(&said).unwrap_or_else(|fault| panic!("{fault} {script}: {said}"))
        };
        let asked = run(ask, &[]).await;
        let question = asked["question"].as_str().expect("a token");
        let work = json!(work::done(&format!("{question}.2580200606"), Level::Plain));
        let entered = run(enter, &[("$QUESTION", &asked["question"]), ("$WORK", &work)]).await;
        let (token, due) = (&entered["token"], &entered["request"]["due"]);
        let day = json!(day_wire(shop.tomorrow()));
        let list = run(offices, &[("$TOKEN", token), ("1405/09/10", &day)]).await;
        let known = [
            ("$TOKEN", token),
            ("84-20789", &list["items"][0]["seat"]),
            ("1000000", &due["rials"]),
        ];
        assert_eq!(due["banks"][0]["id"], 0, "as the example says");
        let taken = run(choose, &known).await;
        Program::new(shop).pay(&taken).await;
        let request = run(look, &[("$TOKEN", token)]).await;
        assert_eq!(request["stage"], "booked", "{request}");
        let tracked = run(track, &[("497320167", &request["booking"]["tracking_code"])]).await;
        assert_eq!(tracked["progress"], "booked");
    });
}
