//! The entry page: every wrong answer has a sentence of its own, and tells a stranger nothing.

use nobat_domain::calendar::{SolarDate, age};
use nobat_domain::timestamp::Millis;
use nobat_engine::{Answered, day_of};
use nobat_sandbox::people::CitizenKind;
use nobat_server::pages::fault::{Fault, Field};
use nobat_server::persian::{Language, Value, dates, digits};
use serde_json::json;

use crate::support::{Person, Shop, Town, Visitor, journey, say, sentence};

/// Opens the entry page and sends these two.
async fn try_entry(browser: &mut Visitor<'_>, nid: &str, serial: &str) {
    browser.get("/").await;
    browser.fill(&[("nid", nid), ("serial", serial), ("answer", "2")]);
    browser.press("go-on").await;
}

fn person() -> Person {
    Person::fresh(1)
}

async fn is_unknown_to_us(shop: &Shop, person: &Person) -> bool {
    let key = shop.engine.request_key(&person.national_id());
    let view = nobat_domain::request::RequestCommand::View;
    shop.engine.ask(key, view).await.expect("desks answer") == Answered::Nobody
}

#[test]
fn each_wrong_entry_has_its_own_sentence_and_keeps_what_was_typed() {
    journey(Town::quiet(), async |shop| {
        let good = person();
        let check: u32 = good.nid[9..].parse().expect("a digit");
        let wrong_check = format!("{}{}", &good.nid[..9], (check + 1) % 10);
        let cases: [(&str, &str, Field, Fault); 8] = [
            ("", &good.serial, Field::Nid, Fault::NidEmpty),
            (&good.nid[..9], &good.serial, Field::Nid, Fault::NidLength { digits: 9 }),
            ("25802o0606", &good.serial, Field::Nid, Fault::NidChars),
            (&wrong_check, &good.serial, Field::Nid, Fault::NidCheck),
            (&good.nid, "", Field::Serial, Fault::SerialEmpty),
            (&good.nid, "12345", Field::Serial, Fault::SerialLength),
            (&good.nid, "12x456", Field::Serial, Fault::SerialChars),
            (&good.nid, &good.other_serial(), Field::Nid, Fault::PairMismatch),
        ];
        let mut browser = shop.visitor(&good);
        for (nid, serial, field, fault) in &cases {
            try_entry(&mut browser, nid, serial).await;
            browser.page().assert_at("/", 422);
            browser.page().assert_says(&sentence(*field, fault));
            for (_, _, field, other) in cases.iter().filter(|case| case.3 != *fault) {
                browser.page().assert_silent_about(&sentence(*field, other));
            }
            let form = browser.page().form("/");
            let kept = (form.field("nid").to_owned(), form.field("serial").to_owned());
            assert_eq!(kept, (digits::persian(nid), digits::persian(serial)));
            assert_eq!(form.field("answer"), "", "a question is answered anew");
        }
        assert!(browser.cookie().is_none(), "nobody has entered");
        assert!(is_unknown_to_us(shop, &good).await);
    });
}

#[test]
fn both_fields_are_faulted_at_once() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&person());
        try_entry(&mut browser, "1", "2").await;
        browser.page().assert_says(&sentence(Field::Nid, &Fault::NidLength { digits: 1 }));
        browser.page().assert_says(&sentence(Field::Serial, &Fault::SerialLength));
    });
}

#[test]
fn an_unknown_id_and_a_wrong_serial_read_the_same_to_the_byte() {
    journey(Town::quiet(), async |shop| {
        let somebody = person();
        let wrong = somebody.other_serial();
        let mut pages = Vec::new();
        for exists in [true, false] {
            shop.registry().says(&somebody, json!({ "exists": exists })).await;
            let mut browser = shop.visitor(&somebody);
            try_entry(&mut browser, &somebody.nid, &wrong).await;
            browser.page().assert_at("/", 422);
            browser.page().assert_says(&sentence(Field::Nid, &Fault::PairMismatch));
            let mut headers = browser.page().headers.clone();
            headers.remove("date");
            headers.remove("content-length");
            let html = &browser.page().html;
            let question = html.find("<div id=\"question\">").expect("there is a question");
            let after = html.find("data-part=\"question\"").expect("it can be swapped");
            pages.push((headers, html[..question].to_owned(), html[after..].to_owned()));
        }
        assert_eq!(pages[0], pages[1]);
    });
}

#[test]
fn the_deceased_are_told_so_and_leave_no_request() {
    journey(Town::quiet(), async |shop| {
        let late = Person::special(CitizenKind::Deceased);
        let mut browser = shop.visitor(&late);
        browser.enter().await.assert_at("/", 422);
        browser.page().assert_says(&say("system-deceased"));
        assert!(is_unknown_to_us(shop, &late).await);
    });
}

