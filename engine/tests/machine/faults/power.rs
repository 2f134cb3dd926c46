//! The power goes: every write of the real engine is recorded with the syncs that cover it, and
//! what no sync covered is dropped, torn or reordered before the directory is opened again.
//!
//! More of it, for a night: `cargo test -p nobat-engine --test machine -- --exact --nocapture
//! faults::power::what_a_loss_of_power_leaves_has_everything_that_was_acknowledged
//! power-from=1000 power-cases=20000`

use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use nobat_domain::ids::Sequence;
use nobat_engine::EngineConfig;
use nobat_engine::journal::medium::DiskMedium;
use nobat_engine::journal::survey;

use super::child::{Ended, Living, Role};
use super::disk::{Disk, Slot};
use super::image::{Image, Loss};
use super::random::Random;
use super::record::{Kind, Record};
use crate::crash::{Told, argument, hear, must_stand};
use crate::support::{Citizen, config, must_be_sound, with_engine};

/// Losses of power of one test in a run of all tests.
const CASES: u64 = 30;
/// The citizens of one life. A swift disk lets thousands come before the kill, and nobody of them
/// may come again in the next life.
const CITIZENS_OF_A_LIFE: u32 = 100_000;

fn number(name: &str, otherwise: u64) -> u64 {
    argument(name).map_or(otherwise, |it| it.parse().expect("a number"))
}

/// Every record of a journal, ring and archive.
fn records(config: &EngineConfig) -> BTreeMap<Sequence, Vec<u8>> {
    let medium = DiskMedium::new(config.journal_dir(), config.archive_dir()).expect("it opens");
    let mut reader = survey(Arc::new(medium)).expect("nobody has it").records();
    let mut all = BTreeMap::new();
    while let Some(batch) = reader.next_batch().expect("it is sound") {
        all.extend(batch.records().map(|record| (record.sequence, record.bytes.to_vec())));
    }
    all
}

/// One loss of power: where in the record, and how.
fn cut(record: &Record, random: &mut Random) -> (usize, Loss) {
    let loss = match random.below(4) {
        0 => Loss::Strict,
        1 => Loss::Nothing,
        _ => Loss::Torn,
    };
    // Half of all cuts come right behind a word to somebody, when the least is settled.
    let end = 1 + random.below(record.ops.len());
    let said = |at: &usize| record.ops[*at].kind == Kind::Said;
    let end = match random.below(2) {
        0 => (end..record.ops.len()).find(said).map_or(end, |at| at + 1),
        _ => end,
    };
    (end, loss)
}

/// Builds what is left and opens it. With a `history`, nothing else may stand in its journal.
fn survives(
    (record, root): (&Record, &str),
    case: u64,
    history: Option<&BTreeMap<Sequence, Vec<u8>>>,
) {
    let mut random = Random::of(case);
    let (end, loss) = match argument("at-the-end") {
        Some(_) => (record.ops.len(), Loss::Strict),
        None => cut(record, &mut random),
    };
    let place = PathBuf::from(root).join(format!("left-{case}"));
    let mut image = Image::of(record, root);
    if argument("syncs-nothing").is_some() {
        image = image.syncing_nothing();
    }
    image.follow(end);
    std::fs::create_dir(&place).expect("a folder");
    image.left_in(&place, loss, &mut random);
    let mut told: BTreeMap<u32, Told> = BTreeMap::new();
    record.said_before(end).iter().for_each(|line| hear(line, &mut told));
    println!("case {case}: op {end} of {}, {loss:?}, {} told", record.ops.len(), told.len());
    let data = place.join("data");
    let config = config(&data);
    let begun = config.journal_dir().exists() && config.keyring_path().exists();
    assert!(begun || told.is_empty(), "somebody was told, and nothing is there");
    if begun && !told.is_empty() {
        must_be_sound(&data);
    }
    if let Some(history) = history.filter(|_| begun) {
        for (sequence, bytes) in records(&config) {
            let decided = history.get(&sequence);
            assert_eq!(decided, Some(&bytes), "{sequence:?} was never decided so");
        }
    }
    with_engine(&config, async |engine| {
        for (n, told) in &told {
            let state = Citizen::new(&engine, *n).view().await.expect("there is room");
            must_stand(*n, *told, &state);
        }
    });
    assert_eq!(must_be_sound(&data).unfinished.bookings, 0);
    std::fs::remove_dir_all(&place).expect("it is ours");
}

/// Pulls the plug, again and again, out of one record. In an ordinary run of all tests nobody asks
/// for it.
#[test]
fn a_child_pulls_the_plug() {
    let Some(root) = argument("plug=") else { return };
    super::last_words::are_printed();
    let record = Record::read(&Disk::inherited(Path::new(&root)).record());
    let whole = Path::new(&root).join("data");
    let history = argument("history=").map(|_| records(&config(&whole)));
    let from = number("power-from=", 0);
    for case in from..from + number("power-cases=", CASES) {
        survives((&record, &root), case, history.as_ref());
    }
    println!("plugged in again");
}

/// By the disk and by nothing else: a panic ends a child too.
fn was_killed(ended: &Ended) -> bool {
    ended.status.signal() == Some(rustix::process::Signal::KILL.as_raw())
}

