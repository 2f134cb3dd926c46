//! Money: believed only when the bank has said so, and never lost, whatever the browser does.

use nobat_domain::payment::{AttemptState, Closed};
use nobat_domain::request::{EndReason, RequestState, Stage};
use nobat_domain::timestamp::Millis;
use nobat_server::pages::fault::{Fault, Field};
use serde_json::json;

use crate::support::{
    Person, Return, Shop, Ticket, Town, Visitor, figure, journey, say, sentence, until,
};

/// The bank's page lives so long.
const WINDOW: Millis = Millis::minutes(15);

/// Somebody at the bank's page.
async fn at_bank<'a>(shop: &'a Shop, number: usize) -> (Visitor<'a>, Ticket) {
    let mut browser = shop.visitor(&Person::fresh(number));
    let ticket = browser.go_to_bank().await;
    (browser, ticket)
}

/// Waits until a request is as wanted: deadlines are looked at by the engine's own ticks.
pub async fn becomes(
    shop: &Shop,
    person: &Person,
    what: &str,
    wanted: impl Fn(&RequestState) -> bool,
) -> Box<RequestState> {
    until(what, async || {
        let state = shop.state(person).await;
        wanted(&state).then_some(state)
    })
    .await
}

/// Waits until so many seats of the first day are held.
async fn held_becomes(shop: &Shop, held: u32) {
    until("the seats held are as they should be", async || {
        (shop.seats_held() == held).then_some(())
    })
    .await;
}

fn is_booked(state: &RequestState) -> bool {
    state.booking.is_some()
}

#[test]
fn a_forged_return_changes_nothing() {
    journey(Town::quiet(), async |shop| {
        let (mut browser, ticket) = at_bank(shop, 0).await;
        let (_, other) = at_bank(shop, 1).await;
        let before = shop.state(&browser.person).await;
        let attempt = before.attempts[0].clone();
        let good = Return { url: format!("{}/pay/return/sadad", shop.address), fields: Vec::new() }
            .with("OrderId", &attempt.order.0.to_string())
            .with("token", &ticket.token)
            .with("ResCode", "0");
        let refused = figure("nobat_bank_returns_refused_total", "");
        let forged = [
            good.clone().with("OrderId", "77"),
            good.clone().with("OrderId", "nonsense"),
            good.clone().with("token", &other.token),
            good.clone().with("token", "0001B410BCD7BD86"),
            good.clone().with("token", ""),
            Return { fields: Vec::new(), ..good.clone() },
            Return { url: good.url.replace("sadad", "nobank"), ..good.clone() },
        ];
        for back in &forged {
            let status = browser.come_back(back).await.status.as_u16();
            assert!(status == 400 || status == 404, "{back:?}: {status}");
            assert_eq!(shop.state(&browser.person).await, before, "{back:?}");
        }
        assert!(figure("nobat_bank_returns_refused_total", "") >= refused + 6.0);
        // The right names, and a claim that the bank does not confirm: it is asked, no more.
        browser.come_back(&good.clone().with("Amount", "1")).await.assert_at("/pay/checking", 200);
        let asked = shop.state(&browser.person).await;
        assert_eq!(Stage::of(&asked), Stage::Asking);
        assert!(asked.booking.is_none() && asked.purse.is_empty());
        assert_eq!(shop.bank().standing(&ticket).await, "issued");
        // The citizen pays after all, and the sweep finds it.
        shop.bank().pay(&ticket).await;
        shop.skip(Millis::seconds(6));
        shop.sweep().await;
        browser.get("/pay/checking").await.assert_at("/confirm", 200);
    });
}

#[test]
fn a_token_that_was_not_shown_brings_nothing_back() {
    journey(Town::quiet(), async |shop| {
        shop.bank().misbehave(json!({ "token": "nonsense" })).await;
        let mut browser = shop.visitor(&Person::fresh(0));
        browser.enter().await;
        browser.fill_in_all().await;
        browser.press("payment-submit").await;
        let before = shop.state(&browser.person).await;
        // The bank has made a token that we never understood; its form names a real order.
        let back = Return { url: format!("{}/pay/return/sadad", shop.address), fields: Vec::new() }
            .with("OrderId", &before.attempts[0].order.0.to_string())
            .with("token", "0001B410BCD7BD86")
            .with("ResCode", "0");
        browser.come_back(&back).await.assert_at("/pay/return/sadad", 400);
        browser.page().assert_says(&say("system-stale"));
        assert_eq!(shop.state(&browser.person).await, before);
    });
}

