//! Money that a bank is to send back: who sees that it waits, who says that it went, and what its
//! owner reads.

use nobat_domain::request::{EraseCause, EraseRefusal, RequestState, may_erase};
use nobat_domain::staff::{Deed, Role, Subject};
use nobat_domain::timestamp::Millis;
use nobat_server::pages::address;
use nobat_server::pages::counter::address as counter;
use serde_json::json;

use crate::kinds::{deliver, open, put_tariff};
use crate::payment::becomes;
use crate::support::clerk::Clerk;
use crate::support::{Person, Shop, Town, journey, say};

/// Pays in two tabs, both of which the bank confirms; has the card, loses it, and asks for another.
async fn pays_twice_and_goes_on(shop: &Shop, person: &Person) {
    let mut first = shop.visitor(person);
    let ticket = first.go_to_bank().await;
    let mut second = first.clone();
    second.get("/confirm").await;
    second.press("confirm-pay").await;
    let other = second.ticket();
    shop.bank().misbehave(json!({ "verify": "down" })).await;
    let (back, late) = (shop.bank().pay(&ticket).await, shop.bank().pay(&other).await);
    first.come_back(&back).await;
    second.come_back(&late).await;
    shop.bank().misbehave(json!({})).await;
    shop.skip(Millis::minutes(6));
    shop.sweep().await;
    let both = |state: &RequestState| state.booking.is_some() && state.purse.len() == 1;
    becomes(shop, person, "one payment books, the other is a credit", both).await;
    deliver(shop, person).await;
    open(&mut first, "loss").await.assert_at("/register", 200);
    assert_eq!(shop.state(person).await.to_reverse.len(), 1);
}

#[test]
fn what_a_bank_has_sent_back_is_said_once_with_its_reference_and_its_owner_reads_it() {
    journey(Town::quiet(), async |shop| {
        put_tariff(shop).await;
        let person = Person::fresh(0);
        pays_twice_and_goes_on(shop, &person).await;
        let money = shop.state(&person).await.to_reverse[0].clone();
        let order = money.order.0.to_string();
        let mut owner = shop.visitor(&person);
        owner.enter().await;
        owner.get(address::DATA).await.assert_says(&say("data-for-return"));
        owner.page().assert_silent_about(&say("data-for-returned"));

        let mut support = Clerk::inside(shop, "sara", Role::Support).await;
        support.get(counter::REVERSALS).await.assert_at(counter::REVERSALS, 403);
        let mut clerk = Clerk::inside(shop, "zahra", Role::Operator).await;
        clerk.get(counter::REVERSALS).await.assert_says(&order);
        clerk.page().assert_says(money.reference.as_str());
        clerk.page().assert_silent_about(&person.nid);
        let form = format!("{}?order={order}", counter::REVERSAL);
        clerk.get(&form).await.assert_says(&say("ops-reversal-about"));
        clerk.fill(&[("reference", "دو کلمه")]);
        clerk.press("ops-reversal-button").await.assert_at(counter::REVERSAL, 422);
        clerk.page().assert_says(&say("ops-reversal-reference-wrong"));
        // Looked at once more, and nothing has happened until the last word.
        clerk.fill(&[("reference", " ۹۹۰۰۱۱ ")]);
        clerk.press("ops-reversal-button").await.assert_says(&say("ops-reversal-sure"));
        clerk.page().assert_says("990011");
        assert_eq!(shop.state(&person).await.to_reverse.len(), 1);
        let mut late = clerk.clone();
        clerk.press("ops-reversal-yes").await.assert_says(&say("ops-reversals-done"));
        clerk.page().assert_says(&say("ops-reversals-none"));
        // A second press, a page of before and a made-up order change nothing.
        late.press("ops-reversal-yes").await.assert_says(&say("ops-reversals-gone"));
        clerk.get(&form).await.assert_says(&say("ops-reversals-gone"));
        clerk.get("/ops/reversal?order=x").await.assert_says(&say("ops-reversals-gone"));

        let state = shop.state(&person).await;
        assert_eq!((state.to_reverse.len(), state.reversed.len()), (0, 1));
        assert_eq!(state.reversed[0].reference.as_str(), "990011");
        let deeds = shop.engine.audit(None).await.expect("it reads");
        let said: Vec<_> = deeds.iter().filter(|it| it.deed == Deed::Reversed).collect();
        let key = shop.engine.request_key(&person.national_id());
        assert_eq!((said.len(), said[0].subject), (1, Subject::Request(key)));
        assert_eq!(said[0].words, format!("order {order}: 990011"));
        owner.get(address::DATA).await.assert_says(&say("data-for-returned"));
        for said in ["data-happened-sent-back", "data-deed-reversed"] {
            owner.page().assert_says(&say(said));
        }
        owner.page().assert_says("۹۹۰۰۱۱");
    });
}

#[test]
fn money_that_waits_keeps_its_owners_data_and_what_went_back_does_not() {
    journey(Town::quiet(), async |shop| {
        put_tariff(shop).await;
        let person = Person::fresh(0);
        pays_twice_and_goes_on(shop, &person).await;
        shop.skip(Millis::hours(24 * 60));
        let may = |state: &RequestState| may_erase(state, EraseCause::Wished, shop.engine.now());
        assert_eq!(may(&*shop.state(&person).await), Err(EraseRefusal::ReversalWaits));
        let order = shop.state(&person).await.to_reverse[0].order.0;
        let mut clerk = Clerk::inside(shop, "zahra", Role::Operator).await;
        clerk.get(&format!("{}?order={order}", counter::REVERSAL)).await;
        clerk.fill(&[("reference", "RV-1")]);
        clerk.press("ops-reversal-button").await;
        clerk.press("ops-reversal-yes").await.assert_says(&say("ops-reversals-done"));
        assert_eq!(may(&*shop.state(&person).await), Ok(()));
    });
}
