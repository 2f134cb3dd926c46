//! A data directory that cannot be trusted stops the start, and the refusal says where and why.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use nobat_engine::journal::JournalError;
use nobat_engine::keyring::{KeyringError, MasterKeyError};
use nobat_engine::storage::StorageError;
use nobat_engine::{Engine, EngineError};

use crate::support::{self, Citizen, config, country, is, must_be_sound, with_engine};
use crate::verify_damage::{files_in, flip};

/// A journal's block, by which segments and batches begin.
const BLOCK: usize = 4_096;

#[track_caller]
fn refused(dir: &Path) -> EngineError {
    Engine::open(&config(dir)).err().expect("such a directory is refused")
}

fn used() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |engine| {
        let choice = country(&engine, 3).await[0];
        is(Citizen::new(&engine, 1).book(choice).await.expect("there is room"));
    });
    dir
}

/// The journal has what the tables have not.
fn crashed() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    support::crashed(dir.path(), async |engine| {
        let choice = country(&engine, 3).await[0];
        is(Citizen::new(&engine, 1).book(choice).await.expect("there is room"));
    })
}

/// The ring's segment that was written last, and where its batches begin.
fn written(dir: &Path) -> (PathBuf, Vec<usize>) {
    let batches = |path: &PathBuf| -> Vec<usize> {
        let bytes = fs::read(path).expect("it reads");
        let begins = |at: &usize| bytes[*at..].starts_with(b"NobatBat");
        (BLOCK..bytes.len()).step_by(BLOCK).filter(begins).collect()
    };
    let files = files_in(&config(dir).journal_dir(), "journal");
    let with_batches = files.into_iter().map(|path| (batches(&path), path));
    let (batches, path) = with_batches.max().expect("a ring has files");
    (path, batches)
}

#[test]
fn a_journal_of_a_newer_program_is_refused_by_its_version() {
    let dir = crashed();
    let (path, _) = written(dir.path());
    let mut bytes = fs::read(&path).expect("it reads");
    bytes[8] = 7;
    let crc = crc32fast::hash(&bytes[..BLOCK - 4]);
    bytes[BLOCK - 4..BLOCK].copy_from_slice(&crc.to_le_bytes());
    fs::write(&path, bytes).expect("it is written");
    match refused(dir.path()) {
        EngineError::Journal(JournalError::NewerVersion { file, version, .. }) => {
            assert_eq!(version, 7);
            assert!(file.contains(&*path.to_string_lossy()), "{file}");
        }
        other => panic!("another refusal: {other}"),
    }
}

#[test]
fn a_batch_that_rotted_is_refused_with_file_byte_and_remedy() {
    let dir = crashed();
    let (path, batches) = written(dir.path());
    assert!(batches.len() > 4, "{batches:?}");
    let rotten = batches[batches.len() / 2];
    flip(&path, rotten + 100);
    let why = refused(dir.path());
    match &why {
        EngineError::Journal(JournalError::Damaged { file, offset, .. }) => {
            assert_eq!(usize::try_from(*offset), Ok(rotten));
            assert!(file.contains(&*path.to_string_lossy()), "{file}");
        }
        other => panic!("another refusal: {other}"),
    }
    assert!(why.to_string().contains("from its archive copy or a backup"), "{why}");
}

#[test]
fn only_the_very_last_batch_may_be_torn() {
    let dir = crashed();
    let (path, batches) = written(dir.path());
    let whole = must_be_sound(dir.path()).positions.journal_last;
    flip(&path, batches.last().expect("it was written") + 100);
    let torn = must_be_sound(dir.path()).positions.journal_last;
    assert!(torn < whole, "it was never durable, as far as anybody can know");
    with_engine(&config(dir.path()), async |_| ());
    let again = must_be_sound(dir.path());
    assert!(again.positions.tables >= torn);
    assert_eq!(again.counts.bookings, again.counts.money, "what it had said was owed");
}

#[test]
fn a_journal_that_lost_what_the_tables_know_is_refused() {
    let dir = used();
    let (path, batches) = written(dir.path());
    // As if an older copy of the file had been put back.
    let mut bytes = fs::read(&path).expect("it reads");
    bytes[batches[batches.len() / 2]..].fill(0);
    fs::write(&path, bytes).expect("it is written");
    let why = refused(dir.path());
    assert!(matches!(why, EngineError::Journal(_)), "{why}");
    assert!(why.to_string().contains("the tables stand at"), "{why}");
    fs::remove_dir_all(config(dir.path()).journal_dir()).expect("it is removed");
    let why = refused(dir.path());
    assert!(matches!(why, EngineError::Journal(_)), "{why}");
}

#[test]
fn a_rotten_table_is_refused() {
    let dir = used();
    for file in files_in(&config(dir.path()).tables_dir(), "sst") {
        flip(&file, 16);
    }
    let why = refused(dir.path());
    assert!(matches!(why, EngineError::Storage(StorageError::Damaged { .. })), "{why}");
    assert!(why.to_string().contains("backup"), "{why}");
}

#[test]
fn a_master_key_that_is_missing_or_open_to_others_is_refused() {
    let dir = used();
    let path = config(dir.path()).master_key;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("its mode is set");
    let why = refused(dir.path());
    let exposed = matches!(why, EngineError::MasterKey(MasterKeyError::Exposed { .. }));
    assert!(exposed && why.to_string().contains("chmod 600"), "{why}");
    fs::remove_file(&path).expect("it is removed");
    let why = refused(dir.path());
    assert!(matches!(why, EngineError::MasterKey(MasterKeyError::Missing { .. })), "{why}");
    assert!(!path.exists(), "no other key is made where data exists");
}

#[test]
fn a_keyring_or_tables_that_are_gone_are_refused() {
    let dir = used();
    let keyring = config(dir.path()).keyring_path();
    let aside = dir.path().join("aside");
    fs::rename(&keyring, &aside).expect("it is moved");
    let why = refused(dir.path());
    assert!(matches!(why, EngineError::Keyring(KeyringError::Missing { .. })), "{why}");
    fs::rename(&aside, &keyring).expect("it is moved back");
    fs::remove_dir_all(config(dir.path()).tables_dir()).expect("they are removed");
    let why = refused(dir.path());
    assert!(matches!(why, EngineError::Keyring(KeyringError::WrongCluster)), "{why}");
}

#[test]
fn a_first_start_that_was_cut_short_is_begun_again() {
    let dir = used();
    let config = config(dir.path());
    let fresh = tempfile::tempdir().expect("a folder");
    let begun = support::config(fresh.path());
    // The tables were made, and nothing else.
    with_engine(&begun, async |_| ());
    fs::remove_file(begun.keyring_path()).expect("it is removed");
    fs::remove_file(&begun.master_key).expect("it is removed");
    fs::remove_dir_all(begun.journal_dir()).expect("it is removed");
    with_engine(&begun, async |engine| drop(country(&engine, 1).await));
    must_be_sound(fresh.path());
    // With a journal there is data, and no key is made for it.
    fs::remove_file(config.keyring_path()).expect("it is removed");
    assert!(matches!(refused(dir.path()), EngineError::Keyring(KeyringError::Missing { .. })));
}

#[test]
fn two_engines_never_have_one_directory() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |_| {
        let why = refused(dir.path());
        assert!(why.to_string().contains("another process holds"), "{why}");
    });
}
