//! The way of a message: what is owed is noted, what is due is taken, tried, and settled.

use std::time::Duration;

use nobat_domain::message::Channel;
use nobat_domain::timestamp::{Millis, Timestamp};
use nobat_engine::AskError;
use nobat_engine::messages::{Address, Job, Lane, MessageId, Outcome, Post, Report};
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

use super::fate::{Fate, Found, Taken};
use super::kavenegar::ASKED_MAX;
use super::messenger::Texts;
use super::pace::later;
use super::{letters, words};
use crate::app::App;
use crate::mail::postman::NotSent;
use crate::metric_names::{MESSAGE_COST, MESSAGE_TRIES, MESSAGES_OPEN};

/// Between two looks where there was nothing to do.
const PERIOD: Duration = Duration::from_millis(250);
const TIDY_PERIOD: Duration = Duration::from_secs(60);
/// A carrier may still be at work on what it did not answer.
pub(super) const ASK_AFTER: Millis = Millis::seconds(20);
const LANES: [Lane; 4] = [Lane::Texts, Lane::TextsInTurn, Lane::Letters, Lane::Reports];

/// Runs until the engine stops.
pub async fn run(app: App) {
    for lane in LANES {
        tokio::spawn(keep(app.clone(), async move |app: &App| drain(app, lane).await));
    }
    let tidied = app.clone();
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(TIDY_PERIOD);
        loop {
            ticks.tick().await;
            if tidied.messages.with(nobat_engine::messages::Ledger::tidy).await
                == Err(AskError::Stopped)
            {
                return;
            }
            measure(&tidied);
        }
    });
    keep(app, follow).await;
}

async fn keep(app: App, work: impl AsyncFn(&App) -> Result<(), AskError>) {
    let mut ticks = tokio::time::interval(PERIOD);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        // Whatever else is wrong was logged, and may pass.
        if work(&app).await == Err(AskError::Stopped) {
            return;
        }
    }
}

/// One look at everything: what is owed is noted, what is due is tried. For tests and rehearsals.
///
/// # Errors
/// [`AskError`] if the ledger has no answer.
pub async fn once(app: &App) -> Result<(), AskError> {
    follow(app).await?;
    for lane in LANES {
        drain(app, lane).await?;
    }
    Ok(())
}

async fn follow(app: &App) -> Result<(), AskError> {
    while app.messages.with(nobat_engine::messages::Ledger::follow).await? {}
    Ok(())
}

fn measure(app: &App) {
    for line in app.messages.ledger().figures().lines {
        let kind = words::key(line.kind).unwrap_or("receipt");
        let open = [("waits", line.waits), ("sending", line.sending)];
        for (standing, count) in open {
            let labels = [("kind", kind), ("standing", standing)];
            metrics::gauge!(MESSAGES_OPEN, &labels).set(count as f64);
        }
    }
}

/// Everything that is due in a lane, as many at once as its carrier bears.
async fn drain(app: &App, lane: Lane) -> Result<(), AskError> {
    let messages = &app.messages;
    let at_once = messages.at_once;
    let mut flying: JoinSet<Vec<(MessageId, Outcome)>> = JoinSet::new();
    let mut dry = false;
    loop {
        let rests = match lane {
            Lane::Letters => messages.letter_pace.rests(app.engine.now()),
            _ => messages.text_pace.rests(app.engine.now()),
        };
        if !dry && !rests && flying.len() <= at_once / 2 {
            let room = if lane == Lane::Reports { ASKED_MAX } else { at_once - flying.len() };
            let jobs = messages.with(move |ledger| ledger.take(lane, room)).await?;
            dry = jobs.is_empty();
            if lane == Lane::Reports {
                flying.spawn(ask_for_reports(app.clone(), jobs));
            } else {
                for job in jobs {
                    let app = app.clone();
                    flying.spawn(async move { vec![work(&app, job).await] });
                }
            }
        }
        let Some(landed) = flying.join_next().await else { return Ok(()) };
        let mut outcomes = landed.unwrap_or_default();
        while let Some(landed) = flying.try_join_next() {
            outcomes.extend(landed.unwrap_or_default());
        }
        messages.with(move |ledger| ledger.settle(&outcomes)).await?;
    }
}

async fn work(app: &App, job: Job) -> (MessageId, Outcome) {
    match job {
        Job::Send(post) => (post.id, send(app, &post).await),
        Job::Ask(id) => (id, ask(app, id).await),
        Job::Report(id, number) => {
            let told = reports(app, &[number]).await.into_iter().next();
            (id, Outcome::Told(told.map_or(Report::Pending, |(_, report)| report)))
        }
    }
}

async fn send(app: &App, post: &Post) -> Outcome {
    let channel = post.id.kind.channel();
    let pace = match channel {
        Channel::Sms => &app.messages.text_pace,
        Channel::Mail => &app.messages.letter_pace,
    };
    let again = later(post.tries);
    let Some(leave) = pace.admit(post.tries > 0, app.engine.now()) else {
        return Outcome::NotTried { again };
    };
    let fate = match channel {
        Channel::Sms => send_text(app, post).await,
        Channel::Mail => send_letter(app, post).await.0,
    };
    let now: Timestamp = app.engine.now();
    match fate {
        Fate::Stayed | Fate::Unknown => pace.failed(&leave, now),
        Fate::Taken(_) | Fate::Refused => pace.answered(&leave, now, post.tries == 0),
        Fate::Shut => {
            tracing::error!(?channel, "a carrier of messages shuts us out: account, key or credit");
            pace.shut(&leave, now);
        }
    }
    match fate {
        Fate::Taken(it) => taken(&it),
        Fate::Stayed => Outcome::Stayed { again },
        Fate::Shut => Outcome::NotTried { again },
        Fate::Unknown => Outcome::Unknown { ask: ASK_AFTER },
        Fate::Refused => Outcome::Refused,
    }
}

