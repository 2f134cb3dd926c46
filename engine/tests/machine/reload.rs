//! Tables follow behind: whoever asks sees what was acknowledged all the same.

use nobat_domain::ids::Sequence;
use nobat_domain::payment::{BankSays, PaymentRefusal};
use nobat_domain::request::{RequestCommand, RequestRefusal, RequestState, Stage};
use nobat_engine::storage::{Tables, TablesOptions};
use nobat_engine::{Answered, AskError, EngineConfig};

use crate::support::{Citizen, config, country, is, must_be_sound, receipt, with_engine};

/// Where nobody is remembered, every question about a request at rest needs its row.
fn forgetful(dir: &std::path::Path) -> EngineConfig {
    EngineConfig { requests_at_rest: 0, ..config(dir) }
}

fn draft(n: u32) -> RequestCommand {
    RequestCommand::SaveDraft { draft: format!("draft {n}").into_bytes() }
}

#[test]
fn every_change_of_a_request_at_rest_is_seen_by_the_next_question() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&forgetful(dir.path()), async |engine| {
        let citizen = Citizen::new(&engine, 1);
        citizen.enter().await.expect("there is room");
        for n in 0..60 {
            citizen.ask(draft(n)).await.expect("there is room");
            let seen = citizen.view().await.expect("there is room").draft;
            assert_eq!(seen, format!("draft {n}").into_bytes());
        }
    });
}

#[test]
fn many_at_once_change_a_request_at_rest_each_exactly_once() {
    const TABS: u32 = 24;
    let dir = tempfile::tempdir().expect("a folder");
    let (key, changed) = with_engine(&forgetful(dir.path()), async |engine| {
        let citizen = Citizen::new(&engine, 1);
        citizen.enter().await.expect("there is room");
        let tabs: Vec<_> = (0..TABS)
            .map(|n| {
                let citizen = citizen.clone();
                tokio::spawn(async move { citizen.ask(draft(n)).await })
            })
            .collect();
        let mut changed = 0;
        for (n, tab) in (0..).zip(tabs) {
            // Only one of them finds its row fresh in each round, and rounds are bounded.
            let state = match tab.await.expect("no task panics") {
                Ok(answered) => is(answered),
                Err(AskError::Busy) => continue,
                Err(other) => panic!("changed, or refused for the rush: {other}"),
            };
            changed += 1;
            let mine = format!("draft {n}").into_bytes();
            assert_eq!(state.draft, mine, "the answer is the state after one's own change");
        }
        (citizen.key, changed)
    });
    must_be_sound(dir.path());
    let tables = config(dir.path()).tables_dir();
    let tables = Tables::open_to_read(&tables, &TablesOptions::default()).expect("they open");
    let changes = tables
        .feed_from(Sequence(0))
        .expect("it reads")
        .filter(|change| change.as_ref().expect("it reads").request == key);
    assert!(changed > 1, "some came through, one after the other");
    assert_eq!(changes.count(), 1 + changed, "one entry, and each draft once");
}

#[test]
fn orders_and_codes_lead_to_their_request_before_the_tables_know_them() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&forgetful(dir.path()), async |engine| {
        let choices = country(&engine, 40).await;
        for n in 0..12 {
            let citizen = Citizen::new(&engine, n);
            let held = citizen.hold(choices[0]).await.expect("there is room");
            let order = held.attempts[0].order;
            assert_eq!(engine.find_order(order).await, Ok(Some(citizen.key)));
            let booked = is(citizen.book(choices[0]).await.expect("there is room"));
            // The first attempt was left for another one: both orders are this request's.
            let last = booked.attempts.last().expect("it was paid").order;
            assert_eq!(engine.find_order(order).await, Ok(Some(citizen.key)));
            assert_eq!(engine.find_order(last).await, Ok(Some(citizen.key)));
            let code = booked.code.expect("a booking has a code");
            assert_eq!(engine.find_code(code).await, Ok(Some(citizen.key)));
        }
        let never = nobat_domain::ids::OrderNo::new(0, nobat_domain::ids::DeskNo(5), 1 << 40);
        assert_eq!(engine.find_order(never).await, Ok(None));
    });
}

