//! The ledger of messages: every intent is one message, whatever comes between, and nothing is sent
//! that no longer holds.

use std::path::Path;

use nobat_domain::calendar::tehran::day_begins;
use nobat_domain::ids::RequestKey;
use nobat_domain::message::{Channel, Kind, MessageTerms};
use nobat_domain::person::Mobile;
use nobat_domain::request::{Choice, RequestCommand, Step};
use nobat_domain::timestamp::{Millis, Timestamp};
use nobat_engine::messages::{
    Address, Asked, Count, Job, Lane, Ledger, LedgerError, Line, MessageId, NotAsked, Outcome,
    Post, Report,
};
use nobat_engine::{EngineHandle, Erased};

use crate::support::{Citizen, config, country, is, must_be_sound, with_engine};

pub const TERMS: MessageTerms = MessageTerms::DEFAULT;

pub fn ledger(engine: &EngineHandle, dir: &Path) -> Ledger {
    engine.open_messages(&dir.join("messages"), TERMS).expect("it is ours")
}

/// Everything that is durable is looked at.
pub async fn follow(engine: &EngineHandle, ledger: &Ledger) {
    loop {
        let (durable, applied, _) = engine.positions();
        if applied >= durable {
            break;
        }
        tokio::task::yield_now().await;
    }
    while ledger.follow().expect("it is written") {}
}

/// What is due in a lane, marked as being sent.
fn posts(ledger: &Ledger, lane: Lane) -> Vec<Post> {
    let jobs = ledger.take(lane, 100).expect("it is marked");
    let post = |job| match job {
        Job::Send(post) => *post,
        other => panic!("wanted something to send, got {other:?}"),
    };
    jobs.into_iter().map(post).collect()
}

fn kinds(posts: &[Post]) -> Vec<Kind> {
    posts.iter().map(|post| post.id.kind).collect()
}

fn taken(number: u64) -> Outcome {
    Outcome::Taken { number: Some(number), cost: 1_800, parts: 2, reported: true }
}

fn line(ledger: &Ledger, kind: Kind) -> Line {
    let lines = ledger.figures().lines;
    *lines.iter().find(|line| line.kind == kind).expect("every kind has a line")
}

async fn booked(engine: &EngineHandle, ledger: &Ledger, n: u32) -> (Citizen, Vec<Choice>) {
    let choices = country(engine, 4).await;
    let citizen = Citizen::new(engine, n);
    citizen.book(choices[0]).await.expect("there is room");
    follow(engine, ledger).await;
    (citizen, choices)
}

#[test]
fn an_intent_is_one_message_across_restarts_and_repetitions() {
    let dir = tempfile::tempdir().expect("a folder");
    let (mut name, mut id) = (0, None);
    with_engine(&config(dir.path()), async |engine| {
        let ledger = ledger(&engine, dir.path());
        follow(&engine, &ledger).await;
        booked(&engine, &ledger, 1).await;
        let posts = posts(&ledger, Lane::Texts);
        assert_eq!(kinds(&posts), [Kind::Booked]);
        assert!(matches!(posts[0].to, Address::Mobile(_)));
        id = Some(posts[0].id);
        name = ledger.name(&posts[0].id);
        assert!(name > 0 && name < 1 << 63, "a signed number of 64 bits holds it");
        // Here the process ends, and nobody knows what became of it.
    });
    let id = id.expect("it was taken");
    with_engine(&config(dir.path()), async |engine| {
        let ledger = ledger(&engine, dir.path());
        follow(&engine, &ledger).await;
        assert_eq!(ledger.name(&id), name, "it keeps its name");
        assert!(ledger.take(Lane::Texts, 9).expect("it reads").is_empty(), "it may be on its way");
        engine.skip(Millis::minutes(2));
        let jobs = ledger.take(Lane::Texts, 9).expect("it reads");
        assert!(matches!(jobs[..], [Job::Ask(asked)] if asked == id), "{jobs:?}");
        ledger.settle(&[(id, taken(77))]).expect("it is written");
        // The same word once more, and others that come too late.
        for late in [taken(78), Outcome::Refused, Outcome::Unfound { again: Millis(0) }] {
            ledger.settle(&[(id, late)]).expect("it is written");
        }
        assert!(ledger.report(77, Report::Delivered).expect("it is written"));
        assert!(!ledger.report(77, Report::Undelivered).expect("it is written"), "it is over");
        assert!(!ledger.report(1, Report::Delivered).expect("it reads"), "nobody's number");
        let line = line(&ledger, Kind::Booked);
        let told = Count { made: 1, taken: 1, delivered: 1, parts: 2, rial: 1_800, ..line.ever };
        assert_eq!((line.waits, line.sending, line.unreported, line.ever), (0, 0, 0, told));
        assert_eq!(ledger.figures().cost(Channel::Sms), (1_800, 1_800));
    });
    must_be_sound(dir.path());
}

