//! The real program under load, killed with SIGKILL at random moments, restarted and verified.
//!
//! Nothing that a citizen was shown may be lost, and no invariant may be broken, in any round.
//! `make crash ROUNDS=1000` takes a night's worth of them.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Kills of one run, unless an argument `rounds=` says otherwise.
const ROUNDS: usize = 50;
/// The longest that a round may take; the load goes on for that long in all.
const ROUND_S_MAX: u64 = 60;
/// Citizens that arrive each second.
const RATE: &str = "40";
/// The shortest and the longest life between two kills, after the server is ready.
const LIFE_MS: std::ops::Range<u64> = 150..1_500;

struct Places {
    nobat: PathBuf,
    loadtest: PathBuf,
    data: PathBuf,
    book: PathBuf,
    listen: String,
    sandbox: String,
}

/// The workspace's `target/release`, where `make build` puts the programs that people run.
fn program(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let path = root.join("target/release").join(name);
    assert!(path.exists(), "{} is missing: run `make build` first", path.display());
    path
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("bound").port()
}

impl Places {
    fn new(dir: &Path) -> Self {
        Self {
            nobat: program("nobat"),
            loadtest: program("nobat-loadtest"),
            data: dir.join("data"),
            book: dir.join("book.jsonl"),
            listen: format!("127.0.0.1:{}", free_port()),
            sandbox: format!("127.0.0.1:{}", free_port()),
        }
    }

    /// Starts the server and waits for its own word that it is ready.
    fn serve(&self) -> Child {
        let mut child = Command::new(&self.nobat)
            .args(["serve", "--demo", "--question", "skip", "--data"])
            .arg(&self.data)
            .args(["--listen", &self.listen, "--sandbox-listen", &self.sandbox])
            .env("RUST_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let out = child.stdout.take().expect("piped");
        let mut lines = BufReader::new(out).lines();
        let ready = lines.next().expect("the server is ready before it ends").expect("text");
        assert!(ready.contains("ready"), "an odd first line: {ready}");
        // The rest is read so that the pipe never fills.
        std::thread::spawn(move || lines.for_each(drop));
        child
    }

    fn load(&self, seconds: u64) -> Child {
        Command::new(&self.loadtest)
            .args(["run", "--scenario", "steady", "--plain", "--expect-kills", "--rate", RATE])
            .args(["--seconds", &seconds.to_string()])
            .args(["--target", &format!("http://{}", self.listen)])
            .args(["--sandbox", &format!("http://{}", self.sandbox)])
            .arg("--book")
            .arg(&self.book)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the load tester starts")
    }

    fn verify(&self, round: usize) {
        let output = Command::new(&self.nobat)
            .args(["verify", "--data"])
            .arg(&self.data)
            .output()
            .expect("verify runs");
        let report = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "round {round}: {report}\n{errors}");
    }

    fn acknowledged(&self) -> usize {
        let Ok(file) = File::open(&self.book) else { return 0 };
        BufReader::new(file).lines().count()
    }
}

fn rounds() -> usize {
    let asked = std::env::args().find_map(|it| it.strip_prefix("rounds=").map(str::to_owned));
    asked.map_or(ROUNDS, |it| it.parse().expect("rounds=NUMBER"))
}

fn wait_for_end(child: &mut Child) -> std::process::ExitStatus {
    child.wait().expect("the child is ours")
}

/// A small generator: which moments are hit differs from run to run, and is printed.
fn random() -> u64 {
    let mut bytes = [0; 8];
    File::open("/dev/urandom").expect("randomness").read_exact(&mut bytes).expect("randomness");
    u64::from_le_bytes(bytes)
}

#[test]
fn nothing_acknowledged_is_lost_when_the_program_is_killed() {
    let dir = tempfile::tempdir().expect("a folder");
    let places = Places::new(dir.path());
    let mut server = places.serve();
    let rounds = rounds();
    // Long enough for every round; it is stopped when the rounds are over.
    let mut load = places.load(rounds as u64 * ROUND_S_MAX);
    for round in 1..=rounds {
        let life = LIFE_MS.start + random() % (LIFE_MS.end - LIFE_MS.start);
        // The moment of the kill is the test's subject, not a wait for something to happen.
        std::thread::park_timeout(Duration::from_millis(life));
        server.kill().expect("SIGKILL");
        wait_for_end(&mut server);
        places.verify(round);
        server = places.serve();
        println!("round {round}: killed after {life} ms, {} acknowledged", places.acknowledged());
    }
    // A last while in peace, so that citizens in flight come to their end.
    std::thread::park_timeout(Duration::from_secs(5));
    load.kill().expect("the load tester is ours");
    wait_for_end(&mut load);
    let acknowledged = places.acknowledged();
    assert!(acknowledged > rounds, "too little was acknowledged to prove anything: {acknowledged}");
    let audit = Command::new(&places.loadtest)
        .args(["audit", "--target", &format!("http://{}", places.listen), "--book"])
        .arg(&places.book)
        .output()
        .expect("the audit runs");
    let said = String::from_utf8_lossy(&audit.stdout);
    let errors = String::from_utf8_lossy(&audit.stderr);
    server.kill().expect("SIGKILL");
    wait_for_end(&mut server);
    assert!(audit.status.success(), "of {acknowledged} acknowledged:\n{said}\n{errors}");
    places.verify(rounds + 1);
    println!("{rounds} kills, {acknowledged} acknowledged bookings, none lost");
}
