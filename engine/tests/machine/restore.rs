//! Every way back from a backup: elsewhere, through an archive, and in place.

use std::fs;
use std::path::{Path, PathBuf};

use nobat_domain::ids::{DataKeyNo, RequestKey};
use nobat_domain::request::Choice;
use nobat_engine::backup::{BackupError, Restore, backup_stopped, restore, restore_in_place};
use nobat_engine::clock::wall;
use nobat_engine::keyring::{DataDirectory, KeyNo, Keyring, KeyringError, master_key};
use nobat_engine::record;
use nobat_engine::storage::{Tables, TablesOptions};
use nobat_engine::{Engine, EngineConfig};

use crate::backup::{Place, Told, book, book_all, must_have, third_day};
use crate::support::{self, Citizen, country, must_be_sound, shift, with_engine};
use crate::verify_damage::{files_in, flip};

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
pub fn rounds(place: &Place, rounds: std::ops::Range<u32>) -> Told {
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
    writes.put_erased(key.0, &record::erased_key_bytes(wall(), DataKeyNo(key.0)));
    tables.commit(&writes, tables.applied()).expect("it is committed");
    tables.flush().expect("it is flushed");
    drop(tables);
    keyring(config).erase(KeyNo(key.0)).expect("it is erased");
    KeyNo(key.0)
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