#[test]
fn a_report_that_is_faster_than_the_answer_counts() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |engine| {
        let ledger = ledger(&engine, dir.path());
        follow(&engine, &ledger).await;
        booked(&engine, &ledger, 1).await;
        let posts = posts(&ledger, Lane::Texts);
        // The carrier delivers and says so before its answer is written down.
        assert!(!ledger.report(77, Report::Delivered).expect("it is kept"), "not known yet");
        ledger.settle(&[(posts[0].id, taken(77))]).expect("it is written");
        let line = line(&ledger, Kind::Booked);
        assert_eq!((line.unreported, line.ever.taken, line.ever.delivered), (0, 1, 1));
        assert!(!ledger.report(77, Report::Undelivered).expect("it reads"), "it is over");
    });
    must_be_sound(dir.path());
}

#[test]
fn what_no_longer_holds_is_not_sent() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |engine| {
        let ledger = ledger(&engine, dir.path());
        follow(&engine, &ledger).await;
        let (citizen, choices) = booked(&engine, &ledger, 1).await;
        let choice = choices[3];
        is(citizen.ask(RequestCommand::Move { choice }).await.expect("there is room"));
        follow(&engine, &ledger).await;
        let sent = posts(&ledger, Lane::Texts);
        assert_eq!(kinds(&sent), [Kind::Moved], "the word of the first seat was overtaken");
        ledger.settle(&[(sent[0].id, taken(1))]).expect("it is written");
        assert_eq!(line(&ledger, Kind::Booked).ever.overtaken, 1);
        // Both seats had their reminders; one of them still means something.
        let eve = |choice: Choice| day_begins(choice.day.plus(-1)).plus(Millis::hours(17));
        engine.skip(eve(choices[0]).since(engine.now()));
        assert!(posts(&ledger, Lane::TextsInTurn).is_empty());
        engine.skip(eve(choice).since(engine.now()));
        let reminded = posts(&ledger, Lane::TextsInTurn);
        assert_eq!(kinds(&reminded), [Kind::Reminder]);
        assert_eq!(line(&ledger, Kind::Reminder).ever.overtaken, 1);
        // The provider was down until the evening was over.
        let again = Outcome::Stayed { again: Millis::hours(4) };
        ledger.settle(&[(reminded[0].id, again)]).expect("it is written");
        engine.skip(Millis::hours(5));
        assert!(posts(&ledger, Lane::TextsInTurn).is_empty(), "not after its hours");
        assert_eq!(line(&ledger, Kind::Reminder).ever.late, 1);
    });
}

