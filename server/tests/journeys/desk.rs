//! An office's desk: who comes is found, begun and finished, who does not come is noted, and the
//! citizen sees each at once.

use nobat_domain::calendar::tehran::day_begins;
use nobat_domain::ids::{OfficeId, Period};
use nobat_domain::request::{RequestCommand, RequestState, Step};
use nobat_domain::staff::{Deed, Role, Subject};
use nobat_domain::timestamp::Millis;
use nobat_engine::Answered;
use nobat_server::pages::address as citizens;
use nobat_server::pages::counter::address;
use nobat_server::persian::{codes, dates};
use nobat_server::staff::TryBy;

use crate::support::clerk::Clerk;
use crate::support::{Page, Person, Shop, Town, Visitor, journey, say};

const DAY: Millis = Millis::hours(24);

/// Somebody with a seat tomorrow, at whose office a clerk is.
struct Seated {
    state: Box<RequestState>,
    code: String,
    office: OfficeId,
}

async fn seated(shop: &Shop, citizen: &mut Visitor<'_>) -> Seated {
    citizen.book().await;
    let state = shop.state(&citizen.person).await;
    let office = state.booking.as_ref().expect("it is booked").choice.shift.office();
    Seated { code: state.code.expect("it is booked").to_string(), office, state }
}

impl Seated {
    fn list(&self) -> String {
        let choice = self.state.booking.as_ref().expect("it is booked").choice;
        let shift = match choice.shift.period() {
            Period::Morning => "morning",
            Period::Evening => "evening",
        };
        format!("{}?day={}&shift={shift}", address::OFFICE, dates::wire(choice.day))
    }
}

async fn clerk_of(shop: &Shop, office: OfficeId) -> Clerk<'_> {
    Clerk::inside(shop, "office", Role::Office(office)).await
}

/// What the audit says was done with requests, the oldest first.
async fn deeds(shop: &Shop) -> Vec<(Deed, Subject)> {
    let entries = shop.engine.audit(None).await.expect("it reads");
    let about = entries.iter().rev().map(|entry| (entry.deed, entry.subject));
    about.filter(|(_, subject)| !matches!(subject, Subject::Account(_))).collect()
}

#[test]
fn a_completion_begins_on_its_day_and_the_citizen_sees_each_step() {
    journey(Town::quiet(), async |shop| {
        let mut citizen = shop.visitor(&Person::fresh(0));
        let seat = seated(shop, &mut citizen).await;
        let mut clerk = clerk_of(shop, seat.office).await;
        clerk.get(&seat.list()).await.assert_says(&say("ops-day-waits"));
        assert!(!clerk.has_button_at(&seat.code, "ops-day-begin"), "the day has not come");
        let csrf = clerk.csrf().await;
        let early = [("csrf", &*csrf), ("code", &seat.code), ("act", "begin")];
        clerk.post(address::OFFICE_STEP, &early).await.assert_at(address::OFFICE_STEP, 409);
        clerk.page().assert_says("روز این نوبت هنوز نیامده است");

        shop.skip(DAY);
        clerk.come_in().await;
        clerk.get(&seat.list()).await;
        clerk.press_at(&seat.code, "ops-day-begin").await.assert_at(address::OFFICE, 200);
        clerk.page().assert_says("آغاز شده");
        citizen.enter().await.assert_at(citizens::RESULT, 200);
        citizen.page().assert_says(&say("stage-begun"));
        let operations = citizen.page().operations();
        assert!(!operations.iter().any(|it| it == citizens::EDIT || it == citizens::MOVE));

        // The end is final, so it is not done by a second click on the same place.
        clerk.press_at(&seat.code, "ops-day-finish").await.assert_at(address::OFFICE_STEP, 422);
        clerk.page().assert_says(&say("ops-day-take-first"));
        clerk.fill(&[("taken", "yes")]);
        clerk.press_at(&seat.code, "ops-day-finish").await.assert_at(address::OFFICE, 200);
        clerk.page().assert_says("پایان یافته");
        citizen.get(citizens::RESULT).await.assert_says(&say("stage-completed"));

        let key = shop.engine.request_key(&citizen.person.national_id());
        let about = Subject::Request(key);
        let expected = [(Deed::BeganCompletion, about), (Deed::FinishedCompletion, about)];
        assert_eq!(deeds(shop).await, expected, "what was refused is no deed");
    });
}

