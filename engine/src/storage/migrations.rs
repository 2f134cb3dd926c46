//! From one format of the tables to the next, one function each. The first has no predecessor.

use super::error::StorageError;
use super::keys::Family;
use super::{meta, open, tables};
use rocksdb::{DB, DEFAULT_COLUMN_FAMILY_NAME};
use std::path::Path;

/// Takes the tables from format n to n+1. It may be repeated: a crash within it starts it again.
type Step = fn(&DB) -> Result<(), StorageError>;

/// `STEPS[0]` leads from format 1 to 2, and so on.
const STEPS: [Step; 4] = [
    // The feed has packs of changes since: what had one change in a row is a pack of one.
    |_| Ok(()),
    // Which mobile serves whom is counted since: a limit that begins with nothing.
    |_| Ok(()),
    // A change in the feed has its kind and its time since: what has neither is still read.
    |_| Ok(()),
    // Which money waits to be reversed is listed since: the start that follows looks for all of it.
    meta::forget_indexed,
];
/// The format that this program reads and writes.
pub(super) const FORMAT: u32 = 1 + STEPS.len() as u32;

/// The format of the tables in `dir`, or nothing where none were founded yet. A newer one is
/// refused here, before its tables, which may have other names and rows, are opened.
pub(super) fn format_on_disk(dir: &Path) -> Result<Option<u32>, StorageError> {
    let Some(names) = open::names_on_disk(dir)? else { return Ok(None) };
    if !names.iter().any(|name| name == Family::Meta.name()) {
        return match names.iter().all(|name| name == DEFAULT_COLUMN_FAMILY_NAME) {
            // A crash came between the making of the store and of its tables.
            true => Ok(None),
            false => Err(StorageError::damaged("the table `meta` is missing")),
        };
    }
    let facts = open::facts_only(dir)?;
    let Some(found) = meta::format(&facts)? else {
        // The format is flushed before any row can be: without it there is nothing to lose, unless
        // somebody else's files stand here.
        return match facts.latest_sequence_number() {
            0 => Ok(None),
            _ => Err(StorageError::damaged("the row `Format` of `meta` is missing")),
        };
    };
    if found > FORMAT {
        return Err(StorageError::NewerFormat { found, known: FORMAT });
    }
    let known = |name: &String| name == DEFAULT_COLUMN_FAMILY_NAME || Family::named(name).is_some();
    if let Some(stranger) = names.iter().find(|name| !known(name)) {
        return Err(StorageError::damaged(format!("nobody knows a table `{stranger}`")));
    }
    // An older format may lack what a step is about to fill; this one has every table, and an
    // empty one in place of a lost one would be served as the truth.
    let indexed = meta::is_indexed(&facts)?;
    let needed = Family::ALL.into_iter().filter(|family| indexed || !family.came_later());
    let mut families = needed.map(Family::name);
    match families.find(|family| found == FORMAT && names.iter().all(|name| name != family)) {
        Some(lost) => Err(StorageError::damaged(format!("the table `{lost}` is missing"))),
        None => Ok(Some(found)),
    }
}

/// Refuses what only a writer may change.
pub(super) fn must_be_current(dir: &Path, found: u32) -> Result<(), StorageError> {
    assert!(found <= FORMAT);
    let names = open::names_on_disk(dir)?.unwrap_or_default();
    let mut later = Family::ALL.into_iter().map(Family::name);
    if let Some(lacking) = later.find(|family| names.iter().all(|name| name != family)) {
        return Err(StorageError::damaged(format!(
            "they are older than the table `{lacking}` and a start must make it first"
        )));
    }
    if found == FORMAT {
        return Ok(());
    }
    Err(StorageError::damaged(format!(
        "their format is {found} and a start must bring it up first"
    )))
}

/// Takes the steps that are missing.
pub(super) fn bring_up(db: &DB, found: u32) -> Result<(), StorageError> {
    walk(db, found, &STEPS)
}

