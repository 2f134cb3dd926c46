//! A process that is killed at any moment has lost nothing that it had acknowledged.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

use nobat_domain::request::{Choice, RequestCommand, RequestState, Stage};
use nobat_engine::verify::verify;
use nobat_engine::{Answered, AskError, Engine, EngineHandle};

use crate::support::{Citizen, config, country, is, must_be_sound, with_engine};

const ROUNDS: u32 = 10;
/// Citizens of one round, and how many of them are at it at once.
const CITIZENS: u32 = 10_000;
const AT_ONCE: usize = 24;
/// Acknowledgements that wait for their reader; a child whose pipe is full waits too.
const LINES_MAX: usize = 100_000;
/// How the child is told that it is one: the only test that it runs reads this argument.
const DATA: &str = "data-dir=";
const ROUND: &str = "round=";

/// What one citizen was told last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Told {
    Booked { code: u32 },
    Moved { code: u32 },
    GivenBack,
}

/// What this citizen is going to do with the booking, for ever the same.
fn plan(n: u32) -> u32 {
    n % 5
}

pub fn argument(name: &str) -> Option<String> {
    std::env::args().find_map(|it| it.strip_prefix(name).map(str::to_owned))
}

/// The child's whole life. In an ordinary run of all tests nobody asks for one.
#[test]
fn a_child_books_until_it_is_killed() {
    let Some(data) = argument(DATA).map(PathBuf::from) else { return };
    let round: u32 = argument(ROUND).and_then(|it| it.parse().ok()).expect("a round is given");
    println!("opening");
    let engine = Engine::open(&config(&data)).expect("the directory is sound");
    println!("open");
    let handle = engine.handle();
    crate::support::runtime().block_on(async {
        let choices = country(&handle, 2_000).await;
        let next = Arc::new(AtomicU32::new(round * CITIZENS));
        let workers: Vec<_> = (0..AT_ONCE)
            .map(|_| tokio::spawn(work(handle.clone(), choices.clone(), Arc::clone(&next))))
            .collect();
        for worker in workers {
            worker.await.expect("no task panics");
        }
    });
    panic!("the child was not killed in time");
}

async fn work(engine: EngineHandle, choices: Vec<Choice>, next: Arc<AtomicU32>) {
    for _ in 0..CITIZENS {
        let n = next.fetch_add(1, Ordering::Relaxed);
        // Refused for want of room: nothing was acknowledged, and the next one comes.
        let _ = live(&Citizen::new(&engine, n), &choices).await;
    }
}

pub async fn live(citizen: &Citizen, choices: &[Choice]) -> Result<(), AskError> {
    let n = citizen.n;
    let choice = choices[n as usize % choices.len()];
    let state = is(citizen.book(choice).await?);
    let (Stage::Booked, Some(code)) = (Stage::of(&state), state.code) else { return Ok(()) };
    println!("booked {n} {}", code.number());
    match plan(n) {
        0 => {
            if let Answered::Is(_) = citizen.ask(RequestCommand::GiveBack).await? {
                println!("back {n}");
            }
        }
        1 => {
            let choice = choices[(n as usize + 1) % choices.len()];
            if let Answered::Is(state) = citizen.ask(RequestCommand::Move { choice }).await?
                && state.booking.is_some_and(|booking| booking.choice == choice)
            {
                println!("moved {n} {}", code.number());
            }
        }
        _ => {}
    }
    Ok(())
}