#[test]
fn two_clerks_and_stale_tabs_do_each_thing_once() {
    journey(Town::quiet(), async |shop| {
        let mut citizen = shop.visitor(&Person::fresh(0));
        let seat = seated(shop, &mut citizen).await;
        shop.skip(DAY);
        let mut clerk = clerk_of(shop, seat.office).await;
        clerk.get(&seat.list()).await;
        let mut other = clerk.clone();
        clerk.press_at(&seat.code, "ops-day-begin").await.assert_at(address::OFFICE, 200);
        other.press_at(&seat.code, "ops-day-begin").await.assert_at(address::OFFICE, 200);
        assert_eq!(deeds(shop).await.len(), 1, "the second one had nothing to do");
        // A slip is undone once, also by two who saw it.
        clerk.press_at(&seat.code, "ops-day-undo").await.assert_says(&say("ops-day-waits"));
        let mut late = other.clone();
        other.press_at(&seat.code, "ops-day-undo").await.assert_at(address::OFFICE, 200);
        assert_eq!(deeds(shop).await.len(), 2);
        citizen.enter().await;
        citizen.get(citizens::EDIT).await.assert_at(citizens::EDIT, 200);
        // The same slip on a page from before: what was begun since is another beginning.
        shop.skip(Millis::minutes(1));
        clerk.press_at(&seat.code, "ops-day-begin").await;
        late.press_at(&seat.code, "ops-day-undo").await.assert_at(address::OFFICE_STEP, 409);
        late.page().assert_says(&say("ops-day-behind"));
        assert!(matches!(shop.state(&citizen.person).await.step(), Some(Step::Begun { .. })));
        // Finished is finished.
        clerk.fill(&[("taken", "yes")]);
        let mut behind = clerk.clone();
        clerk.press_at(&seat.code, "ops-day-finish").await;
        assert!(!clerk.has_button_at(&seat.code, "ops-day-undo"));
        behind.press_at(&seat.code, "ops-day-undo").await.assert_at(address::OFFICE_STEP, 409);
        behind.page().assert_says(&say("ops-day-behind"));
    });
}

#[test]
fn a_row_whose_citizen_has_moved_is_told_from_one_that_is_here() {
    journey(Town::quiet(), async |shop| {
        let mut citizen = shop.visitor(&Person::fresh(0));
        let seat = seated(shop, &mut citizen).await;
        shop.skip(DAY);
        let mut clerk = clerk_of(shop, seat.office).await;
        clerk.get(&seat.list()).await;
        let mut choice = seat.state.booking.as_ref().expect("booked").choice;
        choice.day = choice.day.plus(1);
        let key = shop.engine.request_key(&citizen.person.national_id());
        let moved = shop.engine.ask(key, RequestCommand::Move { choice }).await;
        assert!(matches!(moved, Ok(Answered::Is(_))), "{moved:?}");
        clerk.press_at(&seat.code, "ops-day-begin").await.assert_at(address::OFFICE_STEP, 409);
        clerk.get(&seat.list()).await.assert_says(&say("ops-day-empty"));
        assert_eq!(shop.state(&citizen.person).await.step(), None);
        // Another office, and a code that nobody has, hear the same.
        let other = shop.town.facts().iter().map(|it| it.id).find(|id| *id != seat.office);
        let role = Role::Office(other.expect("two offices"));
        let mut other = Clerk::inside(shop, "other", role).await;
        let csrf = other.csrf().await;
        for code in [seat.code.as_str(), "123456789"] {
            let fields = [("csrf", &*csrf), ("code", code), ("act", "begin")];
            let page = other.post(address::OFFICE_STEP, &fields).await;
            page.assert_at(address::OFFICE_STEP, 409);
            page.assert_says(&say("ops-day-gone"));
        }
        assert_eq!(deeds(shop).await, [], "nothing was done");
    });
}

