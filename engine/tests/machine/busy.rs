//! More is asked than there is room for: refused at once, and what was accepted finishes.

use std::future::Future;
use std::task::{Context, Poll, Waker};

use nobat_domain::request::{Choice, EndReason, RequestCommand, Stage};
use nobat_domain::shift::Refusal;
use nobat_engine::{Answered, AskError, EngineConfig, EngineHandle};

use crate::support::{Citizen, config, country, is, must_be_sound, with_engine};

fn narrow(dir: &std::path::Path) -> EngineConfig {
    EngineConfig { arbiters: 1, post_box: 4, ..config(dir) }
}

async fn each<T: Send + 'static, F: Future<Output = T> + Send + 'static>(
    engine: &EngineHandle,
    citizens: impl IntoIterator<Item = u32>,
    act: impl Fn(Citizen) -> F,
) -> Vec<T> {
    let tasks: Vec<_> =
        citizens.into_iter().map(|n| tokio::spawn(act(Citizen::new(engine, n)))).collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.expect("no task panics"));
    }
    results
}

#[test]
fn a_full_mailbox_refuses_and_nothing_has_happened() {
    let dir = tempfile::tempdir().expect("a folder");
    let entered = with_engine(&narrow(dir.path()), async |engine| {
        let answers = each(&engine, 0..600, |citizen| async move { citizen.enter().await }).await;
        let refused: Vec<u32> = (0..)
            .zip(&answers)
            .filter(|(_, answer)| matches!(answer, Err(AskError::Busy)))
            .map(|(n, _)| n)
            .collect();
        assert!(!refused.is_empty(), "four messages are not room for six hundred");
        for n in &refused {
            let looked = Citizen::new(&engine, *n).ask(RequestCommand::View).await;
            assert_eq!(looked, Ok(Answered::Nobody), "citizen {n}");
        }
        let entered = answers.iter().filter(|answer| answer.is_ok()).count();
        assert_eq!(entered + refused.len(), answers.len(), "it is the only refusal");
        entered
    });
    let report = must_be_sound(dir.path());
    assert_eq!(report.counts.requests, entered as u64);
}

/// One step from where the citizen stands: whoever was refused just looks and goes on.
async fn go_on(citizen: &Citizen, choice: Choice) -> Result<Stage, AskError> {
    is(citizen.enter().await?);
    let state = citizen.view().await?;
    let stage = Stage::of(&state);
    match (stage, state.attempts.last()) {
        (Stage::Unpaid { .. }, Some(_)) => {
            let attempt = citizen.to_bank().await?;
            citizen.returns(attempt.no).await?;
        }
        (Stage::Asking, Some(attempt)) => drop(citizen.paid(attempt).await?),
        (Stage::Form, None) => drop(citizen.ask(Citizen::choosing(choice, 1_000)).await?),
        (Stage::Booked | Stage::Booking | Stage::Deciding, _) => {}
        (other, _) => panic!("nobody comes to {other:?}"),
    }
    Ok(stage)
}

#[test]
fn through_a_narrow_mailbox_everybody_comes_in_the_end() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&narrow(dir.path()), async |engine| {
        let choices = country(&engine, 40).await;
        let choice = choices[0];
        let stages = each(&engine, 0..16, move |citizen| async move {
            loop {
                match go_on(&citizen, choice).await {
                    Ok(Stage::Booked) => return Stage::Booked,
                    Ok(_) | Err(AskError::Busy) => tokio::task::yield_now().await,
                    Err(other) => panic!("no other answer: {other:?}"),
                }
            }
        })
        .await;
        assert!(stages.iter().all(|stage| *stage == Stage::Booked), "{stages:?}");
    });
    assert_eq!(must_be_sound(dir.path()).counts.seats_booked, 16);
}

#[test]
fn few_seats_wanted_by_many_are_given_once_each() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |engine| {
        let choices = country(&engine, 3).await;
        let wanted = [choices[0], choices[3]];
        let booked = each(&engine, 0..60, move |citizen| async move {
            let choice = wanted[citizen.n as usize % 2];
            let state = is(citizen.book(choice).await.expect("there is room"));
            match Stage::of(&state) {
                Stage::Booked => true,
                Stage::ChooseAgain(last) => {
                    assert_eq!(last.why, EndReason::Refused(Refusal::Full));
                    false
                }
                other => panic!("booked or refused, not {other:?}"),
            }
        })
        .await;
        assert_eq!(booked.iter().filter(|booked| **booked).count(), 6);
    });
    let counts = must_be_sound(dir.path()).counts;
    assert_eq!((counts.seats_booked, counts.bookings, counts.seats_over), (6, 6, 0));
}

#[test]
fn a_refusal_waits_for_nobody_and_whoever_was_let_in_is_answered() {
    const CALLERS: u32 = 2_000;
    let dir = tempfile::tempdir().expect("a folder");
    let config = EngineConfig { post_box: 8, ..narrow(dir.path()) };
    let answered = with_engine(&config, async |engine| {
        country(&engine, 40).await;
        let citizens: Vec<_> = (0..CALLERS).map(|n| Citizen::new(&engine, n)).collect();
        let mut context = Context::from_waker(Waker::noop());
        let (mut refused, mut served, mut let_in) = (0, 0, Vec::new());
        for citizen in &citizens {
            let mut entry = Box::pin(citizen.enter());
            match entry.as_mut().poll(&mut context) {
                // Nothing was waited for: the answer was there at the first look.
                Poll::Ready(Err(AskError::Busy)) => refused += 1,
                // The owner's thread and the disk were quicker than this look.
                Poll::Ready(Ok(answered)) => {
                    is(answered);
                    served += 1;
                }
                Poll::Ready(Err(other)) => panic!("busy or let in, not {other}"),
                Poll::Pending => let_in.push(entry),
            }
        }
        assert!(refused > 0, "eight letters are not room for two thousand");
        for entry in let_in {
            is(entry.await.expect("whoever was let in is answered"));
            served += 1;
        }
        assert_eq!(refused + served, u64::from(CALLERS));
        served
    });
    assert_eq!(must_be_sound(dir.path()).counts.requests, answered);
}
