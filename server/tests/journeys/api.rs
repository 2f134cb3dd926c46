//! The same shop for programs: a whole booking without a page, the same refusals, and no more told
//! than pages tell.

use image::ImageFormat;
use nobat_domain::keeper::desk::COOLING_LONGEST;
use nobat_domain::request::{Operation, Step};
use nobat_domain::staff::Role;
use nobat_domain::timestamp::Millis;
use nobat_server::api::wire::Act;
use nobat_server::persian::dates;
use reqwest::Method;
use serde_json::{Value, json};

use crate::booklet::{BOUNDARY, body, photo};
use crate::earlier;
use crate::kinds::put_tariff;
use crate::support::clerk::Clerk;
use crate::support::phone::tell;
use crate::support::program::{Program, details};
use crate::support::{AREA, Person, Shop, Town, day_wire, journey, logs};

const HOME: &str = "31.2.4.8";

/// Two of the same, from a network of its own.
fn from(shop: &Shop) -> Program<'_> {
    Program { address: Some(HOME.to_owned()), ..Program::new(shop) }
}

fn words(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().filter_map(Value::as_str).collect()
}

/// What is taken along, after a booking.
async fn takes_along(program: &Program<'_>, person: &Person, code: &str) {
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
}

/// What is changed after a booking: the mobile, details, the seat, and a seat for the credit.
async fn changes(program: &Program<'_>, person: &Person, old: &Value) {
    let mobile = program.put("/request/mobile", json!({ "mobile": "09145120999" })).await;
    assert_eq!(mobile.good(200)["mobile"], "09145120999");
    let mut changed = details(person);
    changed["mother"] = json!("پروانه");
    let edited = program.put("/request/details", changed.clone()).await.good(200);
    assert_eq!(edited["details"], changed);

    let list =
        format!("/request/offices?date={}&area_code={AREA}", day_wire(program.shop.tomorrow()));
    let list = program.get(&list).await.good(200);
    let items = list["items"].as_array().expect("a list");
    let other = items.iter().map(|it| &it["seat"]).find(|seat| *seat != old);
    let other = other.expect("there are more offices").clone();
    let moved = program.post("/request/move", json!({ "seat": other })).await.good(200);
    assert_eq!(moved["booking"]["seat"]["seat"], other);
    assert_eq!(moved["moves"]["kind"], "free");

    let given = program.post("/request/release", Value::Null).await.good(200);
    assert_eq!((&given["stage"], &given["due"]["kind"]), (&json!("credit"), &json!("credit")));
    let again = program.post("/request/choice", json!({ "seat": old })).await.good(200);
    assert_eq!(again["request"]["stage"], "booked");
    assert_eq!(again.get("payment"), None);
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

        takes_along(&program, &person, code).await;
        let renewed = program.post("/sessions/renewal", Value::Null).await.good(201);
        program.token = renewed["token"].as_str().expect("a token").to_owned();
        changes(&program, &person, &booked["booking"]["seat"]["seat"]).await;
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
            (Operation::AwaitEarlierSeat, Act::AwaitEarlier),
            (Operation::EmailReceipt, Act::EmailReceipt),
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
        let unannounced = program.post("/request/kind", json!({ "kind": "loss" })).await;
        assert_eq!(unannounced.faults(), [("kind".to_owned(), "kind-no-fee".to_owned())]);
        put_tariff(shop).await;
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

/// The first of the day is found by the booklet, which is compared with what is on file.
async fn finds(desk: &Program<'_>, code: &str) {
    let person = Person::fresh(0);
    let pair = json!({ "national_id": person.nid, "serial": person.serial });
    let found = desk.post("/office/search", pair).await.good(200);
    assert_eq!(found["row"]["tracking_code"], code);
    assert_eq!(found["identity"]["mother"], person.mother);
    let wrong = json!({ "national_id": person.nid, "serial": person.other_serial() });
    let faults = desk.post("/office/search", wrong).await.faults();
    assert_eq!(faults, [("national_id".to_owned(), "wrong".to_owned())]);
}

/// Begun by a slip, undone, begun and finished.
async fn serves(desk: &Program<'_>, code: &str) {
    let act = |act: &str| json!({ "tracking_code": code, "act": act });
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
}

/// Changes its own facts, made of those that stand and of no others.
async fn keeps(desk: &Program<'_>) {
    let profile = desk.get("/office/profile").await.good(200);
    let mut new = json!({
        "address": "خیابان خیام، پلاک ۳۹", "phone": "nothing",
        "abilities": ["no_stairs", "pupil"], "seen": profile["seen"],
    });
    let faults = desk.put("/office/profile", new.clone()).await.faults();
    assert_eq!(faults, [("phone".to_owned(), "wrong".to_owned())]);
    new["phone"] = json!("");
    let kept = desk.put("/office/profile", new.clone()).await.good(200);
    assert_eq!(words(&kept["abilities"]), ["no_stairs", "pupil"]);
    assert_eq!(kept["office"]["address"], new["address"]);
    desk.put("/office/profile", new).await.refused(409, "stale");
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
        let name = &clerk.name;
        let door = |password: &str, code: &str| {
            json!({
                "name": name, "password": password, "code": code,
            })
        };
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

        finds(&desk, &codes[0]).await;
        serves(&desk, &codes[0]).await;
        keeps(&desk).await;

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
fn an_earlier_seat_is_waited_for_offered_and_taken_through_the_api() {
    journey(earlier::town(), async |shop| {
        let second = shop.tomorrow().plus(1);
        let mut gives = earlier::book(shop, 0, 1).await;
        earlier::book(shop, 1, 2).await;
        let person = Person::fresh(1);
        let mut program = Program::new(shop);
        program.enter(&person).await;
        let look = async |program: &Program<'_>| program.get("/request/earlier").await.good(200);
        assert_eq!(look(&program).await["standing"], "none");
        let wanted = json!({ "scope": "area" });
        let waits = program.post("/request/earlier", wanted.clone()).await.good(200);
        assert_eq!((&waits["standing"], &waits["own_office"]), (&json!("waits"), &json!(false)));
        let left = program.call(Method::DELETE, "/request/earlier", None).await.good(200);
        assert_eq!(left["standing"], "none");
        program.post("/request/earlier", wanted).await.good(200);

        gives.get("/give-back").await;
        gives.press("give-back-yes").await.assert_at("/choose", 200);
        shop.skip(COOLING_LONGEST.max(Millis::hours(1)));
        earlier::free(shop, second).await;
        earlier::round(shop).await;
        program.enter(&person).await;
        let offered = look(&program).await;
        assert_eq!(offered["standing"], "offered");
        assert_eq!(offered["offer"]["seat"]["date"]["solar"], day_wire(second));
        let other = json!({ "offer": 99, "accept": true });
        assert_eq!(program.post("/request/earlier/answer", other).await.status, 409);
        let yes = json!({ "offer": offered["offer"]["offer"], "accept": true });
        let taken = program.post("/request/earlier/answer", yes).await.good(200);
        assert_eq!(taken["booking"]["seat"]["date"]["solar"], day_wire(second));
    });
}

#[test]
fn the_receipt_goes_by_mail_and_everything_is_erased_through_the_api() {
    journey(Town::quiet(), async |shop| {
        let mut program = Program::new(shop);
        program.book(&Person::fresh(0)).await;
        let mail =
            async |to: &str| program.post("/request/receipt/email", json!({ "email": to })).await;
        let faults = mail("name").await.faults();
        assert_eq!(faults, [("email".to_owned(), "email-shape".to_owned())]);
        for left in [2, 1, 0] {
            assert_eq!(mail("name@example.ir").await.good(200)["left_today"], left);
        }
        let spent = mail("name@example.ir").await.refused(429, "tries");
        assert!(spent["until"].is_string(), "{spent}");

        let (person, other) = (Person::fresh(0), Person::fresh(1));
        let word = |serial: &str| json!({ "serial": serial });
        let seat = program.post("/request/erasure", word(&person.serial)).await;
        seat.refused(409, "stage");
        let mut goes = Program::new(shop);
        goes.enter(&other).await;
        let faults = goes.post("/request/erasure", word(&other.other_serial())).await.faults();
        assert_eq!(faults, [("serial".to_owned(), "erase-serial".to_owned())]);
        let gone = goes.post("/request/erasure", word(&other.serial)).await.good(200);
        assert!(gone["complete_at"].is_string(), "{gone}");
        goes.get("/request").await.refused(401, "no-token");
    });
}

#[test]
fn a_scan_is_sent_and_seen_through_the_api_where_it_is_asked_for() {
    journey(Town::quiet(), async |shop| {
        let mut program = Program::new(shop);
        program.enter(&Person::fresh(0)).await;
        let send = async |file: &[u8]| {
            let request = shop.http.post(format!("{}/api/v1/request/scan", shop.address));
            let kind = format!("multipart/form-data; boundary={BOUNDARY}");
            let request = request.bearer_auth(&program.token).header("content-type", kind);
            let answer = request.body(body("", file)).send().await.expect("the shop answers");
            let status = answer.status().as_u16();
            (status, answer.json::<Value>().await.expect("JSON"))
        };
        let picture = photo(ImageFormat::Jpeg);
        assert_eq!(send(&picture).await.0, 409, "nobody asks for it");
        shop.switch(false, true).await;
        program.get("/request/scan").await.refused(404, "not-found");
        let (status, told) = send(&picture).await;
        assert_eq!(status, 200, "{told}");
        assert!(words(&told["allowed"]).contains(&"send_scan"), "{told}");
        let kept = program.get("/request/scan").await;
        assert_eq!((kept.status, kept.header("content-type")), (200, "image/jpeg"));
        for (file, code) in [(&b"text"[..], "scan-kind"), (&b""[..], "scan-empty")] {
            let (status, told) = send(file).await;
            assert_eq!((status, &told["fields"][0]["code"]), (422, &json!(code)));
        }
        let (status, told) = send(&vec![7; 6 << 20]).await;
        assert_eq!((status, &told["fields"][0]["code"]), (422, &json!("scan-large")));
    });
}
