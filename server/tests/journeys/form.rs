//! The registration form: what is wrong in it, and what becomes of it when a session ends.

use nobat_domain::calendar::SolarDate;
use nobat_domain::person::Gender;
use nobat_domain::timestamp::Millis;
use nobat_server::pages::fault::{Fault, Field};
use nobat_server::persian::{Language, Value, digits};
use serde_json::json;

use crate::support::{AREA, Person, Town, Visitor, day_wire, journey, say, sentence};

/// A phone that stands nowhere else.
const PHONE: &str = "37229158";

async fn send_with(browser: &mut Visitor<'_>, fields: &[(&str, &str)]) {
    browser.fill(fields);
    browser.press("payment-submit").await;
    assert!(browser.away.is_none(), "the form was refused");
}

fn birth_fields(birth: SolarDate) -> [(&'static str, String); 3] {
    [
        ("birth_day", birth.day().to_string()),
        ("birth_month", birth.month().to_string()),
        ("birth_year", birth.year().to_string()),
    ]
}

fn choose_birth(browser: &mut Visitor<'_>, birth: SolarDate) {
    for (name, value) in birth_fields(birth) {
        browser.fill(&[(name, &value)]);
    }
}

fn solar(year: u16, month: u8, day: u8) -> SolarDate {
    SolarDate::new(year, month, day).expect("a day of the calendar")
}

#[test]
fn an_empty_form_is_told_everything_at_once() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(4));
        browser.enter().await;
        browser.press("payment-submit").await.assert_at("/register", 422);
        let wrong = [
            (Field::Birth, Fault::BirthEmpty),
            (Field::Gender, Fault::GenderEmpty),
            (Field::Religion, Fault::ReligionEmpty),
            (Field::Mother, Fault::MotherEmpty),
            (Field::Mobile, Fault::MobileEmpty),
            (Field::Leaving, Fault::YesNoEmpty),
            (Field::Stairs, Fault::YesNoEmpty),
            (Field::Pupils, Fault::YesNoEmpty),
            (Field::Fingers, Fault::YesNoEmpty),
        ];
        for (field, fault) in wrong {
            browser.page().assert_says(&sentence(field, &fault));
        }
        assert!(shop.state(&browser.person).await.details.is_none());
    });
}

#[test]
fn each_wrong_birth_date_has_its_own_sentence() {
    journey(Town::quiet(), async |shop| {
        let somebody = Person::fresh(4);
        shop.registry().says(&somebody, json!({ "birth": "1371/06/15" })).await;
        let mut browser = shop.visitor(&somebody);
        browser.person.birth = solar(1371, 6, 15);
        browser.enter().await;
        browser.fill_in_all().await;
        let cases = [
            ([("birth_day", "30"), ("birth_month", "12"), ("birth_year", "1371")], {
                Fault::BirthCommonYear { year: 1371 }
            }),
            ([("birth_day", "31"), ("birth_month", "7"), ("birth_year", "1371")], {
                Fault::BirthNoSuchDay
            }),
            ([("birth_day", "16"), ("birth_month", "6"), ("birth_year", "1371")], {
                Fault::BirthMismatch
            }),
            ([("birth_day", ""), ("birth_month", "6"), ("birth_year", "1371")], {
                Fault::BirthDayEmpty
            }),
        ];
        for (fields, fault) in cases {
            send_with(&mut browser, &fields).await;
            browser.page().assert_at("/register", 422);
            browser.page().assert_says(&sentence(Field::Birth, &fault));
            let form = browser.page().form("/register");
            for (name, value) in fields {
                assert_eq!(form.field(name), value, "it stays as it was chosen");
            }
            assert_eq!(form.field("mother"), somebody.mother);
        }
        // The thirtieth of Esfand is there in a leap year, and is only somebody else's day.
        let leap = [("birth_day", "30"), ("birth_month", "12"), ("birth_year", "1370")];
        send_with(&mut browser, &leap).await;
        browser.page().assert_says(&sentence(Field::Birth, &Fault::BirthMismatch));
        let (free, held, _) = shop.seats();
        assert_eq!((free, held), (20, 0), "nothing was held for a wrong form");
    });
}

#[test]
fn a_wrong_gender_a_wrong_name_and_a_wrong_mobile_are_told_apart() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(5));
        browser.enter().await;
        browser.fill_in_all().await;
        let other = match browser.person.gender {
            Gender::Female => Gender::Male,
            Gender::Male => Gender::Female,
        };
        let fields = [("gender", other.key()), ("mother", "Maryam1"), ("mobile", "0914512")];
        send_with(&mut browser, &fields).await;
        for (field, fault) in [
            (Field::Gender, Fault::GenderMismatch),
            (Field::Mother, Fault::MotherChars),
            (Field::Mobile, Fault::MobileShape),
        ] {
            browser.page().assert_says(&sentence(field, &fault));
        }
    });
}

