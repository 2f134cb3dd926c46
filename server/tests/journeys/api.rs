//! The same shop for programs: a whole booking without a page, the same refusals, and no more told
//! than pages tell.

use std::process::Stdio;

use nobat_domain::request::{Operation, Step};
use nobat_domain::staff::Role;
use nobat_domain::timestamp::Millis;
use nobat_server::api::wire::Act;
use nobat_server::persian::dates;
use nobat_server::question::{Level, work};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::clerk::Clerk;
use crate::support::phone::tell;
use crate::support::program::{Program, details};
use crate::support::{AREA, Person, Shop, Town, day_wire, journey, journey_with_restart, logs};

const HOME: &str = "31.2.4.8";

/// Two of the same, from a network of its own.
fn from(shop: &Shop) -> Program<'_> {
    Program { address: Some(HOME.to_owned()), ..Program::new(shop) }
}

fn words(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().filter_map(Value::as_str).collect()
}

#[test]
fn a_whole_booking_is_made_without_a_page_and_everything_after_it_too() {
    journey(Town::guarded(), async |shop| {
        let person = Person::fresh(0);
        let mut program = from(shop);
        let request = program.enter(&person).await;
        assert_eq!(request["stage"], "form");
        assert_eq!(words(&request["allowed"]), ["choose", "change_mobile"]);
        assert_eq!(request["due"]["kind"], "fee");

        let days = program.get("/days").await.good(200);
        assert_eq!(days[0]["solar"], day_wire(shop.tomorrow()));
        let birth = person.birth.to_string();
        let lunar = program.get(&format!("/lunar-dates?birth={birth}")).await.good(200);
        assert_eq!(lunar.as_array().expect("a list").len(), 5);
        let draft = json!({ "mother": person.mother, "can_leave_home": true });
        assert_eq!(program.put("/request/draft", draft.clone()).await.good(200), draft);
        assert_eq!(program.get("/request/draft").await.good(200), draft);

        let choice = program.choice(&person, &request).await;
        let taken = program.post("/request/choice", choice.clone()).await.good(200);
        assert_eq!(taken["request"]["stage"], "unpaid");
        assert_eq!(taken["request"]["held"]["seat"]["seat"], choice["seat"]);
        assert_eq!(shop.seats_held(), 1);
        program.pay(&taken).await;

        let booked = program.get("/request").await.good(200);
        assert_eq!((&booked["stage"], &booked["progress"]), (&json!("booked"), &json!("ahead")));
        let code = booked["booking"]["tracking_code"].as_str().expect("a code");
        assert_eq!(code, shop.state(&person).await.code.expect("booked").to_string());
        assert_eq!(booked["booking"]["paid"], true);
        assert_eq!(booked["details"], details(&person));

        let receipt = program.get("/request/receipt").await.good(200);
        assert_eq!(receipt["tracking_code"], code);
        let kinds = ["application/pdf", "text/html; charset=utf-8", "text/calendar"];
        for (file, kind) in words(&receipt["files"]).into_iter().zip(kinds) {
            let path = file.strip_prefix("/api/v1").expect("of this version");
            let file = program.get(path).await;
            assert_eq!(file.status, 200, "{path}");
            assert!(file.header("content-type").starts_with(kind), "{path}");
            assert!(file.bytes.len() > 300, "{path}");
        }
        let data = program.get("/request/data").await.good(200);
        assert_eq!(data["request"][0]["national_id"], person.nid);

        let renewed = program.post("/sessions/renewal", Value::Null).await.good(201);
        program.token = renewed["token"].as_str().expect("a token").to_owned();
        let mobile = program.put("/request/mobile", json!({ "mobile": "09145120999" })).await;
        assert_eq!(mobile.good(200)["mobile"], "09145120999");
        let mut changed = details(&person);
        changed["mother"] = json!("پروانه");
        let edited = program.put("/request/details", changed.clone()).await.good(200);
        assert_eq!(edited["details"], changed);

        let list = format!("/request/offices?date={}&area_code={AREA}", day_wire(shop.tomorrow()));
        let list = program.get(&list).await.good(200);
        let old = booked["booking"]["seat"]["seat"].clone();
        let items = list["items"].as_array().expect("a list");
        let other = items.iter().map(|it| &it["seat"]).find(|seat| **seat != old);
        let other = other.expect("there are more offices").clone();
        let moved = program.post("/request/move", json!({ "seat": other })).await.good(200);
        assert_eq!(moved["booking"]["seat"]["seat"], other);
        assert_eq!(moved["moves"]["kind"], "free");

        let given = program.post("/request/release", Value::Null).await.good(200);
        assert_eq!((&given["stage"], &given["due"]["kind"]), (&json!("credit"), &json!("credit")));
        let again = program.post("/request/choice", json!({ "seat": old })).await.good(200);
        assert_eq!(again["request"]["stage"], "booked");
        assert_eq!(again.get("payment"), None);
        for secret in [&person.nid, code, &program.token] {
            assert!(!logs().contains(secret), "{secret} was logged");
        }
    });
}

