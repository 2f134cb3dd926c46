//! The ends of solar years: a leap day as birthday and as today, and the days over the new year.

use nobat_domain::calendar::holidays::holiday;
use nobat_domain::calendar::{Orders, SolarDate, age, lunar};
use nobat_domain::ids::Day;
use nobat_domain::timestamp::Millis;
use nobat_engine::clock::wall;
use nobat_engine::day_of;
use nobat_server::pages::address;
use nobat_server::persian::clock::{clock, next_minute};
use nobat_server::persian::{Language, Value, dates};
use serde_json::{Value as Json, json};

use crate::support::{Person, Shop, Town, day_wire, journey, say};

const YEARS: std::ops::Range<u16> = 0..40;

fn date(year: u16, month: u8, day: u8) -> SolarDate {
    SolarDate::new(year, month, day).expect("a day of every year")
}

fn leap_day(year: u16) -> Option<SolarDate> {
    SolarDate::new(year, 12, 30).ok()
}

fn this_year() -> u16 {
    SolarDate::from_day(day_of(wall())).expect("within the calendar").year()
}

fn today(shop: &Shop) -> SolarDate {
    SolarDate::from_day(day_of(shop.now())).expect("within the calendar")
}

fn born(birth: SolarDate) -> Json {
    json!({ "birth": format!("{:04}/{:02}/{:02}", birth.year(), birth.month(), birth.day()) })
}

fn too_young_until(from: SolarDate) -> String {
    let date = [("date", Value::Plain(dates::words_of(from)))];
    Language::Persian.fill("system-minor-about", &date)
}

fn of(begins: SolarDate) -> Town {
    Town { begins: Some(begins.to_day()), ..Town::quiet() }
}

#[test]
fn who_was_born_on_a_leap_day_is_of_age_from_the_first_day_of_the_next_year() {
    // The year of age has no such day.
    let lacks =
        |year: &u16| leap_day(*year).is_none() && leap_day(year - age::CARD_AGE_YEARS).is_some();
    let year = YEARS.map(|after| this_year() + 1 + after).find(lacks).expect("one in a few");
    let birth = leap_day(year - age::CARD_AGE_YEARS).expect("it was one");
    let turns = date(year + 1, 1, 1);
    journey(of(date(year, 12, 29)), async |shop| {
        let child = Person { birth, ..Person::fresh(0) };
        shop.registry().says(&child, born(birth)).await;
        let mut browser = shop.visitor(&child);
        browser.enter().await.assert_at("/", 422);
        browser.page().assert_says(&too_young_until(turns));
        assert!(browser.cookie().is_none(), "nobody has entered");
        shop.skip(Millis::hours(24));
        assert_eq!(today(shop), turns);
        browser.enter().await.assert_at("/register", 200);
        // The lists have the day of birth, and the form takes it.
        browser.book().await.assert_at("/confirm", 200);
        let details = shop.state(&child).await.details.expect("they were sent");
        assert_eq!((details.birth, details.birth_lunar), (birth, lunar::choices(birth)[2]));
    });
}

#[test]
fn on_a_leap_day_everything_goes_on_over_the_new_year() {
    let leap = YEARS.filter_map(|after| leap_day(this_year() + after));
    let leap = leap.into_iter().find(|day| day.to_day() > day_of(wall())).expect("one in a few");
    let new_year = date(leap.year() + 1, 1, 1);
    journey(of(leap), async |shop| {
        assert_eq!(today(shop), leap);
        // The youngest of age today were born before this day; tomorrow's birthday is tomorrow.
        let (child, birth) = (Person::fresh(0), date(new_year.year() - age::CARD_AGE_YEARS, 1, 1));
        shop.registry().says(&child, born(birth)).await;
        let mut browser = shop.visitor(&child);
        browser.enter().await.assert_at("/", 422);
        browser.page().assert_says(&too_young_until(new_year));
        // The days to choose go from this year into the next.
        let mut elder = shop.visitor(&Person::fresh(1));
        elder.enter().await.assert_at("/register", 200);
        let years = elder.page().form("/register").offered("birth_year");
        let last = leap.year() - age::CARD_AGE_YEARS;
        assert_eq!(years.get(1), Some(&last.to_string()), "the last year of anybody of age");
        let days = elder.page().form("/register").offered("date");
        let open: Vec<String> =
            (0..4).map(|after| day_wire(new_year.to_day().plus(after))).collect();
        assert_eq!(days[1..], open, "the empty one, and the days of the new year");
        elder.book().await.assert_at("/confirm", 200);
        let day = shop.state(&elder.person).await.booking.expect("booked").choice.day;
        assert_eq!(day, new_year.to_day());
        let written = Language::Persian.day(day);
        elder.get(address::RESULT).await.assert_says(&written);
        assert!(written.contains(&dates::words_of(new_year)), "{written}");
        let entry = elder.download(address::APPOINTMENT).await.text();
        assert!(entry.contains(&format!("\r\nDTSTART:{}", gregorian(day))), "{entry}");
        // The next day is another year's.
        shop.skip(Millis::hours(24));
        browser.enter().await.assert_at("/register", 200);
        let years = browser.page().form("/register").offered("birth_year");
        assert_eq!(years.get(1), Some(&(last + 1).to_string()));
        elder.enter().await.assert_at(address::RESULT, 200);
        elder.page().assert_says(&say("stage-today"));
    });
}

/// `20300321`: the day by an independent calendar, counted from one whose date is known.
fn gregorian(day: Day) -> String {
    let (mut year, mut month, mut left) = (2018, 1, day.0 - 17_532);
    loop {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let lengths = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let length = lengths[month - 1];
        if left < length {
            return format!("{year:04}{month:02}{:02}", left + 1);
        }
        left -= length;
        (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    }
}

#[test]
fn a_booklet_replaced_before_the_new_year_is_known_when_the_holidays_are_over() {
    let is_rest = |day: Day| holiday(day, &Orders::none()).is_some();
    let year = this_year() + 1;
    let last = (20..=28).rev().map(|day| date(year, 12, day)).find(|day| !is_rest(day.to_day()));
    journey(of(last.expect("a day of work")), async |shop| {
        let renewed = Person::fresh(3);
        let replaced_at = shop.now();
        shop.registry().says(&renewed, json!({ "replaced_at_ms": replaced_at.0 })).await;
        // Two whole days of work, counted by hand: each day of rest between moves it by one.
        let (mut known, mut worked) = (replaced_at, 0);
        while worked < 2 {
            known = known.plus(Millis::hours(24));
            worked += i32::from(!is_rest(day_of(known)));
        }
        assert!(day_of(known).0 - day_of(replaced_at).0 >= 6, "29 Esfand to 4 Farvardin is rest");
        let from = next_minute(known);
        let values = [
            ("date", Value::Plain(dates::in_words(day_of(from)))),
            ("time", Value::Plain(clock(from))),
        ];
        let come_back = Language::Persian.fill("system-serial-new-about", &values);
        let mut browser = shop.visitor(&renewed);
        browser.enter().await.assert_at("/", 422);
        browser.page().assert_says(&come_back);
        shop.skip(from.since(shop.now()).max(Millis(1)));
        browser.enter().await.assert_at("/register", 200);
    });
}
