//! What rot is let loose on: stopped directories with bookings, laps in the archive and a backup;
//! in one of them the tables are behind and the journal holds the rest.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use nobat_domain::request::Choice;
use nobat_engine::backup::backup_stopped;
use nobat_engine::journal::medium::DiskMedium;
use nobat_engine::journal::{Journal, JournalConfig};
use nobat_engine::storage::{Tables, TablesOptions};

use crate::backup::{Told, book_all, third_day};
use crate::support::{config, copy, country, must_be_sound, shift, with_engine};

/// Bookings of one life; each life is a start and a stop, and each stop flushes.
const OF_LIFE: u32 = 40;
const LIVES: u32 = 5;
/// The backup is as old as that.
const BACKUP_AFTER: u32 = 2;

/// A sound directory, what was acknowledged in it, and a backup from the middle of its life.
pub struct Scene {
    root: tempfile::TempDir,
    pub told: Told,
    pub backup: PathBuf,
}

impl Scene {
    pub fn data(&self) -> PathBuf {
        self.root.path().join("data")
    }

    /// Its files, by their path in the directory. Locks and the store's own log hold nothing.
    pub fn files(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        collect(&self.data(), Path::new(""), &mut found);
        found.retain(|path| {
            let name = path.file_name().and_then(|it| it.to_str()).expect("a plain name");
            !["LOCK", "LOG", "nobat.lock"].contains(&name) && !name.starts_with("LOG.old")
        });
        found.sort();
        found
    }

    /// A copy of the directory in a folder of its own.
    pub fn copied(&self) -> (tempfile::TempDir, PathBuf) {
        let root = tempfile::tempdir().expect("a folder");
        let data = root.path().join("data");
        copy(&self.data(), &data);
        let told: String = self.told.iter().map(|(n, code)| format!("{n} {code}\n")).collect();
        fs::write(data.with_extension("told"), told).expect("it is written");
        (root, data)
    }
}

fn collect(root: &Path, below: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(root.join(below)).expect("it lists") {
        let entry = entry.expect("it lists");
        let path = below.join(entry.file_name());
        match entry.file_type().expect("it has a type").is_dir() {
            true => collect(root, &path, found),
            false => found.push(path),
        }
    }
}

/// Everything is in flushed tables.
pub fn stopped() -> Scene {
    let root = tempfile::tempdir().expect("a folder");
    let data = root.path().join("data");
    let (mut told, mut backup) = (Told::new(), PathBuf::new());
    for life in 0..LIVES {
        told.extend(live(&data, life, OF_LIFE));
        if life + 1 == BACKUP_AFTER {
            backup = backed_up(root.path(), &data);
        }
    }
    must_be_sound(&data);
    Scene { root, told, backup }
}

/// As a crash leaves it: the tables of one life before, and a journal that knows better. A last
/// empty batch stands behind what was acknowledged, as every start writes one: damage to the very
/// last batch cannot be told from a torn write, and nothing may rest on it here.
pub fn crashed() -> Scene {
    let root = tempfile::tempdir().expect("a folder");
    let data = root.path().join("data");
    let aside = root.path().join("tables");
    let mut told = live(&data, 0, OF_LIFE);
    let backup = backed_up(root.path(), &data);
    let config = config(&data);
    copy(&config.tables_dir(), &aside);
    told.extend(live(&data, 1, OF_LIFE * 2));
    fs::remove_dir_all(config.tables_dir()).expect("they are removed");
    copy(&aside, &config.tables_dir());
    let tables = Tables::open_to_read(&config.tables_dir(), &TablesOptions::default());
    let tables = tables.expect("they are whole");
    let (cluster, applied) = (tables.cluster(), tables.applied());
    drop(tables);
    let mut settings = JournalConfig::new(1, cluster, nobat_engine::clock::monotonic_ns);
    settings.segment_bytes = config.segment_bytes;
    settings.batch_bytes_max = (config.segment_bytes / 2) as usize;
    let medium = DiskMedium::new(config.journal_dir(), config.archive_dir()).expect("it opens");
    let opened = Journal::open(&settings, Arc::new(medium), applied).expect("it is sound");
    opened.journal.close();
    assert!(must_be_sound(&data).counts.journal_tail_records > 100);
    Scene { root, told, backup }
}

fn live(data: &Path, life: u32, bookings: u32) -> Told {
    with_engine(&config(data), async |engine| {
        let choices: Vec<Choice> = match life {
            0 => country(&engine, 400).await,
            _ => (0..4).map(|n| Choice { shift: shift(n), ..third_day(&engine) }).collect(),
        };
        let first = life * OF_LIFE;
        book_all(&engine, first..first + bookings, &choices).await
    })
}

fn backed_up(root: &Path, data: &Path) -> PathBuf {
    let made = backup_stopped(&config(data), &root.join("backups"), Some(&root.join("keyrings")));
    let made = made.expect("the directory is sound");
    assert!(made.verified());
    made.path
}