#[test]
fn a_payment_that_is_given_up_is_tried_again_through_the_api() {
    journey(Town::quiet(), async |shop| {
        let person = Person::fresh(0);
        let mut program = Program::new(shop);
        let request = program.enter(&person).await;
        let choice = program.choice(&person, &request).await;
        let agreed = json!({ "bank": choice["bank"], "fee": choice["fee"] });
        program.post("/request/payment", agreed.clone()).await.refused(409, "stage");
        program.post("/request/choice", choice).await.good(200);
        let other = json!({ "bank": agreed["bank"], "fee": 1 });
        let faults = program.post("/request/payment", other).await.faults();
        assert_eq!(faults, [("bank".to_owned(), "fee-changed".to_owned())]);
        let nowhere = json!({ "fee": agreed["fee"], "bank": 9 });
        let faults = program.post("/request/payment", nowhere).await.faults();
        assert_eq!(faults, [("bank".to_owned(), "gateway-empty".to_owned())]);
        let again = program.post("/request/payment", agreed).await.good(200);
        program.pay(&again).await;
        assert_eq!(program.get("/request").await.good(200)["stage"], "booked");
    });
}

#[test]
fn every_fault_of_a_form_is_told_at_once_by_the_field_and_in_the_language_asked_for() {
    journey(Town::quiet(), async |shop| {
        let mut program = Program::new(shop);
        program.enter(&Person::fresh(0)).await;
        let wrong = json!({
            "details": { "birth": "1370/13/15", "mobile": "12", "can_leave_home": false },
            "seat": "nothing",
        });
        let faults = program.post("/request/choice", wrong.clone()).await.faults();
        let fields: Vec<&str> = faults.iter().map(|(field, _)| field.as_str()).collect();
        for field in [
            "birth",
            "gender",
            "religion",
            "mother",
            "mobile",
            "can_climb_stairs",
            "pupils_visible",
            "fingers_sound",
            "bank",
        ] {
            assert!(fields.contains(&field), "{field} is not in {fields:?}");
        }
        assert_eq!(shop.seats_held(), 0);
        let english = program.post("/request/choice", wrong.clone()).await.json();
        assert_eq!(english["title"], "Some fields are at fault");
        let persian = Program { language: "fa", ..program.clone() };
        let persian = persian.post("/request/choice", wrong).await.json();
        assert_eq!(persian["type"], english["type"]);
        assert_ne!(persian["detail"], english["detail"]);

        let mut relatives = details(&Person::fresh(0));
        let relative = json!({ "first": "a", "family": "b", "national_id": "c" });
        relatives["long"] = json!({
            "first": "a", "family": "b", "booklet": "1", "father": "c",
            "spouses": vec![relative; 5],
        });
        program.put("/request/draft", relatives).await.refused(422, "shape");
    });
}

