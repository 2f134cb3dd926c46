//! The store of all tables, and the two positions it stands at.
//!
//! A commit puts rows and the position they belong to (`applied`) into memory in one step; it skips
//! the store's own log. Only a flush makes them durable, and a flush takes all tables together at a
//! point between two commits. So after a crash the store holds exactly what the last completed
//! flush took, and the `applied` row found there *is* the flushed position: it needs no record of
//! its own. The store also flushes by itself when its memory is full; that moves the position that
//! a restart would find forward, never back, so what [`Tables::flushed`] says is always safe to
//! rely on.

use super::error::StorageError;
use super::keys::{Fact, Family};
use super::open::{self, TablesOptions};
use super::scan::Bounds;
use super::writes::Writes;
use super::{lock, meta, migrations};
use nobat_domain::ids::Sequence;
use rocksdb::checkpoint::Checkpoint;
use rocksdb::{ColumnFamily, DB, ErrorKind, WriteBatch};
use std::fs::{self, File};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The tables of one data directory. Any thread may read; one thread commits.
pub struct Tables {
    db: DB,
    access: Access,
    cluster: [u8; 16],
    applied: AtomicU64,
    flushed: AtomicU64,
    /// Held by the one who commits, and by whoever needs a moment without commits.
    committing: Mutex<()>,
    /// Released after the store is closed: fields are dropped in order.
    _lock: Option<File>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Write,
    Read,
}

impl Tables {
    /// Opens the tables for their one writer. An empty or missing directory becomes new tables of
    /// this program's format, at the position before everything.
    ///
    /// # Errors
    /// `Locked`, `NewerFormat`, `WrongCluster`, `Damaged`, `Full`, `Io`.
    pub fn open(dir: &Path, options: &TablesOptions) -> Result<Self, StorageError> {
        fs::create_dir_all(dir).map_err(StorageError::file("create the tables in", dir))?;
        let lock = lock::to_write(dir)?;
        let found = migrations::format_on_disk(dir)?;
        let db = open::writable(dir, options)?;
        match found {
            Some(format) => migrations::bring_up(&db, format)?,
            None => meta::found_new(&db, options.cluster)?,
        }
        Self::standing(db, Access::Write, options, Some(lock))
    }

    /// Opens the tables of a stopped directory, or of a checkpoint, without changing a byte.
    /// Readers keep a writer out, and a writer them.
    ///
    /// # Errors
    /// `Missing` where there are none, else as [`Tables::open`]; an older format is `Damaged` to a
    /// reader, who may not migrate it.
    pub fn open_to_read(dir: &Path, options: &TablesOptions) -> Result<Self, StorageError> {
        let lock = lock::to_read(dir)?;
        let Some(found) = migrations::format_on_disk(dir)? else {
            return Err(StorageError::Missing { dir: dir.into() });
        };
        migrations::must_be_current(dir, found)?;
        let db = open::readable(dir, options)?;
        Self::standing(db, Access::Read, options, lock)
    }

    fn standing(
        db: DB,
        access: Access,
        options: &TablesOptions,
        lock: Option<File>,
    ) -> Result<Self, StorageError> {
        open::all_files_are_whole(&db)?;
        let cluster = meta::cluster(&db)?;
        if options.cluster.is_some_and(|wanted| wanted != cluster) {
            return Err(StorageError::WrongCluster);
        }
        let recovered = meta::applied(&db)?;
        let position = || AtomicU64::new(recovered.0);
        Ok(Self {
            db,
            access,
            cluster,
            applied: position(),
            flushed: position(),
            committing: Mutex::new(()),
            _lock: lock,
        })
    }

    /// The identity that the tables were made with.
    #[must_use]
    pub fn cluster(&self) -> [u8; 16] {
        self.cluster
    }

    /// The position that the rows stand at; right after opening, the recovered one.
    #[must_use]
    pub fn applied(&self) -> Sequence {
        Sequence(self.applied.load(Ordering::Acquire))
    }

    /// The position that a crash at this moment would surely leave behind.
    #[must_use]
    pub fn flushed(&self) -> Sequence {
        Sequence(self.flushed.load(Ordering::Acquire))
    }

