//! Backups under load and at rest: what is whole, what is proven, and what may go.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use nobat_domain::request::{Choice, Stage};
use nobat_domain::timestamp::Timestamp;
use nobat_engine::backup::{
    BackupError, BackupPlan, Made, Restore, Restored, backup_stopped, restore, restore_in_place,
};
use nobat_engine::clock::wall;
use nobat_engine::storage::{Tables, TablesDigest, TablesOptions};
use nobat_engine::{Answered, Engine, EngineConfig, EngineHandle};

use crate::restore::rounds;
use crate::support::{
    self, Citizen, config, country, is, must_be_sound, shift, verified, with_engine,
};
use crate::verify_clean::mixed_load;
use crate::verify_damage::{files_in, flip};

/// A data directory, its backups and the copies of its keyring, each in a folder of its own.
pub struct Place {
    pub root: tempfile::TempDir,
}

impl Place {
    pub fn new() -> Self {
        Self { root: tempfile::tempdir().expect("a folder") }
    }

    pub fn data(&self) -> PathBuf {
        self.root.path().join("data")
    }

    pub fn backups(&self) -> PathBuf {
        self.root.path().join("backups")
    }

    pub fn keyrings(&self) -> PathBuf {
        self.root.path().join("keyrings")
    }

    pub fn config(&self) -> EngineConfig {
        config(&self.data())
    }

    pub fn plan(&self) -> BackupPlan {
        BackupPlan {
            folder: self.backups(),
            keyring_folder: self.keyrings(),
            ..BackupPlan::daily(&self.data())
        }
    }

    pub async fn backup(&self, engine: &EngineHandle) -> Made {
        let (backups, to, keyring) = (engine.backups(), self.backups(), self.keyrings());
        let made = tokio::task::spawn_blocking(move || backups.make(&to, Some(&keyring)));
        made.await.expect("no task panics").expect("there is room")
    }

    /// A new directory with nothing but the master key.
    pub fn elsewhere(&self, name: &str) -> EngineConfig {
        let dir = self.root.path().join(name);
        fs::create_dir(&dir).expect("a folder");
        fs::copy(self.config().master_key, dir.join("master.key")).expect("it copies");
        config(&dir)
    }

    pub fn restore(&self, from: &Path, to: &EngineConfig) -> Result<Restored, BackupError> {
        restore(&Restore {
            from,
            config: to,
            keyring_from: &self.keyrings(),
            archive: None,
            restore_epoch: None,
        })
    }
}

fn digest(config: &EngineConfig) -> TablesDigest {
    let tables = Tables::open_to_read(&config.tables_dir(), &TablesOptions::default());
    let digest = tables.expect("they open").digest(&|_| true);
    digest.expect("they read").expect("nobody ends it")
}

/// Tracking codes by citizen, as each was told.
pub type Told = BTreeMap<u32, u32>;

pub async fn book(engine: &EngineHandle, n: u32, choice: Choice) -> (u32, u32) {
    let state = is(Citizen::new(engine, n).book(choice).await.expect("there is room"));
    assert_eq!(Stage::of(&state), Stage::Booked);
    (n, state.code.expect("a booking has a code").number())
}

pub async fn book_all(
    engine: &EngineHandle,
    citizens: std::ops::Range<u32>,
    choices: &[Choice],
) -> Told {
    let mut told = Told::new();
    for n in citizens {
        let (n, code) = book(engine, n, choices[n as usize % choices.len()]).await;
        told.insert(n, code);
    }
    told
}

pub async fn must_have(engine: &EngineHandle, told: &Told) {
    for (n, code) in told {
        let state = Citizen::new(engine, *n).view().await.expect("there is room");
        assert_eq!(Stage::of(&state), Stage::Booked, "citizen {n}");
        assert_eq!(state.code.map(|code| code.number()), Some(*code), "citizen {n}");
    }
}

#[test]
fn a_backup_under_load_is_restored_elsewhere_equal_at_its_position() {
    let place = Place::new();
    let (made, before) = with_engine(&place.config(), async |engine| {
        let choices = country(&engine, 2_000).await;
        let before = book_all(&engine, 0..10, &choices).await;
        let enough = Arc::new(AtomicBool::new(false));
        let (next, under_way) = (Arc::new(AtomicU32::new(100)), Arc::clone(&enough));
        let (taker, busy) = (Arc::clone(&next), engine.clone());
        let crowd = choices.clone();
        let load = tokio::spawn(async move {
            while !under_way.load(Ordering::Acquire) {
                let n = taker.fetch_add(1, Ordering::AcqRel);
                book(&busy, n, crowd[n as usize % crowd.len()]).await;
            }
        });
        let begun = next.load(Ordering::Acquire);
        let made = place.backup(&engine).await;
        assert!(next.load(Ordering::Acquire) > begun, "citizens were served meanwhile");
        enough.store(true, Ordering::Release);
        load.await.expect("no task panics");
        book_all(&engine, 20..30, &choices).await;
        (made, before)
    });
    assert!(made.verified(), "{:#?}", made.report.violations);
    let end = must_be_sound(&place.data()).positions.tables;
    assert!(made.manifest.position.0 < end, "there was more load after it");

    let to = place.elsewhere("restored");
    let restored = place.restore(&made.path, &to).expect("the backup is whole");
    assert_eq!(restored.position, made.manifest.position);
    assert_eq!(digest(&to), made.manifest.digest, "row for row what was backed up");
    assert!(restored.report.sound());
    must_be_sound(&to.data_dir);
    with_engine(&to, async |engine| {
        must_have(&engine, &before).await;
        // A life of its own.
        book(&engine, 5_000, Choice { shift: shift(1), ..third_day(&engine) }).await;
    });
    must_be_sound(&to.data_dir);
}

