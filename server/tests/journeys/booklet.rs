//! The scan of the booklet: sent, made anew, sealed, and seen by the office at the completion
//! alone.

use std::io::Cursor;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use nobat_domain::staff::{Deed, Role, Subject};
use nobat_domain::timestamp::Millis;
use nobat_server::booklet::upload::FILE_BYTES_MAX;
use nobat_server::pages::address::{DATA, DATA_HTML, DATA_JSON, DOCUMENTS, NEW_REQUEST, PICTURE};
use nobat_server::pages::counter::address as counter;
use nobat_server::pages::fault::{Fault, Field};
use nobat_server::persian::digits::persian;
use nobat_server::retention;
use reqwest::header::{CONTENT_TYPE, COOKIE, LOCATION, ORIGIN};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::long_form::{CHILDS_NID, fill_in_with_a_child};
use crate::persons::deliver_booked;
use crate::support::clerk::Clerk;
use crate::support::{Page, Person, Town, Visitor, journey, say, sentence};

pub const BOUNDARY: &str = "the-boundary";

pub fn photo(format: ImageFormat) -> Vec<u8> {
    let pixels = RgbImage::from_fn(120, 80, |x, y| Rgb([x as u8, y as u8, 90]));
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(pixels).write_to(&mut bytes, format).expect("it is written");
    bytes.into_inner()
}

pub fn body(csrf: &str, file: &[u8]) -> Vec<u8> {
    let part =
        |name: &str| format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"");
    let head = format!(
        "{}\r\n\r\n{csrf}\r\n{}; filename=\"../booklet.jpg\"\r\ncontent-type: image/jpeg\r\n\r\n",
        part("csrf"),
        part("scan")
    );
    [head.as_bytes(), file, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat()
}

/// Sends a file as the page's form does; the answer is not followed.
async fn send(browser: &Visitor<'_>, csrf: &str, file: &[u8]) -> Page {
    let shop = browser.shop;
    let request = shop.http.post(format!("{}{DOCUMENTS}", shop.address));
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let cookie = format!("nobat={}", browser.cookie().unwrap_or_default());
    let request = request.header(ORIGIN, &shop.address).header(CONTENT_TYPE, kind);
    let answer = request.header(COOKIE, cookie).body(body(csrf, file)).send().await;
    let answer = answer.expect("the shop answers");
    let (status, headers) = (answer.status(), answer.headers().clone());
    let html = answer.text().await.expect("the whole answer");
    Page { path: DOCUMENTS.to_owned(), status, headers, html }
}

async fn csrf(browser: &mut Visitor<'_>) -> String {
    browser.get(DOCUMENTS).await.form(DOCUMENTS).field("csrf").to_owned()
}

#[track_caller]
fn assert_taken(page: &Page) {
    assert_eq!(page.status.as_u16(), 303, "{}", page.text());
    assert_eq!(page.headers[LOCATION], DOCUMENTS);
}

#[test]
fn a_scan_is_sent_where_it_is_asked_for_and_nothing_waits_for_it() {
    journey(Town::quiet(), async |shop| {
        let somebody = Person::fresh(0);
        let mut browser = shop.visitor(&somebody);
        browser.enter().await;
        browser.get(DOCUMENTS).await.assert_at("/register", 200);
        shop.switch(false, true).await;
        browser.get("/register").await;
        assert!(browser.page().operations().contains(&DOCUMENTS.to_owned()));
        let csrf = csrf(&mut browser).await;
        let picture = [&photo(ImageFormat::Jpeg)[..], b"taken at home"].concat();
        assert_taken(&send(&browser, &csrf, &picture).await);
        browser.get(DOCUMENTS).await.assert_says(&say("scan-kept"));
        let seen = browser.download(PICTURE).await;
        assert_eq!((seen.status, seen.header("content-type")), (200, "image/jpeg"));
        assert_eq!(seen.header("cache-control"), "no-store");
        assert!(!seen.bytes.ends_with(b"home"), "it was made anew");
        // Another one takes its place; what was sent is nowhere on the disk in the clear.
        assert_taken(&send(&browser, &csrf, &photo(ImageFormat::Png)).await);
        let state = shop.state(&somebody).await;
        assert_eq!(state.scan.map(|scan| scan.no), Some(2));
        let jfif = seen.bytes.windows(40).nth(100).expect("it is longer").to_vec();
        for file in files(&shop.data.join("scans")) {
            let bytes = std::fs::read(&file).expect("a file of ours");
            assert!(!bytes.windows(40).any(|part| part == jfif), "{}", file.display());
        }
        assert_eq!(files(&shop.data.join("scans")).len(), 1, "the first one is gone");
        // The way to the seat is the same.
        browser.get("/register").await;
        browser.fill_in_all().await;
        browser.press("payment-submit").await;
        browser.ticket();
    });
}

fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of ours") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found
}

