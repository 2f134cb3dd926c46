//! The change feed through the engine's door: whole, in order, from any place, and for thirty days.

use nobat_domain::ids::{RequestKey, Sequence};
use nobat_domain::limits::FEED_KEPT;
use nobat_domain::request::{ChangeKind, RequestCommand};
use nobat_domain::timestamp::Millis;
use nobat_engine::{EngineHandle, FeedBatch, FeedChange, FeedRead};

use crate::support::{Citizen, config, country, crashed, must_be_sound, with_engine};

async fn batch(engine: &EngineHandle, after: Sequence, limit: usize) -> FeedBatch {
    match engine.changes_after(after, limit, |_| true).await.expect("it reads") {
        FeedRead::Batch(batch) => batch,
        FeedRead::Behind(oldest) => panic!("only kept behind {}", oldest.0),
    }
}

/// Everything behind a place, in pieces, once the tables have come so far.
async fn all(engine: &EngineHandle, from: Sequence, limit: usize) -> Vec<FeedChange> {
    engine.audit(None).await.expect("it waits for the tables");
    let (mut after, mut all) = (from, Vec::new());
    loop {
        let read = batch(engine, after, limit).await;
        assert!(read.changes.len() <= limit && read.reached >= after);
        all.extend(read.changes);
        after = read.reached;
        if read.whole {
            return all;
        }
    }
}

#[test]
fn every_change_is_told_once_in_order_with_its_kind_from_any_place() {
    let dir = tempfile::tempdir().expect("a folder");
    let config = config(dir.path());
    let told = with_engine(&config, async |engine| {
        let choices = country(&engine, 40).await;
        for n in 0..4 {
            Citizen::new(&engine, n).book(choices[0]).await.expect("there is room");
        }
        let told = all(&engine, Sequence(0), 1_000).await;
        assert!(told.windows(2).all(|pair| pair[0].at < pair[1].at && pair[0].time.0 > 0));
        for limit in [1, 3, 7] {
            assert_eq!(all(&engine, Sequence(0), limit).await, told);
        }
        for place in [told[0], told[9], told[told.len() - 1]] {
            let rest: Vec<_> = told.iter().copied().filter(|it| it.at > place.at).collect();
            assert_eq!(all(&engine, place.at, 5).await, rest);
        }
        let key = Citizen::new(&engine, 2).key;
        let mine = told.iter().filter(|it| it.request == key).map(|it| it.kind);
        let mine: Vec<_> = mine.collect();
        assert_eq!(mine.first(), Some(&ChangeKind::Entered));
        for kind in [ChangeKind::SeatHeld, ChangeKind::PaymentReceived, ChangeKind::SeatBooked] {
            assert_eq!(mine.iter().filter(|it| **it == kind).count(), 1, "{kind:?} in {mine:?}");
        }
        let wanted = engine.changes_after(Sequence(0), 2, |kind| kind == ChangeKind::SeatBooked);
        let FeedRead::Batch(first) = wanted.await.expect("it reads") else {
            panic!("nothing was trimmed")
        };
        assert!(first.changes.iter().all(|it| it.kind == ChangeKind::SeatBooked));
        assert_eq!((first.changes.len(), first.whole), (2, false));
        let listed = engine.requests_after(RequestKey([0; 16]), 10).await.expect("it reads");
        assert_eq!(listed.len(), 4);
        assert!(listed.windows(2).all(|pair| pair[0].0 < pair[1].0));
        told
    });
    // After a stop and a start the same places lead on.
    with_engine(&config, async |engine| {
        assert_eq!(all(&engine, Sequence(0), 7).await, told);
        assert_eq!(all(&engine, told[3].at, 7).await, told[4..]);
    });
    must_be_sound(dir.path());
}

#[test]
fn what_is_older_than_thirty_days_goes_and_whoever_was_there_is_told() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |engine| {
        let early = Citizen::new(&engine, 1);
        early.enter().await.expect("there is room");
        let before = all(&engine, Sequence(0), 10).await;
        engine.skip(Millis(FEED_KEPT.0 + Millis::hours(48).0));
        let late = Citizen::new(&engine, 2);
        late.enter().await.expect("there is room");
        engine.audit(None).await.expect("it waits for the tables");
        let span = engine.feed_span().await.expect("it reads");
        assert!(span.oldest >= before[before.len() - 1].at && span.oldest < span.newest);
        let read = engine.changes_after(Sequence(0), 10, |_| true).await.expect("it reads");
        assert_eq!(read, FeedRead::Behind(span.oldest));
        let kept = all(&engine, span.oldest, 10).await;
        assert_eq!(kept.first().map(|it| it.request), Some(late.key));
        // A request whose changes are gone changes again, and is told again.
        let draft = RequestCommand::SaveDraft { draft: b"later".to_vec() };
        early.ask(draft).await.expect("there is room");
        let again = all(&engine, span.oldest, 10).await;
        assert_eq!(
            again.last().map(|it| (it.request, it.kind)),
            Some((early.key, ChangeKind::FormDrafted))
        );
    });
    must_be_sound(dir.path());
}

#[test]
fn a_crash_takes_nothing_away_from_whoever_has_followed() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut told = Vec::new();
    let left = crashed(dir.path(), async |engine| {
        let choices = country(&engine, 40).await;
        for n in 0..3 {
            Citizen::new(&engine, n).book(choices[0]).await.expect("there is room");
        }
        told = all(&engine, Sequence(0), 6).await;
    });
    with_engine(&config(left.path()), async |engine| {
        let span = engine.feed_span().await.expect("it reads");
        assert!(span.newest >= told[told.len() - 1].at, "no place that was given out is ahead");
        let choices = country(&engine, 40).await;
        Citizen::new(&engine, 9).book(choices[0]).await.expect("there is room");
        let now = all(&engine, Sequence(0), 11).await;
        assert_eq!(now[..told.len()], told, "the same changes at the same places");
        assert_eq!(all(&engine, told[4].at, 3).await, now[5..]);
        assert_eq!(now.last().map(|it| it.request), Some(Citizen::new(&engine, 9).key));
    });
    must_be_sound(left.path());
}
