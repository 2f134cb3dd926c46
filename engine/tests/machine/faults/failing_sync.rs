//! A write or a sync that the disk refuses: the process ends at once, nothing is tried again as if
//! nothing had happened, and a start on the healed disk has everything that was acknowledged.

use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};

use nobat_engine::AskError;
use nobat_engine::keyring::BLOCK_KEYS;

use super::child::{Ended, Living, Role, opened};
use super::disk::{Arrives, Disk, FailOn, Slot};
use crate::crash::must_stand;
use crate::support::{Citizen, config, country, is, must_be_sound, runtime, with_engine};

const SIGABRT: i32 = 6;
/// Citizens that are through before the disk fails.
const BEFORE: usize = 30;
/// Citizens that enter at once, where many must.
const AT_ONCE: u32 = 256;

/// A folder with a disk of its own.
struct Place {
    _root: tempfile::TempDir,
    disk: Disk,
    data: PathBuf,
}

impl Place {
    fn new() -> Self {
        let root = tempfile::tempdir().expect("a folder");
        let data = root.path().join("disk");
        Self { disk: Disk::new(&data), data, _root: root }
    }

    /// A child whose disk fails under load, once.
    fn fails(&self, role: Role, path: &str, on: FailOn, arrives: Arrives, after: i64) -> Ended {
        let mut living = Living::start(&self.disk, &self.data, role, 0, false);
        living.until_told(BEFORE);
        self.disk.fail(path, on, arrives, after);
        let ended = living.ends();
        assert_eq!(self.disk.get(Slot::Failed), 1, "{path}: the disk has failed once");
        ended
    }

    /// The disk is sound again: everything is there, and the machine goes on.
    fn must_have_all(&self, ended: &Ended, what: &str) {
        assert!(ended.told.len() >= BEFORE, "{what}: {} told", ended.told.len());
        self.disk.heal();
        must_be_sound(&self.data);
        with_engine(&config(&self.data), async |engine| {
            for (n, told) in &ended.told {
                let state = Citizen::new(&engine, *n).view().await.expect("there is room");
                must_stand(*n, *told, &state);
            }
            let choices = country(&engine, 2_000).await;
            Citizen::new(&engine, 900_000).book(choices[0]).await.expect("there is room");
        });
        assert_eq!(must_be_sound(&self.data).unfinished.bookings, 0, "{what}");
    }
}

/// What was not on disk when the write failed is not there after it: had an answer left that
/// rested on it, its citizen would be missed here.
#[test]
fn a_failed_journal_write_ends_the_process_before_any_answer_of_its_batch() {
    for (round, arrives) in
        [Arrives::Nothing, Arrives::Half, Arrives::Nothing, Arrives::Everything].iter().enumerate()
    {
        let place = Place::new();
        // The writes of a loaded journal hold many citizens each; another one is hit each time.
        let after = 3 + 17 * i64::try_from(round).expect("few rounds");
        let ended =
            place.fails(Role::Load, "disk/journal/segment-", FailOn::Write, *arrives, after);
        let what = format!("round {round}, {arrives:?}");
        assert_eq!(ended.status.signal(), Some(SIGABRT), "{what}: {:?}", ended.said);
        assert_eq!(place.disk.get(Slot::Later), 0, "{what}: the file was written again");
        place.must_have_all(&ended, &what);
    }
}

#[test]
fn a_failed_sync_of_the_tables_ends_the_process_and_the_journal_has_everything() {
    for file in ["disk/tables/0", "disk/tables/MANIFEST"] {
        let place = Place::new();
        let role = Role::LoadAndBackups;
        let ended = place.fails(role, file, FailOn::Sync, Arrives::Everything, 0);
        assert_eq!(ended.status.signal(), Some(SIGABRT), "{file}: {:?}", ended.said);
        place.must_have_all(&ended, file);
    }
}

#[test]
fn a_failed_write_of_the_tables_ends_the_process_and_the_journal_has_everything() {
    for file in ["disk/tables/0", "disk/tables/MANIFEST"] {
        let place = Place::new();
        let role = Role::LoadAndBackups;
        let ended = place.fails(role, file, FailOn::Write, Arrives::Half, 0);
        assert_eq!(ended.status.signal(), Some(SIGABRT), "{file}: {:?}", ended.said);
        place.must_have_all(&ended, file);
    }
}