#[test]
fn the_lunar_date_must_be_of_this_solar_date_or_the_booklet_is_wrong() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(6));
        let birth = browser.person.birth;
        browser.enter().await;
        // The lunar dates of another year are offered and one is chosen; then the year is mended.
        browser.person.birth = solar(birth.year() - 1, birth.month(), birth.day().min(28));
        browser.fill_in_all().await;
        choose_birth(&mut browser, birth);
        browser.press("payment-submit").await.assert_at("/register", 422);
        browser.page().assert_says(&sentence(Field::Lunar, &Fault::LunarStale));
        assert_eq!(
            browser.page().form("/register").offered("lunar").len(),
            6,
            "five and a way out"
        );

        send_with(&mut browser, &[("lunar", "missing")]).await;
        let days = Language::Persian.fill("system-lunar-about", &[("days", Value::count(30))]);
        browser.page().assert_at("/register", 422);
        browser.page().assert_says(&days);
        browser.get("/register").await.assert_at("/register", 200);
        assert_eq!(browser.page().form("/register").field("lunar"), "missing");
    });
}

#[test]
fn letters_and_digits_of_the_form_are_folded() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(7));
        browser.enter().await;
        browser.fill_in_all().await;
        let mobile = digits::persian("+98 914-512-0007");
        browser.fill(&[("mother", "  \u{0643}بر\u{064A} "), ("mobile", &mobile)]);
        browser.press("payment-submit").await;
        browser.ticket();
        let details = shop.state(&browser.person).await.details.expect("they were sent");
        assert_eq!(details.mother.as_str(), "کبری");
        assert_eq!(details.mobile.to_national(), "09145120007");
    });
}

#[test]
fn nothing_typed_is_lost_with_a_session_and_the_phone_is_stored_nowhere() {
    journey(Town::quiet(), async |shop| {
        let somebody = Person::fresh(8);
        let mut browser = shop.visitor(&somebody);
        browser.enter().await;
        browser.fill_in().await;
        let day = day_wire(shop.tomorrow());
        browser.fill(&[("date", &day), ("area", AREA), ("phone", PHONE)]);
        browser.press("search-button").await.assert_at("/register/offices", 200);
        let seat = browser.take_first();
        browser.fill(&[("mobile", "09145129999")]);

        // The session ends while the form is open; what was typed since is sent all the same.
        shop.skip(Millis::minutes(21));
        browser.press("payment-submit").await.assert_at("/register", 401);
        browser.page().assert_says(&say("system-session-over-about"));
        assert_eq!(shop.seats().1, 0, "no seat is held for a session that is over");
        browser.get("/").await.assert_at("/", 200);
        browser.page().assert_says(&say("system-session-over"));

        let mut again = browser.elsewhere();
        again.enter().await.assert_at("/register", 200);
        again.page().assert_says(&say("registration-continued"));
        let form = again.page().form("/register");
        for (name, value) in birth_fields(somebody.birth) {
            assert_eq!(form.field(name), value);
        }
        let kept = [
            ("gender", somebody.gender.key()),
            ("religion", "islam"),
            ("mother", &somebody.mother),
            ("mobile", "۰۹۱۴۵۱۲۹۹۹۹"),
            ("q1", "yes"),
            ("q4", "yes"),
            ("date", &day),
            ("area", "۰۴۱"),
            ("phone", ""),
        ];
        for (name, value) in kept {
            assert_eq!(form.field(name), value, "{name}");
        }
        assert!(!form.field("lunar").is_empty(), "a lunar date was chosen");
        let draft = shop.state(&somebody).await.draft.clone();
        let draft = String::from_utf8(draft).expect("a form is text");
        assert!(draft.contains(&seat) && !draft.contains(PHONE), "{draft}");
        shop.assert_nowhere_on_disk(&[PHONE, &digits::persian(PHONE), &PHONE[..6]]);
        shop.assert_nowhere_on_disk(&[&somebody.nid, "9145129999", &somebody.mother]);
    });
}

#[test]
fn a_form_that_is_cleared_asks_first_and_is_empty_then() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(9));
        browser.enter().await;
        browser.fill_in().await;
        browser.press("clear-button").await.assert_at("/register/clear", 200);
        let kept = shop.state(&browser.person).await;
        assert!(!kept.draft.is_empty(), "nothing has gone before the answer");
        browser.press("clear-yes").await.assert_at("/register/cleared", 200);
        assert!(shop.state(&browser.person).await.draft.is_empty());
        assert_eq!(browser.page().form("/register").field("mother"), "");
    });
}