#[test]
fn a_repeated_return_and_one_without_a_session_end_in_one_booking() {
    journey(Town::quiet(), async |shop| {
        let (mut browser, ticket) = at_bank(shop, 0).await;
        let back = shop.bank().pay(&ticket).await;
        browser.come_back(&back).await.assert_at("/confirm", 200);
        let booked = shop.state(&browser.person).await;
        for _ in 0..2 {
            browser.come_back(&back).await.assert_at("/confirm", 200);
        }
        // A browser that has lost its cookie at the bank is led to the entry page.
        browser.elsewhere().come_back(&back).await.assert_at("/", 200);
        assert_eq!(shop.state(&browser.person).await, booked);
        browser.get("/pay/return/sadad").await.assert_at("/confirm", 200);
    });
}

#[test]
fn a_cancelled_payment_frees_the_seat_and_the_same_seat_comes_first_again() {
    journey(Town::narrow(1), async |shop| {
        let (mut browser, ticket) = at_bank(shop, 0).await;
        let back = shop.bank().cancel(&ticket).await;
        browser.come_back(&back).await.assert_at("/pay/failed?given-up", 200);
        browser.page().assert_says(&say("not-paid-cancelled"));
        held_becomes(shop, 0).await;
        browser.get("/pay/failed?given-up").await;
        browser.page().assert_says(&say("seat-still-free"));
        // The same return again is the same answer, and a claimed success of it is asked about.
        browser.come_back(&back).await.assert_at("/pay/failed?given-up", 200);
        // X5b: the next entry leads to the confirmation with a button to pay for that seat.
        let mut again = browser.elsewhere();
        again.enter().await.assert_at("/confirm", 200);
        again.page().assert_says(&say("confirm-unpaid"));
        again.press("confirm-pay").await;
        let back = shop.bank().pay(&again.ticket()).await;
        again.come_back(&back).await.assert_at("/confirm", 200);
        again.page().assert_says(&say("confirm-booked"));
    });
}

#[test]
fn an_unpaid_seat_that_somebody_took_meanwhile_is_chosen_again() {
    journey(Town::narrow(1), async |shop| {
        let (mut browser, ticket) = at_bank(shop, 0).await;
        let back = shop.bank().refuse(&ticket).await;
        browser.come_back(&back).await.assert_at("/pay/failed", 200);
        browser.page().assert_says(&say("not-paid-refused"));
        held_becomes(shop, 0).await;
        at_bank(shop, 1).await;
        browser.get("/confirm").await.assert_at("/confirm", 200);
        browser.press("confirm-pay").await.assert_at("/pay", 422);
        browser.page().assert_says(&sentence(Field::Seat, &Fault::SeatGone));
        browser.get("/register").await.assert_at("/choose", 200);
        browser.page().assert_says(&say("seat-gone"));
    });
}

#[test]
fn money_that_the_bank_gave_back_is_left_to_it() {
    journey(Town::quiet(), async |shop| {
        let (mut browser, ticket) = at_bank(shop, 0).await;
        let back = shop.bank().give_back(&ticket).await;
        browser.come_back(&back).await.assert_at("/pay/failed", 200);
        browser.page().assert_says(&say("not-paid-debited"));
        browser.page().assert_silent_about(&say("not-paid-cancelled"));
        let state = shop.state(&browser.person).await;
        assert!(state.purse.is_empty() && state.booking.is_none());
        assert_eq!(shop.bank().standing(&ticket).await, "reversed");
        let mut again = browser.elsewhere();
        again.enter().await.assert_at("/confirm", 200);
    });
}

