//! A citizen's way: from the entry page to the result, and the changes afterwards.

use nobat_domain::ids::{Period, ShiftId};
use nobat_domain::request::{RequestCommand, Stage};
use nobat_engine::{Answered, Query};
use nobat_server::pages::fault::{Fault, Field};
use nobat_server::pages::seat::SeatChoice;
use nobat_server::persian::{Language, Value, dates, digits};

use crate::support::{AREA, Person, Shop, Town, day_wire, journey, say, sentence};

#[test]
fn a_newcomer_books_a_seat_and_sees_the_result() {
    journey(Town::quiet(), async |shop| {
        let maryam = Person::fresh(0);
        let mut browser = shop.visitor(&maryam);
        browser.enter().await.assert_at("/register", 200);
        browser.fill_in_all().await;
        browser.press("payment-submit").await;
        assert!(matches!(Stage::of(&*shop.state(&maryam).await), Stage::Unpaid { .. }));
        let ticket = browser.ticket();
        let back = shop.bank().pay(&ticket).await;
        browser.come_back(&back).await.assert_at("/confirm", 200);
        browser.page().assert_says(&say("confirm-booked"));
        browser.press("confirm-button").await.assert_at("/result", 200);
        let code = shop.state(&maryam).await.code.expect("a booking has a code").number();
        let written = digits::persian(format!("{code:09}"));
        let spaced = [&written[..6], &written[6..12], &written[12..]];
        assert!(spaced.iter().all(|part| browser.page().text().contains(part)), "{written}");
        browser.get("/result/print").await.assert_at("/result/print", 200);
        browser.page().assert_says(&digits::persian(&maryam.nid));
        assert_eq!(shop.bank().standing(&ticket).await, "verified");
    });
}

#[test]
fn where_nothing_is_to_be_paid_the_seat_is_booked_at_once() {
    journey(Town { fee_rial: Some(0), ..Town::quiet() }, async |shop| {
        let mut browser = shop.visitor(&Person::fresh(0));
        browser.enter().await;
        browser.fill_in_all().await;
        browser.press("payment-submit-free").await.assert_at("/confirm", 200);
        browser.page().assert_says(&say("payment-state-free"));
    });
}

/// Takes every seat of the first day.
async fn fill_first_day(shop: &Shop, people: std::ops::Range<usize>) {
    for number in people {
        shop.visitor(&Person::fresh(number)).go_to_bank().await;
    }
}

#[test]
fn a_full_day_offers_the_nearest_days_with_room() {
    journey(Town::narrow(2), async |shop| {
        fill_first_day(shop, 10..12).await;
        let mut browser = shop.visitor(&Person::fresh(0));
        browser.enter().await;
        browser.fill_in().await;
        browser.search().await.assert_at("/register/offices", 200);
        assert!(browser.page().seats().is_empty(), "a full shift cannot be chosen");
        browser.page().assert_says(&say("card-full"));
        let date = [("date", Value::Plain(dates::in_words(shop.tomorrow())))];
        browser.page().assert_says(&Language::Persian.fill("offices-nothing-free", &date));
        browser.page().assert_says(&say("offices-nearest"));
        let held = Language::Persian.fill("offices-held", &[("count", Value::count(2))]);
        browser.page().assert_says(&held);
        let next = dates::in_words(shop.tomorrow().plus(1));
        browser.press_words(&next).await.assert_at("/register/offices", 200);
        browser.take_first();
        browser.press("payment-submit").await;
        browser.ticket();
    });
}

