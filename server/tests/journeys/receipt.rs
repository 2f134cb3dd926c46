//! What a citizen takes away: files, paper, calendar, e-mail; and who may.

use std::path::Path;
use std::process::Command;

use nobat_domain::request::RequestCommand;
use nobat_domain::timestamp::Millis;
use nobat_engine::day_of;
use nobat_server::config::{Encryption, MailSettings, SmtpSettings};
use nobat_server::pages::address;
use nobat_server::pages::fault::{Fault, Field};
use nobat_server::persian::{Language, Value, dates, digits};
use nobat_server::takeaway::scanned::Scanned;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use crate::support::{Download, Person, Shop, Town, Visitor, journey, logs, say, sentence, until};

const FILES: [&str; 3] = [address::RECEIPT_PDF, address::RECEIPT_HTML, address::APPOINTMENT];
const MAIL: &str = "somebody.of.ours@example.ir";

async fn booked(shop: &Shop, number: usize) -> Visitor<'_> {
    let mut browser = shop.visitor(&Person::fresh(number));
    browser.book().await;
    browser.get(address::RESULT).await.assert_at(address::RESULT, 200);
    browser
}

/// Runs one of poppler's tools on a PDF; what it wrote into the folder is the caller's.
fn poppler(tool: &str, pdf: &[u8], arguments: &[&str], output: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("receipt.pdf"), pdf).expect("it can be written");
    let mut command = Command::new(tool);
    command.current_dir(folder.path()).args(arguments);
    let done = command.status().unwrap_or_else(|error| panic!("{tool} (poppler-utils): {error}"));
    assert!(done.success(), "{tool}");
    std::fs::read(folder.path().join(output)).expect("it wrote a file")
}

/// The words of a PDF in the order in which a reader meets them, spaces made one.
fn words(pdf: &[u8]) -> String {
    let text = poppler("pdftotext", pdf, &["receipt.pdf", "text"], "text");
    let text = String::from_utf8(text).expect("UTF-8");
    let is_mark =
        |letter: &char| matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}');
    let plain: String = text.chars().filter(|letter| !is_mark(letter)).collect();
    assert_eq!(plain.matches('\u{c}').count(), 1, "one page");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text without the marks that order it.