#[test]
fn a_closed_attempt_that_claims_success_is_asked_about_once_more() {
    journey(Town::quiet(), async |shop| {
        // The bank says at the return that it failed, and the charge comes through all the same.
        let (mut browser, ticket) = at_bank(shop, 0).await;
        let order = shop.state(&browser.person).await.attempts[0].order.0.to_string();
        let failed =
            Return { url: format!("{}/pay/return/sadad", shop.address), fields: Vec::new() }
                .with("OrderId", &order)
                .with("token", &ticket.token)
                .with("ResCode", "-1");
        browser.come_back(&failed).await.assert_at("/pay/failed", 200);
        let closed = shop.state(&browser.person).await;
        assert!(matches!(
            closed.attempts[0].state,
            AttemptState::Closed { why: Closed::Failed, .. }
        ));
        held_becomes(shop, 0).await;
        let back = shop.bank().pay(&ticket).await;
        browser.come_back(&back).await;
        becomes(shop, &browser.person, "a seat of the same shift is taken", is_booked).await;
        browser.get("/pay/checking").await.assert_at("/confirm", 200);
    });
}

#[test]
fn money_of_another_amount_or_order_books_nothing_and_goes_to_a_person() {
    for lie in [json!({ "amount": 1 }), json!({ "order": 77 })] {
        journey(Town::narrow(1), async |shop| {
            let (mut browser, ticket) = at_bank(shop, 0).await;
            shop.bank().misbehave(json!({ "verify_lie": lie })).await;
            let back = shop.bank().pay(&ticket).await;
            let person = figure("nobat_bank_for_person_total", "");
            browser.come_back(&back).await.assert_at("/pay/checking", 200);
            assert!(figure("nobat_bank_for_person_total", "") > person, "a person is called");
            assert!(!is_booked(&*shop.state(&browser.person).await));
            assert_eq!(shop.seats(), (0, 1, 0), "the seat is kept while it is not known");
            // Nobody finds out in time: the seat goes to others, the money is still not ours.
            shop.skip(Millis::minutes(21));
            held_becomes(shop, 0).await;
            let state =
                becomes(shop, &browser.person, "the hold ended", |state| state.holds.is_empty())
                    .await;
            assert!(!is_booked(&state) && state.purse.is_empty());
            assert!(state.attempts[0].asking(), "it is asked about until it is known");
            // The bank comes to its senses, and the payment finds its seat.
            shop.bank().misbehave(json!({})).await;
            shop.skip(Millis::minutes(6));
            shop.sweep().await;
            becomes(shop, &browser.person, "it is booked", is_booked).await;
        });
    }
}

#[test]
fn without_a_token_the_seat_is_kept_and_trying_again_works() {
    journey(Town::narrow(1), async |shop| {
        let mut browser = shop.visitor(&Person::fresh(0));
        browser.enter().await;
        browser.fill_in_all().await;
        shop.bank().misbehave(json!({ "token": "down" })).await;
        browser.press("payment-submit").await;
        assert!(browser.away.is_none());
        browser.page().assert_says(&say("not-paid-gateway-down"));
        assert_eq!(shop.seats(), (0, 1, 0));
        for fault in [json!({ "token": "nonsense" }), json!({ "token": { "slow_ms": 5_000 } })] {
            shop.bank().misbehave(fault).await;
            browser.press("pay-again").await.assert_at("/confirm", 200);
            browser.press("confirm-pay").await;
            assert!(browser.away.is_none());
            browser.page().assert_says(&say("not-paid-gateway-down"));
            assert_eq!(shop.seats(), (0, 1, 0), "the seat stays held");
        }
        shop.bank().misbehave(json!({})).await;
        browser.press("pay-again").await;
        browser.press("confirm-pay").await;
        let back = shop.bank().pay(&browser.ticket()).await;
        browser.come_back(&back).await.assert_at("/confirm", 200);
    });
}