#[test]
fn two_tabs_never_hold_two_seats() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&forgetful(dir.path()), async |engine| {
        let choices = country(&engine, 40).await;
        for n in 0..10 {
            let citizen = Citizen::new(&engine, n);
            citizen.enter().await.expect("there is room");
            let tabs = [choices[0], choices[2], choices[4]].map(|choice| {
                let citizen = citizen.clone();
                tokio::spawn(async move { citizen.ask(Citizen::choosing(choice, 1_000)).await })
            });
            for tab in tabs {
                match tab.await.expect("no task panics").expect("there is room") {
                    Answered::Is(_) | Answered::Refused(RequestRefusal::IntentOpen, _) => {}
                    other => panic!("held, or told that another tab is choosing: {other:?}"),
                }
            }
            let state = citizen.view().await.expect("there is room");
            assert!(matches!(Stage::of(&state), Stage::Unpaid { .. }), "{state:?}");
        }
    });
    let report = must_be_sound(dir.path());
    assert_eq!(report.counts.seats_held - report.unfinished.releases, 10);
}

#[test]
fn a_reference_that_many_claim_at_once_pays_for_one() {
    let dir = tempfile::tempdir().expect("a folder");
    let paid = with_engine(&forgetful(dir.path()), async |engine| {
        let choices = country(&engine, 40).await;
        let mut claims = Vec::new();
        for n in 0..8 {
            let citizen = Citizen::new(&engine, n);
            citizen.hold(choices[0]).await.expect("there is room");
            let attempt = citizen.to_bank().await.expect("there is room");
            claims.push(tokio::spawn(async move {
                let says = BankSays::Paid(receipt(&attempt, "777"));
                citizen.ask(RequestCommand::BankSaid { attempt: attempt.no, says }).await
            }));
        }
        let mut paid = 0;
        for claim in claims {
            match claim.await.expect("no task panics").expect("there is room") {
                Answered::Is(state) => paid += usize::from(Stage::of(&state) == Stage::Booked),
                Answered::Refused(RequestRefusal::Payment(why), _) => {
                    assert_eq!(why, PaymentRefusal::WrongReference);
                }
                other => panic!("paid or refused: {other:?}"),
            }
        }
        paid
    });
    assert_eq!(paid, 1);
    assert_eq!(must_be_sound(dir.path()).counts.money, 1);
}

#[test]
fn one_reference_does_not_pay_twice_for_the_same_citizen() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&forgetful(dir.path()), async |engine| {
        let choices = country(&engine, 40).await;
        let citizen = Citizen::new(&engine, 1);
        citizen.hold(choices[0]).await.expect("there is room");
        let first = citizen.to_bank().await.expect("there is room");
        citizen.ask(Citizen::choosing(choices[0], 1_000)).await.expect("there is room");
        let second = citizen.to_bank().await.expect("there is room");
        assert_ne!(first.order, second.order);
        for (attempt, taken) in [(&first, true), (&second, false), (&first, true)] {
            let says = BankSays::Paid(receipt(attempt, "888"));
            let said = RequestCommand::BankSaid { attempt: attempt.no, says };
            let answered = citizen.ask(said).await.expect("there is room");
            assert_eq!(matches!(answered, Answered::Is(_)), taken, "{answered:?}");
        }
    });
    assert_eq!(must_be_sound(dir.path()).counts.money, 1);
}

#[test]
fn a_receipt_that_does_not_fit_keeps_no_reference_from_its_owner() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&forgetful(dir.path()), async |engine| {
        let choices = country(&engine, 40).await;
        let (stranger, owner) = (Citizen::new(&engine, 1), Citizen::new(&engine, 2));
        stranger.hold(choices[0]).await.expect("there is room");
        let not_mine = stranger.to_bank().await.expect("there is room");
        owner.hold(choices[0]).await.expect("there is room");
        let mine = owner.to_bank().await.expect("there is room");
        // The bank's word about the owner's order comes in for the stranger's attempt.
        let says = BankSays::Paid(receipt(&mine, "999"));
        let said = RequestCommand::BankSaid { attempt: not_mine.no, says: says.clone() };
        let refused = stranger.ask(said).await.expect("there is room");
        let wrong = RequestRefusal::Payment(PaymentRefusal::WrongOrder);
        assert!(matches!(refused, Answered::Refused(why, _) if why == wrong));
        let said = RequestCommand::BankSaid { attempt: mine.no, says };
        let paid: Box<RequestState> = is(owner.ask(said).await.expect("there is room"));
        assert_eq!(Stage::of(&paid), Stage::Booked);
    });
}