#[test]
fn wrong_pairs_are_counted_with_those_of_the_pages_and_read_alike() {
    journey(Town::guarded_without_question(), async |shop| {
        let (person, nobody) = (Person::fresh(0), Person::fresh(1));
        let program = from(shop);
        let entry = |nid: &str, serial: &str| json!({ "national_id": nid, "serial": serial, "question": "", "answer": "2" });
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
fn what_is_allowed_is_what_the_law_allows_and_nothing_else_is_done() {
    journey(Town::quiet(), async |shop| {
        let person = Person::fresh(0);
        let mut program = Program::new(shop);
        program.book(&person).await;
        let offered = [
            (Operation::SaveReceipt, Act::Receipt),
            (Operation::EditDetails, Act::EditDetails),
            (Operation::ChangeMobile, Act::ChangeMobile),
            (Operation::ChangePlaceAndTime, Act::Move),
            (Operation::ChangeDeliveryPlace, Act::ChangeDelivery),
            (Operation::GiveSeatBack, Act::GiveSeatBack),
            (Operation::OpenRequest, Act::OpenRequest),
        ];
        let mut steps = vec![None];
        let office = shop.state(&person).await.booking.expect("booked").choice.shift.office();
        let later = [
            Step::Begun { office },
            Step::Finished,
            Step::InProduction,
            Step::Ready { place: office },
            Step::Delivered,
        ];
        steps.extend(later.map(Some));
        for step in steps {
            if let Some(step) = step {
                tell(shop, &person, step).await;
            }
            let request = program.get("/request").await.good(200);
            let state = shop.state(&person).await;
            let said = words(&request["allowed"]);
            for (operation, act) in offered {
                let name = serde_json::to_value(act).expect("a word");
                let name = name.as_str().expect("a word");
                assert_eq!(said.contains(&name), operation.allowed(&state), "{step:?} {name}");
            }
            let tried = [
                ("move", program.post("/request/move", json!({ "seat": "1-1" })).await),
                ("receipt", program.get("/request/receipt").await),
                ("open_request", program.post("/request/kind", json!({ "kind": "x" })).await),
                ("edit_details", program.put("/request/details", json!({})).await),
            ];
            for (name, told) in tried {
                let refused = matches!(told.status, 403 | 409);
                assert_eq!(refused, !said.contains(&name), "{step:?} {name}: {}", told.status);
            }
        }
        let kinds = program.get("/request/kinds").await.good(200);
        let open = kinds.as_array().expect("a list").iter().filter_map(|it| it["kind"].as_str());
        assert!(open.clone().any(|kind| kind == "loss"), "{kinds}");
        let opened = program.post("/request/kind", json!({ "kind": "loss" })).await.good(200);
        assert_eq!(opened["stage"], "filled");
    });
}

#[test]
fn a_code_alone_tells_the_stage_by_api_too_and_guesses_are_counted_with_the_pages() {
    journey(Town::guarded_without_question(), async |shop| {
        let person = Person::fresh(0);
        let mut program = from(shop);
        let booked = program.book(&person).await;
        let stranger = from(shop);
        let code = booked["booking"]["tracking_code"].as_str().expect("a code");
        let bare = stranger.post("/tracking", json!({ "tracking_code": code })).await;
        assert_eq!(bare.good(200), json!({ "progress": "booked", "makes_card": true }));
        let fact = |last: &str| json!({ "tracking_code": code, "mobile_last_four": last });
        let told = stranger.post("/tracking", fact(&person.mobile[7..])).await.good(200);
        assert_eq!(told["progress"], "ahead");
        let seat = &told["told"]["seat"];
        assert_eq!(seat["date"]["solar"], dates::wire(shop.tomorrow()));
        assert_eq!(seat["office"], booked["booking"]["seat"]["office"]["name"]);
        // A wrong second fact and a code that nobody has read alike.
        let wrong = stranger.post("/tracking", fact("9999")).await.json();
        let none = json!({ "tracking_code": "497320167" });
        assert_eq!(wrong, stranger.post("/tracking", none).await.json());
        assert_eq!(wrong["fields"][0]["code"], "track-none");
        let mut status = 0;
        for _ in 0..20 {
            let told = stranger.post("/tracking", fact("9999")).await;
            status = told.status;
            if status == 429 {
                assert_eq!(told.refused(429, "fields")["fields"][0]["code"], "track-locked");
                break;
            }
        }
        assert_eq!(status, 429);
        let mut page = shop.visitor(&Person::fresh(9)).from(HOME);
        page.get("/track").await;
        page.fill(&[("code", code), ("last", &person.mobile[7..])]);
        assert_eq!(page.press("track-button").await.status.as_u16(), 429, "pages count the same");
    });
}

#[test]
fn an_office_lists_its_day_finds_begins_and_finishes_through_the_api() {
    journey(Town::narrow(5), async |shop| {
        let mut codes = Vec::new();
        for number in 0..3 {
            let booked = Program::new(shop).book(&Person::fresh(number)).await;
            codes.push(booked["booking"]["tracking_code"].as_str().expect("a code").to_owned());
        }
        let office = shop.town.facts()[0].id;
        let clerk = Clerk::inside(shop, "office", Role::Office(office)).await;
        shop.skip(Millis::hours(24));
        let mut desk = Program::new(shop);
        let door = |password: &str, code: &str| json!({ "name": clerk.name, "password": password, "code": code });
        let wrong = desk.post("/staff/sessions", door("wrong", &clerk.code())).await.faults();
        assert_eq!(wrong, [("password".to_owned(), "login-wrong".to_owned())]);
        let wrong = desk.post("/staff/sessions", door(&clerk.password, "000000")).await.faults();
        assert_eq!(wrong, [("code".to_owned(), "code-wrong".to_owned())]);
        let right = door(&clerk.password, &clerk.code());
        let opened = desk.post("/staff/sessions", right.clone()).await.good(201);
        let used = desk.post("/staff/sessions", right).await.faults();
        assert_eq!(used, [("code".to_owned(), "code-used".to_owned())]);
        desk.token = opened["token"].as_str().expect("a token").to_owned();
        assert_eq!(opened["office"], office.0);
        desk.get("/request").await.refused(401, "no-token");

        let day = "/office/day?shift=morning&limit=2";
        let first = desk.get(day).await.good(200);
        let next = first["next"].as_str().expect("there is more");
        let last = desk.get(&format!("{day}&cursor={next}")).await.good(200);
        let rows = [&first["items"], &last["items"]].map(|it| it.as_array().expect("a list").len());
        assert_eq!((rows, last.get("next")), ([2, 1], None));
        assert_eq!(words(&first["items"][0]["allowed"]), ["begin"]);
        for secret in [&Person::fresh(0).nid, &Person::fresh(0).mother] {
            assert!(!first.to_string().contains(secret.as_str()), "a list has no names");
        }

        let person = Person::fresh(0);
        let pair = json!({ "national_id": person.nid, "serial": person.serial });
        let found = desk.post("/office/search", pair).await.good(200);
        assert_eq!(found["row"]["tracking_code"], codes[0]);
        assert_eq!(found["identity"]["mother"], person.mother);
        let wrong = json!({ "national_id": person.nid, "serial": person.other_serial() });
        let faults = desk.post("/office/search", wrong).await.faults();
        assert_eq!(faults, [("national_id".to_owned(), "wrong".to_owned())]);

        let act = |act: &str| json!({ "tracking_code": codes[0], "act": act });
        desk.post("/office/acts", act("finish")).await.refused(409, "stage");
        let begun = desk.post("/office/acts", act("begin")).await.good(200);
        assert_eq!(begun["progress"], "begun");
        let again = desk.post("/office/acts", act("begin")).await.good(200);
        assert_eq!(again["reached"], begun["reached"], "told twice, done once");
        let mut slip = act("undo");
        slip["reached"] = begun["reached"].clone();
        assert_eq!(desk.post("/office/acts", slip).await.good(200)["progress"], "today");
        desk.post("/office/acts", act("begin")).await.good(200);
        let done = desk.post("/office/acts", act("finish")).await.good(200);
        assert_eq!(done["progress"], "completed");

        let operator = Clerk::inside(shop, "operator", Role::Operator).await;
        shop.skip(Millis::minutes(1));
        let door = json!({
            "name": operator.name, "password": operator.password, "code": operator.code(),
        });
        let opened = Program::new(shop).post("/staff/sessions", door).await.good(201);
        let token = opened["token"].as_str().expect("a token").to_owned();
        let operator = Program { token, ..Program::new(shop) };
        operator.get("/office/day").await.refused(403, "power");
        shop.skip(Millis::minutes(16));
        desk.get("/office/day").await.refused(401, "no-token");
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
                assert_eq!(named("idempotency-key"), secured && method != "get", "{method} {path}");
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
        assert_eq!(due["banks"][0]["id"], 1, "as the example says");
        let taken = run(choose, &known).await;
        Program::new(shop).pay(&taken).await;
        let request = run(look, &[("$TOKEN", token)]).await;
        assert_eq!(request["stage"], "booked", "{request}");
        let tracked = run(track, &[("497320167", &request["booking"]["tracking_code"])]).await;
        assert_eq!(tracked["progress"], "booked");
    });
}
