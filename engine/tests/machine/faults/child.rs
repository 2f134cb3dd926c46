//! What lives and dies on a failing disk: the engine under load in a process of its own, saying
//! what was acknowledged.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};

use nobat_domain::request::Choice;
use nobat_engine::{AskError, Engine, EngineHandle};

use super::disk::Disk;
use super::{failing_sync, full_disk};
use crate::crash::{Told, argument, hear, live};
use crate::support::{Citizen, config, country, runtime};

/// Citizens that are at it at once.
const AT_ONCE: usize = 24;
/// Lines that wait for their reader.
const LINES_MAX: usize = 100_000;
/// Other lines that are kept.
const SAID_MAX: usize = 10_000;
/// The longest that a child may live; a reader of its lines gives up then.
const LIFE: std::time::Duration = std::time::Duration::from_secs(60);

/// What the child does until its disk or its orders end it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Books without end.
    Load,
    /// The same, and asks for a backup, which flushes the tables, again and again.
    LoadAndBackups,
    /// Opens, books so many citizens, stops in good order, three times over.
    Sessions,
    /// Fills its disk, finishes what was begun, and goes on when there is room.
    FullDisk,
    /// The same, and dies in the middle of it.
    FullDiskDies,
    /// Needs more keys than there are, of a keyring whose disk refuses a sync; then dies.
    Keys,
}

const ROLES: [(&str, Role); 6] = [
    ("role=load", Role::Load),
    ("role=load-and-backups", Role::LoadAndBackups),
    ("role=sessions", Role::Sessions),
    ("role=full-disk", Role::FullDisk),
    ("role=full-disk-dies", Role::FullDiskDies),
    ("role=keys", Role::Keys),
];
const SESSIONS: u32 = 3;
/// Citizens of one session.
const OF_SESSION: u32 = 60;

/// The child's whole life. In an ordinary run of all tests nobody asks for one.
#[test]
fn a_child_lives_on_a_disk_that_fails() {
    let Some((_, role)) = ROLES.iter().find(|(name, _)| std::env::args().any(|it| it == *name))
    else {
        return;
    };
    let data = argument("data-dir=").map(PathBuf::from).expect("a folder is given");
    let first: u32 = argument("first=").and_then(|it| it.parse().ok()).expect("a number is given");
    match role {
        Role::Load | Role::LoadAndBackups => {
            load(&data, first, *role == Role::LoadAndBackups);
            panic!("the child was not ended");
        }
        Role::Sessions => sessions(&data, first),
        Role::FullDisk | Role::FullDiskDies => {
            full_disk::live(&data, *role == Role::FullDiskDies);
        }
        Role::Keys => failing_sync::keys_run_out(&data),
    }
}

pub fn opened(data: &Path) -> Engine {
    println!("opening");
    match Engine::open(&config(data)) {
        Ok(engine) => {
            println!("open");
            engine
        }
        Err(error) => {
            let source = std::error::Error::source(&error).map(ToString::to_string);
            println!("refused: {error}: {}", source.unwrap_or_default());
            std::process::exit(2);
        }
    }
}

fn load(data: &Path, first: u32, backups: bool) {
    let engine = opened(data);
    let handle = engine.handle();
    runtime().block_on(async {
        let choices = country(&handle, 2_000).await;
        let next = Arc::new(AtomicU32::new(first));
        let workers: Vec<_> = (0..AT_ONCE)
            .map(|_| tokio::spawn(work(handle.clone(), choices.clone(), Arc::clone(&next))))
            .collect();
        for round in 0.. {
            if !backups {
                break;
            }
            let (backups, to) = (handle.backups(), data.join("backups"));
            let made = tokio::task::spawn_blocking(move || backups.make(&to, None)).await;
            println!("backup {round} {}", made.expect("no task panics").is_ok());
        }
        for worker in workers {
            worker.await.expect("no task panics");
        }
    });
}

async fn work(engine: EngineHandle, choices: Vec<Choice>, next: Arc<AtomicU32>) {
    loop {
        let n = next.fetch_add(1, Ordering::Relaxed);
        match live(&Citizen::new(&engine, n), &choices).await {
            Ok(()) => {}
            Err(AskError::Stopped) => return,
            Err(other) => {
                println!("refused {n} {other}");
                tokio::task::yield_now().await;
            }
        }
    }
}

fn sessions(data: &Path, first: u32) {
    for session in 0..SESSIONS {
        let engine = opened(data);
        let handle = engine.handle();
        let begin = first + session * OF_SESSION;
        runtime().block_on(async {
            let choices = country(&handle, 2_000).await;
            let tasks: Vec<_> = (begin..begin + OF_SESSION)
                .map(|n| {
                    let (citizen, choices) = (Citizen::new(&handle, n), choices.clone());
                    tokio::spawn(async move { live(&citizen, &choices).await })
                })
                .collect();
            let mut lived = 0;
            for task in tasks {
                match task.await.expect("no task panics") {
                    Ok(()) => lived += 1,
                    // A small ring on a slow disk has no room for a moment.
                    Err(AskError::Busy) => println!("refused"),
                    Err(other) => panic!("no other answer: {other}"),
                }
            }
            assert!(lived > OF_SESSION / 2, "{lived} of {OF_SESSION} came to their end");
        });
        drop(handle);
        engine.stop();
        println!("stopped");
    }
}

/// A child and its lines so far.
pub struct Living {
    child: Child,
    lines: Receiver<String>,
    pub told: BTreeMap<u32, Told>,
    pub said: Vec<String>,
}

/// How a child has ended.
pub struct Ended {
    pub status: ExitStatus,
    pub told: BTreeMap<u32, Told>,
    pub said: Vec<String>,
}

impl Living {
    /// Starts a child on `disk`, with its data directory there.
    pub fn start(disk: &Disk, data: &Path, role: Role, first: u32, recorded: bool) -> Self {
        let (name, _) = ROLES.iter().find(|(_, of)| *of == role).expect("every role has a name");
        let mut command = disk.child("faults::child::a_child_lives_on_a_disk_that_fails");
        if recorded {
            command.env("NOBAT_DISK_RECORD", disk.record());
        }
        let mut child = command
            .arg(name)
            .arg(format!("data-dir={}", data.display()))
            .arg(format!("first={first}"))
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
        Self { child, lines, told: BTreeMap::new(), said: Vec::new() }
    }

    /// Reads on until so many citizens have been told something.
    pub fn until_told(&mut self, citizens: usize) {
        while self.told.len() < citizens {
            let line = self.lines.recv_timeout(LIFE);
            let line = line.unwrap_or_else(|_| panic!("the child is silent: {:?}", self.said));
            self.heard(line);
        }
    }

    /// Reads to its end, which must come by itself.
    pub fn ends(mut self) -> Ended {
        loop {
            match self.lines.recv_timeout(LIFE) {
                Ok(line) => self.heard(line),
                Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => break,
                Err(std::sync::mpsc::RecvTimeoutError::Timeout) => {
                    let _ = self.child.kill();
                    panic!("the child goes on though its disk has failed");
                }
            }
        }
        let status = self.child.wait().expect("it has ended");
        Ended { status, told: self.told, said: self.said }
    }

    /// SIGKILL, and what it had said by then.
    pub fn kill(mut self) -> Ended {
        self.child.kill().expect("it is killed");
        self.ends()
    }

    fn heard(&mut self, line: String) {
        hear(&line, &mut self.told);
        if !line.starts_with("booked") && !line.starts_with("back ") && self.said.len() < SAID_MAX {
            self.said.push(line);
        }
    }
}
