//! Backups under load, and every way back from them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use nobat_domain::ids::{DataKeyNo, RequestKey};
use nobat_domain::request::{Choice, Stage};
use nobat_domain::timestamp::Timestamp;
use nobat_engine::backup::{
    BackupError, BackupPlan, Made, Restore, Restored, backup_stopped, restore, restore_in_place,
};
use nobat_engine::clock::wall;
use nobat_engine::keyring::{DataDirectory, KeyNo, Keyring, KeyringError, master_key};
use nobat_engine::record;
use nobat_engine::storage::{Tables, TablesDigest, TablesOptions};
use nobat_engine::{Answered, Engine, EngineConfig, EngineHandle};

use crate::support::{
    self, Citizen, config, country, is, must_be_sound, shift, verified, with_engine,
};
use crate::verify_clean::mixed_load;
use crate::verify_damage::{files_in, flip};

/// A data directory, its backups and the copies of its keyring, each in a folder of its own.
struct Place {
    root: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self { root: tempfile::tempdir().expect("a folder") }
    }

    fn data(&self) -> PathBuf {
        self.root.path().join("data")
    }

    fn backups(&self) -> PathBuf {
        self.root.path().join("backups")
    }

    fn keyrings(&self) -> PathBuf {
        self.root.path().join("keyrings")
    }

    fn config(&self) -> EngineConfig {
        config(&self.data())
    }

    fn plan(&self) -> BackupPlan {
        BackupPlan {
            folder: self.backups(),
            keyring_folder: self.keyrings(),
            ..BackupPlan::daily(&self.data())
        }
    }

    async fn backup(&self, engine: &EngineHandle) -> Made {
        let (backups, to, keyring) = (engine.backups(), self.backups(), self.keyrings());
        let made = tokio::task::spawn_blocking(move || backups.make(&to, Some(&keyring)));
        made.await.expect("no task panics").expect("there is room")
    }

    /// A new directory with nothing but the master key.
    fn elsewhere(&self, name: &str) -> EngineConfig {
        let dir = self.root.path().join(name);
        fs::create_dir(&dir).expect("a folder");
        fs::copy(self.config().master_key, dir.join("master.key")).expect("it copies");
        config(&dir)
    }

    fn restore(&self, from: &Path, to: &EngineConfig) -> Result<Restored, BackupError> {
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
type Told = BTreeMap<u32, u32>;

async fn book(engine: &EngineHandle, n: u32, choice: Choice) -> (u32, u32) {
    let state = is(Citizen::new(engine, n).book(choice).await.expect("there is room"));
    assert_eq!(Stage::of(&state), Stage::Booked);
    (n, state.code.expect("a booking has a code").number())
}

async fn book_all(
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

async fn must_have(engine: &EngineHandle, told: &Told) {
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

fn third_day(engine: &EngineHandle) -> Choice {
    Choice { shift: shift(0), day: nobat_engine::day_of(engine.now()).plus(3) }
}

#[test]
fn order_numbers_after_a_restore_carry_the_next_epoch_also_through_a_rebuild() {
    const EPOCH_SHIFT: u32 = 55;
    let place = Place::new();
    let made = with_engine(&place.config(), async |engine| {
        country(&engine, 10).await;
        place.backup(&engine).await
    });
    let epoch_of = |config: &EngineConfig, n: u32| {
        with_engine(config, async |engine| {
            let citizen = Citizen::new(&engine, n);
            let state = citizen.hold(third_day(&engine)).await.expect("there is room");
            state.attempts.last().expect("an attempt was opened").order.0 >> EPOCH_SHIFT
        })
    };
    assert_eq!(epoch_of(&place.config(), 1), 0);
    let (first, second) = (place.elsewhere("first"), place.elsewhere("second"));
    place.restore(&made.path, &first).expect("the backup is whole");
    assert_eq!(epoch_of(&first, 1), 1);
    let again = place.restore(&made.path, &second).expect("the backup is whole");
    assert_eq!(again.restore_epoch, Some(2), "the same backup, and other numbers all the same");
    assert_eq!(epoch_of(&second, 1), 2);
    // Its tables rot before it has a backup of its own: the journal remembers the restore.
    restore_in_place(&made.path, &second).expect("backup and journal are whole");
    assert_eq!(epoch_of(&second, 2), 2);
}

#[test]
fn a_rotten_table_is_refused_and_rebuilt_with_all_that_was_acknowledged() {
    let place = Place::new();
    let config = place.config();
    let (made, told) = with_engine(&config, async |engine| {
        let choices = country(&engine, 40).await;
        let mut told = book_all(&engine, 0..10, &choices).await;
        let made = place.backup(&engine).await;
        told.extend(book_all(&engine, 10..30, &choices).await);
        (made, told)
    });
    for file in files_in(&config.tables_dir(), "sst") {
        flip(&file, 16);
    }
    let why = Engine::open(&config).err().expect("it is refused").to_string();
    assert!(why.contains(".sst") && why.contains("nobat restore --in-place"), "{why}");

    let restored = restore_in_place(&made.path, &config).expect("backup and journal are whole");
    assert_eq!(restored.manifest.position, made.manifest.position);
    assert!(restored.replayed_records > 0);
    assert_eq!(restored.restore_epoch, None, "nothing was lost, so it is the same data");
    with_engine(&config, async |engine| must_have(&engine, &told).await);
    assert_eq!(must_be_sound(&place.data()).counts.bookings, 30);
    let aside = fs::read_dir(place.data()).expect("it lists");
    let aside = aside.filter_map(|entry| entry.expect("it lists").file_name().into_string().ok());
    assert_eq!(aside.filter(|name| name.starts_with("tables.damaged-")).count(), 1);
}

/// Restarts flush, so that the ring goes round and the archive gets laps.
fn rounds(place: &Place, rounds: std::ops::Range<u32>) -> Told {
    let mut told = Told::new();
    for round in rounds {
        told.extend(with_engine(&place.config(), async |engine| {
            let choices: Vec<Choice> = if round == 0 {
                country(&engine, 200).await
            } else {
                (0..4).map(|n| Choice { shift: shift(n), ..third_day(&engine) }).collect()
            };
            book_all(&engine, round * 20..(round + 1) * 20, &choices).await
        }));
    }
    told
}

#[test]
fn a_restore_goes_on_through_the_archive_to_its_end() {
    let place = Place::new();
    rounds(&place, 0..1);
    let config = place.config();
    let made = backup_stopped(&config, &place.backups(), Some(&place.keyrings()));
    let made = made.expect("the directory is sound");
    let told = rounds(&place, 1..6);
    let to = place.elsewhere("restored");
    let asked = |archive: &Path, to: &EngineConfig, keyring: &Path| {
        restore(&Restore {
            from: &made.path,
            config: to,
            keyring_from: keyring,
            archive: Some(archive),
            restore_epoch: None,
        })
    };
    // The disk of the ring is gone; archive and keyring are on another one.
    let restored = asked(&config.archive_dir(), &to, &config.keyring_path());
    let restored = restored.expect("the archive leads on from the backup");
    assert!(restored.position > made.manifest.position && restored.replayed_records > 0);
    let first_after: Told = told.iter().take(1).map(|(n, code)| (*n, *code)).collect();
    with_engine(&to, async |engine| must_have(&engine, &first_after).await);
    must_be_sound(&to.data_dir);

    // Without the lap behind the backup there is no way on.
    let torn = support::image(&config.archive_dir());
    let laps = files_in(torn.path(), "segment");
    let begins = |path: &PathBuf| -> u64 {
        let name = path.file_name().and_then(|name| name.to_str()).expect("a plain name");
        name.split('-').nth(3).and_then(|first| first.parse().ok()).expect("its first record")
    };
    for lap in laps.iter().filter(|lap| begins(lap) <= made.manifest.position.0 + 1) {
        fs::remove_file(lap).expect("it is removed");
    }
    let refused = asked(torn.path(), &place.elsewhere("torn"), &config.keyring_path());
    let why = refused.expect_err("there is a gap").to_string();
    assert!(why.contains("cannot go on from record"), "{why}");
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
fn a_restore_touches_no_directory_that_holds_anything() {
    let place = Place::new();
    let made = with_engine(&place.config(), async |engine| {
        country(&engine, 3).await;
        place.backup(&engine).await
    });
    let to = place.elsewhere("taken");
    fs::write(to.data_dir.join("notes"), "mine").expect("it is written");
    let why = place.restore(&made.path, &to).expect_err("it is not empty");
    assert!(matches!(why, BackupError::NotEmpty { .. }), "{why}");
    assert_eq!(fs::read_dir(&to.data_dir).expect("it lists").count(), 2);
    with_engine(&place.config(), async |_| {
        let why = restore_in_place(&made.path, &place.config()).expect_err("an engine has it");
        assert!(why.to_string().contains("another process holds"), "{why}");
        let why = backup_stopped(&place.config(), &place.backups(), None);
        let why = why.expect_err("an engine has it");
        assert!(why.to_string().contains("another process holds"), "{why}");
    });
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
fn a_key_that_was_erased_since_is_erased_again() {
    let place = Place::new();
    let config = place.config();
    let (made, victim) = with_engine(&config, async |engine| {
        let choices = country(&engine, 3).await;
        let citizen = Citizen::new(&engine, 1);
        citizen.enter().await.expect("there is room");
        book(&engine, 2, choices[0]).await;
        (place.backup(&engine).await, citizen.key)
    });
    let key = erase(&config, victim);
    // A later backup knows of it; what is restored is the older one, with the older keyring.
    let later = with_engine(&config, async |engine| {
        let (backups, to) = (engine.backups(), place.backups());
        let made = tokio::task::spawn_blocking(move || backups.make(&to, None));
        made.await.expect("no task panics").expect("there is room")
    });
    assert!(later.verified(), "{:#?}", later.report.violations);
    let to = place.elsewhere("restored");
    let restored = place.restore(&made.path, &to).expect("the backup is whole");
    assert_eq!(restored.erased_again, 1);
    assert_eq!(restored.report.counts.requests_erased, 1);
    assert!(matches!(keyring(&to).data_key(key), Err(KeyringError::Erased { .. })));
    with_engine(&to, async |_| ());
    must_be_sound(&to.data_dir);
}

fn keyring(config: &EngineConfig) -> Keyring {
    let master = master_key(&config.master_key, DataDirectory::Existing).expect("it is there");
    let tables = Tables::open_to_read(&config.tables_dir(), &TablesOptions::default());
    let cluster = tables.expect("they open").cluster();
    Keyring::open(&config.keyring_path(), &master, cluster).expect("it opens")
}

/// What an erasure leaves behind in a stopped directory.
fn erase(config: &EngineConfig, request: RequestKey) -> KeyNo {
    let tables = Tables::open(&config.tables_dir(), &TablesOptions::default()).expect("they open");
    let row = tables.read_request(request).expect("it reads").row.expect("it has entered");
    let key = record::row_head(&row).expect("a sound row").data_key;
    let mut writes = tables.writes();
    writes.put_erased(key.0, &record::erased_bytes(wall(), DataKeyNo(key.0)));
    tables.commit(&writes, tables.applied()).expect("it is committed");
    tables.flush().expect("it is flushed");
    drop(tables);
    keyring(config).erase(KeyNo(key.0)).expect("it is erased");
    KeyNo(key.0)
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

#[test]
fn a_keyring_that_is_older_than_its_data_is_refused() {
    let place = Place::new();
    let old = with_engine(&place.config(), async |engine| {
        country(&engine, 3).await;
        let (backups, folder) = (engine.backups(), place.root.path().join("old"));
        let made =
            tokio::task::spawn_blocking(move || backups.make(&folder.clone(), Some(&folder)));
        made.await.expect("no task panics").expect("there is room").keyring.expect("a copy")
    });
    // As if its last block of keys had never been made.
    let bytes = fs::read(&old).expect("it reads");
    fs::write(&old, &bytes[..4_096]).expect("it is written");
    let made = with_engine(&place.config(), async |engine| {
        let citizen = Citizen::new(&engine, 1);
        citizen.hold(third_day(&engine)).await.expect("there is room");
        place.backup(&engine).await
    });
    let refused = restore(&Restore {
        from: &made.path,
        config: &place.elsewhere("restored"),
        keyring_from: &old,
        archive: None,
        restore_epoch: None,
    });
    let why = refused.expect_err("rows name keys that it has not").to_string();
    assert!(why.contains("older than the backup"), "{why}");
}