#[test]
fn the_last_seat_wanted_by_twenty_at_once_goes_to_one_and_the_others_lose_nothing_else() {
    journey(Town::narrow(1), async |shop| {
        let mut rivals = Vec::new();
        for number in 0..20 {
            let mut rival = shop.visitor(&Person::fresh(number));
            rival.enter().await;
            rival.fill_in_all().await;
            rivals.push(rival);
        }
        let mut sent = Vec::new();
        for rival in &mut rivals {
            sent.push(async { rival.press("payment-submit").await.status.as_u16() });
        }
        let statuses = join_all(sent).await;
        let held = rivals.iter().filter(|rival| rival.away.is_some()).count();
        assert_eq!(held, 1, "{statuses:?}");
        assert_eq!(shop.seats(), (0, 1, 0));
        for loser in rivals.iter().filter(|rival| rival.away.is_none()) {
            loser.page().assert_at("/register", 422);
            loser.page().assert_says(&sentence(Field::Seat, &Fault::SeatGone));
            loser.page().assert_says(&say("card-full"));
            loser.page().assert_says(&say("offices-nearest"));
            let form = loser.page().form("/register");
            assert_eq!(form.field("mother"), loser.person.mother);
            assert_eq!(form.field("mobile"), digits::persian(&loser.person.mobile));
            assert_eq!(form.field("date"), day_wire(shop.tomorrow()));
            assert_eq!(form.field("q3"), "yes");
            assert!(!form.field("lunar").is_empty());
            let state = shop.state(&loser.person).await;
            assert!(matches!(Stage::of(&state), Stage::ChooseAgain(_)));
        }
        // Who comes back later is told the truth, and needs no form again.
        let loser = rivals.iter().find(|rival| rival.away.is_none()).expect("there are nineteen");
        let mut later = loser.elsewhere();
        later.enter().await.assert_at("/choose", 200);
        later.page().assert_says(&say("seat-gone"));
        let next = day_wire(shop.tomorrow().plus(1));
        later.fill(&[("date", &next), ("area", AREA)]);
        later.press("search-button").await.assert_at("/choose/offices", 200);
        later.take_first();
        later.press("payment-submit").await;
        later.ticket();
    });
}

async fn join_all<T>(waiting: Vec<impl Future<Output = T>>) -> Vec<T> {
    let mut waiting: Vec<_> = waiting.into_iter().map(Box::pin).collect();
    let mut done: Vec<Option<T>> = waiting.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (one, done) in waiting.iter_mut().zip(&mut done).filter(|(_, done)| done.is_none()) {
            if let std::task::Poll::Ready(answer) = one.as_mut().poll(context) {
                *done = Some(answer);
            }
        }
        if done.iter().all(Option::is_some) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    done.into_iter().flatten().collect()
}

#[test]
fn two_devices_of_one_citizen_are_one_request_and_never_two_seats() {
    journey(Town::quiet(), async |shop| {
        let somebody = Person::fresh(0);
        let (mut phone, mut desk) = (shop.visitor(&somebody), shop.visitor(&somebody));
        for browser in [&mut phone, &mut desk] {
            browser.enter().await;
            browser.fill_in_all().await;
        }
        let (_, seats) = (phone.press("payment-submit").await, desk.page().seats());
        phone.ticket();
        assert_eq!(shop.seats_held(), 1);
        // The other device wants another seat: the hold moves, and is still one.
        desk.fill(&[("seat", &seats[1])]);
        desk.press("payment-submit").await;
        let ticket = desk.ticket();
        crate::support::until("the first seat is free again", async || {
            (shop.seats_held() == 1).then_some(())
        })
        .await;
        let back = shop.bank().pay(&ticket).await;
        desk.come_back(&back).await.assert_at("/confirm", 200);
        let wanted = SeatChoice::read(&seats[1]).expect("a seat");
        let booking = shop.state(&somebody).await.booking.clone().expect("booked");
        assert_eq!(booking.choice.shift, wanted.shift);
        phone.get("/register").await.assert_at("/result", 200);
        let mut third = phone.elsewhere();
        third.enter().await.assert_at("/result", 200);
    });
}

#[test]
fn a_seat_refused_in_passing_does_not_keep_the_held_one_from_being_paid() {
    journey(Town { seats: 1, ..Town::quiet() }, async |shop| {
        let mut rival = shop.visitor(&Person::fresh(1));
        let mut browser = shop.visitor(&Person::fresh(0));
        browser.go_to_bank().await;
        browser.get("/choose").await.assert_at("/choose", 200);
        browser.page().assert_says(&say("choose-instead"));
        browser.search().await;
        let wanted = browser.take_first();
        rival.enter().await;
        rival.fill_in().await;
        rival.search().await;
        rival.fill(&[("seat", &wanted)]);
        rival.press("payment-submit").await;
        rival.ticket();
        browser.press("payment-submit").await.assert_at("/choose", 422);
        browser.page().assert_says(&sentence(Field::Seat, &Fault::SeatGone));
        // The seat that was held all the time can be paid for.
        browser.get("/confirm").await.assert_at("/confirm", 200);
        browser.press("confirm-pay").await;
        let back = shop.bank().pay(&browser.ticket()).await;
        browser.come_back(&back).await.assert_at("/confirm", 200);
        browser.page().assert_says(&say("confirm-booked"));
    });
}