fn unmarked(text: &str) -> String {
    let kept = text.chars().filter(|letter| !matches!(letter, '\u{2066}'..='\u{2069}'));
    let plain: String = kept.collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn files_are_downloads_that_nobody_keeps_but_the_citizen() {
    journey(Town::quiet(), async |shop| {
        let browser = booked(shop, 0).await;
        for (path, kind, ascii) in [
            (FILES[0], "application/pdf", "nobat-receipt.pdf"),
            (FILES[1], "text/html; charset=utf-8", "nobat-receipt.html"),
            (FILES[2], "text/calendar; charset=utf-8; method=PUBLISH", "nobat-appointment.ics"),
        ] {
            let file = browser.download(path).await;
            assert_eq!(file.status, 200, "{path}");
            assert_eq!(file.header("content-type"), kind);
            assert_eq!(file.header("cache-control"), "no-store");
            let names = file.header("content-disposition");
            let begins = format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''%D");
            assert!(names.starts_with(&begins), "{names}");
            assert!(!file.bytes.is_empty());
        }
    });
}

#[test]
fn who_has_not_paid_gets_no_receipt_in_any_form() {
    journey(Town::quiet(), async |shop| {
        let stranger = shop.visitor(&Person::fresh(0));
        for path in FILES {
            let answer = stranger.download(path).await;
            assert_eq!((answer.status, answer.header("location")), (303, "/"), "{path}");
        }
        let mut unpaid = shop.visitor(&Person::fresh(0));
        unpaid.go_to_bank().await;
        for path in [address::RECEIPT_PDF, address::RECEIPT_HTML, address::SAVE, address::EMAIL] {
            unpaid.get(path).await.assert_at(path, 403);
            unpaid.page().assert_says(&say("system-seat-first-about"));
        }
        unpaid.get(address::APPOINTMENT).await.assert_at("/confirm", 200);
        unpaid.get(address::PRINT).await.assert_at("/confirm", 200);
    });
}

#[test]
fn the_pdf_reads_in_order_and_says_what_the_page_says() {
    journey(Town::quiet(), async |shop| {
        let mut browser = booked(shop, 0).await;
        let pdf = browser.download(address::RECEIPT_PDF).await.bytes;
        let said = words(&pdf);
        browser.get(address::PRINT).await.assert_at(address::PRINT, 200);
        let page = browser.page().text();
        let (_, sheet) = page.split_once(&say("print-organisation")).expect("the sheet");
        let (sheet, _) = sheet.split_once(&say("print-optional")).expect("its end");
        let mut missing: Vec<&str> = Vec::new();
        let sheet = unmarked(sheet);
        for word in sheet.split(' ') {
            if !said.contains(word) {
                missing.push(word);
            }
        }
        assert!(missing.is_empty(), "{missing:?} are not in:\n{said}");
        let mut rest = said.as_str();
        for key in [
            "print-organisation",
            "print-title",
            "result-tracking",
            "details-person",
            "nid-label",
            "serial-label",
            "mobile-label",
            "details-office",
            "details-address",
            "details-payment",
            "preparations-title",
            "preparation-documents",
            "preparation-photo",
            "preparation-fingers",
            "print-optional",
        ] {
            let sentence = say(key);
            let found = rest.split_once(sentence.as_str());
            rest = found.unwrap_or_else(|| panic!("«{sentence}» is not next in:\n{said}")).1;
        }
        let saved = browser.download(address::RECEIPT_HTML).await.text();
        for fact in [&browser.person.nid, &browser.person.mobile, &browser.person.serial] {
            let fact = digits::persian(fact);
            assert!(
                said.contains(&fact) && page.contains(&fact) && saved.contains(&fact),
                "{fact}"
            );
        }
    });
}

#[test]
fn an_office_scans_the_printed_square_and_the_check_proves_it() {
    journey(Town::quiet(), async |shop| {
        let browser = booked(shop, 0).await;
        let pdf = browser.download(address::RECEIPT_PDF).await.bytes;
        let picture = poppler(
            "pdftoppm",
            &pdf,
            &["-gray", "-r", "150", "-singlefile", "receipt.pdf", "page"],
            "page.pgm",
        );
        let typed = scan(&picture);
        assert!(typed.bytes().all(|letter| letter.is_ascii_digit()), "nothing but digits: {typed}");
        let scanned = Scanned::read(&typed).expect("it is off a receipt");
        let code = shop.state(&browser.person).await.code.expect("a booking has a code");
        assert_eq!(scanned.code, code);
        assert_eq!(scanned.check, shop.engine.receipt_check(code));
        assert!(!typed.contains(&browser.person.nid) && !typed.contains(&browser.person.serial));
    });
}

/// What another program's reader makes of a grey picture (PGM, binary).
fn scan(picture: &[u8]) -> String {
    let mut fields = picture.splitn(4, |byte| byte.is_ascii_whitespace());
    let mut number = || {
        let field = fields.next().and_then(|field| std::str::from_utf8(field).ok());
        field.expect("a head").to_owned()
    };
    assert_eq!(number(), "P5");
    let (width, height): (usize, usize) =
        (number().parse().expect("a width"), number().parse().expect("a height"));
    let pixels = &picture[picture.len() - width * height..];
    let grey = |x, y| pixels[y * width + x];
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
    let grids = prepared.detect_grids();
    assert_eq!(grids.len(), 1, "one square on the page");
    grids[0].decode().expect("it is whole").1
}

/// A property of the entry, unfolded.
fn property(file: &Download, name: &str) -> String {
    let text = file.text().replace("\r\n ", "");
    let line = text.lines().find_map(|line| line.strip_prefix(&format!("{name}:")));
    line.unwrap_or_default().to_owned()
}

#[test]
fn the_appointment_moves_in_the_calendar_and_is_cancelled_with_the_seat() {
    journey(Town::quiet(), async |shop| {
        let mut browser = booked(shop, 0).await;
        let first = browser.download(address::APPOINTMENT).await;
        let code = shop.state(&browser.person).await.code.expect("a code").number();
        assert!(property(&first, "UID").starts_with(&format!("{code}@")));
        assert_eq!(property(&first, "STATUS"), "CONFIRMED");
        browser.get("/move").await;
        browser.search().await;
        // The fullest shift stands last, which is the citizen's own.
        browser.take_first();
        browser.press("move-button").await.assert_at(address::RESULT, 200);
        let moved = browser.download(address::APPOINTMENT).await;
        assert_eq!(property(&moved, "UID"), property(&first, "UID"));
        let sequence =
            |file: &Download| property(file, "SEQUENCE").parse::<u32>().expect("a number");
        assert!(sequence(&moved) > sequence(&first));

        let key = shop.engine.request_key(&browser.person.national_id());
        shop.engine.ask(key, RequestCommand::GiveBack).await.expect("desks answer");
        until("the seat is back", async || {
            shop.state(&browser.person).await.giving_back.is_empty().then_some(())
        })
        .await;
        let cancelled = browser.download(address::APPOINTMENT).await;
        assert_eq!(property(&cancelled, "STATUS"), "CANCELLED");
        assert_eq!(property(&cancelled, "UID"), property(&first, "UID"));
        assert!(sequence(&cancelled) > sequence(&moved));
    });
}

#[test]
fn a_full_press_sends_a_busy_page_and_keeps_nothing_from_the_citizen() {
    journey(Town::quiet(), async |shop| {
        let mut browser = booked(shop, 0).await;
        let full = shop.app.press.fill();
        browser.get(address::RECEIPT_PDF).await.assert_at(address::RECEIPT_PDF, 503);
        browser.page().assert_says(&say("save-busy-about"));
        assert!(!browser.page().header("retry-after").is_empty());
        browser.get(address::PRINT).await.assert_at(address::PRINT, 200);
        browser.get(address::EMAIL).await;
        browser.fill(&[("email", MAIL)]);
        browser.press("email-button").await.assert_at(address::EMAIL, 503);
        drop(full);
        assert_eq!(browser.download(address::RECEIPT_PDF).await.status, 200);
        browser.get(address::EMAIL).await;
        browser.page().assert_says(&left(3));
    });
}

fn left(count: u64) -> String {
    Language::Persian.fill("email-left", &[("count", Value::count(count))])
}

fn letters(data: &Path) -> Vec<String> {
    let Ok(folder) = std::fs::read_dir(data.join("outbox/mail")) else { return Vec::new() };
    let mut paths: Vec<_> = folder.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort_unstable();
    paths.iter().map(|path| std::fs::read_to_string(path).expect("mail is text")).collect()
}

#[test]
fn the_receipt_goes_by_mail_three_times_a_day_and_the_address_stays_nowhere() {
    journey(Town::quiet(), async |shop| {
        let mut browser = booked(shop, 0).await;
        for count in 1..=3 {
            browser.get(address::EMAIL).await.assert_at(address::EMAIL, 200);
            browser.page().assert_says(&left(4 - count));
            browser.fill(&[("email", MAIL)]);
            browser.press("email-button").await.assert_at(address::EMAIL_SENT, 200);
            browser.page().assert_says(&say("email-sent"));
            browser.page().assert_silent_about(MAIL);
        }
        let tomorrow = [("date", Value::Plain(dates::in_words(shop.tomorrow())))];
        let spent = Language::Persian.fill("email-spent", &tomorrow);
        browser.page().assert_says(&spent);
        let csrf = browser.page().form("/leave").field("csrf").to_owned();
        let fields = [("csrf".to_owned(), csrf), ("email".to_owned(), MAIL.to_owned())];
        browser.post(address::EMAIL, &fields).await.assert_at(address::EMAIL, 429);
        browser.page().assert_says(&spent);

        let sent = letters(&shop.data);
        assert_eq!(sent.len(), 3);
        for part in [MAIL, "nobat-receipt.pdf", "nobat-appointment.ics", "application/pdf"] {
            assert!(sent[0].contains(part), "{part}");
        }
        std::fs::remove_dir_all(shop.data.join("outbox")).expect("it can be emptied");
        shop.assert_nowhere_on_disk(&[MAIL]);
        assert!(!logs().contains(MAIL), "no log names an address");

        shop.skip(Millis::hours(24));
        let mut next_day = browser.elsewhere();
        next_day.enter().await;
        next_day.get(address::EMAIL).await.assert_at(address::EMAIL, 200);
        next_day.page().assert_says(&left(3));
    });
}

#[test]
fn an_address_that_is_none_is_told_at_its_field_and_costs_no_letter() {
    journey(Town::quiet(), async |shop| {
        let mut browser = booked(shop, 0).await;
        for (typed, fault) in [
            ("", Fault::EmailEmpty),
            ("name.example.ir", Fault::EmailShape),
            ("name@example", Fault::EmailShape),
        ] {
            browser.get(address::EMAIL).await;
            browser.fill(&[("email", typed)]);
            browser.press("email-button").await.assert_at(address::EMAIL, 422);
            browser.page().assert_says(&sentence(Field::Email, &fault));
            assert_eq!(browser.page().form(address::EMAIL).field("email"), typed);
            browser.page().assert_says(&left(3));
        }
        assert!(letters(&shop.data).is_empty());
    });
}

fn by_server(port: u16) -> Town {
    let smtp = SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port,
        encryption: Encryption::None,
        user: None,
        password: None,
        timeout_ms: 2_000,
    };
    let mail = MailSettings { from: Some("receipts@nobat.example".to_owned()), smtp: Some(smtp) };
    Town { mail, ..Town::quiet() }
}

