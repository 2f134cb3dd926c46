//! Makes the directory: workers seal rows side by side, one thread puts them, the journal last.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use std::{fs, io};

use nobat_domain::calendar::tehran::{day_begins, day_of};
use nobat_domain::ids::{
    DESKS, DataKeyNo, Day, DeskNo, OrderNo, Period, SeatNo, Sequence, ShiftId,
};
use nobat_domain::keeper::Counters;
use nobat_domain::limits::DAY_KEPT;
use nobat_domain::payment::Reference;
use nobat_domain::request::ChangeKind;
use nobat_domain::shift::{DayImage, DayState};
use nobat_domain::timestamp::{Millis, Timestamp};
use nobat_domain::tracking_code::{TrackingCode, TrackingOrigin};

use super::error::FillError;
use super::history::{BANK, Marks, STORY, booked, seat};
use super::places::Places;
use super::plan::{Citizen, FillPlan, Filled};
use crate::clock::wall;
use crate::config::EngineConfig;
use crate::error::EngineError;
use crate::journal::medium::DiskMedium;
use crate::journal::{Journal, Opened, found};
use crate::keyring::{DataDirectory, Keyring, master_key};
use crate::record;
use crate::storage::{Change, ReferenceRow, SEAT_ROW_BYTES, SeatAt, Tables, TablesOptions};

/// An operator may have put it there before.
const MASTER_KEY: &str = "master.key";
/// The journal gets its name last; without it no directory starts.
const JOURNAL_DRAFT: &str = "journal.part";
/// Requests that a worker takes, and that one commit puts.
const AT_ONCE: usize = 2_048;
/// Batches that may wait for their commit.
const WAITING_MAX: usize = 4;
/// A commit costs most of a core, and a fill has no answer to keep quick.
const MEMTABLE_BYTES: usize = 512 << 20;
/// Days of those who came before, so that they are not all one day.
const PAST_DAYS: u64 = 900;
/// Between two looks at whether the tables have come to rest.
const REST_PAUSE: Duration = Duration::from_millis(50);

/// What workers take from, one after the other.
struct Source<'p, I> {
    citizens: I,
    places: Places<'p>,
    taken: u64,
}

struct Task {
    number: u64,
    citizen: Citizen,
    place: Option<SeatAt>,
}

/// One request with everything that leads to it, sealed.
struct Ready {
    marks: Marks,
    number: u64,
    row: Vec<u8>,
    seat: Option<[u8; SEAT_ROW_BYTES]>,
}

struct Ground<'p> {
    plan: &'p FillPlan,
    keyring: Keyring,
    now: Timestamp,
    codes: Vec<AtomicU64>,
    orders: Vec<AtomicU64>,
    keys_used: AtomicU64,
}

/// Fills an empty directory. `step` hears how far it has come.
///
/// A request costs about 20 µs of one core, and about 0.7 KB of disk.
///
/// # Errors
/// A directory that is not empty, a plan that does not fit, a disk that fails or is full.
pub fn fill<I>(
    config: &EngineConfig,
    plan: &FillPlan,
    citizens: I,
    step: &mut dyn FnMut(Filled),
) -> Result<Filled, FillError>
where
    I: Iterator<Item = Citizen> + Send,
{
    must_fit(plan)?;
    must_be_empty(&config.data_dir)?;
    let options = TablesOptions { memtable_bytes: MEMTABLE_BYTES, ..TablesOptions::default() };
    let tables = Tables::open(&config.tables_dir(), &options)?;
    let master = master_key(&config.master_key, DataDirectory::New)?;
    let keyring = Keyring::create(&config.keyring_path(), &master, tables.cluster())?;
    // From the first commit on the tables say so: without a journal that begins there, nothing
    // starts.
    let end = Sequence(plan.requests + 1);
    let counters = || (0..DESKS).map(|_| AtomicU64::new(0)).collect();
    let ground = Ground {
        plan,
        keyring,
        now: wall(),
        codes: counters(),
        orders: counters(),
        keys_used: AtomicU64::new(0),
    };
    put_country(&ground, &tables, end)?;
    let places = Places::of(&plan.days);
    let source = Mutex::new(Source { citizens, places, taken: 0 });
    let filled = put_requests(&ground, &tables, &source, end, step)?;
    if filled.requests < plan.requests {
        let (requests, citizens) = (plan.requests, filled.requests);
        return Err(FillError::TooFewCitizens { requests, citizens });
    }
    put_counters(&ground, &tables, end)?;
    tables.flush()?;
    come_to_rest(&tables)?;
    begin_journal(config, tables.cluster(), end, ground.now)?;
    Ok(filled)
}