#[test]
fn a_changed_number_is_told_to_both_and_the_old_one_lies_sealed() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |engine| {
        let ledger = ledger(&engine, dir.path());
        follow(&engine, &ledger).await;
        let (citizen, _) = booked(&engine, &ledger, 1).await;
        let mobile = Mobile::parse("09191234567").expect("a mobile");
        is(citizen.ask(RequestCommand::ChangeMobile { mobile }).await.expect("there is room"));
        follow(&engine, &ledger).await;
        let sent = posts(&ledger, Lane::Texts);
        let to = |kind| {
            let post = sent.iter().find(|post| post.id.kind == kind).expect("it is owed");
            match post.to {
                Address::Mobile(mobile) => mobile.to_national(),
                Address::Mail(_) => panic!("a text has a number"),
            }
        };
        assert_eq!(to(Kind::NumberLeft), "09145128136");
        assert_eq!([to(Kind::NumberTaken), to(Kind::Booked)], ["09191234567"; 2]);
        assert!(!format!("{sent:?}").contains("0914"), "no number is ever shown");
    });
    for entry in std::fs::read_dir(dir.path().join("messages")).expect("a folder") {
        let bytes = std::fs::read(entry.expect("an entry").path()).expect("a file of ours");
        for secret in ["9145128136", "9191234567"] {
            assert!(!bytes.windows(10).any(|part| part == secret.as_bytes()));
        }
    }
}

#[test]
fn a_citizen_has_so_many_a_day_and_the_last_are_for_changed_numbers() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |engine| {
        let ledger = ledger(&engine, dir.path());
        follow(&engine, &ledger).await;
        let (citizen, _) = booked(&engine, &ledger, 1).await;
        let mut sent = Vec::new();
        for n in 0..7 {
            let mobile = Mobile::parse(&format!("0919123456{n}")).expect("a mobile");
            is(citizen.ask(RequestCommand::ChangeMobile { mobile }).await.expect("room"));
            follow(&engine, &ledger).await;
            sent.extend(posts(&ledger, Lane::Texts));
        }
        assert_eq!(sent.len(), 8, "{:?}", kinds(&sent));
        let capped =
            [Kind::NumberLeft, Kind::NumberTaken].map(|kind| line(&ledger, kind).ever.capped);
        assert_eq!(capped[0] + capped[1], 7, "of fifteen that were owed");
        // Another day, another allowance; ordinary words have six of it.
        engine.skip(Millis::hours(24));
        let mut choices = country(&engine, 9).await.into_iter().cycle();
        for _ in 0..5 {
            let choice = choices.next().expect("it goes round");
            citizen.ask(RequestCommand::GiveBack).await.expect("there is room");
            citizen.ask(Citizen::choosing(choice, 1_000)).await.expect("there is room");
            follow(&engine, &ledger).await;
            sent.extend(posts(&ledger, Lane::Texts));
        }
        let day = |ledger: &Ledger| -> u64 {
            ledger.figures().lines.iter().map(|line| line.today.capped).sum()
        };
        assert!(sent.len() <= 8 + 6, "{:?}", kinds(&sent));
        assert_eq!(day(&ledger), 0, "five changes are within six");
    });
}

#[test]
fn where_the_days_money_is_spent_texts_wait_for_the_next() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |engine| {
        let terms = MessageTerms { rial_a_day: Some(1_000), ..TERMS };
        let folder = dir.path().join("messages");
        let ledger = engine.open_messages(&folder, terms).expect("it is new");
        follow(&engine, &ledger).await;
        let (_, choices) = booked(&engine, &ledger, 1).await;
        let first = posts(&ledger, Lane::Texts);
        ledger.settle(&[(first[0].id, taken(1))]).expect("it is written");
        Citizen::new(&engine, 2).book(choices[0]).await.expect("there is room");
        follow(&engine, &ledger).await;
        assert!(posts(&ledger, Lane::Texts).is_empty());
        assert_eq!(line(&ledger, Kind::Booked).waits, 1);
        let midnight = day_begins(nobat_engine::day_of(engine.now()).plus(1));
        // If that is within its twelve hours it still goes, else it is too late: both are counted.
        engine.skip(midnight.since(engine.now()));
        let next = posts(&ledger, Lane::Texts).len() as u64;
        assert_eq!(next + line(&ledger, Kind::Booked).ever.late, 1);
    });
}