/// A mail server of one line and one letter, which knows nobody at `nobody@…`.
async fn serve_one(listener: &TcpListener) -> String {
    let (stream, _) = listener.accept().await.expect("the shop comes");
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let (mut letter, mut in_letter) = (String::new(), false);
    write.write_all(b"220 here\r\n").await.expect("the line holds");
    while let Ok(Some(line)) = lines.next_line().await {
        if in_letter && line != "." {
            letter.push_str(&format!("{line}\n"));
            continue;
        }
        in_letter = line == "DATA";
        let answer = match line.as_str() {
            "DATA" => "354 go on",
            line if line.starts_with("RCPT TO:<nobody@") => "550 no such person",
            _ => "250 well",
        };
        if write.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
            break;
        }
    }
    letter
}

#[test]
fn a_mail_server_takes_the_letter_refuses_an_address_and_is_down() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.set_nonblocking(true).expect("it is ours");
    let port = listener.local_addr().expect("it is bound").port();
    journey(by_server(port), async |shop| {
        let listener = listener.try_clone().expect("another hand on it");
        let listener = TcpListener::from_std(listener).expect("it is ours");
        let mut browser = booked(shop, 0).await;
        let mut ask = async |to: &str| {
            browser.get(address::EMAIL).await;
            browser.fill(&[("email", to)]);
            let (page, letter) = tokio::join!(browser.press("email-button"), serve_one(&listener));
            (page.clone(), letter)
        };
        let (page, letter) = ask(MAIL).await;
        page.assert_at(address::EMAIL_SENT, 200);
        assert!(letter.contains(&format!("To: {MAIL}")) && letter.contains("nobat-receipt.pdf"));
        assert!(letter.contains("From: receipts@nobat.example"));
        let (page, _) = ask("nobody@example.ir").await;
        page.assert_at(address::EMAIL, 422);
        page.assert_says(&sentence(Field::Email, &Fault::EmailRefused));
        page.assert_says(&left(2));
        drop(listener);
    });
    drop(listener);
    journey(by_server(port), async |shop| {
        let mut browser = booked(shop, 0).await;
        browser.get(address::EMAIL).await;
        browser.fill(&[("email", MAIL)]);
        browser.press("email-button").await.assert_at(address::EMAIL, 503);
        browser.page().assert_says(&say("email-undelivered"));
        assert_eq!(browser.page().form(address::EMAIL).field("email"), MAIL, "it stays typed");
        browser.page().assert_says(&left(3));
    });
}