#[test]
fn who_did_not_come_chooses_again_without_paying_and_without_a_counted_move() {
    journey(Town::quiet(), async |shop| {
        let mut citizen = shop.visitor(&Person::fresh(0));
        let seat = seated(shop, &mut citizen).await;
        shop.skip(DAY);
        let mut clerk = clerk_of(shop, seat.office).await;
        clerk.get(&seat.list()).await;
        assert!(!clerk.has_button_at(&seat.code, "ops-day-miss"), "the day is not over");
        shop.skip(DAY);
        clerk.come_in().await;
        clerk.get(&seat.list()).await.assert_says(&say("ops-day-unsaid"));
        clerk.press_at(&seat.code, "ops-day-miss").await.assert_at(address::OFFICE, 200);
        assert_eq!(shop.state(&citizen.person).await.step(), Some(Step::Missed));
        // A slip, and noted once more.
        clerk.press_at(&seat.code, "ops-day-undo").await.assert_says(&say("ops-day-unsaid"));
        clerk.press_at(&seat.code, "ops-day-miss").await;

        citizen.enter().await.assert_says(&say("stage-missed"));
        citizen.get(citizens::MOVE).await.assert_says(&say("moves-not-counted"));
        citizen.search().await;
        citizen.take_first();
        citizen.press("move-button").await;
        let state = shop.state(&citizen.person).await;
        let booking = state.booking.as_ref().expect("there is a new seat");
        assert_ne!(Some(booking.choice), seat.state.booking.as_ref().map(|it| it.choice));
        assert!(booking.paid.is_some(), "the payment came along");
        assert_eq!((state.moves, state.step()), (0, None));
        let said: Vec<Deed> = deeds(shop).await.into_iter().map(|(deed, _)| deed).collect();
        assert_eq!(said, [Deed::NotedAbsence, Deed::UndidStep, Deed::NotedAbsence]);
    });
}

#[test]
fn who_has_no_receipt_is_found_by_the_booklet_and_compared_with_it() {
    journey(Town::quiet(), async |shop| {
        let mut citizen = shop.visitor(&Person::fresh(0));
        let seat = seated(shop, &mut citizen).await;
        let Person { nid, serial, .. } = citizen.person.clone();
        let written = nobat_server::persian::digits::persian(&nid);
        let mut clerk = clerk_of(shop, seat.office).await;
        let by = |nid: &str, serial: &str| [("nid", nid.to_owned()), ("serial", serial.to_owned())];
        let find = async |clerk: &mut Clerk<'_>, fields: &[(&str, String)]| {
            clerk.get(address::OFFICE).await;
            let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
            clerk.fill(&fields);
            clerk.press("ops-day-find").await.clone()
        };
        // Before the day the clerk needs nothing but the day.
        let page = find(&mut clerk, &by(&nid, &serial)).await;
        page.assert_says("این نوبت برای روز دیگری است");
        page.assert_silent_about(&say("ops-day-compare"));

        shop.skip(DAY);
        clerk.come_in().await;
        let page = find(&mut clerk, &by(&nid, &serial)).await;
        for said in [&say("ops-day-compare"), &written, &citizen.person.mother] {
            page.assert_says(said);
        }
        page.assert_silent_about(&citizen.person.mobile);
        clerk.press_at(&seat.code, "ops-day-begin").await.assert_says("آغاز شده");

        // An unknown ID and a wrong serial are one sentence, and one page but for what was typed.
        let unknown = Person::fresh(7).nid;
        for (nid, serial) in [(unknown.as_str(), serial.as_str()), (&nid, "000001")] {
            let page = find(&mut clerk, &by(nid, serial)).await;
            page.assert_at(address::OFFICE_FIND, 422);
            page.assert_says(&say("ops-day-pair-none"));
            assert!(page.html.contains(&format!("value=\"{nid}\"")), "what was typed is kept");
        }
        let page = find(&mut clerk, &by("1", "2")).await;
        page.assert_says(&say("ops-find-nid-wrong"));
        page.assert_says(&say("ops-day-serial-wrong"));
        find(&mut clerk, &[]).await.assert_says(&say("ops-day-find-empty"));

        let other = shop.town.facts().iter().map(|it| it.id).find(|id| *id != seat.office);
        let role = Role::Office(other.expect("two offices"));
        let mut other = Clerk::inside(shop, "other", role).await;
        let page = find(&mut other, &by(&nid, &serial)).await;
        page.assert_says("این نوبت برای دفتر دیگری است");
        for secret in [&say("ops-day-mobile"), &written, &citizen.person.mother] {
            page.assert_silent_about(secret);
        }
        let looks = deeds(shop).await.into_iter().filter(|(deed, _)| *deed == Deed::LookedUp);
        assert_eq!(looks.count(), 5, "each of a right form, whoever was found");
    });
}