fn spawn(data: &Path, round: u32) -> (Child, Receiver<String>) {
    let this = std::env::current_exe().expect("a test has a file");
    let mut child = Command::new(this)
        .args(["--exact", "crash::a_child_books_until_it_is_killed", "--nocapture"])
        .arg(format!("{DATA}{}", data.display()))
        .arg(format!("{ROUND}{round}"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the child starts");
    let pipe = child.stdout.take().expect("it was asked for");
    let (sender, lines) = sync_channel(LINES_MAX);
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    (child, lines)
}

/// The last words to each citizen, read up to the moment of the kill and then to the end.
fn killed(data: &Path, round: u32) -> BTreeMap<u32, Told> {
    let (mut child, lines) = spawn(data, round);
    let mut told = BTreeMap::new();
    // Every fourth round is killed while it still opens and recovers, the others at work.
    let (first_word, patience) = if round % 4 == 3 {
        ("opening", Duration::from_millis(u64::from(round) * 11))
    } else {
        ("booked", Duration::from_millis(60 + u64::from(round * 37 % 200)))
    };
    for line in &lines {
        hear(&line, &mut told);
        if line.starts_with(first_word) {
            break;
        }
    }
    // From here on the child lives for a span that has nothing to do with what it does.
    let end = nobat_engine::clock::monotonic_ns() + u64::try_from(patience.as_nanos()).unwrap_or(0);
    loop {
        let left = end.saturating_sub(nobat_engine::clock::monotonic_ns());
        match lines.recv_timeout(Duration::from_nanos(left)) {
            Ok(line) => hear(&line, &mut told),
            Err(RecvTimeoutError::Timeout) => break,
            Err(RecvTimeoutError::Disconnected) => panic!("the child ended by itself"),
        }
        if left == 0 {
            break;
        }
    }
    child.kill().expect("it is killed");
    child.wait().expect("it has ended");
    // What is in the pipe was said before the end.
    for line in lines {
        hear(&line, &mut told);
    }
    told
}

pub fn hear(line: &str, told: &mut BTreeMap<u32, Told>) {
    let mut words = line.split(' ');
    let kind = words.next().unwrap_or_default();
    let mut number = || words.next().and_then(|word| word.parse().ok());
    let Some(n) = number() else { return };
    let said = match (kind, number()) {
        ("booked", Some(code)) => Told::Booked { code },
        ("moved", Some(code)) => Told::Moved { code },
        ("back", None) => Told::GivenBack,
        // A line that the kill has cut, or the test harness speaks.
        _ => return,
    };
    told.insert(n, said);
}

pub fn must_stand(n: u32, told: Told, state: &RequestState) {
    let code = state.code.map(|code| code.number());
    let paid = state.booking.as_ref().is_some_and(|booking| booking.paid.is_some());
    match told {
        Told::GivenBack => {
            assert!(state.booking.is_none() && state.purse.len() == 1, "citizen {n}: {state:?}");
        }
        Told::Moved { code: known } => {
            assert!(paid && state.moves == 1 && code == Some(known), "citizen {n}: {state:?}");
        }
        Told::Booked { code: known } => {
            // What came after may have become durable without a word.
            let given_back = plan(n) == 0 && state.purse.len() == 1;
            assert!((paid || given_back) && code == Some(known), "citizen {n}: {state:?}");
        }
    }
}

#[test]
fn whatever_was_acknowledged_is_there_after_a_kill_at_any_moment() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut all: BTreeMap<u32, Told> = BTreeMap::new();
    for round in 0..ROUNDS {
        let told = killed(dir.path(), round);
        assert!(round % 4 == 3 || !told.is_empty(), "round {round} acknowledged nothing");
        let before = must_be_sound(dir.path());
        all.extend(&told);
        let asked = if round + 1 == ROUNDS { all.clone() } else { told };
        with_engine(&config(dir.path()), async |engine| {
            for (n, told) in asked {
                let state = Citizen::new(&engine, n).view().await.expect("there is room");
                must_stand(n, told, &state);
            }
        });
        let after = must_be_sound(dir.path());
        assert!(after.counts.money >= before.counts.money, "round {round}");
        assert_eq!(after.unfinished.bookings, 0, "round {round}: what was paid is booked");
    }
    assert!(all.len() > ROUNDS as usize, "{} acknowledgements", all.len());
}

#[test]
fn a_directory_that_another_process_has_is_refused_until_that_is_gone() {
    let dir = tempfile::tempdir().expect("a folder");
    let (mut child, lines) = spawn(dir.path(), 0);
    lines.iter().find(|line| line == "open").expect("the child opens it");
    let why = Engine::open(&config(dir.path())).err().expect("the child has it").to_string();
    assert!(why.contains("another process holds"), "{why}");
    let why = verify(&config(dir.path())).expect_err("the child has it").to_string();
    assert!(why.contains("another process holds"), "{why}");
    child.kill().expect("it is killed");
    child.wait().expect("it has ended");
    drop(lines);
    with_engine(&config(dir.path()), async |_| ());
    must_be_sound(dir.path());
}