    /// An empty batch of changes.
    #[must_use]
    pub fn writes(&self) -> Writes<'_> {
        Writes::new(self)
    }

    /// Makes the changes and moves the position, in one step that readers see whole or not at all.
    /// The changes stay with the caller: after `Full` the same commit may be repeated.
    ///
    /// # Errors
    /// `Full` while the disk is; `OpenedToRead`, `Damaged`, `Io`.
    ///
    /// # Panics
    /// If `applied` is before the position that the rows stand at.
    pub fn commit(&self, writes: &Writes<'_>, applied: Sequence) -> Result<(), StorageError> {
        self.writable()?;
        assert!(applied >= self.applied(), "the journal is followed forward");
        let mut batch = writes.copy();
        batch.put_cf(self.family(Family::Meta), Fact::Applied.key(), applied.0.to_be_bytes());
        let _nobody_holds = self.hold_commits();
        self.db
            .write_opt(batch, &open::write_options())
            .map_err(StorageError::store("commit rows"))?;
        self.applied.store(applied.0, Ordering::Release);
        Ok(())
    }

    /// Writes all tables to disk, as one, and returns the position that they surely stand at there.
    /// Commits go on meanwhile; the flush may have taken some of them too.
    ///
    /// # Errors
    /// `Full` while the disk is, and for up to five seconds after it has room again for a quarter
    /// of the memtables; `OpenedToRead`, `Damaged`, `Io`. The flushed position is then unchanged.
    pub fn flush(&self) -> Result<Sequence, StorageError> {
        self.writable()?;
        // A store that stopped at a full disk tries by itself, every five seconds, once there is
        // room for a memtable, and asking for a flush meanwhile would keep it from ever coming to
        // that. An empty commit asks for nothing and is refused as long as the store is stopped.
        self.db
            .write_opt(WriteBatch::default(), &open::write_options())
            .map_err(StorageError::store("flush the tables"))?;
        // Taken before the flush begins: whatever is committed after this line is not promised.
        let position = self.applied();
        flush_all(&self.db)?;
        self.flushed.fetch_max(position.0, Ordering::AcqRel);
        Ok(position)
    }

    /// Makes a copy of all tables at one position in `dir`, which must not exist, while they are
    /// in use: hard links where `dir` is on the same file system. Returns a position that the copy
    /// has reached or passed; the copy itself says which.
    ///
    /// # Errors
    /// `Full`, `Damaged`, `Io`.
    pub fn checkpoint(&self, dir: &Path) -> Result<Sequence, StorageError> {
        let position = self.applied();
        Checkpoint::new(&self.db)
            .and_then(|checkpoint| checkpoint.create_checkpoint(dir))
            .map_err(StorageError::store("copy the tables"))?;
        Ok(position)
    }

    /// Reads every row of every table, checking every block, and counts the rows by table.
    ///
    /// # Errors
    /// `Damaged`, naming the file; `Io`.
    pub fn read_all(&self) -> Result<Vec<(&'static str, u64)>, StorageError> {
        let count = |family: Family| {
            let mut rows = 0;
            for row in self.scan(family, Bounds::all(), |_, _| Some(())) {
                row?;
                rows += 1;
            }
            Ok((family.name(), rows))
        };
        Family::ALL.into_iter().map(count).collect()
    }

    pub(super) fn point(
        &self,
        family: Family,
        key: &[u8],
    ) -> Result<Option<Vec<u8>>, StorageError> {
        self.db
            .get_cf_opt(self.family(family), key, &open::read_options())
            .map_err(StorageError::store("read a row"))
    }

    /// The same, without waiting for the disk: nothing if a block that it needs is not in memory.
    pub(super) fn point_at_hand(
        &self,
        family: Family,
        key: &[u8],
    ) -> Result<Option<Option<Vec<u8>>>, StorageError> {
        match self.db.get_cf_opt(self.family(family), key, &open::at_hand_options()) {
            Ok(row) => Ok(Some(row)),
            Err(error) if error.kind() == ErrorKind::Incomplete => Ok(None),
            Err(error) => Err(StorageError::store("read a row")(error)),
        }
    }

    /// Nobody commits as long as the guard lives: what is in the tables stands still.
    pub fn hold_commits(&self) -> MutexGuard<'_, ()> {
        self.committing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn db(&self) -> &DB {
        &self.db
    }

    pub(super) fn family(&self, family: Family) -> &ColumnFamily {
        handle(&self.db, family)
    }

    fn writable(&self) -> Result<(), StorageError> {
        match self.access {
            Access::Write => Ok(()),
            Access::Read => Err(StorageError::OpenedToRead),
        }
    }
}