fn must_fit(plan: &FillPlan) -> Result<(), FillError> {
    if plan.offices.is_empty() {
        return Err(FillError::NoOffice);
    }
    let seats = plan.days.iter().map(|day| u64::from(day.approved)).sum();
    let (booked, requests) = (plan.booked, plan.requests);
    if booked > requests || booked > seats {
        return Err(FillError::TooManyBooked { booked, requests, seats });
    }
    Ok(())
}

fn file(attempted: &'static str, path: &Path) -> impl FnOnce(io::Error) -> FillError {
    let path = path.to_owned();
    move |source| FillError::File { attempted, path, source }
}

fn must_be_empty(dir: &Path) -> Result<(), FillError> {
    fs::create_dir_all(dir).map_err(file("make", dir))?;
    for entry in dir.read_dir().map_err(file("look into", dir))? {
        if entry.map_err(file("look into", dir))?.file_name() != MASTER_KEY {
            return Err(FillError::NotEmpty { path: dir.into() });
        }
    }
    Ok(())
}

fn put_country(ground: &Ground<'_>, tables: &Tables, end: Sequence) -> Result<(), FillError> {
    let mut writes = tables.writes();
    let mut row = Vec::new();
    for office in &ground.plan.offices {
        row.clear();
        record::write_office(ground.now, office, &mut row)?;
        writes.put_office(office.id, &row);
    }
    for open in &ground.plan.days {
        let image = DayImage {
            day: open.day,
            approved: open.approved,
            approved_max: open.approved,
            opens_at: open.opens_at,
            state: DayState::Open,
            at: ground.now,
        };
        writes.put_day(open.shift, open.day, &record::day_bytes(open.shift, &image));
    }
    writes.put_engine_time(ground.now);
    Ok(tables.commit(&writes, end)?)
}

fn put_requests<I>(
    ground: &Ground<'_>,
    tables: &Tables,
    source: &Mutex<Source<'_, I>>,
    end: Sequence,
    step: &mut dyn FnMut(Filled),
) -> Result<Filled, FillError>
where
    I: Iterator<Item = Citizen> + Send,
{
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        let (sender, batches) = sync_channel(WAITING_MAX);
        for _ in 0..workers {
            let sender = sender.clone();
            scope.spawn(move || work(ground, source, &sender));
        }
        drop(sender);
        put_all(tables, &batches, end, step)
    })
}

fn work<I>(
    ground: &Ground<'_>,
    source: &Mutex<Source<'_, I>>,
    to: &SyncSender<Result<Vec<Ready>, FillError>>,
) where
    I: Iterator<Item = Citizen>,
{
    loop {
        let tasks = source.lock().unwrap_or_else(PoisonError::into_inner).take(ground.plan);
        if tasks.is_empty() {
            return;
        }
        let ready = tasks.into_iter().map(|task| ground.ready(task)).collect::<Result<_, _>>();
        let failed = ready.is_err();
        // Whoever puts the rows is gone only after a fault.
        if to.send(ready).is_err() || failed {
            return;
        }
    }
}

impl<I: Iterator<Item = Citizen>> Source<'_, I> {
    fn take(&mut self, plan: &FillPlan) -> Vec<Task> {
        let left = plan.requests - self.taken;
        let wanted = AT_ONCE.min(usize::try_from(left).unwrap_or(AT_ONCE));
        let mut tasks = Vec::with_capacity(wanted);
        for citizen in self.citizens.by_ref().take(wanted) {
            let number = self.taken;
            let place = if number < plan.booked { self.places.next() } else { None };
            tasks.push(Task { number, citizen, place });
            self.taken += 1;
        }
        tasks
    }
}

impl Ground<'_> {
    fn ready(&self, task: Task) -> Result<Ready, FillError> {
        let Task { number, citizen, place } = task;
        let keys = self.keyring.request_keys();
        let key = keys.request_key(citizen.national_id.as_str());
        let desk = key.desk();
        let fresh = self.keyring.fresh()?;
        self.keys_used.fetch_max(fresh.0, Ordering::Relaxed);
        let next =
            |counters: &[AtomicU64]| counters[usize::from(desk.0)].fetch_add(1, Ordering::Relaxed);
        let counter = u32::try_from(next(&self.codes)).expect("fewer than there are people");
        let code = TrackingCode::of(TrackingOrigin { desk, counter }, |round, half| {
            keys.tracking_round(round, half)
        });
        let reference = Reference::new(&format!("{:012}", number + 1)).expect("digits are plain");
        let (begun, of_now) = match place {
            Some(place) => (self.now.minus(STORY), place),
            None => self.long_ago(number),
        };
        let marks = Marks {
            key,
            data_key: DataKeyNo(fresh.0),
            order: OrderNo::new(0, desk, next(&self.orders) + 1),
            code: code.expect("a desk has more codes than citizens"),
            reference,
            place: of_now,
            begun,
        };
        let state = booked(citizen, &marks, self.plan.fee);
        let data_key = self.keyring.data_key(fresh)?;
        let mut row = Vec::new();
        record::seal_row(&data_key, key, at(number), &state, &mut row)?;
        let seat = place.map(|place| record::seat_bytes(place.shift, &seat(&marks)));
        Ok(Ready { marks, number, row, seat })
    }

    /// An appointment on a day that its shift has forgotten by now.
    fn long_ago(&self, number: u64) -> (Timestamp, SeatAt) {
        let forgotten = self.now.minus(DAY_KEPT).minus(Millis::hours(48));
        let back = i32::try_from(number % PAST_DAYS).expect("a few years");
        let day = Day(day_of(forgotten).0 - back);
        let offices = &self.plan.offices;
        let of = offices.len() as u64;
        let office = &offices[usize::try_from(number / PAST_DAYS % of).expect("one of them")];
        let place = SeatAt { shift: ShiftId::of(office.id, Period::Morning), day, seat: SeatNo(0) };
        (day_begins(day).minus(Millis::hours(72)), place)
    }
}

