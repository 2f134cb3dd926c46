//! Home visits: who cannot leave home is asked where that is, and a team comes there.

use nobat_domain::ids::{Period, ShiftId};
use nobat_domain::office::{Capability, Office};
use nobat_domain::staff::{Deed, Role};
use nobat_server::pages::address;
use nobat_server::pages::fault::{Fault, Field};
use nobat_server::pages::seat::SeatChoice;
use nobat_server::persian::{Language, Value, codes, digits};

use crate::support::clerk::Clerk;
use crate::support::{Person, Shop, Town, Visitor, day_wire, journey, logs, say, sentence};

const CODE: &str = "5514736867";
const STREET: &str = "مراغه، کوچه‌ی بنفشه، پلاک ۱۲";

/// Enough of them that most have no team.
fn town() -> Town {
    Town { offices: 12, ..Town::quiet() }
}

fn team_of(office: &Office) -> String {
    let sentence =
        Language::Persian.fill("seat-team", &[("office", Value::Plain(office.name.clone()))]);
    sentence.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn fill_home(browser: &mut Visitor<'_>) {
    browser.fill(&[("home_code", &digits::persian(CODE)), ("home_street", STREET)]);
}

/// All the way to a booked seat of the first team.
async fn book_a_team(browser: &mut Visitor<'_>) -> SeatChoice {
    browser.enter().await;
    browser.fill_in().await;
    browser.fill(&[("q1", "no")]);
    browser.search().await;
    let seat = browser.take_first();
    fill_home(browser);
    pay(browser).await;
    SeatChoice::read(&seat).expect("a seat of the list")
}

async fn pay(browser: &mut Visitor<'_>) {
    browser.press("payment-submit").await;
    let back = browser.shop.bank().pay(&browser.ticket()).await;
    browser.come_back(&back).await.assert_at("/confirm", 200);
}

fn office_of(shop: &Shop, seat: SeatChoice) -> Office {
    let office = seat.shift.office();
    shop.town.facts().into_iter().find(|facts| facts.id == office).expect("of the town")
}

#[test]
fn who_cannot_leave_home_is_asked_where_that_is_and_a_team_comes_there() {
    journey(town(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(0));
        browser.enter().await;
        browser.fill_in().await;
        browser.fill(&[("q1", "no")]);
        browser.search().await.assert_at("/register/offices", 200);
        browser.page().assert_says(&say("card-team"));
        let days = Language::Persian.fill("note-home-days", &[("days", Value::count(1))]);
        browser.page().assert_says(&days);
        for seat in browser.page().seats() {
            let office = office_of(shop, SeatChoice::read(&seat).expect("a seat"));
            assert!(office.capabilities.has(Capability::HomeVisit), "{}", office.name);
            browser.page().assert_silent_about(&office.address);
        }
        let seat = browser.take_first();

        // No team comes to nowhere; what was typed stays.
        browser.press("payment-submit").await.assert_at("/register", 422);
        for (field, fault) in
            [(Field::HomeCode, Fault::HomeCodeEmpty), (Field::HomeStreet, Fault::HomeStreetEmpty)]
        {
            browser.page().assert_says(&sentence(field, &fault));
        }
        browser.fill(&[("home_code", "۱۲۳۴۵"), ("home_street", "مراغه")]);
        browser.press("payment-submit").await.assert_at("/register", 422);
        let short = Fault::HomeCodeLength { digits: 5 };
        browser.page().assert_says(&sentence(Field::HomeCode, &short));
        browser.page().assert_says(&sentence(Field::HomeStreet, &Fault::HomeStreetShort));
        let form = browser.page().form("/register");
        assert_eq!((form.field("home_code"), form.field("home_street")), ("۱۲۳۴۵", "مراغه"));
        assert_eq!(form.field("seat"), seat, "the seat stays chosen");
        assert_eq!(form.field("mother"), browser.person.mother);

        fill_home(&mut browser);
        pay(&mut browser).await;
        let office = office_of(shop, SeatChoice::read(&seat).expect("a seat"));
        for page in [address::CONFIRM, address::RESULT, address::PRINT] {
            browser.get(page).await.assert_says(&team_of(&office));
            browser.page().assert_says(STREET);
            browser.page().assert_says(&digits::persian(CODE));
            browser.page().assert_says(&say("preparation-home-documents"));
            browser.page().assert_silent_about(&say("preparation-documents"));
            browser.page().assert_silent_about(&office.address);
        }
        browser.get(address::RESULT).await.assert_says(&say("stage-ahead-home"));
        let appointment = browser.download(address::APPOINTMENT).await.text();
        let appointment = appointment.replace("\r\n ", "");
        assert!(appointment.contains(&format!("\r\nLOCATION:{STREET}\r\n")), "{appointment}");
        let file = browser.download(address::RECEIPT_HTML).await.text();
        assert!(file.contains(STREET) && !file.contains(&office.address));

        let details = shop.state(&browser.person).await.details.expect("they were sent");
        let home = details.home.expect("it was asked for");
        assert_eq!(home.postal_code.as_str(), CODE);
        assert_eq!(digits::persian(home.street.as_str()), STREET);
        shop.assert_nowhere_on_disk(&[CODE, "بنفشه"]);
        assert!(!logs().contains(CODE) && !logs().contains("بنفشه"));
    });
}