#[test]
fn the_result_says_first_what_the_day_asks_for() {
    journey(Town::quiet(), async |shop| {
        let browser = booked(shop, 0).await;
        let state = shop.state(&browser.person).await;
        let day = state.booking.as_ref().expect("it is booked").choice.day;
        let calendar = format!("href=\"{}\"", address::APPOINTMENT);
        let first = |html: &str| {
            let main = html.split_once("<main").expect("a page").1;
            let button = main.split_once("class=\"button\" href=\"").expect("a first button").1;
            button.split('"').next().unwrap_or_default().to_owned()
        };
        for (stage, wanted, in_calendar) in [
            ("stage-ahead", address::PRINT, true),
            ("stage-today", address::PRINT, true),
            ("stage-missed", address::MOVE, false),
        ] {
            let mut looker = browser.elsewhere();
            looker.enter().await.assert_at(address::RESULT, 200);
            looker.page().assert_says(&say(stage));
            looker.page().assert_says(&say("result-anytime"));
            assert_eq!(first(&looker.page().html), wanted, "{stage}");
            assert_eq!(looker.page().html.contains(&calendar), in_calendar, "{stage}");
            assert_eq!(looker.download(address::RECEIPT_PDF).await.status, 200, "at any time");
            shop.skip(Millis::hours(24));
        }
        assert!(day < day_of(shop.now()));
    });
}

