//! A process that sends and is killed at any moment has sent every message, and none twice.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use nobat_domain::message::Kind;
use nobat_domain::request::Stage;
use nobat_domain::timestamp::Millis;
use nobat_engine::messages::{Job, Lane, Ledger, MessageId, Outcome};
use nobat_engine::{Engine, EngineHandle};

use crate::crash::argument;
use crate::messages::{follow, ledger};
use crate::support::{Citizen, config, country, must_be_sound, runtime, with_engine};

const ROUNDS: u32 = 8;
const CITIZENS: u32 = 400;
const DATA: &str = "messages-in=";
const ROUND: &str = "messages-round=";

/// A provider whose books outlive us: a line for each message that it took.
struct Provider {
    books: File,
    path: PathBuf,
}

impl Provider {
    fn at(dir: &Path) -> Self {
        let path = dir.join("provider");
        let books = OpenOptions::new().create(true).append(true).open(&path);
        Self { books: books.expect("it opens"), path }
    }

    fn take(&mut self, name: u64) {
        // One write: a kill leaves it whole or not at all.
        self.books.write_all(format!("{name}\n").as_bytes()).expect("it takes it");
    }

    fn taken(&self) -> BTreeMap<u64, u32> {
        let mut taken = BTreeMap::new();
        for line in BufReader::new(File::open(&self.path).expect("it opens")).lines() {
            let name = line.expect("a line").parse().expect("a name");
            *taken.entry(name).or_default() += 1;
        }
        taken
    }
}

/// Sends what is due, as the program does: taken, tried, settled.
fn deliver(ledger: &Ledger, provider: &mut Provider) -> usize {
    let jobs = ledger.take(Lane::Texts, 16).expect("it is marked");
    let took = Outcome::Taken { number: None, cost: 900, parts: 1, reported: false };
    let mut outcomes: Vec<(MessageId, Outcome)> = Vec::new();
    for job in jobs {
        outcomes.push(match job {
            Job::Send(post) => {
                provider.take(ledger.name(&post.id));
                (post.id, took)
            }
            Job::Ask(id) if provider.taken().contains_key(&ledger.name(&id)) => (id, took),
            Job::Ask(id) => (id, Outcome::Unfound { again: Millis(0) }),
            Job::Report(..) => panic!("nothing is reported here"),
        });
    }
    ledger.settle(&outcomes).expect("it is written");
    outcomes.len()
}

/// The child's whole life. In an ordinary run of all tests nobody asks for one.
#[test]
fn a_child_sends_until_it_is_killed() {
    let Some(data) = argument(DATA).map(PathBuf::from) else { return };
    let round: u32 = argument(ROUND).and_then(|it| it.parse().ok()).expect("a round is given");
    let engine = Engine::open(&config(&data)).expect("the directory is sound");
    let handle = engine.handle();
    runtime().block_on(async {
        let ledger = ledger(&handle, &data);
        let mut provider = Provider::at(&data);
        follow(&handle, &ledger).await;
        let choices = country(&handle, 2_000).await;
        for n in round * CITIZENS..(round + 1) * CITIZENS {
            let choice = choices[n as usize % choices.len()];
            let booked = Citizen::new(&handle, n).book(choice).await;
            if booked.is_ok() {
                println!("booked {n}");
            }
            if n % 4 == 0 {
                follow(&handle, &ledger).await;
                deliver(&ledger, &mut provider);
            }
        }
    });
    panic!("the child was not killed in time");
}

fn spawn(data: &Path, round: u32) -> Child {
    let this = std::env::current_exe().expect("a test has a file");
    Command::new(this)
        .args(["--exact", "messages_crash::a_child_sends_until_it_is_killed", "--nocapture"])
        .arg(format!("{DATA}{}", data.display()))
        .arg(format!("{ROUND}{round}"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the child starts")
}

/// Lets a child live for a while after its first booking, and kills it.
fn killed(data: &Path, round: u32) {
    let mut child = spawn(data, round);
    let mut lines = BufReader::new(child.stdout.take().expect("it was asked for")).lines();
    let wanted = 1 + round * 17 % 60;
    let booked = lines.by_ref().map_while(Result::ok).filter(|line| line.starts_with("booked"));
    assert_eq!(booked.take(wanted as usize).count(), wanted as usize, "the child ended by itself");
    // The pipe is read on, so that the child lives at its own pace until the kill.
    let reader = std::thread::spawn(move || lines.map_while(Result::ok).count());
    std::thread::park_timeout(Duration::from_millis(u64::from(round * 13 % 40)));
    child.kill().expect("it is killed");
    child.wait().expect("it has ended");
    reader.join().expect("it ends with the pipe");
}

async fn is_booked(engine: &EngineHandle, n: u32) -> bool {
    let citizen = Citizen::new(engine, n);
    let state = match engine.ask(citizen.key, nobat_domain::request::RequestCommand::View).await {
        Ok(nobat_engine::Answered::Is(state)) => state,
        _ => return false,
    };
    Stage::of(&state) == Stage::Booked
}

#[test]
fn whoever_was_booked_is_told_once_after_kills_at_any_moment() {
    let dir = tempfile::tempdir().expect("a folder");
    for round in 0..ROUNDS {
        killed(dir.path(), round);
    }
    must_be_sound(dir.path());
    with_engine(&config(dir.path()), async |engine| {
        let ledger = ledger(&engine, dir.path());
        let mut provider = Provider::at(dir.path());
        follow(&engine, &ledger).await;
        // Whatever was under way at the last kill is asked about.
        engine.skip(Millis::minutes(2));
        while deliver(&ledger, &mut provider) > 0 {}
        let taken = provider.taken();
        let mut told = 0;
        for n in 0..ROUNDS * CITIZENS {
            let citizen = Citizen::new(&engine, n);
            let id = MessageId { request: citizen.key, kind: Kind::Booked, about: 1 };
            let times = taken.get(&ledger.name(&id)).copied().unwrap_or(0);
            let booked = is_booked(&engine, n).await;
            assert_eq!(times, u32::from(booked), "citizen {n}");
            told += times;
        }
        assert!(told > ROUNDS, "{told} were told");
        let line = ledger.figures().lines.into_iter().find(|line| line.kind == Kind::Booked);
        let line = line.expect("every kind has a line");
        assert_eq!((line.ever.taken, line.waits, line.sending), (u64::from(told), 0, 0));
    });
}