fn walk(db: &DB, found: u32, steps: &[Step]) -> Result<(), StorageError> {
    if found == 0 {
        return Err(StorageError::damaged("the row `Format` of `meta` is 0"));
    }
    for (format, step) in (1..).zip(steps).skip_while(|(format, _)| *format < found) {
        step(db)?;
        // Rows and format become durable together, before the next step builds on them.
        meta::put_format(db, format + 1)?;
        tables::flush_all(db)?;
        tracing::info!(format = format + 1, "brought the tables to a newer format");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{Tables, TablesOptions};
    use super::*;

    fn step(db: &DB, name: &str) -> Result<(), StorageError> {
        let taken = db.get_cf(tables::handle(db, Family::Settings), name);
        assert_eq!(taken.expect("it reads"), None, "the step was taken twice");
        let put = db.put_cf_opt(
            tables::handle(db, Family::Settings),
            name,
            "taken",
            &open::write_options(),
        );
        put.map_err(StorageError::store("take a step"))
    }

    const ONE_TO_THREE: [Step; 2] = [|db| step(db, "one"), |db| step(db, "two")];

    #[test]
    fn every_missing_step_is_taken_once_and_in_order() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let tables = Tables::open(dir.path(), &TablesOptions::default()).expect("they are new");
        walk(tables.db(), 1, &ONE_TO_THREE[..1]).expect("one step");
        assert_eq!(meta::format(tables.db()).expect("it reads"), Some(2));
        walk(tables.db(), 2, &ONE_TO_THREE).expect("the other step");
        assert_eq!(meta::format(tables.db()).expect("it reads"), Some(3));
        walk(tables.db(), 3, &ONE_TO_THREE).expect("nothing to do");
        for name in ["one", "two"] {
            assert_eq!(tables.setting(name).expect("it reads").as_deref(), Some(&b"taken"[..]));
        }
        let refused = walk(tables.db(), 0, &ONE_TO_THREE);
        assert!(matches!(refused, Err(StorageError::Damaged { .. })));
    }

    #[test]
    fn a_newer_format_is_refused_by_name_even_with_tables_unknown_here() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let options = TablesOptions::default();
        drop(Tables::open(dir.path(), &options).expect("they are new"));
        {
            let mut db = open::writable(dir.path(), &options).expect("they open");
            db.create_cf("tomorrow", &rocksdb::Options::default()).expect("a table is made");
            meta::put_format(&db, FORMAT + 1).expect("it is noted");
            tables::flush_all(&db).expect("it is flushed");
        }
        for opened in
            [Tables::open(dir.path(), &options), Tables::open_to_read(dir.path(), &options)]
        {
            let Err(StorageError::NewerFormat { found, known }) = opened else {
                panic!("a newer format was opened");
            };
            assert_eq!((found, known), (FORMAT + 1, FORMAT));
        }
    }

    #[test]
    fn a_table_that_nobody_knows_is_damage() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let options = TablesOptions::default();
        drop(Tables::open(dir.path(), &options).expect("they are new"));
        open::writable(dir.path(), &options)
            .expect("they open")
            .create_cf("stranger", &rocksdb::Options::default())
            .expect("a table is made");
        let Err(StorageError::Damaged { what, .. }) = Tables::open(dir.path(), &options) else {
            panic!("a stranger's table was opened");
        };
        assert!(what.contains("stranger"));
    }

    #[test]
    fn a_lost_table_is_never_replaced_by_an_empty_one() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let options = TablesOptions::default();
        drop(Tables::open(dir.path(), &options).expect("they are new"));
        let mut db = open::writable(dir.path(), &options).expect("they open");
        db.drop_cf(Family::Orders.name()).expect("the table is dropped");
        drop(db);
        let Err(StorageError::Damaged { what, .. }) = Tables::open(dir.path(), &options) else {
            panic!("tables without orders were opened");
        };
        assert!(what.contains("orders"));
    }

    #[test]
    fn a_table_that_came_later_is_made_once_and_never_again_after_it_was_filled() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let options = TablesOptions::default();
        let open = || Tables::open(dir.path(), &options);
        let tables = open().expect("they are new");
        let mut writes = tables.writes();
        writes.delete_indexed();
        tables.commit(&writes, tables.applied()).expect("it is committed");
        tables.flush().expect("it is flushed");
        let digest = |tables: &Tables| tables.digest(&|_| true).expect("it reads");
        let before = digest(&tables);
        drop(writes);
        drop(tables);
        let lose = || {
            let mut db = open::writable(dir.path(), &options).expect("they open");
            db.drop_cf(Family::Delivered.name()).expect("the table is dropped");
        };
        lose();
        let Err(StorageError::Damaged { what, .. }) = Tables::open_to_read(dir.path(), &options)
        else {
            panic!("a reader would need what only a start makes");
        };
        assert!(what.contains("delivered") && what.contains("a start must make it"), "{what}");
        let tables = open().expect("a directory of before is opened");
        assert_eq!(digest(&tables), before, "an empty table changes no digest");
        let mut writes = tables.writes();
        writes.put_indexed();
        tables.commit(&writes, tables.applied()).expect("it is committed");
        tables.flush().expect("it is flushed");
        drop(writes);
        drop(tables);
        lose();
        let Err(StorageError::Damaged { what, .. }) = open() else {
            panic!("an empty table stands for a lost one");
        };
        assert!(what.contains("delivered"), "{what}");
    }

    #[test]
    fn a_start_that_died_before_the_tables_were_founded_is_done_again() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        drop(open::writable(dir.path(), &TablesOptions::default()).expect("the store is made"));
        let tables = Tables::open(dir.path(), &TablesOptions::default()).expect("they are founded");
        assert_eq!(meta::format(tables.db()).expect("it reads"), Some(FORMAT));
    }
}