#[test]
fn whatever_is_no_picture_is_told_by_its_own_sentence_and_costs_nothing() {
    journey(Town::quiet(), async |shop| {
        shop.switch(false, true).await;
        let somebody = Person::fresh(1);
        let mut browser = shop.visitor(&somebody);
        browser.enter().await;
        let csrf = csrf(&mut browser).await;
        let png = photo(ImageFormat::Png);
        let large = vec![0xff; FILE_BYTES_MAX + 1];
        for (file, fault) in [
            (&b""[..], Fault::ScanEmpty),
            (b"MZ\x90\0 a program", Fault::ScanKind),
            (b"<svg onload=alert(1)>", Fault::ScanKind),
            (&png[..png.len() / 2], Fault::ScanBroken),
            (b"%PDF-1.4\nno photograph", Fault::ScanBare),
            (&large, Fault::ScanLarge),
        ] {
            let page = send(&browser, &csrf, file).await;
            page.assert_at(DOCUMENTS, 422);
            page.assert_says(&sentence(Field::Scan, &fault));
        }
        // Far beyond: read on without being kept, and answered by the same page.
        let huge = send(&browser, &csrf, &vec![0xff; 20 << 20]).await;
        huge.assert_at(DOCUMENTS, 422);
        assert_eq!(send(&browser, "another", &png).await.status.as_u16(), 403);
        assert!(shop.state(&somebody).await.scan.is_none());
        let mut stranger = browser.elsewhere();
        stranger.get("/").await;
        assert_eq!(send(&stranger, &csrf, &png).await.headers[LOCATION], "/");
        shop.skip(Millis::minutes(21));
        assert_eq!(send(&browser, &csrf, &png).await.status.as_u16(), 401);
    });
}

#[test]
fn uploads_have_so_many_places_and_one_that_does_not_end_loses_its() {
    let form_deadline = Duration::from_millis(400);
    journey(Town { form_deadline, ..Town::quiet() }, async |shop| {
        shop.switch(false, true).await;
        let mut browser = shop.visitor(&Person::fresh(2));
        browser.enter().await;
        let csrf = csrf(&mut browser).await;
        let picture = photo(ImageFormat::Jpeg);
        let full = shop.app.studio.fill();
        let busy = send(&browser, &csrf, &picture).await;
        assert_eq!(busy.status.as_u16(), 503);
        // Seats have room of their own.
        browser.get("/register").await.assert_at("/register", 200);
        drop(full);
        let host = shop.address.strip_prefix("http://").expect("an address");
        let mut line = TcpStream::connect(host).await.expect("the shop listens");
        let head = format!(
            "POST {DOCUMENTS} HTTP/1.1\r\nhost: {host}\r\norigin: {}\r\ncookie: nobat={}\r\n\
             content-type: multipart/form-data; boundary={BOUNDARY}\r\n\
             content-length: 100000\r\n\r\n--{BOUNDARY}\r\n",
            shop.address,
            browser.cookie().expect("a session")
        );
        line.write_all(head.as_bytes()).await.expect("it is sent");
        let mut answer = Vec::new();
        line.read_to_end(&mut answer).await.expect("the whole answer");
        let answer = String::from_utf8(answer).expect("text");
        assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
        assert_taken(&send(&browser, &csrf, &picture).await);
    });
}

#[test]
fn five_scans_are_taken_and_no_more() {
    journey(Town::quiet(), async |shop| {
        shop.switch(false, true).await;
        let mut browser = shop.visitor(&Person::fresh(3));
        browser.enter().await;
        let csrf = csrf(&mut browser).await;
        let picture = photo(ImageFormat::Jpeg);
        for _ in 0..5 {
            assert_taken(&send(&browser, &csrf, &picture).await);
        }
        browser.get(DOCUMENTS).await.assert_says(&say("scan-none-left"));
        let sixth = send(&browser, &csrf, &picture).await;
        assert!(sixth.status.is_client_error(), "{}", sixth.status);
        assert_eq!(shop.state(&browser.person).await.scan.map(|scan| scan.no), Some(5));
    });
}