pub fn third_day(engine: &EngineHandle) -> Choice {
    Choice { shift: shift(0), day: nobat_engine::day_of(engine.now()).plus(3) }
}

#[test]
fn a_directory_that_a_crash_left_is_backed_up_to_its_last_durable_record() {
    let place = Place::new();
    let left = support::crashed(&place.data(), async |engine| drop(mixed_load(&engine).await));
    let before = must_be_sound(left.path());
    assert!(before.counts.journal_tail_records > 0, "the tables were not flushed yet");
    let crashed = config(left.path());
    let made = backup_stopped(&crashed, &place.backups(), Some(&place.keyrings()));
    let made = made.expect("the directory is sound");
    assert!(made.verified());
    assert_eq!(made.manifest.position.0, before.positions.journal_last);
    assert_eq!(must_be_sound(left.path()), before, "the directory is as it was");
    let to = place.elsewhere("restored");
    let restored = place.restore(&made.path, &to).expect("the backup is whole");
    assert_eq!(restored.report.counts.bookings, before.counts.bookings);
    assert_eq!(restored.report.counts.money, before.counts.money);
}

#[test]
fn nothing_that_is_not_whole_is_taken_for_a_backup() {
    let place = Place::new();
    let made = with_engine(&place.config(), async |engine| {
        mixed_load(&engine).await;
        place.backup(&engine).await
    });
    let whole = support::image(&made.path);
    let refused = |name: &str, damage: &dyn Fn(&Path)| {
        fs::remove_dir_all(&made.path).expect("it is removed");
        support::copy(whole.path(), &made.path);
        damage(&made.path);
        let to = place.elsewhere(name);
        let why = place.restore(&made.path, &to).expect_err("it is not whole");
        assert!(matches!(why, BackupError::NotWhole { .. } | BackupError::File { .. }), "{why}");
        let begun = fs::read_dir(&to.data_dir).expect("it lists").count() > 1;
        assert!(!begun || Engine::open(&to).is_err(), "half a restore is never started");
        why.to_string()
    };
    let row_file = |backup: &Path| files_in(&backup.join("tables"), "sst").remove(0);
    let why = refused("flipped", &|backup| flip(&row_file(backup), 40));
    assert!(why.contains(".sst is not as it was written"), "{why}");
    let why = refused("file-gone", &|backup| fs::remove_file(row_file(backup)).expect("gone"));
    assert!(why.contains(".sst"), "{why}");
    let why = refused("no-manifest", &|backup| {
        fs::remove_file(backup.join("manifest")).expect("gone");
    });
    assert!(why.contains("no manifest"), "{why}");
    let why = refused("another-manifest", &|backup| flip(&backup.join("manifest"), 90));
    assert!(why.contains("manifest"), "{why}");
}

#[test]
fn no_key_of_the_keyring_stands_in_a_backup_of_data() {
    const SLOT_BYTES: usize = 64;
    const HEADER_BYTES: usize = 4_096;
    let place = Place::new();
    let made = with_engine(&place.config(), async |engine| {
        mixed_load(&engine).await;
        place.backup(&engine).await
    });
    let keyring = fs::read(place.config().keyring_path()).expect("it reads");
    let copy = made.keyring.expect("a copy was asked for");
    assert_eq!(fs::read(&copy).expect("it reads"), keyring);
    assert!(copy.starts_with(place.keyrings()));
    let first_key = &keyring[HEADER_BYTES..HEADER_BYTES + SLOT_BYTES];
    assert!(first_key.starts_with(b"KEY1"), "there it stands");
    for file in &made.manifest.files {
        assert!(!file.name.contains("key"), "{}", file.name);
        let bytes = fs::read(made.path.join(&file.name)).expect("it reads");
        let found = bytes.windows(SLOT_BYTES).any(|part| part == first_key);
        assert!(!found, "{} holds a key", file.name);
    }
}