#[test]
fn the_rule_of_a_kind_decides_where_nobody_knows() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |engine| {
        let ledger = ledger(&engine, dir.path());
        follow(&engine, &ledger).await;
        let (citizen, choices) = booked(&engine, &ledger, 1).await;
        let booked = posts(&ledger, Lane::Texts).remove(0).id;
        let unaskable = Outcome::Unaskable { again: Millis(0) };
        ledger.settle(&[(booked, unaskable)]).expect("it is written");
        assert_eq!(posts(&ledger, Lane::Texts)[0].tries, 1, "twice is better than never");
        let until = day_begins(choices[0].day.plus(-1)).plus(Millis::hours(17));
        engine.skip(until.since(engine.now()));
        let reminder = posts(&ledger, Lane::TextsInTurn).remove(0).id;
        ledger.settle(&[(reminder, unaskable)]).expect("it is written");
        assert!(posts(&ledger, Lane::TextsInTurn).is_empty(), "never is better than twice");
        assert_eq!(line(&ledger, Kind::Reminder).ever.unknown, 1);
        // What a provider surely does not have is sent again, whatever the rule.
        let office = choices[0].shift.office();
        for step in [Step::Begun { office }, Step::Finished] {
            is(citizen.ask(RequestCommand::Advance { step }).await.expect("there is room"));
        }
        follow(&engine, &ledger).await;
        let finished = posts(&ledger, Lane::TextsInTurn).remove(0).id;
        ledger.settle(&[(finished, Outcome::Unfound { again: Millis(0) })]).expect("written");
        assert_eq!(posts(&ledger, Lane::TextsInTurn)[0].id, finished);
        for _ in 0..20 {
            ledger.settle(&[(finished, Outcome::Stayed { again: Millis(0) })]).expect("written");
            posts(&ledger, Lane::TextsInTurn);
        }
        assert_eq!(line(&ledger, Kind::Finished).ever.failed, 1, "no message is tried for ever");
    });
}

#[test]
fn an_erased_citizen_is_told_nothing_and_nothing_is_known_of_her() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |engine| {
        let ledger = ledger(&engine, dir.path());
        follow(&engine, &ledger).await;
        let (citizen, choices) = booked(&engine, &ledger, 1).await;
        let office = choices[0].shift.office();
        let steps = [Step::Begun { office }, Step::Finished, Step::InProduction, Step::Delivered];
        for step in steps {
            is(citizen.ask(RequestCommand::Advance { step }).await.expect("there is room"));
        }
        follow(&engine, &ledger).await;
        assert!(
            line(&ledger, Kind::Delivered).waits == 1 && line(&ledger, Kind::Booked).waits == 1
        );
        engine.skip(crate::erasure::DAYS_LATER);
        engine.skip(crate::erasure::KEPT);
        let erased = engine.erase(citizen.key).await.expect("there is room");
        assert!(matches!(erased, Erased::Done { .. }), "{erased:?}");
        // Also before it was looked at: there is no request any more, so nothing is true of it.
        assert!(posts(&ledger, Lane::TextsInTurn).is_empty());
        follow(&engine, &ledger).await;
        let waits: u64 = ledger.figures().lines.iter().map(|line| line.waits).sum();
        assert_eq!(waits, 0);
    });
}

#[test]
fn a_new_ledger_tells_nobody_of_the_past_and_reminds_all_the_same() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |engine| {
        let choices = country(&engine, 4).await;
        let citizen = Citizen::new(&engine, 1);
        citizen.book(choices[0]).await.expect("there is room");
        engine.skip(Millis(1));
        let ledger = ledger(&engine, dir.path());
        assert!(ledger.figures().behind);
        follow(&engine, &ledger).await;
        assert!(!ledger.figures().behind);
        let lines = ledger.figures().lines;
        let made: Vec<_> =
            lines.iter().filter(|line| line.ever.made > 0).map(|line| line.kind).collect();
        assert_eq!(made, [Kind::Reminder]);
    });
}