/// Somebody's birth date who turns fifteen on the first day from `first` on that has such a date.
fn turning(first: nobat_domain::ids::Day) -> SolarDate {
    let births = (0..3).filter_map(|after| {
        let day = SolarDate::from_day(first.plus(after))?;
        SolarDate::new(day.year() - age::CARD_AGE_YEARS, day.month(), day.day()).ok()
    });
    births.into_iter().next().expect("two days in a row exist in every year")
}

#[test]
fn a_minor_by_a_day_is_told_from_when_and_of_age_today_enters() {
    journey(Town::quiet(), async |shop| {
        let child = Person::fresh(2);
        let today = day_of(shop.now());
        let tomorrow = turning(today.plus(1));
        let written = |birth: SolarDate| {
            let (year, month, day) = (birth.year(), birth.month(), birth.day());
            json!({ "birth": format!("{year:04}/{month:02}/{day:02}") })
        };
        shop.registry().says(&child, written(tomorrow)).await;
        let mut browser = shop.visitor(&child);
        browser.enter().await.assert_at("/", 422);
        let from = dates::words_of(age::turns(tomorrow, age::CARD_AGE_YEARS));
        let about = Language::Persian.fill("system-minor-about", &[("date", Value::Plain(from))]);
        browser.page().assert_says(&about);
        assert!(is_unknown_to_us(shop, &child).await);

        shop.registry().says(&child, written(turning(today))).await;
        browser.enter().await.assert_at("/register", 200);
    });
}

#[test]
fn digits_of_three_scripts_and_marks_between_them_are_the_same_number() {
    journey(Town::quiet(), async |shop| {
        let somebody = person();
        let arabic = |text: &str| {
            let digit = |letter: char| match letter.to_digit(10) {
                Some(digit) => char::from_u32(0x0660 + digit).unwrap_or(letter),
                None => letter,
            };
            text.chars().map(digit).collect::<String>()
        };
        let (nid, serial) = (&somebody.nid, &somebody.serial);
        let dashed = format!("{}-{}\u{200c}-{} ", &nid[..3], &nid[3..9], &nid[9..]);
        for (nid, serial) in [
            (digits::persian(nid), arabic(serial)),
            (arabic(nid), serial.clone()),
            (dashed, digits::persian(format!("{} {}", &serial[..3], &serial[3..]))),
        ] {
            let mut browser = shop.visitor(&somebody);
            try_entry(&mut browser, &nid, &serial).await;
            browser.page().assert_at("/register", 200);
            browser.page().assert_says(&digits::persian(&somebody.nid));
            browser.page().assert_says(&digits::persian(&somebody.serial));
        }
    });
}

#[test]
fn the_question_is_asked_answered_once_and_swapped_with_everything_kept() {
    journey(Town { question_asked: true, ..Town::quiet() }, async |shop| {
        let somebody = person();
        let mut browser = shop.visitor(&somebody);
        let (nid, serial) = (somebody.nid.as_str(), somebody.serial.as_str());
        browser.get("/").await;
        browser.fill(&[("nid", nid), ("serial", serial)]);
        browser.press("go-on").await;
        browser.page().assert_says(&sentence(Field::Answer, &Fault::AnswerEmpty));

        browser.fill(&[("answer", "۹۹")]);
        let used = browser.page().form("/").field("question").to_owned();
        browser.press("go-on").await;
        browser.page().assert_says(&sentence(Field::Answer, &Fault::AnswerWrong));
        browser.fill(&[("answer", "5")]);
        browser.forge("question", &used);
        browser.press("go-on").await;
        browser.page().assert_says(&sentence(Field::Answer, &Fault::QuestionUsed));

        let before = browser.page().form("/").field("question").to_owned();
        browser.press("question-swap").await.assert_at("/question", 200);
        let form = browser.page().form("/");
        assert_ne!(form.field("question"), before);
        assert_eq!(form.field("nid"), digits::persian(nid));
        browser.fill(&[("answer", "5")]);
        shop.skip(Millis::minutes(11));
        browser.press("go-on").await;
        browser.page().assert_says(&sentence(Field::Answer, &Fault::QuestionExpired));
    });
}

#[test]
fn the_process_and_the_conditions_are_open_to_everybody() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&person());
        browser.get("/process").await.assert_at("/process", 200);
        browser.get("/conditions").await.assert_at("/conditions", 200);
        assert!(browser.cookie().is_none());
    });
}
