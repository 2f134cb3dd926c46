//! Citizens at one rate: a Poisson stream that goes on whatever the server answers.

use super::aftermath::{self, Ended};
use super::ground::{self, NotReady};
use super::progress;
use crate::args::{Progress, RunArgs};
use crate::arrival::{ARRIVALS_MAX, poisson};
use crate::audit::{Findings, LedgerTrouble};
use crate::book::Book;
use crate::citizen::{Kills, Outcome, Run, visit};
use crate::client::Target;
use crate::clock;
use crate::own_cost;
use crate::recorder::Recorder;
use crate::report::Report;
use crate::towns::Towns;
use crate::verdict::{Goals, Judgement, Verdict};
use anyhow::{Context, bail};
use nobat_sandbox::people::citizens::CitizenRow;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::task::{JoinError, JoinSet};

/// Connections beside those of citizens: two for each of them.
const HANDLES_PER_CITIZEN: u64 = 2;
const HANDLES_APART: u64 = 64;
/// How long the last citizens are waited for, beyond their patience.
const DRAIN_MAX: Duration = Duration::from_secs(120);
/// A run ends itself when so many citizens failed, and they are a fifth of all.
const FAILED_MIN: u64 = 50;
const FAILED_SHARE: u64 = 5;
/// The first arrival is not missed because of the last preparations.
const HEAD_START: Duration = Duration::from_millis(100);

/// Why a run ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Ending {
    Done,
    Interrupted,
    TooManyFailures,
}

pub async fn play(args: &RunArgs, progress: Progress) -> anyhow::Result<Report> {
    let (target, sandbox) = (args.place.target()?, args.sandbox()?);
    let handles = own_cost::raise_handles();
    let room = handles.saturating_sub(HANDLES_APART) / HANDLES_PER_CITIZEN;
    let in_flight_max = args.in_flight.min(usize::try_from(room).unwrap_or(usize::MAX));
    let schedule = poisson(args.rate, args.length(), args.seed);
    if schedule.len() >= ARRIVALS_MAX {
        bail!("more than {ARRIVALS_MAX} arrivals: a shorter run or a lower rate is wanted");
    }
    let people = ground::people(args, schedule.len())?;
    let began_ms = clock::wall_ms();
    // A server that will be killed may just be starting; any other is there or is not.
    let patience = match args.kills() {
        Kills::Expected => args.patience(),
        Kills::Unexpected => Duration::ZERO,
    };
    let ledger_from = match ground::wait_for(&target, &sandbox, patience).await {
        Ok(from) => from,
        Err(why) => return Ok(not_ready(args, &why, began_ms)),
    };
    let began = clock::now() + HEAD_START;
    let run = Arc::new(stage(args, target, sandbox, began)?);
    let cost_before = own_cost::cpu_time();
    let mut stream = Stream { run: run.clone(), people: people.clone(), visits: JoinSet::new() };
    let (ending, stories) = tokio::select! {
        ended = stream.flow(&schedule, args.seed, began, in_flight_max) => ended,
        () = progress::show(&run, progress, began) => unreachable!("it has no end"),
    };
    progress::end(progress);
    let cost = own_cost::cpu_time().zip(cost_before).map(|(now, before)| now - before);
    let lasted = clock::now().duration_since(began);
    let audited = match ending {
        Ending::Interrupted => Ok(Findings::default()),
        _ => aftermath::audit(&run, &people, &stories, ledger_from).await,
    };
    let recorder = std::mem::replace(&mut *run.recorder(), Recorder::new(began));
    let (findings, judgement) = judge(args, &recorder, ending, audited);
    Ok(Report {
        args: args.clone(),
        began_ms,
        lasted,
        tester_cpu: cost,
        in_flight_max,
        recorder,
        findings,
        judgement,
    })
}

fn judge(
    args: &RunArgs,
    recorder: &Recorder,
    ending: Ending,
    audited: Result<Findings, LedgerTrouble>,
) -> (Findings, Judgement) {
    let (findings, trouble) = match audited {
        Ok(findings) => (findings, None),
        Err(trouble) => (Findings::default(), Some(trouble)),
    };
    let goals = Goals { p99: args.p99(), kills: args.kills() };
    let mut judgement = Judgement::of(recorder, &findings, goals);
    if let Some(trouble) = trouble {
        judgement.add(Verdict::Environment, format!("no audit: {trouble}"));
    }
    match ending {
        Ending::Done => {}
        Ending::Interrupted => {
            judgement.add(Verdict::Interrupted, "interrupted: nothing was audited".to_owned());
        }
        Ending::TooManyFailures => {
            judgement.add(Verdict::Missed, "ended early: too many citizens failed".to_owned());
        }
    }
    (findings, judgement)
}