#[test]
fn a_bank_that_does_not_answer_at_the_return_is_asked_by_the_sweep() {
    let faults = [json!("down"), json!("nonsense"), json!({ "slow_ms": 5_000 })]
        .map(|fault| json!({ "verify": fault }));
    journey(Town::quiet(), async |shop| {
        for (number, fault) in faults.into_iter().enumerate() {
            let (mut browser, ticket) = at_bank(shop, number).await;
            shop.bank().misbehave(fault).await;
            let back = shop.bank().pay(&ticket).await;
            browser.come_back(&back).await.assert_at("/pay/checking", 200);
            browser.page().assert_says(&say("asking-safe"));
            browser.page().assert_says(&say("asking-again"));
            // Paying once more is not possible meanwhile.
            let csrf = browser.page().form("/leave").field("csrf").to_owned();
            let pay = [("csrf".to_owned(), csrf), ("gateway".to_owned(), "0".to_owned())];
            browser.post("/pay", &pay).await.assert_at("/pay/checking", 200);
            assert_eq!(shop.state(&browser.person).await.attempts.len(), 1);
            shop.bank().misbehave(json!({})).await;
            shop.skip(Millis::seconds(6));
            shop.sweep().await;
            browser.press("asking-button").await.assert_at("/confirm", 200);
            browser.page().assert_says(&say("confirm-booked"));
        }
    });
}

#[test]
fn two_tabs_at_the_bank_are_one_booking_and_the_second_money_is_left_to_the_bank() {
    journey(Town::narrow(2), async |shop| {
        let (mut first, ticket) = at_bank(shop, 0).await;
        let mut second = first.clone();
        second.get("/confirm").await;
        second.press("confirm-pay").await;
        let other = second.ticket();
        assert_ne!(ticket.token, other.token);
        assert_eq!(shop.seats(), (1, 1, 0), "two tabs, one seat");
        let back = shop.bank().pay(&ticket).await;
        let late = shop.bank().pay(&other).await;
        first.come_back(&back).await.assert_at("/confirm", 200);
        let booked = shop.state(&first.person).await;
        second.come_back(&late).await.assert_at("/confirm", 200);
        second.page().assert_says(&say("confirm-booked"));
        shop.skip(Millis::minutes(3));
        shop.sweep().await;
        let after = shop.state(&first.person).await;
        assert_eq!(after.booking, booked.booking);
        assert!(after.purse.is_empty());
        assert_eq!(shop.seats(), (1, 0, 1));
        assert_eq!(shop.bank().standing(&ticket).await, "verified");
        assert_eq!(shop.bank().standing(&other).await, "paid", "nobody asked, nobody captured");
        shop.skip(Millis::minutes(30));
        assert_eq!(shop.bank().standing(&other).await, "reversed", "the bank gives it back");
    });
}

#[test]
fn one_cancelled_tab_does_not_end_the_other() {
    journey(Town::narrow(1), async |shop| {
        let (mut first, ticket) = at_bank(shop, 0).await;
        let mut second = first.clone();
        second.get("/confirm").await;
        second.press("confirm-pay").await;
        let other = second.ticket();
        let back = shop.bank().cancel(&other).await;
        second.come_back(&back).await;
        assert_eq!(shop.seats(), (0, 1, 0), "the first tab may still be paying");
        let back = shop.bank().pay(&ticket).await;
        first.come_back(&back).await.assert_at("/confirm", 200);
        first.page().assert_says(&say("confirm-booked"));
    });
}

#[test]
fn who_pays_and_closes_the_browser_is_booked_by_the_sweep_alone() {
    journey(Town::quiet(), async |shop| {
        let (browser, ticket) = at_bank(shop, 0).await;
        shop.bank().pay(&ticket).await;
        shop.sweep().await;
        assert!(!is_booked(&*shop.state(&browser.person).await), "nothing is due yet");
        shop.skip(Millis::minutes(2));
        shop.sweep().await;
        becomes(shop, &browser.person, "it is booked without a browser", is_booked).await;
        let mut again = browser.elsewhere();
        again.enter().await.assert_at("/result", 200);
    });
}

/// Pays, and lets the time run so that the hold is gone when the bank is asked at last.
async fn pays_and_is_forgotten(shop: &Shop, number: usize) -> Person {
    let (browser, ticket) = at_bank(shop, number).await;
    shop.bank().misbehave(json!({ "verify": "down" })).await;
    shop.bank().pay(&ticket).await;
    // Window, grace and the time for asking pass while the bank is down.
    for _ in 0..3 {
        shop.skip(Millis::minutes(14));
        shop.sweep().await;
    }
    let person = browser.person.clone();
    becomes(shop, &person, "the hold is gone", |state| state.holds.is_empty()).await;
    person
}