#[test]
fn the_list_stands_in_the_order_of_the_law_and_more_takes_the_next_band() {
    journey(Town { offices: 40, days: 1, seats: 5, ..Town::quiet() }, async |shop| {
        let mut browser = shop.visitor(&Person::fresh(0));
        browser.enter().await;
        browser.fill_in().await;
        let phone =
            shop.town.facts()[0].phone.as_ref().expect("it has one").as_str()[..4].to_owned();
        browser.fill(&[("phone", &phone)]);
        browser.search().await;
        let key = shop.engine.request_key(&browser.person.national_id());
        let law = |bands_extra, rows_max| {
            let listing = shop.engine.search(&Query {
                day: shop.tomorrow(),
                area: nobat_domain::person::AreaCode::parse(AREA).expect("an area code"),
                needs: nobat_domain::office::Needs::of(
                    nobat_domain::office::EnrolmentAnswers::ORDINARY,
                ),
                phone: nobat_domain::person::LandlinePrefix::parse(&phone).ok(),
                seed: shop.engine.rotation_seed(key),
                bands_extra,
                rows_max,
            });
            let wire = |row: &nobat_domain::ranking::Row| {
                SeatChoice { shift: row.shift, day: shop.tomorrow() }.wire()
            };
            (listing.rows.iter().map(wire).collect::<Vec<_>>(), listing.rows_total, listing.more)
        };
        assert_eq!(browser.page().seats(), law(0, 10).0);
        let mut rows = 10;
        let mut bands = 0;
        // Everything can be reached, ten rows or one band at a time.
        for _ in 0..20 {
            let (_, total, more) = law(bands, rows);
            if total > rows {
                rows += 10;
                browser.press("offices-rows").await;
            } else if more {
                bands += 1;
                browser.press("offices-band").await;
            } else {
                break;
            }
            assert_eq!(browser.page().seats(), law(bands, rows).0, "{bands} bands, {rows} rows");
        }
        assert_eq!(browser.page().seats().len(), 80, "two shifts of forty offices");
        assert!(bands > 0, "there were farther offices");
        // A refused form keeps the list as far as it was taken.
        browser.fill(&[("mobile", "")]);
        browser.press("payment-submit").await.assert_at("/register", 422);
        assert_eq!(browser.page().seats().len(), 80);
    });
}

#[test]
fn a_move_takes_the_new_seat_and_gives_the_old_one_back() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(0));
        browser.book().await.assert_at("/confirm", 200);
        let old = shop.state(&browser.person).await.booking.clone().expect("booked");
        browser.get("/move").await.assert_at("/move", 200);
        browser.page().assert_says(&say("move-safe"));
        let next = day_wire(shop.tomorrow().plus(1));
        browser.fill(&[("date", &next), ("area", AREA)]);
        browser.press("search-button").await;
        browser.take_first();
        browser.press("move-button").await.assert_at("/result", 200);
        let new = shop.state(&browser.person).await.booking.clone().expect("still booked");
        assert_eq!(new.choice.day, shop.tomorrow().plus(1));
        assert_eq!(new.paid, old.paid, "nothing is paid again");
        crate::support::until("the old seat is given back", async || {
            shop.state(&browser.person).await.giving_back.is_empty().then_some(())
        })
        .await;
    });
}

#[test]
fn a_refused_move_leaves_the_old_seat_as_it_was() {
    journey(Town::narrow(1), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(0));
        browser.book().await.assert_at("/confirm", 200);
        let old = shop.state(&browser.person).await.booking.clone();
        browser.get("/move").await;
        let next = shop.tomorrow().plus(1);
        browser.fill(&[("date", &day_wire(next)), ("area", AREA)]);
        browser.press("search-button").await;
        browser.take_first();
        // Somebody else is faster.
        let mut rival = shop.visitor(&Person::fresh(1));
        rival.enter().await;
        rival.fill_in().await;
        rival.fill(&[("date", &day_wire(next)), ("area", AREA)]);
        rival.press("search-button").await;
        rival.take_first();
        rival.press("payment-submit").await;
        rival.ticket();
        browser.press("move-button").await.assert_at("/move", 422);
        browser.page().assert_says(&sentence(Field::Seat, &Fault::MoveFailed));
        assert_eq!(shop.state(&browser.person).await.booking, old);
        browser.get("/result").await.assert_at("/result", 200);
    });
}

