//! Flipped bits, cut and lost files anywhere in a data directory. A start is either right, or
//! refused with place and remedy; what it cannot see is told by whoever reads it; and there is a
//! way back. It never panics and never loses in silence.
//!
//! More of it, for a night, with other seeds:
//! `cargo test -p nobat-engine --test machine -- --exact --nocapture
//! faults::rot::damage_in_a_stopped_directory_is_right_or_named_and_mended rot-from=1000
//! rot-cases=100000`

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};

use nobat_domain::request::Stage;
use nobat_engine::backup::restore_in_place;
use nobat_engine::verify::verify;
use nobat_engine::{AskError, Engine};

use super::disk::{Disk, Slot};
use super::last_words;
use super::random::Random;
use super::rot_scene::{self, Scene};
use crate::backup::Told;
use crate::crash::argument;
use crate::support::{Citizen, config, runtime};

/// Cases of one test in a run of all tests.
const CASES: u64 = 40;
const SIGABRT: i32 = 6;
/// What an operator can do, as the refusals say it.
const REMEDIES: [&str; 4] = ["put ", "restore", "start the newer program", "chmod"];

/// One fault in one file.
#[derive(Clone, Debug)]
enum Damage {
    Flipped { byte: usize, bit: u32 },
    Cut { bytes: usize },
    Lost,
}

/// What came of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Outcome {
    Right,
    Refused,
    /// The start was right as far as it read; the rest is told by reading and by `verify`.
    Told,
    /// The process has met it while it ran, and ended with the place and the remedy.
    Ended,
}

impl Damage {
    fn drawn(random: &mut Random, content: &[u8]) -> Self {
        // Half of all faults fall on what was written; the rest anywhere, blank space too.
        let written = content.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        let span = if random.below(2) == 0 { written } else { content.len() };
        match random.below(8) {
            0 => Self::Lost,
            1 | 2 => Self::Cut { bytes: random.below(span) },
            _ => Self::Flipped { byte: random.below(span), bit: random.below(8) as u32 },
        }
    }

    fn befalls(&self, path: &Path) {
        let mut content = fs::read(path).expect("it reads");
        match self {
            Self::Lost => return fs::remove_file(path).expect("it is removed"),
            Self::Cut { bytes } => content.truncate(*bytes),
            Self::Flipped { byte, bit } => {
                if let Some(byte) = content.get_mut(*byte) {
                    *byte ^= 1 << bit;
                }
            }
        }
        fs::write(path, content).expect("it is written");
    }
}

/// Looks at a directory as an operator does, and says what it sees. In an ordinary run of all
/// tests nobody asks for it.
#[test]
fn a_child_looks_at_what_is_left() {
    let Some(data) = argument("data-dir=").map(PathBuf::from) else { return };
    last_words::are_printed();
    if let Some(backup) = argument("backup=").map(PathBuf::from) {
        restore_in_place(&backup, &config(&data)).expect("backup and journal are whole");
    }
    let told = fs::read_to_string(data.with_extension("told")).expect("it reads");
    let numbers = |line: &str| -> Option<(u32, u32)> {
        let (n, code) = line.split_once(' ')?;
        Some((n.parse().ok()?, code.parse().ok()?))
    };
    let told: Told = told.lines().filter_map(numbers).collect();
    let noticed = |data: &Path| match verify(&config(data)) {
        Ok(report) if report.sound() => "sound".to_owned(),
        Ok(report) => format!("unsound {:?}", report.violations),
        Err(error) => format!("unsound {error}"),
    };
    println!("\nbefore {}", noticed(&data));
    let engine = match Engine::open(&config(&data)) {
        Ok(engine) => engine,
        Err(error) => return println!("refused {error}"),
    };
    println!("opened");
    match told_again(&engine, &told) {
        Ok(damaged) => println!("damaged {damaged}"),
        Err(why) => println!("lost {why}"),
    }
    engine.stop();
    println!("after {}", noticed(&data));
}

/// Whether everything that was acknowledged is there: `Ok`, with how many could not be read because
/// they are damaged. Anything else is a silent loss.
fn told_again(engine: &Engine, told: &Told) -> Result<usize, String> {
    let handle = engine.handle();
    runtime().block_on(async {
        let mut damaged = 0;
        for (n, code) in told {
            match Citizen::new(&handle, *n).view().await {
                Ok(state) if Stage::of(&state) == Stage::Booked => {
                    if state.code.map(|code| code.number()) != Some(*code) {
                        return Err(format!("citizen {n} has another code"));
                    }
                }
                Err(AskError::Damaged) => damaged += 1,
                other => return Err(format!("citizen {n} is not booked: {other:?}")),
            }
        }
        Ok(damaged)
    })
}

/// What a child has said of a directory.
struct Look {
    status: ExitStatus,
    /// By their first word.
    lines: BTreeMap<String, String>,
    errors: String,
}

impl Look {
    fn at(disk: &Disk, data: &Path, backup: Option<&Path>) -> Self {
        let mut child = disk.child("faults::rot::a_child_looks_at_what_is_left");
        child.arg(format!("data-dir={}", data.display())).stderr(Stdio::piped());
        if let Some(backup) = backup {
            child.arg(format!("backup={}", backup.display()));
        }
        let output = child.output().expect("the child runs");
        let said = String::from_utf8_lossy(&output.stdout);
        let worded = |line: &str| {
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            (word.to_owned(), rest.to_owned())
        };
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        Self { status: output.status, lines: said.lines().map(worded).collect(), errors }
    }

    fn said(&self, word: &str) -> Option<&str> {
        self.lines.get(word).map(String::as_str)
    }