#[test]
fn the_teams_own_office_sees_where_it_goes_and_no_other_does() {
    journey(town(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(1));
        let seat = book_a_team(&mut browser).await;
        let code = shop.state(&browser.person).await.code.expect("booked").to_string();
        let shift = match seat.shift.period() {
            Period::Morning => "morning",
            Period::Evening => "evening",
        };
        let list = format!("{}?day={}&shift={shift}", address_of_lists(), day_wire(seat.day));
        let mut team = Clerk::inside(shop, "team", Role::Office(seat.shift.office())).await;
        team.get(&list).await.assert_says(STREET);
        team.page().assert_says(&digits::persian(CODE));
        let other = shop.town.facts().into_iter().find(|facts| facts.id != seat.shift.office());
        let other = other.expect("several offices").id;
        let mut others = Clerk::inside(shop, "others", Role::Office(other)).await;
        others.get(&list).await.assert_silent_about(STREET);
        others.fill(&[("code", &code)]);
        others.press("ops-day-find").await.assert_says(&say("ops-day-found"));
        others.page().assert_silent_about(STREET);
        others.page().assert_silent_about(&digits::persian(CODE));
    });
}

#[test]
fn the_teams_paper_finds_the_door_and_says_of_nobody_who_lives_there() {
    journey(town(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(1));
        let seat = book_a_team(&mut browser).await;
        let code = shop.state(&browser.person).await.code.expect("booked").to_string();
        let office = seat.shift.office();
        let shift = match seat.shift.period() {
            Period::Morning => "morning",
            Period::Evening => "evening",
        };
        let list = format!("{}?day={}&shift={shift}", address_of_lists(), day_wire(seat.day));
        let mut clerk = Clerk::inside(shop, "team", Role::Office(office)).await;
        // What lies on the counter has no address on it.
        clerk.get(&list).await;
        clerk.press("ops-day-paper").await.assert_says(&codes::tracking(&code).join(" "));
        clerk.page().assert_silent_about(STREET);
        clerk.page().assert_silent_about(&digits::persian(CODE));
        clerk.get(&list).await;
        clerk.press("ops-day-team-paper").await.assert_says(&say("ops-team-care"));
        clerk.page().assert_says(STREET);
        clerk.page().assert_says(&digits::persian(CODE));
        clerk.page().assert_says(&digits::persian(&code[6..]));
        let Person { nid, mother, mobile, .. } = &browser.person;
        let secrets = [digits::persian(nid), mother.clone(), digits::persian(&mobile[7..])];
        for secret in secrets.iter().chain(&[codes::tracking(&code).join(" ")]) {
            clerk.page().assert_silent_about(secret);
        }
        let entries = shop.engine.audit(None).await.expect("it reads");
        let printed = entries.iter().filter(|entry| entry.deed == Deed::PrintedList);
        let words: Vec<_> = printed.map(|entry| entry.words.clone()).collect();
        let of_list = format!("{} {shift}", day_wire(seat.day));
        assert_eq!(words, [format!("{of_list} team"), of_list]);
        // Where nobody is visited there is nothing to ask for.
        clerk.get(address_of_lists()).await;
        assert!(!clerk.page().text().contains(&say("ops-day-team-paper")));
    });
}

fn address_of_lists() -> &'static str {
    nobat_server::pages::counter::address::OFFICE
}

#[test]
fn who_can_no_longer_leave_home_keeps_the_seat_until_a_team_has_another() {
    journey(town(), async |shop| {
        let facts = shop.town.facts();
        let plain = facts.iter().find(|office| !office.capabilities.has(Capability::HomeVisit));
        let plain = plain.expect("most have no team");
        let shift = ShiftId::of(plain.id, Period::Morning);
        let seat = SeatChoice { shift, day: shop.tomorrow() };
        let mut browser = shop.visitor(&Person::fresh(2));
        browser.enter().await;
        browser.fill_in().await;
        browser.search().await;
        browser.forge("seat", &seat.wire());
        pay(&mut browser).await;

        browser.get("/edit").await;
        browser.fill(&[("q1", "no")]);
        browser.press("edit-button").await.assert_at("/edit", 422);
        browser.page().assert_says(&sentence(Field::HomeCode, &Fault::HomeCodeEmpty));
        fill_home(&mut browser);
        browser.press("edit-button").await.assert_at("/edit", 200);
        browser.page().assert_says(&say("edit-saved"));
        browser.page().assert_says(&say("shut-out-team"));
        let booked = shop.state(&browser.person).await.booking.expect("it stands");
        assert_eq!(booked.choice.shift, shift, "nothing was lost");
        // Nobody is told that a team comes before one does.
        browser.get(address::RESULT).await.assert_says(&say("shut-out-team"));
        browser.page().assert_says(&plain.name);
        browser.page().assert_silent_about(&team_of(plain));

        browser.get(address::MOVE).await;
        browser.search().await.assert_says(&say("card-team"));
        let taken = SeatChoice::read(&browser.take_first()).expect("a seat");
        browser.press("move-button").await.assert_at(address::RESULT, 200);
        browser.page().assert_says(&team_of(&office_of(shop, taken)));
        browser.page().assert_silent_about(&say("shut-out-team"));

        // Well again: the office serves everybody, and the address is kept no longer.
        browser.get("/edit").await;
        browser.fill(&[("q1", "yes")]);
        browser.press("edit-button").await.assert_at(address::RESULT, 200);
        browser.page().assert_silent_about(STREET);
        let details = shop.state(&browser.person).await.details.expect("they are there");
        assert_eq!(details.home, None);
    });
}