#[test]
fn the_archive_is_kept_until_a_verified_backup_covers_it_and_its_cap_rings() {
    let place = Place::new();
    rounds(&place, 0..10);
    let laps = || files_in(&place.config().archive_dir(), "segment").len();
    let plan = BackupPlan { archive_bytes_max: 1, ..place.plan() };
    with_engine(&place.config(), async |engine| {
        let backups = engine.backups();
        let look = || {
            backups.tend(&plan, Timestamp(0), wall()).expect("the folders can be read");
            backups.standing()
        };
        let before = laps();
        let uncovered = look();
        assert_eq!(laps(), before, "nothing uncovered is ever deleted");
        assert_eq!(uncovered.archive.uncovered_bytes, uncovered.archive.bytes);
        assert!(uncovered.archive_over_cap() && uncovered.late);
        assert_eq!(uncovered.alarms().len(), 2, "{:?}", uncovered.alarms());

        backups.make_planned(&plan).expect("there is room");
        let backup = fs::read_dir(place.backups()).expect("it lists").next().expect("a backup");
        let proof = backup.expect("it lists").path().join("verified");
        fs::rename(&proof, place.root.path().join("verified")).expect("it is put aside");
        look();
        assert_eq!(laps(), before, "an unproven backup covers nothing");

        fs::rename(place.root.path().join("verified"), &proof).expect("it is put back");
        let covered = look();
        assert!(laps() < before, "what is covered goes");
        assert!(laps() > 0, "and what may stand in the ring stays");
        assert!(covered.newest.is_some() && !covered.late);
        assert!(covered.archive.uncovered_bytes < uncovered.archive.uncovered_bytes);
    });
    let report = must_be_sound(&place.data());
    assert_eq!(report.counts.bookings, 200);
    assert!(!report.positions.history_whole, "the first laps are in the backup alone");
    // And with what was kept, the tables can be built again.
    let backup = fs::read_dir(place.backups()).expect("it lists").next().expect("a backup");
    let rebuilt = restore_in_place(&backup.expect("it lists").path(), &place.config());
    assert_eq!(rebuilt.expect("nothing needed is gone").report.counts.bookings, 200);
}

#[test]
fn a_restored_directory_is_not_covered_by_backups_of_the_time_before() {
    let place = Place::new();
    let made = with_engine(&place.config(), async |engine| {
        country(&engine, 3).await;
        place.backup(&engine).await
    });
    let to = place.elsewhere("restored");
    place.restore(&made.path, &to).expect("the backup is whole");
    with_engine(&to, async |engine| {
        let backups = engine.backups();
        backups.tend(&place.plan(), Timestamp(0), wall()).expect("the folders can be read");
        assert_eq!(backups.standing().newest, None, "its positions are of another time");
        backups.make_planned(&place.plan()).expect("there is room");
        backups.tend(&place.plan(), Timestamp(0), wall()).expect("the folders can be read");
        assert!(backups.standing().newest.is_some());
    });
}

#[test]
fn a_backup_that_fails_rings_until_one_succeeds() {
    let place = Place::new();
    with_engine(&place.config(), async |engine| {
        let backups = engine.backups();
        let blocked = BackupPlan { folder: place.root.path().join("a-file"), ..place.plan() };
        fs::write(&blocked.folder, "no folder").expect("it is written");
        let why = backups.make_planned(&blocked).expect_err("there is no folder").to_string();
        assert!(why.contains("a-file"), "{why}");
        let alarms = || {
            backups.tend(&place.plan(), wall(), wall()).expect("the folders can be read");
            backups.standing().alarms()
        };
        assert_eq!(alarms().len(), 1);
        backups.make_planned(&place.plan()).expect("there is room");
        assert_eq!(alarms(), [] as [String; 0]);
        backups.give_up();
        let stopped = backups.make(&place.backups(), None).expect_err("the server stops");
        assert!(matches!(stopped, BackupError::Stopped), "{stopped}");
    });
}

#[test]
fn a_keeper_looks_after_a_start_and_ends_with_the_engine() {
    let place = Place::new();
    let config = EngineConfig { backups: Some(place.plan()), ..place.config() };
    with_engine(&config, async |engine| {
        let backups = engine.backups();
        while !backups.standing().looked {
            tokio::task::yield_now().await;
        }
        assert_eq!(backups.standing().alarms(), [] as [String; 0]);
        let entered = Citizen::new(&engine, 1).enter().await;
        assert!(matches!(entered, Ok(Answered::Is(_))));
    });
    assert!(verified(&place.data()).sound());
}

#[test]
fn an_unsound_directory_gives_a_backup_that_proves_nothing() {
    let place = Place::new();
    let config = place.config();
    with_engine(&config, async |engine| drop(mixed_load(&engine).await));
    let tables = Tables::open(&config.tables_dir(), &TablesOptions::default()).expect("they open");
    let mut writes = tables.writes();
    let order = tables.orders().next().expect("somebody went to the bank").expect("it reads").0;
    writes.delete_order(order);
    tables.commit(&writes, tables.applied()).expect("it is committed");
    drop(tables);
    let made = backup_stopped(&config, &place.backups(), Some(&place.keyrings()));
    let made = made.expect("it is whole");
    assert!(!made.verified());
    assert!(!made.path.join("verified").exists());
    let why = place.restore(&made.path, &place.elsewhere("restored")).expect_err("not sound");
    assert!(matches!(why, BackupError::Unsound { .. }), "{why}");
}
