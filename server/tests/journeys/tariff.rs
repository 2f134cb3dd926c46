//! Fees that operators announce ahead, and what citizens pay at the turn of a day.

use nobat_domain::calendar::tehran::day_begins;
use nobat_domain::ids::Day;
use nobat_domain::payment::Attempt;
use nobat_domain::staff::{Deed, Role};
use nobat_domain::tariff::{Fee, Service};
use nobat_domain::timestamp::Millis;
use nobat_engine::day_of;
use nobat_server::pages::counter::address as counter;
use nobat_server::pages::fault::{Fault, Field};
use nobat_server::persian::amounts::{grouped, rials};
use nobat_server::persian::dates;

use crate::kinds::{put_tariff, rial};
use crate::support::clerk::Clerk;
use crate::support::{Person, Shop, Town, Visitor, journey, say, sentence};

async fn try_what_is_wrong(clerk: &mut Clerk<'_>, today: Day) {
    clerk.fill(&[("from", &written(today)), ("first_issue", "هزار")]);
    let page = clerk.press("ops-tariff-button").await;
    page.assert_at(counter::NEW_TARIFF, 422);
    page.assert_says(&say("ops-tariff-from-past"));
    page.assert_says(&say("ops-tariff-amount-wrong"));
    clerk.fill(&[("from", "۱۴۰۴/۱۳/۱"), ("first_issue", "")]);
    let page = clerk.press("ops-tariff-button").await;
    page.assert_says(&say("ops-tariff-from-wrong"));
    page.assert_says(&say("ops-tariff-empty"));
}

fn written(day: Day) -> String {
    dates::wire(day)
}

#[test]
fn operators_announce_fees_ahead_and_what_was_asked_stays() {
    journey(Town::quiet(), async |shop| {
        put_tariff(shop).await;
        let (zahra, sara) = ("zahra", "sara");
        let mut clerk = Clerk::inside(shop, zahra, Role::Operator).await;
        let mut other = Clerk::inside(shop, sara, Role::Operator).await;
        let today = day_of(shop.now());
        clerk.get(counter::NEW_TARIFF).await.assert_says(&rials(rial(600_000)));
        other.get(counter::NEW_TARIFF).await;
        try_what_is_wrong(&mut clerk, today).await;
        assert_eq!(shop.engine.tariff().rows().count(), 6, "nothing was changed");

        let tomorrow = written(today.plus(1));
        clerk.fill(&[("from", &tomorrow), ("first_issue", "۷۵۰٬۰۰۰"), ("signature", "45,000")]);
        let page = clerk.press("ops-tariff-button").await;
        page.assert_at(counter::NEW_TARIFF, 200);
        page.assert_says(&rials(rial(750_000)));
        page.assert_says(&grouped(75_000));
        assert_eq!(shop.engine.tariff().rows().count(), 6, "it was only looked at");
        clerk.press("ops-tariff-back").await.assert_at(counter::NEW_TARIFF, 200);
        clerk.press("ops-tariff-button").await;
        clerk.press("ops-tariff-yes").await.assert_at(counter::TARIFF, 200);
        clerk.page().assert_says(&rials(rial(750_000)));
        clerk.page().assert_says(&rials(rial(600_000)));
        // The other one has seen another tariff; what was typed is still there.
        other.fill(&[("from", &tomorrow), ("first_issue", "1")]);
        let page = other.press("ops-tariff-button").await;
        page.assert_at(counter::NEW_TARIFF, 422);
        page.assert_says(&say("ops-tariff-stale"));
        assert_eq!(shop.engine.tariff().rows().count(), 8);
        // One rial for three quarters of a million is doubted, and not forbidden.
        other.press("ops-tariff-button").await.assert_says(&say("ops-tariff-far"));
        other.press("ops-tariff-yes").await.assert_at(counter::TARIFF, 200);
        clerk.get(counter::NEW_TARIFF).await;
        clerk.fill(&[("from", &tomorrow), ("first_issue", "750000")]);
        clerk.press("ops-tariff-button").await;
        clerk.press("ops-tariff-yes").await.assert_at(counter::TARIFF, 200);
        let deeds = shop.engine.audit(None).await.expect("it reads");
        assert_eq!(deeds[0].deed, Deed::SetTariff);
        assert!(deeds[0].words.contains("۷۵۰٬۰۰۰"), "{}", deeds[0].words);

        let mut auditor = Clerk::inside(shop, "reza", Role::Auditor).await;
        auditor.get(counter::TARIFF).await.assert_says(&rials(rial(750_000)));
        auditor.get(counter::NEW_TARIFF).await.assert_at(counter::NEW_TARIFF, 403);

        // Citizens are told beforehand; who is at the bank by then pays what she was told.
        let (early, late) = (Person::fresh(0), Person::fresh(1));
        let mut browser = shop.visitor(&early);
        browser.get("/conditions").await.assert_says(&say("fees-ahead"));
        browser.page().assert_says(&rials(rial(750_000)));
        to_midnight(shop);
        let ticket = browser.go_to_bank().await;
        shop.skip(Millis::minutes(6));
        assert!(day_of(shop.now()) > today);
        let back = shop.bank().pay(&ticket).await;
        browser.come_back(&back).await;
        shop.sweep().await;
        let state = shop.state(&early).await;
        let paid: Vec<_> = state.money().map(|money| money.amount).collect();
        assert_eq!(paid, [rial(600_000)]);
        let mut other = shop.visitor(&late);
        other.enter().await.assert_says(&rials(rial(750_000)));
        other.get("/conditions").await.assert_silent_about(&say("fees-ahead"));
    });
}