#[test]
fn a_payment_found_after_its_hold_takes_a_free_seat_of_the_same_shift() {
    journey(Town::narrow(1), async |shop| {
        let person = pays_and_is_forgotten(shop, 0).await;
        held_becomes(shop, 0).await;
        shop.bank().misbehave(json!({})).await;
        shop.skip(Millis::minutes(6));
        shop.sweep().await;
        let state = becomes(shop, &person, "it is booked", is_booked).await;
        assert!(state.purse.is_empty());
        assert_eq!(shop.seats(), (0, 0, 1));
    });
}

#[test]
fn a_payment_found_after_its_seat_had_gone_is_a_credit_for_another() {
    journey(Town::narrow(1), async |shop| {
        let person = pays_and_is_forgotten(shop, 0).await;
        held_becomes(shop, 0).await;
        at_bank(shop, 1).await;
        shop.bank().misbehave(json!({})).await;
        shop.skip(Millis::minutes(6));
        shop.sweep().await;
        let paid = |state: &RequestState| !state.purse.is_empty() && state.intent.is_none();
        becomes(shop, &person, "the money waits", paid).await;
        let mut browser = shop.visitor(&person);
        browser.enter().await.assert_at("/choose", 200);
        browser.page().assert_says(&say("choose-credited"));
        browser.page().assert_says(&say("payment-credit"));
        let next = crate::support::day_wire(shop.tomorrow().plus(1));
        browser.fill(&[("date", &next), ("area", crate::support::AREA)]);
        browser.press("search-button").await;
        browser.take_first();
        browser.press("payment-submit-credit").await.assert_at("/confirm", 200);
        browser.page().assert_says(&say("confirm-booked"));
        assert!(shop.state(&person).await.purse.is_empty());
    });
}

#[test]
fn when_the_time_runs_out_the_seat_is_free_and_offered_first() {
    journey(Town::narrow(2), async |shop| {
        let (mut browser, ticket) = at_bank(shop, 0).await;
        assert_eq!(shop.seats(), (1, 1, 0));
        shop.skip(Millis(WINDOW.0 + Millis::minutes(6).0));
        let ended = |state: &RequestState| state.attempts.iter().any(|it| it.asking());
        becomes(shop, &browser.person, "the bank is to be asked", ended).await;
        shop.skip(Millis::seconds(6));
        shop.sweep().await;
        held_becomes(shop, 0).await;
        let state = shop.state(&browser.person).await;
        let ran_out =
            matches!(Stage::of(&state), Stage::ChooseAgain(last) if last.why == EndReason::RanOut);
        assert!(ran_out, "{:?}", Stage::of(&state));
        assert_eq!(shop.bank().standing(&ticket).await, "expired");
        browser.get("/pay/failed").await.assert_at("/pay/failed", 401);
        let mut again = browser.elsewhere();
        again.enter().await.assert_at("/choose", 200);
        again.page().assert_says(&say("choose-timed-out"));
        again.page().assert_says(&say("choose-former"));
        let mut failed = again.clone();
        failed.get("/pay/failed").await.assert_at("/pay/failed", 200);
        failed.page().assert_says(&say("not-paid-timed-out"));
        again.take_first();
        again.press("payment-submit").await;
        let back = shop.bank().pay(&again.ticket()).await;
        again.come_back(&back).await.assert_at("/confirm", 200);
        again.page().assert_says(&say("confirm-booked"));
    });
}

#[test]
fn a_hold_whose_browser_never_reached_the_bank_ends_by_itself() {
    journey(Town::narrow(1), async |shop| {
        shop.bank().misbehave(json!({ "token": "down" })).await;
        let mut browser = shop.visitor(&Person::fresh(0));
        browser.enter().await;
        browser.fill_in_all().await;
        browser.press("payment-submit").await;
        assert_eq!(shop.seats(), (0, 1, 0));
        shop.skip(Millis::minutes(6));
        held_becomes(shop, 0).await;
        browser.get("/confirm").await.assert_at("/choose", 200);
        browser.page().assert_says(&say("choose-timed-out"));
    });
}