/// Every place that a start writes to or syncs, refused once.
#[test]
fn a_start_on_a_disk_that_refuses_a_sync_is_refused_and_loses_nothing() {
    let place = Place::new();
    let mut living = Living::start(&place.disk, &place.data, Role::Load, 0, false);
    living.until_told(BEFORE);
    let killed = living.kill();
    for (file, on, after) in [
        ("disk/keyring", FailOn::Sync, 0),
        ("disk/keyring", FailOn::Write, 0),
        ("disk/journal/segment-", FailOn::Write, 0),
        ("disk/journal/segment-", FailOn::Write, 1),
        ("disk/journal/segment-", FailOn::Write, 2),
        ("disk/tables/MANIFEST", FailOn::Sync, 0),
        ("disk/tables/0", FailOn::Sync, 0),
        ("disk/tables", FailOn::Sync, 0),
    ] {
        place.disk.fail(file, on, Arrives::Nothing, after);
        let ended = Living::start(&place.disk, &place.data, Role::Load, 0, false).ends();
        let what = format!("{file} {on:?} {after}");
        assert_eq!(place.disk.get(Slot::Failed), 1, "{what}: the disk has failed once");
        assert_eq!(ended.status.code(), Some(2), "{what}: {:?}", ended.said);
        assert!(ended.told.is_empty(), "{what}: nobody was told anything");
        let refused = ended
            .said
            .iter()
            .any(|line| line.starts_with("refused: cannot") && line.contains("put/output error"));
        assert!(refused, "{what}: {:?}", ended.said);
        place.disk.heal();
    }
    place.must_have_all(&killed, "refused starts");
}

/// The child's life: the block of keys whose sync was refused is never handed out, and never synced
/// once more as if that made it sound; the next one is another.
pub fn keys_run_out(data: &Path) {
    let blocks = u32::try_from(BLOCK_KEYS).expect("few keys");
    let disk = Disk::inherited(data);
    let engine = opened(data);
    let handle = engine.handle();
    disk.fail("disk/keyring", FailOn::Sync, Arrives::Everything, 0);
    runtime().block_on(async {
        let (mut refused, mut entered) = (0, Vec::new());
        for first in (0..blocks + AT_ONCE).step_by(AT_ONCE as usize) {
            let enter = |n| {
                let citizen = Citizen::new(&handle, n);
                tokio::spawn(async move { citizen.enter().await })
            };
            let tasks: Vec<_> = (first..first + AT_ONCE).map(enter).collect();
            for (n, task) in (first..).zip(tasks) {
                match task.await.expect("no task panics") {
                    Ok(_) => entered.push(n),
                    Err(AskError::Busy) => refused += 1,
                    Err(other) => panic!("citizen {n}: {other}"),
                }
            }
        }
        assert_eq!(disk.get(Slot::Failed), 1);
        assert!(refused > 0, "nobody was refused for want of a key");
        let mut keys = Vec::new();
        for n in entered {
            keys.push(is(Citizen::new(&handle, n).enter().await.expect("it is there")).data_key.0);
            println!("entered {n}");
        }
        let lost = BLOCK_KEYS + 1..=2 * BLOCK_KEYS;
        assert!(keys.iter().all(|key| !lost.contains(key)), "a key whose sync had failed");
        assert!(keys.iter().any(|key| *key > 2 * BLOCK_KEYS), "the next block is made");
    });
    std::process::abort();
}

#[test]
fn a_failed_sync_of_the_keyring_refuses_who_needs_a_key_and_its_keys_are_never_used() {
    let place = Place::new();
    let ended = Living::start(&place.disk, &place.data, Role::Keys, 0, false).ends();
    assert_eq!(ended.status.signal(), Some(SIGABRT), "{:?}", ended.said);
    let entered = ended.said.iter().filter_map(|line| line.strip_prefix("entered "));
    let entered: Vec<u32> = entered.map(|n| n.parse().expect("a number")).collect();
    place.disk.heal();
    assert!(must_be_sound(&place.data).counts.requests >= BLOCK_KEYS);
    with_engine(&config(&place.data), async |engine| {
        for n in entered {
            Citizen::new(&engine, n).view().await.expect("who entered is there");
        }
    });
    must_be_sound(&place.data);
}