pub(super) fn handle(db: &DB, family: Family) -> &ColumnFamily {
    db.cf_handle(family.name()).expect("every family was opened")
}

/// Flushes all families at one point between two commits.
pub(super) fn flush_all(db: &DB) -> Result<(), StorageError> {
    let families = Family::ALL.map(|family| handle(db, family));
    let families: Vec<_> = families.iter().collect();
    db.flush_cfs_opt(&families, &open::flush_options())
        .map_err(StorageError::store("flush the tables"))
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use super::*;
    use nobat_domain::ids::{BankId, Day, DeskNo, OfficeId, OrderNo, RequestKey, SeatNo, ShiftId};
    use nobat_domain::timestamp::Timestamp;

    const REQUEST: RequestKey = RequestKey([7; 16]);
    const SEAT: SeatAt = SeatAt { shift: ShiftId(4), day: Day(5), seat: SeatNo(6) };
    const AT: Place = Place { sequence: Sequence(9), n: 1 };
    const CHANGE: Change =
        Change { at: AT.sequence, request: REQUEST, kind: 1, time: Timestamp(19) };
    const SERVED: ServedRow = ServedRow { span: 17, mobile: 18, request: REQUEST };
    const CLAIM: ReferenceRow = ReferenceRow { request: REQUEST, order: OrderNo(11) };

    fn new_tables() -> (tempfile::TempDir, Tables) {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let tables = open(dir.path()).expect("they are new");
        (dir, tables)
    }

    fn open(dir: &Path) -> Result<Tables, StorageError> {
        Tables::open(dir, &TablesOptions::default())
    }

    fn open_to_read(dir: &Path) -> Result<Tables, StorageError> {
        Tables::open_to_read(dir, &TablesOptions::default())
    }

    /// One row in every table.
    fn put_everywhere(writes: &mut Writes<'_>) {
        writes.put_seat(SEAT, &[1; SEAT_ROW_BYTES]);
        writes.put_day(ShiftId(4), Day(5), b"day");
        writes.put_request(REQUEST, b"request");
        writes.put_in_flight(REQUEST);
        writes.put_order(OrderNo(11), REQUEST);
        writes.put_tracking(12, REQUEST);
        writes.put_reference(BankId(2), b"R-1", CLAIM);
        writes.put_desk(DeskNo(3), b"desk");
        writes.put_office(OfficeId(2), b"office");
        writes.put_setting("tariff", b"setting");
        writes.put_outbox(AT, b"outbox");
        writes.put_change(CHANGE);
        writes.put_audit(AT, b"audit");
        writes.put_erased(13, b"erased");
        writes.put_delivered(REQUEST, Timestamp(16));
        writes.put_looked_up(REQUEST, AT);
        writes.put_to_reverse(REQUEST, Timestamp(18));
        writes.put_served(SERVED);
        writes.put_engine_time(Timestamp(14));
        writes.put_keys_used(15);
    }

    fn check_everywhere(tables: &Tables) {
        let some = |row: &[u8]| Some(row.to_vec());
        assert_eq!(tables.seat(SEAT).expect("reads"), Some([1; SEAT_ROW_BYTES]));
        assert_eq!(tables.day(ShiftId(4), Day(5)).expect("reads"), some(b"day"));
        assert_eq!(tables.read_request(REQUEST).expect("reads").row, some(b"request"));
        assert_eq!(tables.request_of_order(OrderNo(11)).expect("reads"), Some(REQUEST));
        assert_eq!(tables.request_of_tracking(12).expect("reads"), Some(REQUEST));
        assert_eq!(tables.claim_of_reference(BankId(2), b"R-1").expect("reads"), Some(CLAIM));
        assert_eq!(tables.claim_of_reference(BankId(3), b"R-1").expect("reads"), None);
        assert_eq!(tables.desk(DeskNo(3)).expect("reads"), some(b"desk"));
        assert_eq!(tables.office(OfficeId(2)).expect("reads"), some(b"office"));
        assert_eq!(tables.setting("tariff").expect("reads"), some(b"setting"));
        assert_eq!(tables.erased(13).expect("reads"), some(b"erased"));
        assert_eq!(tables.delivered(REQUEST).expect("reads"), Some(Timestamp(16)));
        let by = |until, after| tables.delivered_by(Timestamp(until), after, 9).expect("reads");
        assert_eq!(
            (by(16, None), by(15, None), by(16, Some(REQUEST))),
            (vec![REQUEST], vec![], vec![])
        );
        assert_eq!(all(tables.all_delivered()), [(REQUEST, Timestamp(16))]);
        assert_eq!(tables.to_reverse(REQUEST).expect("reads"), Some(Timestamp(18)));
        assert_eq!(all(tables.all_to_reverse()), [(REQUEST, Timestamp(18))]);
        assert_eq!(tables.looked_up(REQUEST).expect("reads"), [AT]);
        assert_eq!(all(tables.all_looked_up()), [(REQUEST, AT)]);
        assert_eq!(all(tables.served_since(17)), [SERVED]);
        assert_eq!(tables.engine_time().expect("reads"), Some(Timestamp(14)));
        assert_eq!(tables.keys_used().expect("reads"), 15);
        let placed = |row: &[u8]| vec![PlacedRow { at: AT, row: row.to_vec() }];
        assert_eq!(all(tables.outbox_from(Place::default())), placed(b"outbox"));
        assert_eq!(all(tables.feed_from(AT.sequence).expect("reads")), [CHANGE]);
        assert_eq!(all(tables.feed_from(AT.sequence.next()).expect("reads")), []);
        assert_eq!(all(tables.audit_from(AT)), placed(b"audit"));
        assert_eq!(all(tables.audit_from(AT.next())), []);
        assert_eq!(tables.audit_at(AT).expect("reads"), some(b"audit"));
        assert_eq!(tables.audit_back(None, 9).expect("reads"), placed(b"audit"));
        assert_eq!(tables.audit_back(Some(AT), 9).expect("reads"), []);
        assert_eq!(tables.audit_back(Some(AT.next()), 1).expect("reads"), placed(b"audit"));
        assert_eq!(tables.feed_end().expect("reads"), Some(AT.sequence));
        let row = DayRow { shift: ShiftId(4), day: Day(5), row: b"day".to_vec() };
        assert_eq!(all(tables.days()), std::slice::from_ref(&row));
        assert_eq!(all(tables.days_of(ShiftId(4))), [row]);
        assert_eq!(all(tables.days_between(ShiftId(0), ShiftId(3))), []);
        let row = RequestRow { key: REQUEST, row: b"request".to_vec() };
        assert_eq!(all(tables.requests()), std::slice::from_ref(&row));
        assert_eq!(all(tables.in_flight()), [row]);
        assert_eq!(all(tables.orders()), [(OrderNo(11), REQUEST)]);
        assert_eq!(all(tables.tracking_codes()), [(12, REQUEST)]);
        assert_eq!(all(tables.references()), [(BankId(2), b"R-1".to_vec(), CLAIM)]);
        assert_eq!(all(tables.desks()), [(DeskNo(3), b"desk".to_vec())]);
        assert_eq!(all(tables.offices()), [(OfficeId(2), b"office".to_vec())]);
        assert_eq!(all(tables.settings()), [("tariff".to_owned(), b"setting".to_vec())]);
        assert_eq!(all(tables.settings_under("tar")).len(), 1);
        assert_eq!(all(tables.settings_under("calendar")), []);
        assert_eq!(all(tables.erased_keys()), [(13, b"erased".to_vec())]);
    }

    fn all<T>(rows: impl Iterator<Item = Result<T, StorageError>>) -> Vec<T> {
        rows.map(|row| row.expect("it reads")).collect()
    }

    #[test]
    fn every_table_gives_back_what_was_put_also_after_a_stop() {
        let (dir, tables) = new_tables();
        let mut writes = tables.writes();
        put_everywhere(&mut writes);
        assert_eq!(writes.len(), 20);
        tables.commit(&writes, Sequence(9)).expect("it is committed");
        check_everywhere(&tables);
        drop(tables);
        let tables = open(dir.path()).expect("they are there");
        assert_eq!((tables.applied(), tables.flushed()), (Sequence(9), Sequence(9)));
        check_everywhere(&tables);
    }

    #[test]
    fn deleted_rows_are_gone_and_empty_tables_say_so() {
        let (_dir, tables) = new_tables();
        let mut writes = tables.writes();
        put_everywhere(&mut writes);
        writes.delete_seat(SEAT);
        writes.delete_day(ShiftId(4), Day(5));
        writes.delete_request(REQUEST);
        writes.delete_in_flight(REQUEST);
        writes.delete_order(OrderNo(11));
        writes.delete_tracking(12);
        writes.delete_reference(BankId(2), b"R-1");
        writes.delete_desk(DeskNo(3));
        writes.delete_office(OfficeId(2));
        writes.delete_setting("tariff");
        writes.delete_outbox(AT);
        writes.delete_audit(AT);
        writes.delete_erased(13);
        writes.delete_delivered(REQUEST);
        writes.delete_looked_up(REQUEST, AT);
        writes.delete_to_reverse(REQUEST);
        writes.delete_served_before(18);
        tables.commit(&writes, Sequence(9)).expect("it is committed");
        for (table, rows) in tables.read_all().expect("it reads") {
            // Format, identity, position, engine time, the highest key, and that all is indexed.
            let left = match table {
                "meta" => 6,
                // Changes wait for the end of the commit: what is deleted was there before.
                "feed" => 1,
                _ => 0,
            };
            assert_eq!(rows, left, "rows in {table}");
        }
        let mut writes = tables.writes();
        writes.delete_changes(AT.sequence);
        tables.commit(&writes, Sequence(10)).expect("it is committed");
        assert_eq!(tables.feed_end().expect("reads"), None);
        assert_eq!(tables.read_request(REQUEST).expect("reads").row, None);
    }

    #[test]
    fn new_tables_stand_before_everything() {
        let (_dir, tables) = new_tables();
        assert_eq!((tables.applied(), tables.flushed()), (Sequence(0), Sequence(0)));
        assert_eq!(tables.engine_time().expect("reads"), None);
        assert_eq!(tables.keys_used().expect("reads"), 0);
        assert_eq!(tables.read_request(REQUEST).expect("reads").applied, Sequence(0));
    }

    #[test]
    #[should_panic(expected = "followed forward")]
    fn the_position_never_goes_back() {
        let (_dir, tables) = new_tables();
        tables.commit(&tables.writes(), Sequence(9)).expect("it is committed");
        let _ = tables.commit(&tables.writes(), Sequence(8));
    }

    #[test]
    fn a_row_is_never_older_than_the_position_read_with_it() {
        const COMMITS: u64 = 2_000;
        let (_dir, tables) = new_tables();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let mut writes = tables.writes();
                for position in 1..=COMMITS {
                    writes.clear();
                    writes.put_request(REQUEST, &position.to_be_bytes());
                    tables.commit(&writes, Sequence(position)).expect("it is committed");
                }
            });
            let mut last = Sequence(0);
            while last < Sequence(COMMITS) {
                let read = tables.read_request(REQUEST).expect("it reads");
                let row = read.row.unwrap_or_else(|| vec![0; 8]);
                assert!(row.as_slice() >= read.applied.0.to_be_bytes().as_slice());
                assert!(read.applied >= last);
                last = read.applied;
            }
        });
    }

    #[test]
    fn a_flush_promises_only_what_was_applied_before_it() {
        let (_dir, tables) = new_tables();
        tables.commit(&tables.writes(), Sequence(5)).expect("it is committed");
        assert_eq!((tables.applied(), tables.flushed()), (Sequence(5), Sequence(0)));
        assert_eq!(tables.flush().expect("it is flushed"), Sequence(5));
        assert_eq!(tables.flushed(), Sequence(5));
        assert_eq!(tables.flush().expect("nothing to do"), Sequence(5));
    }

    #[test]
    fn a_second_writer_and_a_reader_beside_the_writer_are_refused() {
        let (dir, tables) = new_tables();
        assert!(matches!(open(dir.path()), Err(StorageError::Locked { .. })));
        assert!(matches!(open_to_read(dir.path()), Err(StorageError::Locked { .. })));
        drop(tables);
        let reader = open_to_read(dir.path()).expect("nobody writes");
        let another = open_to_read(dir.path()).expect("readers share");
        assert!(matches!(open(dir.path()), Err(StorageError::Locked { .. })));
        drop((reader, another));
        open(dir.path()).expect("nobody reads");
    }

    #[test]
    fn a_reader_changes_nothing_and_founds_nothing() {
        let (dir, tables) = new_tables();
        drop(tables);
        let reader = open_to_read(dir.path()).expect("nobody writes");
        let refused = reader.commit(&reader.writes(), Sequence(1));
        assert!(matches!(refused, Err(StorageError::OpenedToRead)));
        assert!(matches!(reader.flush(), Err(StorageError::OpenedToRead)));
        let empty = tempfile::tempdir().expect("a temporary directory");
        assert!(matches!(open_to_read(empty.path()), Err(StorageError::Missing { .. })));
        assert_eq!(fs::read_dir(empty.path()).expect("it lists").count(), 0);
    }

    #[test]
    fn tables_of_another_installation_are_refused() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let of = |cluster| TablesOptions { cluster, ..TablesOptions::default() };
        let tables = Tables::open(dir.path(), &of(Some([3; 16]))).expect("they are new");
        assert_eq!(tables.cluster(), [3; 16]);
        drop(tables);
        let refused = Tables::open(dir.path(), &of(Some([4; 16])));
        assert!(matches!(refused, Err(StorageError::WrongCluster)));
        let unasked = Tables::open(dir.path(), &of(None)).expect("nobody asks whose they are");
        assert_eq!(unasked.cluster(), [3; 16]);
        let (_another_dir, another) = new_tables();
        assert!(![[0; 16], [3; 16]].contains(&another.cluster()));
    }

    #[test]
    fn a_checkpoint_holds_one_position_and_stays_as_it_is() {
        let (dir, tables) = new_tables();
        let mut writes = tables.writes();
        put_everywhere(&mut writes);
        tables.commit(&writes, Sequence(9)).expect("it is committed");
        let copy = dir.path().join("copy");
        assert_eq!(tables.checkpoint(&copy).expect("it is copied"), Sequence(9));
        assert!(tables.checkpoint(&copy).is_err(), "a copy is never written over");
        let mut more = tables.writes();
        more.delete_request(REQUEST);
        tables.commit(&more, Sequence(10)).expect("it is committed");
        tables.flush().expect("it is flushed");
        let copied = open_to_read(&copy).expect("it opens beside the writer");
        assert_eq!(copied.applied(), Sequence(9));
        assert_eq!(copied.cluster(), tables.cluster());
        check_everywhere(&copied);
        drop(copied);
        let restored = open(&copy).expect("a copy can be put in service");
        check_everywhere(&restored);
    }

    #[test]
    fn sizes_and_pressure_tell_what_is_where() {
        let (_dir, tables) = new_tables();
        let mut writes = tables.writes();
        for n in 0..200_u8 {
            writes.put_request(RequestKey([n; 16]), &[n; 1000]);
        }
        assert!(writes.bytes() > 200_000);
        tables.commit(&writes, Sequence(1)).expect("it is committed");
        let requests = || {
            let sizes = tables.sizes().expect("they are measured");
            assert_eq!(sizes.len(), Family::COUNT);
            sizes.into_iter().find(|size| size.table == "requests").expect("it is there")
        };
        let before = requests();
        assert!(before.memory_bytes > 200_000);
        assert_eq!((before.rows_about, before.disk_bytes), (200, 0));
        tables.flush().expect("it is flushed");
        assert!(requests().disk_bytes > 0);
        let pressure = tables.pressure().expect("it is measured");
        assert!(pressure.memtable_bytes < before.memory_bytes);
        assert_eq!((pressure.stopped, pressure.background_errors), (false, 0));
    }
}