fn stage(
    args: &RunArgs,
    target: Arc<Target>,
    sandbox: Arc<Target>,
    began: Instant,
) -> anyhow::Result<Run> {
    let book = match &args.book {
        Some(path) => {
            Book::with_file(path).with_context(|| format!("opening the book {}", path.display()))?
        }
        None => Book::default(),
    };
    Ok(Run {
        target,
        sandbox,
        recorder: Mutex::new(Recorder::new(began)),
        book,
        towns: Towns::load(),
        think_mean: args.think_mean(),
        kills: args.kills(),
        patience: args.patience(),
    })
}

fn not_ready(args: &RunArgs, why: &NotReady, began_ms: u64) -> Report {
    let recorder = Recorder::new(clock::now());
    let findings = Findings::default();
    let mut judgement =
        Judgement { verdict: Verdict::Met, reasons: Vec::new(), tester_limited: false };
    judgement.add(Verdict::Environment, why.to_string());
    Report {
        args: args.clone(),
        began_ms,
        lasted: Duration::ZERO,
        tester_cpu: None,
        in_flight_max: 0,
        recorder,
        findings,
        judgement,
    }
}

/// Citizens on their way in, and under way.
struct Stream {
    run: Arc<Run>,
    people: Arc<[CitizenRow]>,
    visits: JoinSet<Ended>,
}

impl Stream {
    /// Starts everybody at their moment and waits for the last.
    async fn flow(
        &mut self,
        schedule: &[Duration],
        seed: u64,
        began: Instant,
        in_flight_max: usize,
    ) -> (Ending, Vec<Ended>) {
        let mut stories = Vec::new();
        let interrupted = interrupted();
        tokio::pin!(interrupted);
        for (n, after) in schedule.iter().enumerate() {
            let due = began + *after;
            // Visits that end meanwhile are taken up, so that the next start is never behind them.
            loop {
                tokio::select! {
                    biased;
                    () = &mut interrupted => return (Ending::Interrupted, stories),
                    () = tokio::time::sleep_until(due.into()) => break,
                    Some(ended) = self.visits.join_next() => self.keep(&mut stories, ended),
                }
            }
            if self.is_hopeless() {
                self.drain(&mut stories).await;
                return (Ending::TooManyFailures, stories);
            }
            let room = self.visits.len() < in_flight_max;
            self.run.recorder().offered(due, room);
            if room {
                let (run, people) = (self.run.clone(), self.people.clone());
                let visit = async move { (n, visit(&run, &people[n], n as u64, seed, due).await) };
                self.visits.spawn(visit);
            }
        }
        tokio::select! {
            () = &mut interrupted => (Ending::Interrupted, stories),
            () = self.drain(&mut stories) => (Ending::Done, stories),
        }
    }

    async fn drain(&mut self, stories: &mut Vec<Ended>) {
        let until = clock::now() + DRAIN_MAX + self.run.patience;
        while let Ok(Some(ended)) =
            tokio::time::timeout_at(until.into(), self.visits.join_next()).await
        {
            self.keep(stories, ended);
        }
        let left = self.visits.len();
        self.visits.abort_all();
        for _ in 0..left {
            let reason = Some("still under way when the run ended".to_owned());
            self.run.recorder().ended(clock::now(), Outcome::Unknown, reason);
        }
    }

    fn keep(&self, stories: &mut Vec<Ended>, ended: Result<Ended, JoinError>) {
        let mut recorder = self.run.recorder();
        match ended {
            Ok((n, story)) => {
                recorder.ended(clock::now(), story.outcome, story.reason.clone());
                stories.push((n, story));
            }
            // The tester's own fault, and told as one.
            Err(error) => {
                recorder.ended(clock::now(), Outcome::Failed, Some(format!("tester: {error}")));
            }
        }
    }

    fn is_hopeless(&self) -> bool {
        let recorder = self.run.recorder();
        let failed = recorder.count(Outcome::Failed);
        failed >= FAILED_MIN && failed * FAILED_SHARE > recorder.ended_count()
    }
}

/// Ctrl-C, or a polite request to end.
async fn interrupted() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        },
        // Without handlers the signals end the process in the usual way.
        Err(_) => std::future::pending().await,
    }
}