#[test]
fn the_same_seat_is_no_move_and_no_seat_is_told() {
    journey(Town::narrow(2), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(0));
        browser.book().await;
        browser.get("/move").await;
        browser.press("move-button").await.assert_at("/move", 422);
        browser.page().assert_says(&sentence(Field::Seat, &Fault::SeatEmpty));
        browser.search().await;
        browser.take_first();
        browser.press("move-button").await.assert_at("/result", 200);
        assert_eq!(shop.state(&browser.person).await.moves, 0);
    });
}

#[test]
fn a_seat_given_back_is_a_credit_for_the_next_choice() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(0));
        browser.book().await;
        let key = shop.engine.request_key(&browser.person.national_id());
        let given = shop.engine.ask(key, RequestCommand::GiveBack).await.expect("desks answer");
        assert!(matches!(given, Answered::Is(_)));
        crate::support::until("the seat is back", async || {
            shop.state(&browser.person).await.giving_back.is_empty().then_some(())
        })
        .await;
        browser.get("/result").await.assert_at("/choose", 200);
        browser.page().assert_says(&say("payment-credit"));
        browser.search().await;
        browser.take_first();
        browser.press("payment-submit-credit").await.assert_at("/confirm", 200);
        browser.page().assert_says(&say("confirm-booked"));
    });
}

#[test]
fn details_and_mobile_are_changed_and_compared_with_the_registry_again() {
    journey(Town::quiet(), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(0));
        browser.book().await;
        browser.get("/edit").await.assert_at("/edit", 200);
        browser.fill(&[("mother", "زهرا"), ("religion", "christianity"), ("birth_day", "")]);
        browser.press("edit-button").await.assert_at("/edit", 422);
        browser.page().assert_says(&sentence(Field::Birth, &Fault::BirthDayEmpty));
        let day = browser.person.birth.day().to_string();
        browser.fill(&[("birth_day", &day)]);
        browser.press("lunar-button").await.assert_at("/edit/lunar", 200);
        let lunar = browser.page().form("/edit").offered("lunar")[2].clone();
        browser.fill(&[("lunar", &lunar)]);
        browser.press("edit-button").await.assert_at("/result", 200);
        let details = shop.state(&browser.person).await.details.expect("they are there");
        assert_eq!(details.mother.as_str(), "زهرا");

        browser.get("/mobile").await.assert_at("/mobile", 200);
        let same = browser.person.mobile.clone();
        for (typed, fault) in [
            ("", Fault::MobileEmpty),
            ("123", Fault::MobileShape),
            (same.as_str(), Fault::MobileSame),
        ] {
            browser.fill(&[("mobile", typed)]);
            browser.press("mobile-button").await.assert_at("/mobile", 422);
            browser.page().assert_says(&sentence(Field::Mobile, &fault));
        }
        browser.fill(&[("mobile", "۰۹۱۲۳۴۵۶۷۸۹")]);
        browser.press("mobile-button").await.assert_at("/result", 200);
        let details = shop.state(&browser.person).await.details.expect("they are there");
        assert_eq!(details.mobile.to_national(), "09123456789");
    });
}

#[test]
fn answers_that_the_office_cannot_serve_lead_to_a_move_and_keep_the_seat() {
    journey(Town { offices: 12, ..Town::quiet() }, async |shop| {
        let facts = shop.town.facts();
        let needs = nobat_domain::office::Needs::of(nobat_domain::office::EnrolmentAnswers {
            can_climb_stairs: false,
            ..nobat_domain::office::EnrolmentAnswers::ORDINARY
        });
        let plain = facts.iter().find(|office| !office.can_serve(needs)).expect("most cannot");
        let seat =
            SeatChoice { shift: ShiftId::of(plain.id, Period::Morning), day: shop.tomorrow() };
        let mut browser = shop.visitor(&Person::fresh(0));
        browser.enter().await;
        browser.fill_in().await;
        browser.search().await;
        browser.forge("seat", &seat.wire());
        browser.press("payment-submit").await;
        let back = shop.bank().pay(&browser.ticket()).await;
        browser.come_back(&back).await.assert_at("/confirm", 200);
        let booked = shop.state(&browser.person).await.booking.clone();
        browser.get("/edit").await;
        browser.fill(&[("q2", "no")]);
        browser.press("edit-button").await.assert_at("/edit", 200);
        browser.page().assert_says(&say("shut-out-office"));
        assert_eq!(shop.state(&browser.person).await.booking, booked);
        browser.get("/move").await;
        browser.search().await;
        let seats = browser.page().seats();
        assert!(!seats.is_empty() && !seats.contains(&seat.wire()));
    });
}