/// Five minutes before it.
fn to_midnight(shop: &Shop) {
    let midnight = day_begins(shop.tomorrow());
    shop.skip(Millis(midnight.since(shop.now()).0 - Millis::minutes(5).0));
}

/// Parts one to three of the form with a seat of a day that midnight leaves open.
async fn fill_in(browser: &mut Visitor<'_>, day: Day) {
    browser.enter().await;
    browser.fill_in().await;
    browser.fill(&[("date", &written(day)), ("area", crate::support::AREA)]);
    browser.press("search-button").await;
    browser.take_first();
}

async fn attempts(shop: &Shop, person: &Person) -> Vec<Attempt> {
    shop.state(person).await.attempts
}

#[test]
fn the_amount_that_a_page_has_shown_is_the_amount_that_is_charged() {
    journey(Town::quiet(), async |shop| {
        put_tariff(shop).await;
        let (before, after) = (rial(600_000), rial(750_000));
        let tomorrow = shop.tomorrow();
        let row = Fee { service: Service::FirstIssue, from: tomorrow, fee: after };
        shop.engine.put_fee(row).await.expect("there is room").expect("it is ahead");
        to_midnight(shop);

        let (slow, quick) = (Person::fresh(0), Person::fresh(1));
        let (mut late, mut held) = (shop.visitor(&slow), shop.visitor(&quick));
        fill_in(&mut held, tomorrow.plus(1)).await;
        held.press("payment-submit").await;
        held.ticket();
        fill_in(&mut late, tomorrow.plus(1)).await;
        late.page().assert_says(&rials(before));
        shop.skip(Millis::minutes(6));

        // Who has agreed to the amount of yesterday is asked again, and nothing is held meanwhile.
        late.press("payment-submit").await.assert_at("/register", 422);
        late.page().assert_says(&sentence(Field::Gateway, &Fault::FeeChanged { fee: after }));
        assert_eq!(attempts(shop, &slow).await.len(), 0);
        late.press("payment-submit").await;
        assert_eq!(attempts(shop, &slow).await[0].amount, after);
        late.ticket();

        // Whose seat was held yesterday pays what was said then, also at the second try.
        held.get("/confirm").await.assert_says(&rials(before));
        held.page()
            .assert_silent_about(&sentence(Field::Gateway, &Fault::FeeChanged { fee: after }));
        held.press("confirm-pay").await;
        let back = shop.bank().pay(&held.ticket()).await;
        held.come_back(&back).await.assert_at("/confirm", 200);
        let paid = shop.state(&quick).await.booking.and_then(|booking| booking.paid);
        assert_eq!(paid.map(|money| money.amount), Some(before));
    });
}