#[test]
fn letters_are_counted_by_the_day_and_given_back_where_they_surely_stayed() {
    let dir = tempfile::tempdir().expect("a folder");
    let receipt = |request, about| MessageId { request, kind: Kind::Receipt, about };
    let ask = |ledger: &Ledger, request: RequestKey, key: u64, about| {
        let id = receipt(request, about);
        let asked = Asked { id, to: "somebody@example.ir", data_key: key, language: 2 };
        ledger.ask(asked).expect("it is written")
    };
    with_engine(&config(dir.path()), async |engine| {
        let ledger = ledger(&engine, dir.path());
        let (citizen, _) = booked(&engine, &ledger, 1).await;
        let key = citizen.view().await.expect("there is room").data_key.0;
        for about in 0..3 {
            assert_eq!(ask(&ledger, citizen.key, key, about), Ok(()));
        }
        assert_eq!(ask(&ledger, citizen.key, key, 3), Err(NotAsked::Spent));
        let sent = posts(&ledger, Lane::Letters);
        assert!(matches!(&sent[0].to, Address::Mail(to) if **to == "somebody@example.ir"));
        assert_eq!((sent.len(), sent[0].language), (3, 2));
        ledger.settle(&[(sent[0].id, Outcome::Refused)]).expect("it is written");
        assert_eq!(ledger.left(citizen.key, Kind::Receipt).expect("it reads"), 1);
    });
    with_engine(&config(dir.path()), async |engine| {
        let ledger = ledger(&engine, dir.path());
        let citizen = Citizen::new(&engine, 1);
        assert_eq!(ledger.left(citizen.key, Kind::Receipt).expect("it reads"), 1, "no restart");
        engine.skip(Millis::hours(24));
        assert_eq!(ledger.left(citizen.key, Kind::Receipt).expect("it reads"), 3);
    });
}

#[test]
fn the_ledger_of_another_directory_is_refused() {
    let (one, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("one"));
    with_engine(&config(one.path()), async |engine| drop(ledger(&engine, one.path())));
    with_engine(&config(other.path()), async |engine| {
        let opened = engine.open_messages(&one.path().join("messages"), TERMS);
        assert!(matches!(opened.err(), Some(LedgerError::WrongCluster)));
    });
}

#[test]
fn what_is_long_over_is_forgotten() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |engine| {
        let ledger = ledger(&engine, dir.path());
        follow(&engine, &ledger).await;
        booked(&engine, &ledger, 1).await;
        let id = posts(&ledger, Lane::Texts)[0].id;
        ledger.settle(&[(id, taken(5))]).expect("it is written");
        let asked = |at: Timestamp| {
            let asked = ledger.take(Lane::Reports, 9).expect("it reads");
            assert!(asked.iter().all(|job| matches!(job, Job::Report(_, 5))), "{asked:?} {at:?}");
            asked.len()
        };
        assert_eq!(asked(engine.now()), 0);
        engine.skip(Millis::minutes(3));
        assert_eq!(asked(engine.now()), 1);
        assert_eq!(asked(engine.now()), 0, "not at once again");
        engine.skip(Millis::hours(60));
        assert_eq!(asked(engine.now()), 0, "nobody reports any more");
        assert_eq!(line(&ledger, Kind::Booked).unreported, 0);
        ledger.tidy().expect("it is written");
        assert_eq!(ledger.take_one(&id).expect("it reads").map(drop), None);
        engine.skip(Millis::hours(31 * 24));
        ledger.tidy().expect("it is written");
        let settled = ledger.settle(&[(id, taken(6))]);
        assert!(settled.is_ok(), "a message that is gone has no outcome");
    });
}