/// A disk with its record, which the lives before have filled.
struct Place {
    _root: tempfile::TempDir,
    disk: Disk,
    folder: PathBuf,
}

impl Place {
    fn new() -> Self {
        let root = tempfile::tempdir().expect("a folder");
        let folder = root.path().join("disk");
        Self { disk: Disk::new(&folder), folder, _root: root }
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// At many moments; nothing but what is in the whole history may be there, if it is asked for.
    fn plug_is_pulled(&self, from: u64, history: bool) {
        let from = number("power-from=", from);
        let cases = number("power-cases=", CASES);
        let mut arguments = vec![format!("power-from={from}"), format!("power-cases={cases}")];
        arguments.extend(history.then(|| "history=whole".to_owned()));
        self.pulled(&arguments).expect("everything is there");
    }

    /// Now, with nothing left but what was synced.
    fn plug_is_pulled_at_the_end(&self) {
        let now = ["at-the-end".to_owned(), "power-cases=1".to_owned()];
        self.pulled(&now).expect("everything is there");
    }

    /// What is wrong in the first case in which something is.
    fn pulled(&self, arguments: &[String]) -> Result<(), String> {
        self.disk.heal();
        self.disk.set(Slot::Swift, 1);
        let mut child = self.disk.child("faults::power::a_child_pulls_the_plug");
        child.arg(format!("plug={}", self.folder.display())).args(arguments);
        let output = child.output().expect("the child runs");
        let said = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        println!("{said}");
        let through = output.status.success() && said.contains("plugged in again");
        let last = said.lines().rfind(|line| line.starts_with("case")).unwrap_or_default();
        through.then_some(()).ok_or_else(|| format!("{last}: {}\n{errors}", output.status))
    }
}

#[test]
fn what_a_loss_of_power_leaves_has_everything_that_was_acknowledged() {
    let place = Place::new();
    let living = Living::start(&place.disk, &place.data(), Role::Sessions, 0, true);
    let ended = living.ends();
    assert!(ended.status.success() && ended.told.len() > 100, "{:?}", ended.said);
    place.plug_is_pulled(0, true);
}

/// The proof can fail: were a synchronous write no more than a write, this is where it would show.
#[test]
fn a_disk_that_acknowledges_writes_and_syncs_nothing_is_found_out() {
    let place = Place::new();
    let mut living = Living::start(&place.disk, &place.data(), Role::Load, 0, true);
    living.until_told(20);
    living.kill();
    let planted = ["at-the-end", "power-cases=1", "syncs-nothing"].map(str::to_owned);
    let found = place.pulled(&planted);
    assert!(found.is_err(), "nothing was synced, and everything was there");
}

/// Where names are given: the moments before they are durable.
fn namings(record: &Record) -> Vec<i64> {
    let mut steps = 0;
    let mut found = Vec::new();
    for op in &record.ops {
        // A word is no step of the disk.
        steps += i64::from(op.kind != Kind::Said);
        let names = matches!(op.kind, Kind::Renamed | Kind::Linked | Kind::FolderMade);
        if names {
            found.push(steps);
        }
    }
    found
}

/// A start is killed right behind each name that it gives; the next one lives for a while, and then
/// the power goes. What the second has believed of the first must have been durable.
#[test]
fn names_that_a_killed_start_left_behind_are_durable_before_anybody_is_told() {
    const TOLD: usize = 8;
    let whole = Place::new();
    let mut living = Living::start(&whole.disk, &whole.data(), Role::Load, 0, true);
    living.until_told(TOLD);
    living.kill();
    let steps = namings(&Record::read(&whole.disk.record()));
    assert!(steps.len() > 8, "a first start gives names: {steps:?}");
    let wanted = usize::try_from(number("kills=", 6)).expect("a small number");
    for step in steps.iter().step_by(steps.len().div_ceil(wanted).max(1)) {
        let place = Place::new();
        place.disk.set(Slot::KillAt, *step);
        let killed = Living::start(&place.disk, &place.data(), Role::Load, 0, true).ends();
        assert!(was_killed(&killed), "step {step}: {}: {:?}", killed.status, killed.said);
        place.disk.heal();
        let mut living =
            Living::start(&place.disk, &place.data(), Role::Load, CITIZENS_OF_A_LIFE, true);
        living.until_told(TOLD);
        living.kill();
        place.plug_is_pulled_at_the_end();
    }
}

/// Who starts after a kill believes what is only in the cache, unless it makes it durable first.
#[test]
fn a_kill_and_then_a_loss_of_power_leave_everything_that_was_acknowledged() {
    let place = Place::new();
    let mut random = Random::of(7);
    for life in 0..6 {
        let ops = place.disk.get(Slot::Ops);
        place.disk.set(Slot::KillAt, ops + 40 + random.below(1_500) as i64);
        let first = life * CITIZENS_OF_A_LIFE;
        let ended = Living::start(&place.disk, &place.data(), Role::Load, first, true).ends();
        assert!(was_killed(&ended), "life {life}: {}: {:?}", ended.status, ended.said);
        let all = first..first + CITIZENS_OF_A_LIFE;
        assert!(ended.told.keys().all(|n| all.contains(n)), "nobody lives twice");
    }
    place.plug_is_pulled(0, false);
}