#[test]
fn the_office_sees_it_on_the_day_and_the_look_is_written_down() {
    journey(Town::quiet(), async |shop| {
        shop.switch(false, true).await;
        let person = Person::fresh(4);
        let mut citizen = shop.visitor(&person);
        citizen.book().await.assert_says(&say("scan-offer"));
        let csrf = csrf(&mut citizen).await;
        assert_taken(&send(&citizen, &csrf, &photo(ImageFormat::Jpeg)).await);
        let state = shop.state(&person).await;
        let office = state.booking.as_ref().expect("it is booked").choice.shift.office();
        let code = state.code.expect("it is booked").to_string();
        let mut clerk = Clerk::inside(shop, "office", Role::Office(office)).await;
        clerk.get(counter::OFFICE).await;
        clerk.fill(&[("code", &code)]);
        clerk.press("ops-day-find").await.assert_silent_about(&say("ops-scan-show"));
        let token = clerk.csrf().await;
        let fields = [("csrf", token.as_str()), ("code", code.as_str())];
        let early = clerk.post(counter::OFFICE_SCAN, &fields).await;
        early.assert_at(counter::OFFICE_SCAN, 422);
        early.assert_says(&say("ops-scan-none"));
        shop.skip(Millis::hours(24));
        clerk.come_in().await;
        clerk.get(counter::OFFICE).await;
        clerk.fill(&[("code", &code)]);
        clerk.press("ops-day-find").await;
        let page = clerk.press("ops-scan-show").await;
        page.assert_at(counter::OFFICE_SCAN, 200);
        assert!(page.html.contains("src=\"data:image/jpeg;base64,/9j/"), "a JPEG in the page");
        assert_eq!(page.header("cache-control"), "no-store");
        let last = shop.engine.audit(None).await.expect("it reads").swap_remove(0);
        let key = shop.engine.request_key(&person.national_id());
        assert_eq!((last.deed, last.subject), (Deed::LookedUp, Subject::Request(key)));
        let other = shop.town.facts().iter().map(|it| it.id).find(|id| *id != office);
        let mut other = Clerk::inside(shop, "other", Role::Office(other.expect("two"))).await;
        let token = other.csrf().await;
        let fields = [("csrf", token.as_str()), ("code", code.as_str())];
        other.post(counter::OFFICE_SCAN, &fields).await.assert_says(&say("ops-scan-none"));
    });
}

#[test]
fn the_family_the_draft_and_the_picture_are_taken_along_and_end_with_the_citizen() {
    journey(Town::quiet(), async |shop| {
        shop.switch(true, true).await;
        let (somebody, other) = (Person::fresh(5), Person::fresh(6));
        let mut neighbour = shop.visitor(&other);
        neighbour.enter().await;
        let token = csrf(&mut neighbour).await;
        assert_taken(&send(&neighbour, &token, &photo(ImageFormat::Png)).await);
        let mut browser = shop.visitor(&somebody);
        browser.enter().await;
        fill_in_with_a_child(&mut browser).await;
        browser.search().await;
        let draft = &held(&browser).await["draft"];
        assert_eq!(draft[0]["father"], "منوچهر");
        assert_eq!(draft[1]["relation"], "child");
        assert_eq!(
            (&draft[1]["first_name"], &draft[1]["national_id"]),
            (&"كيان".into(), &persian(CHILDS_NID).into())
        );
        browser.take_first();
        browser.press("payment-submit").await;
        let back = shop.bank().pay(&browser.ticket()).await;
        browser.come_back(&back).await;
        let token = csrf(&mut browser).await;
        assert_taken(&send(&browser, &token, &photo(ImageFormat::Jpeg)).await);
        let picture = browser.download(PICTURE).await.bytes;
        let all = held(&browser).await;
        let details = &all["details"][0];
        for (name, value) in [
            ("first_name", "زهرا"),
            ("family_name", "رعد"),
            ("booklet_number", "1234"),
            ("father", "منوچهر"),
            ("home_postal_code", "1619735744"),
        ] {
            assert_eq!(details[name], value, "{name}");
        }
        let family = &all["family"][0];
        assert_eq!(
            (&family["relation"], &family["national_id"]),
            (&"child".into(), &CHILDS_NID.into())
        );
        let scan = &all["scan"][0];
        assert_eq!(
            (&scan["sent"], &scan["jpeg_base64"]),
            (&1.into(), &STANDARD.encode(&picture).into())
        );
        browser.get(DATA).await.assert_says("منوچهر");
        let html = browser.download(DATA_HTML).await.text();
        assert!(html.contains(&STANDARD.encode(&picture)), "the picture is in the file");
        assert_eq!(files(&shop.data.join("scans")).len(), 2);
        deliver_booked(shop, &browser).await;
        shop.skip(Millis::hours(24 * 90));
        assert_eq!(retention::once(&shop.app).await.expect("desks answer"), 1);
        let left = files(&shop.data.join("scans"));
        assert_eq!(left.len(), 1, "her file went, the other's stays");
        assert!(shop.state(&other).await.scan.is_some());
        // What a disk has lost is told, and keeps nothing else back.
        let bytes = std::fs::read(&left[0]).expect("it is there");
        std::fs::remove_file(&left[0]).expect("it is there");
        neighbour.enter().await;
        assert_eq!(held(&neighbour).await["scan"][0]["jpeg_base64"], "lost");
        std::fs::write(&left[0], bytes).expect("it is put back");
        browser.enter().await.assert_at(NEW_REQUEST, 200);
        browser.page().assert_silent_about("منوچهر");
        assert!(shop.state(&somebody).await.scan.is_none());
        shop.assert_nowhere_on_disk(&[CHILDS_NID, "منوچهر", "کیان", "1619735744"]);
    });
}

async fn held(browser: &Visitor<'_>) -> serde_json::Value {
    let file = browser.download(DATA_JSON).await;
    serde_json::from_slice(&file.bytes).expect("JSON")
}