#[test]
fn looking_for_nobody_of_the_own_office_has_an_end() {
    journey(Town::quiet(), async |shop| {
        let mut citizen = shop.visitor(&Person::fresh(0));
        let seat = seated(shop, &mut citizen).await;
        shop.skip(DAY);
        let mut clerk = clerk_of(shop, seat.office).await;
        let staff = shop.engine.staff().await.expect("there is time");
        let account = staff.book.all().next().expect("the clerk").no;
        clerk.get(address::OFFICE).await;
        // Who is found costs nothing.
        for _ in 0..3 {
            clerk.fill(&[("code", &seat.code)]);
            clerk.press("ops-day-find").await.assert_says(&say("ops-day-found"));
        }
        let mut wrong = 0;
        while shop.app.staff.tries.take(TryBy::Finding(account), shop.now()).is_ok() {
            wrong += 1;
        }
        assert_eq!(wrong, 20);
        let before = deeds(shop).await.len();
        clerk.fill(&[("code", &seat.code)]);
        clerk.press("ops-day-find").await.assert_at(address::OFFICE_FIND, 429);
        clerk.page().assert_says("جستجوی نافرجام زیاد بوده است");
        assert_eq!(deeds(shop).await.len(), before);
        // The list of the day stays open, and the work on it.
        clerk.get(&seat.list()).await;
        clerk.press_at(&seat.code, "ops-day-begin").await.assert_says("آغاز شده");
    });
}

/// Sends a note of a device; tells the status and what the desk reads.
async fn settled(clerk: &mut Clerk<'_>, code: &str, act: &str) -> (u16, String) {
    let csrf = clerk.csrf().await;
    let at = clerk.shop.now().minus(Millis::minutes(40)).0.to_string();
    let fields = [("csrf", csrf.as_str()), ("code", code), ("act", act), ("at", &at)];
    let page = clerk.post(address::OFFICE_SETTLE, &fields).await;
    let told: serde_json::Value = serde_json::from_str(&page.html).expect("JSON");
    assert_eq!(told["done"], page.status.as_u16() == 200);
    (page.status.as_u16(), told["says"].as_str().expect("a sentence").to_owned())
}