pub(super) fn taken(taken: &Taken) -> Outcome {
    let Taken { number, cost, parts, report } = *taken;
    metrics::counter!(MESSAGE_COST).increment(cost);
    Outcome::Taken { number, cost, parts, reported: report.is_some() }
}

async fn send_text(app: &App, post: &Post) -> Fate {
    let Address::Mobile(mobile) = &post.to else { return Fate::Refused };
    let language = app.messages.language_of(post);
    let board = app.engine.board();
    let text = words::text(&board, &post.state, post.id.kind, language, app.host());
    let Some(text) = text else { return Fate::Refused };
    let name = app.messages.ledger().name(&post.id);
    let fate = match &app.messages.texts {
        Texts::Kavenegar(kavenegar) => kavenegar.send(name, *mobile, &text).await,
        Texts::Outbox(outbox) => {
            let (outbox, now) = (outbox.clone(), app.wall());
            let letter = format!("{}\n\n{text}\n", mobile.to_national());
            let name = format!("{name:016x}");
            let put = tokio::task::spawn_blocking(move || {
                outbox.put_once(&name, letter.as_bytes(), now).map_err(|error| error.kind())
            });
            match put.await {
                Ok(Ok(())) => {
                    let parts = words::parts(&text);
                    Fate::Taken(Taken { number: None, cost: 0, parts, report: None })
                }
                Ok(Err(kind)) => {
                    tracing::error!(?kind, "the outbox of texts cannot be written");
                    Fate::Stayed
                }
                Err(_) => Fate::Unknown,
            }
        }
    };
    count("sms", fate);
    fate
}

/// Sends a letter, and says whether it was its address that was refused.
pub(super) async fn send_letter(app: &App, post: &Post) -> (Fate, bool) {
    let Address::Mail(address) = &post.to else { return (Fate::Refused, true) };
    let Ok(to) = address.parse() else { return (Fate::Refused, true) };
    let (language, now) = (app.messages.language_of(post), app.wall());
    let name = app.messages.ledger().name(&post.id);
    let letter = letters::letter(app, &post.state, language, to, name, now).await;
    let Some(letter) = letter else { return (Fate::Stayed, false) };
    let (fate, is_address) = match app.postman.send(letter).await {
        // No mail server reports by itself what becomes of a letter.
        Ok(()) => (Fate::Taken(Taken { number: None, cost: 0, parts: 1, report: None }), false),
        Err(NotSent::AddressRefused) => (Fate::Refused, true),
        Err(NotSent::Unwritten(_)) => (Fate::Refused, false),
        Err(NotSent::NotTaken) => (Fate::Stayed, false),
        Err(NotSent::Unknown) => (Fate::Unknown, false),
    };
    count("mail", fate);
    (fate, is_address)
}

fn count(channel: &'static str, fate: Fate) {
    let labels = [("channel", channel), ("outcome", fate.name())];
    metrics::counter!(MESSAGE_TRIES, &labels).increment(1);
}

/// What became of a message of which nothing was heard.
async fn ask(app: &App, id: MessageId) -> Outcome {
    let again = later(1);
    let found = match (id.kind.channel(), &app.messages.texts) {
        (Channel::Sms, Texts::Kavenegar(kavenegar)) => {
            kavenegar.find(app.messages.ledger().name(&id)).await
        }
        // A file of its name is enough: putting it there once more is no second message.
        (Channel::Sms, Texts::Outbox(_)) => Found::Never,
        // A mail server keeps no books; the same name lets a mailbox show it once.
        (Channel::Mail, _) => Found::Unaskable,
    };
    match found {
        Found::Taken(it) => taken(&it),
        Found::Never => Outcome::Unfound { again },
        Found::Silent => Outcome::Unknown { ask: ASK_AFTER.max(again) },
        Found::Unaskable => Outcome::Unaskable { again },
    }
}

async fn ask_for_reports(app: App, jobs: Vec<Job>) -> Vec<(MessageId, Outcome)> {
    let asked = jobs.into_iter().filter_map(|job| match job {
        Job::Report(id, number) if number > 0 => Some((id, number)),
        _ => None,
    });
    let asked: Vec<(MessageId, u64)> = asked.collect();
    let numbers: Vec<u64> = asked.iter().map(|(_, number)| *number).collect();
    let told = if numbers.is_empty() { Vec::new() } else { reports(&app, &numbers).await };
    let of = |(id, number): &(MessageId, u64)| {
        let report = told.iter().find(|(told, _)| told == number);
        report.map(|(_, report)| (*id, Outcome::Told(*report)))
    };
    asked.iter().filter_map(of).collect()
}

async fn reports(app: &App, numbers: &[u64]) -> Vec<(u64, Report)> {
    match &app.messages.texts {
        Texts::Kavenegar(kavenegar) => kavenegar.reports(numbers).await.unwrap_or_default(),
        Texts::Outbox(_) => Vec::new(),
    }
}