#[test]
fn the_tracking_code_is_read_in_threes_and_copied_without_gaps() {
    journey(Town::quiet(), async |shop| {
        let mut browser = booked(shop, 0).await;
        let code = shop.state(&browser.person).await.code.expect("a code").to_string();
        let groups: Vec<String> = [&code[..3], &code[3..6], &code[6..]]
            .map(|group| format!("<span>{}</span>", digits::persian(group)))
            .to_vec();
        for path in [address::RESULT, address::PRINT] {
            let html = browser.get(path).await.html.clone();
            assert!(html.contains(&groups.concat()), "{path}");
        }
    });
}

#[test]
fn whoever_reads_english_takes_everything_home_in_english() {
    journey(Town::quiet(), async |shop| {
        let english = |key| Language::English.say(key).into_owned();
        let mut browser = booked(shop, 0).await;
        browser.get(address::EMAIL).await;
        browser.fill(&[("email", MAIL)]);
        let page = browser.press_words("English").await;
        page.assert_at("/result/email?language=en", 200);
        page.assert_says(&english("email-about"));
        assert_eq!(page.form(address::EMAIL).field("email"), MAIL, "it stays typed");
        page.assert_says(&Language::English.fill("email-left", &[("count", Value::count(3))]));

        let said = words(&browser.download(address::RECEIPT_PDF).await.bytes);
        let saved = browser.download(address::RECEIPT_HTML).await.text();
        assert!(saved.contains("<html lang=\"en\" dir=\"ltr\">"));
        let mother = browser.person.mother.clone();
        for fact in [&english("print-title"), &english("details-office"), &browser.person.nid] {
            assert!(said.contains(fact.as_str()), "«{fact}» is not in:\n{said}");
            assert!(saved.contains(fact.as_str()), "«{fact}» is not in the file");
        }
        assert!(said.contains(&mother) && saved.contains(&mother), "names stay Persian:\n{said}");
        let entry = browser.download(address::APPOINTMENT).await;
        assert_eq!(property(&entry, "SUMMARY"), english("appointment-title"));

        browser.press_words(&english("email-button")).await.assert_at(address::EMAIL_SENT, 200);
        let sent = letters(&shop.data);
        assert!(
            sent[0].contains(&format!("Subject: {}", english("letter-subject"))),
            "{}",
            sent[0]
        );
    });
}