    fn outcome(&self, file: &Path) -> Result<Outcome, String> {
        if self.errors.contains("panicked") {
            return Err(format!("it has panicked: {}", self.errors));
        }
        let before = self.said("before").ok_or("verify did not end")?;
        if let Some(why) = self.said("refused") {
            named(why, file)?;
            return Ok(Outcome::Refused);
        }
        if let Some(lost) = self.said("lost") {
            return Err(format!("lost in silence: {lost}; verify said {before}"));
        }
        if self.status.signal() == Some(SIGABRT) {
            let last = self.errors.lines().rfind(|line| line.starts_with("ERROR"));
            named(last.unwrap_or_default(), file)?;
            return Ok(Outcome::Ended);
        }
        let damaged = self.said("damaged").ok_or_else(|| format!("it ended: {}", self.errors))?;
        match (damaged, before, self.said("after")) {
            ("0", _, Some("sound")) => Ok(Outcome::Right),
            (damaged, "sound", _) => Err(format!("{damaged} not read, and verify saw nothing")),
            _ => Ok(Outcome::Told),
        }
    }

    fn must_be_right(&self) -> Result<(), String> {
        let all = (self.said("damaged"), self.said("after"));
        (all == (Some("0"), Some("sound")))
            .then_some(())
            .ok_or_else(|| format!("after the remedy: {:?} {}", self.lines, self.errors))
    }
}

/// The place as an operator knows it, and the remedy.
fn named(why: &str, file: &Path) -> Result<(), String> {
    let name = file.file_name().and_then(|name| name.to_str()).expect("a plain name");
    let folder = file.parent().and_then(Path::to_str).expect("a plain name");
    // Any file of the tables may be blamed for its neighbour, and the remedy is the same for all;
    // a segment that is gone is named by its lap and its folder.
    let place = match (folder, name) {
        ("", "master.key") => why.contains("master key"),
        ("tables", _) => why.contains("cannot trust the tables"),
        ("journal", _) => why.contains("/journal"),
        (_, name) => why.contains(name),
    };
    let remedy = REMEDIES.iter().any(|remedy| why.contains(remedy));
    match (place, remedy) {
        (true, true) => Ok(()),
        (false, _) => Err(format!("does not name {}: {why}", file.display())),
        (_, false) => Err(format!("says no remedy: {why}")),
    }
}

/// Each room of the directory has its share, however many files it has.
fn drawn<'a>(random: &mut Random, files: &'a [PathBuf]) -> &'a PathBuf {
    let rooms = ["journal", "journal", "tables", "tables", "tables", "archive", "keyring", ""];
    let room = Path::new(rooms[random.below(rooms.len())]);
    let its: Vec<&PathBuf> = files
        .iter()
        .filter(|file| if room == Path::new("") { true } else { file.starts_with(room) })
        .collect();
    its[random.below(its.len())]
}

/// Does it, looks at it, and takes the way back.
fn lived_through(scene: &Scene, case: u64) -> Result<Outcome, String> {
    let mut random = Random::of(case);
    let files = scene.files();
    let file = drawn(&mut random, &files);
    let (_root, data) = scene.copied();
    let disk = Disk::new(&data);
    disk.set(Slot::Swift, 1);
    let content = fs::read(data.join(file)).expect("it reads");
    let damage = Damage::drawn(&mut random, &content);
    damage.befalls(&data.join(file));
    let what = |why| format!("case {case}, {}, {damage:?}: {why}", file.display());
    let look = Look::at(&disk, &data, None);
    let outcome = look.outcome(file).map_err(what)?;
    println!("case {case}: {} {damage:?} {outcome:?}", file.display());
    if outcome != Outcome::Right {
        // Tables are rebuilt. Any other file is put back: who was refused, or could not see the
        // fault, has made nothing worse.
        let tables = file.starts_with("tables");
        if !tables || outcome == Outcome::Refused && random.below(3) == 0 {
            fs::write(data.join(file), &content).expect("it is written");
            let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
            fs::set_permissions(data.join(file), private).expect("it is ours");
            Look::at(&disk, &data, None).must_be_right().map_err(what)?;
        } else {
            let backup = Some(scene.backup.as_path());
            Look::at(&disk, &data, backup).must_be_right().map_err(what)?;
        }
    }
    Ok(outcome)
}

fn number(name: &str, otherwise: u64) -> u64 {
    argument(name).map_or(otherwise, |it| it.parse().expect("a number"))
}

fn all_are_lived_through(scene: &Scene, from: u64) {
    let (from, cases) = (number("rot-from=", from), number("rot-cases=", CASES));
    let mut counts: BTreeMap<Outcome, u32> = BTreeMap::new();
    let mut faults = Vec::new();
    for case in from..from + cases {
        match lived_through(scene, case) {
            Ok(outcome) => *counts.entry(outcome).or_default() += 1,
            Err(why) => faults.push(why),
        }
    }
    println!("{counts:?}");
    assert!(faults.is_empty(), "{} of {cases}:\n{}", faults.len(), faults.join("\n"));
    let met = |outcome| counts.get(&outcome).is_some_and(|count| *count > 0);
    assert!(met(Outcome::Right) && met(Outcome::Refused), "{counts:?}: too little was met");
}

#[test]
fn damage_in_a_stopped_directory_is_right_or_named_and_mended() {
    all_are_lived_through(&rot_scene::stopped(), 0);
}

#[test]
fn damage_in_a_crashed_directory_is_right_or_named_and_mended() {
    all_are_lived_through(&rot_scene::crashed(), 1_000);
}