/// Each request has one entry in the change feed, and so one position.
const fn at(number: u64) -> Sequence {
    Sequence(number + 1)
}

fn put_all(
    tables: &Tables,
    batches: &Receiver<Result<Vec<Ready>, FillError>>,
    end: Sequence,
    step: &mut dyn FnMut(Filled),
) -> Result<Filled, FillError> {
    let mut filled = Filled::default();
    let mut writes = tables.writes();
    let (kind, time) = (ChangeKind::Imported.byte(), wall());
    for batch in batches {
        writes.clear();
        for ready in batch? {
            let Ready { marks, number, row, seat } = ready;
            let key = marks.key;
            writes.put_request(key, &row);
            writes.put_order(marks.order, key);
            writes.put_tracking(marks.code.number(), key);
            let claim = ReferenceRow { request: key, order: marks.order };
            writes.put_reference(BANK, marks.reference.as_str().as_bytes(), claim);
            writes.put_change(Change { at: at(number), request: key, kind, time });
            if let Some(seat) = seat {
                writes.put_seat(marks.place, &seat);
                filled.booked += 1;
            }
            filled.requests += 1;
        }
        tables.commit(&writes, end)?;
        step(filled);
    }
    Ok(filled)
}

fn put_counters(ground: &Ground<'_>, tables: &Tables, end: Sequence) -> Result<(), FillError> {
    let mut writes = tables.writes();
    for desk in 0..DESKS {
        let of = |counters: &[AtomicU64]| counters[usize::from(desk)].load(Ordering::Relaxed);
        let codes = u32::try_from(of(&ground.codes)).expect("fewer than there are people");
        let counters = Counters { orders: of(&ground.orders), codes };
        if counters != Counters::default() {
            writes.put_desk(DeskNo(desk), &record::counters_bytes(counters));
        }
    }
    writes.put_keys_used(ground.keys_used.load(Ordering::Relaxed));
    Ok(tables.commit(&writes, end)?)
}

/// Waits until nothing is left to be merged, so that whoever measures the directory does not
/// measure that.
fn come_to_rest(tables: &Tables) -> Result<(), FillError> {
    loop {
        let pressure = tables.pressure()?;
        let running = pressure.running_flushes + pressure.running_compactions;
        if running == 0 && pressure.compaction_pending_bytes == 0 {
            return Ok(());
        }
        std::thread::park_timeout(REST_PAUSE);
    }
}

/// The journal begins behind everything that was put, with the engine's time as its first record.
fn begin_journal(
    config: &EngineConfig,
    cluster: [u8; 16],
    after: Sequence,
    now: Timestamp,
) -> Result<(), FillError> {
    let draft = config.data_dir.join(JOURNAL_DRAFT);
    let medium = DiskMedium::new(draft.clone(), config.archive_dir())
        .map_err(|source| EngineError::Directory { dir: draft.clone(), source })?;
    found(&medium, cluster, config.segment_bytes, after)?;
    let opened = Journal::open(&config.journal(cluster), std::sync::Arc::new(medium), after)?;
    let Opened { journal, mut lanes, tail } = opened;
    drop(tail);
    let lane = lanes.first_mut().expect("there is one for each arbiter, and one at least");
    lane.publish(&record::time_bytes(now), 1);
    drop(lanes);
    // It writes what waits in the lanes before it ends.
    journal.close();
    fs::rename(&draft, config.journal_dir()).map_err(file("name the journal of", &draft))?;
    let dir = fs::File::open(&config.data_dir);
    dir.and_then(|dir| dir.sync_all()).map_err(file("sync", &config.data_dir))
}