#[test]
fn what_was_noted_without_a_line_is_settled_once_and_by_the_same_rules() {
    journey(Town::quiet(), async |shop| {
        let mut citizen = shop.visitor(&Person::fresh(0));
        let seat = seated(shop, &mut citizen).await;
        let mut clerk = clerk_of(shop, seat.office).await;
        let early = settled(&mut clerk, &seat.code, "begin").await;
        assert_eq!(early.0, 409, "its day has not come: {}", early.1);
        shop.skip(DAY);
        clerk.come_in().await;
        assert_eq!(settled(&mut clerk, &seat.code, "finish").await, (409, say("ops-day-skips")));
        let done = || (200, say("ops-line-done"));
        let again = || (200, say("ops-line-again-done"));
        assert_eq!(settled(&mut clerk, &seat.code, "begin").await, done());
        assert_eq!(settled(&mut clerk, &seat.code, "begin").await, again(), "sent twice");
        // Meanwhile it was finished at another desk.
        clerk.get(&seat.list()).await;
        clerk.fill(&[("taken", "yes")]);
        clerk.press_at(&seat.code, "ops-day-finish").await.assert_says("پایان یافته");
        assert_eq!(settled(&mut clerk, &seat.code, "finish").await, again());
        assert_eq!(settled(&mut clerk, &seat.code, "miss").await, (409, say("ops-day-behind")));
        let nobodys = (409, say("ops-day-gone"));
        assert_eq!(settled(&mut clerk, "123456789", "begin").await, nobodys);
        let other = shop.town.facts().into_iter().find(|facts| facts.id != seat.office);
        let other = other.expect("several offices").id;
        let mut others = Clerk::inside(shop, "others", Role::Office(other)).await;
        assert_eq!(settled(&mut others, &seat.code, "begin").await, nobodys);
        // Each deed stands in the audit once, with the hour of the device.
        let entries = shop.engine.audit(None).await.expect("it reads");
        let began: Vec<_> =
            entries.iter().filter(|entry| entry.deed == Deed::BeganCompletion).collect();
        assert_eq!(began.len(), 1);
        assert!(began[0].words.starts_with("بدون خط"), "{}", began[0].words);
        let slip = [("csrf", clerk.csrf().await), ("code", seat.code), ("act", "undo".to_owned())];
        let slip: Vec<(&str, &str)> = slip.iter().map(|(name, it)| (*name, it.as_str())).collect();
        clerk.post(address::OFFICE_SETTLE, &slip).await.assert_at(address::OFFICE_SETTLE, 409);
    });
}

#[track_caller]
fn opened_on(page: &Page, period: &str) {
    let here = format!("shift={period}\" data-shift aria-current=\"page\"");
    assert!(page.html.contains(&here), "not {period}: {}", page.text());
}

#[test]
fn the_list_opens_on_the_shift_of_the_hour() {
    journey(Town::quiet(), async |shop| {
        let office = shop.town.facts().remove(0).id;
        let mut clerk = clerk_of(shop, office).await;
        // The story begins the day before the first; a day without seats opens on its morning.
        opened_on(clerk.get(address::OFFICE).await, "morning");
        shop.skip(Millis::hours(7));
        clerk.come_in().await;
        opened_on(clerk.get(address::OFFICE).await, "morning");
        let one = day_begins(shop.tomorrow()).plus(Millis::hours(13));
        shop.skip(Millis(one.0 - Millis::minutes(5).0 - shop.now().0));
        clerk.come_in().await;
        opened_on(clerk.get(address::OFFICE).await, "morning");
        shop.skip(Millis::minutes(4));
        opened_on(clerk.get(address::OFFICE).await, "evening");
        let named = format!("{}?shift=morning", address::OFFICE);
        opened_on(clerk.get(&named).await, "morning");
    });
    // An office that has only mornings is not opened on an evening with nobody.
    journey(Town::narrow(1), async |shop| {
        let office = shop.town.facts().remove(0).id;
        shop.skip(Millis::hours(32));
        let mut clerk = clerk_of(shop, office).await;
        opened_on(clerk.get(address::OFFICE).await, "morning");
    });
}

#[test]
fn the_list_goes_on_paper_with_codes_and_needs_alone() {
    journey(Town::quiet(), async |shop| {
        let mut citizen = shop.visitor(&Person::fresh(0));
        let seat = seated(shop, &mut citizen).await;
        let mut clerk = clerk_of(shop, seat.office).await;
        clerk.get(&seat.list()).await;
        clerk.press("ops-day-paper").await.assert_says(&codes::tracking(&seat.code).join(" "));
        let end = nobat_server::persian::digits::persian(&citizen.person.mobile[7..]);
        for secret in [&end, &citizen.person.mother] {
            clerk.page().assert_silent_about(secret);
        }
        let printed = (Deed::PrintedList, Subject::Office(seat.office));
        assert_eq!(deeds(shop).await, [printed]);
    });
}
