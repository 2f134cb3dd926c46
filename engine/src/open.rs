//! Starting and stopping an engine: one path for the first start, a clean one and one after a
//! crash.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc;
use std::thread::JoinHandle;

use actix::{Arbiter, ArbiterHandle, System};
use arc_swap::ArcSwap;
use dashmap::DashMap;
use nobat_board::{Board, Directory};
use nobat_domain::calendar::tehran::day_of;
use nobat_domain::ids::Sequence;
use nobat_domain::keeper::DeskKeeper;
use nobat_domain::limits::ShiftTerms;
use nobat_domain::tracking_code::{TrackingCode, TrackingOrigin};
use tokio::sync::oneshot;

use crate::arbiter::{Mailbox, Post, Room, Roster, Shared};
use crate::backup::{Backups, Keeper, restore_epoch};
use crate::clock::{Clock, monotonic_ns};
use crate::config::EngineConfig;
use crate::desk::{DeskActor, ToDesk};
use crate::error::EngineError;
use crate::handle::{EngineHandle, Inner, Meters};
use crate::journal::medium::DiskMedium;
use crate::journal::{Journal, Lane, Opened, Work};
use crate::keyring::{DataDirectory, KeyNo, Keyring, RequestKeys, master_key};
use crate::metric_names as names;
use crate::projector::{Projection, Projector, erase_again, index_once};
use crate::recovery::{Recovered, recover, recover_staff, replay};
use crate::registrar::{Counter, RegistrarActor, home, kept_tariff};
use crate::scans::Scans;
use crate::shift::ShiftActor;
use crate::storage::{Tables, TablesOptions};

/// Questions to the desks about what is unanswered, before deadlines are looked at all the same.
const SETTLE_ROUNDS: usize = 500;
const SETTLE_PAUSE: std::time::Duration = std::time::Duration::from_millis(10);

/// A running engine. Dropping it without [`Engine::stop`] leaves recovery to the next start.
pub struct Engine {
    handle: EngineHandle,
    threads: Threads,
    projector: Projector,
    keeper: Option<Keeper>,
    journal: Arc<Journal>,
    tables: Arc<Tables>,
}

struct Threads {
    system: System,
    runner: JoinHandle<()>,
    arbiters: Vec<Arbiter>,
}

/// What a start reads before any owner lives.
struct Store {
    tables: Arc<Tables>,
    keyring: Arc<Keyring>,
    journal: Arc<Journal>,
    lanes: Vec<Lane>,
    clock: Clock,
    projection: Projection,
}

impl Engine {
    /// Opens a data directory, new or used, and brings its owners to life. Blocks until the engine
    /// is ready.
    ///
    /// # Errors
    /// Anything that is damaged, locked, newer than this program, or ahead of the clock refuses the
    /// start and says what to do.
    pub fn open(config: &EngineConfig) -> Result<Self, EngineError> {
        let begun = monotonic_ns();
        if !config.terms.fit() {
            return Err(EngineError::TermsUnfit);
        }
        let Store { tables, keyring, journal, lanes, clock, projection } = open_store(config)?;
        let terms = ShiftTerms::of(&config.terms);
        let threads_wanted = config.arbiters.max(1);
        let recovered = recover(&tables, &keyring, terms, threads_wanted)?;
        let (staff, chain) = recover_staff(&tables, keyring.staff_keys())?;
        let directory = Directory::new(recovered.offices.values().cloned())
            .map_err(|_| EngineError::OfficeTwice(nobat_domain::ids::OfficeId(0)))?;
        let (board, surveyor) = Board::open(directory, day_of(clock.now()));
        let shared = Arc::new(Shared {
            clock,
            board,
            roster: ArcSwap::from_pointee(Roster::default()),
            post: Post::new(threads_wanted, config.post_box),
            tariff: ArcSwap::from_pointee(kept_tariff(&tables)?),
            switches: ArcSwap::from_pointee(staff.switches),
            intake: journal.intake(),
            keyring: Arc::clone(&keyring),
            stopping: AtomicBool::new(false),
        });
        let threads = start_threads(threads_wanted, &shared, lanes, &journal)?;
        let arbiters: Vec<ArbiterHandle> = threads.arbiters.iter().map(Arbiter::handle).collect();
        let offices = recovered.offices.clone();
        let epoch = restore_epoch(&tables)?;
        hire(config, &shared, &arbiters, recovered, (epoch, tables.applied()));
        moved_in(&arbiters);
        let announcements = ArcSwap::from_pointee(staff.announcements.clone());
        let counter = Counter::new(keyring.staff_keys().clone(), staff, chain);
        let registrar = RegistrarActor::hire(arbiters, offices, surveyor, terms, counter);
        let projector = Projector::start(projection, Arc::clone(&tables), Arc::clone(&journal))?;
        settle(&shared.roster.load_full());
        let scans = Arc::new(Scans::at(config.scans_dir()));
        let backups = Arc::new(Backups::new(
            Arc::clone(&tables),
            Arc::clone(&keyring),
            journal.archive(),
            Arc::clone(&scans),
            config.data_dir.clone(),
            epoch,
        ));
        let plan = config.backups.clone();
        let keeper = plan.map(|plan| Keeper::start(Arc::clone(&backups), plan)).transpose()?;
        let took = (monotonic_ns() - begun) as f64 / 1e9;
        metrics::gauge!(names::RECOVERY_SECONDS).set(took);
        tracing::info!(seconds = took, "the engine is ready");
        let handle = EngineHandle::new(Inner {
            shared,
            tables: Arc::clone(&tables),
            keyring,
            journal: Arc::clone(&journal),
            applied: projector.applied(),
            registrar,
            claims: DashMap::new(),
            backups,
            scans,
            announcements,
            meters: Meters::new(),
        });
        Ok(Self { handle, threads, projector, keeper, journal, tables })
    }

    #[must_use]
    pub fn handle(&self) -> EngineHandle {
        self.handle.clone()
    }

    /// Stops in good order: nothing new is taken, what was accepted is written and projected.
    pub fn stop(self) {
        let Self { handle, threads, projector, keeper, journal, tables } = self;
        handle.stopping();
        drop(handle);
        if let Some(keeper) = keeper {
            keeper.stop();
        }
        for arbiter in threads.arbiters {
            arbiter.stop();
            if arbiter.join().is_err() {
                tracing::error!("an arbiter had panicked");
            }
        }
        threads.system.stop();
        if threads.runner.join().is_err() {
            tracing::error!("the actors' system had panicked");
        }
        projector.stop();
        if let Ok(journal) = Arc::try_unwrap(journal) {
            journal.close();
        }
        drop(tables);
    }
}

fn open_store(config: &EngineConfig) -> Result<Store, EngineError> {
    let dir = &config.data_dir;
    make(dir).map_err(|source| EngineError::Directory { dir: dir.clone(), source })?;
    let options =
        TablesOptions { memtable_bytes: config.memtable_bytes, ..TablesOptions::default() };
    let tables = Arc::new(Tables::open(&config.tables_dir(), &options)?);
    // The journal comes last: without one nothing was ever sealed, whatever else a first start
    // that was cut short has left behind.
    let fresh = tables.applied() == Sequence(0)
        && !config.keyring_path().exists()
        && !config.journal_dir().exists();
    let state = if fresh { DataDirectory::New } else { DataDirectory::Existing };
    let master = master_key(&config.master_key, state)?;
    let path = config.keyring_path();
    let keyring = match state {
        DataDirectory::New => Keyring::create(&path, &master, tables.cluster())?,
        DataDirectory::Existing => Keyring::open(&path, &master, tables.cluster())?,
    };
    let keyring = Arc::new(keyring);
    let medium = DiskMedium::new(config.journal_dir(), config.archive_dir())
        .map_err(|source| EngineError::Directory { dir: config.journal_dir(), source })?;
    let journal_config = config.journal(tables.cluster());
    let opened = Journal::open(&journal_config, Arc::new(medium), tables.applied())?;
    let Opened { journal, lanes, mut tail } = opened;
    if journal.cluster() != tables.cluster() {
        return Err(crate::storage::StorageError::WrongCluster.into());
    }
    let mut projection = Projection::new(Arc::clone(&tables), Arc::clone(&keyring));
    let erased = erase_again(&tables, &keyring)?;
    if erased > 0 {
        tracing::info!(erased, "keys that had been erased before are erased once more");
    }
    let records = replay(&mut tail, |first| journal.read_from(first), &mut projection)?;
    if records > 0 {
        journal.released(tables.flush()?);
    }
    index_once(&tables, &keyring)?;
    keyring.after(KeyNo(tables.keys_used()?));
    let clock =
        Clock::start(tables.engine_time()?, config.clock_ahead, config.journaled_time_confirmed)?;
    tracing::info!(records, applied = tables.applied().0, "the journal's tail is in the tables");
    Ok(Store { tables, keyring, journal: Arc::new(journal), lanes, clock, projection })
}

/// Makes the directory where it is missing, and its name durable: what is synced in it would be
/// gone with the name. A start that was killed here may have left one that only looks durable.
fn make(dir: &Path) -> io::Result<()> {
    let missing: Vec<&Path> = dir.ancestors().take_while(|it| !it.exists()).collect();
    std::fs::create_dir_all(dir)?;
    let sync_above = |made: &Path| {
        let above = made.parent().filter(|it| *it != Path::new("")).unwrap_or(Path::new("."));
        File::open(above)?.sync_all()
    };
    if missing.is_empty() {
        // Whoever made it for us may have a folder that we may not read.
        let foreign = |error: &io::Error| error.kind() == io::ErrorKind::PermissionDenied;
        return sync_above(dir).or_else(|error| if foreign(&error) { Ok(()) } else { Err(error) });
    }
    missing.into_iter().try_for_each(sync_above)
}

fn start_threads(
    wanted: usize,
    shared: &Arc<Shared>,
    lanes: Vec<Lane>,
    journal: &Journal,
) -> Result<Threads, EngineError> {
    assert_eq!(lanes.len(), wanted, "one lane for each thread");
    let (sender, receiver) = mpsc::sync_channel(1);
    let runner = std::thread::Builder::new()
        .name("actors".into())
        .spawn(move || {
            let runner = System::new();
            // The opener waits for this; if it has gone, there is nothing to run for.
            if sender.send(System::current()).is_ok()
                && let Err(error) = runner.run()
            {
                tracing::error!(%error, "the actors' system has failed");
            }
        })
        .map_err(EngineError::Thread)?;
    let system = receiver.recv().expect("the thread sends before anything can fail");
    System::set_current(system.clone());
    let mut arbiters = Vec::with_capacity(wanted);
    for (number, lane) in lanes.into_iter().enumerate() {
        let arbiter = Arbiter::new();
        let (shared, durable) = (Arc::clone(shared), journal.durable());
        arbiter.spawn_fn(move || Room::furnish(number, shared, lane, durable));
        arbiters.push(arbiter);
    }
    Ok(Threads { system, runner, arbiters })
}

/// Gives every shift and every desk its owner, and publishes the roster.
fn hire(
    config: &EngineConfig,
    shared: &Arc<Shared>,
    arbiters: &[ArbiterHandle],
    recovered: Recovered,
    (restore_epoch, end): (u8, Sequence),
) {
    let shifts: Vec<_> = recovered
        .shifts
        .into_iter()
        .map(|keeper| (keeper.id(), ShiftActor::hire(home(arbiters, keeper.id()), keeper)))
        .collect();
    metrics::gauge!(names::OFFICES).set(recovered.offices.len() as f64);
    // A desk begins with what it owes, also to shifts of other threads, which take as long to move
    // in as they are many. Its letter to one that is not there would be lost until it is sent
    // again.
    moved_in(arbiters);
    let now = shared.clock.now();
    let mut in_flight: Vec<Vec<_>> = arbiters.iter().map(|_| Vec::new()).collect();
    for (key, state) in recovered.in_flight {
        in_flight[usize::from(key.desk().0) % arbiters.len()].push((key, state));
    }
    let mut counters: Vec<Vec<_>> = arbiters.iter().map(|_| Vec::new()).collect();
    for (desk, counted) in recovered.counters {
        counters[usize::from(desk.0) % arbiters.len()].push((desk, counted));
    }
    let (terms, at_rest) = (config.terms, config.requests_at_rest);
    let desks = arbiters
        .iter()
        .zip(in_flight)
        .zip(counters)
        .map(|((arbiter, in_flight), counters)| {
            let keys = shared.keyring.request_keys().clone();
            DeskActor::hire(arbiter, move || {
                let code_of = Box::new(move |desk, counter| code(&keys, desk, counter));
                let keeper = DeskKeeper::new(terms, restore_epoch, end, code_of);
                let mut keeper = keeper.keeping(at_rest);
                for (desk, counted) in counters {
                    keeper.restore_counters(desk, counted);
                }
                for (key, state) in in_flight {
                    keeper.restore(key, state, now);
                }
                keeper
            })
        })
        .collect();
    shared.roster.store(Arc::new(Roster::default().with_desks(desks).with_shifts(shifts)));
}

fn code(keys: &RequestKeys, desk: nobat_domain::ids::DeskNo, counter: u32) -> TrackingCode {
    TrackingCode::of(TrackingOrigin { desk, counter }, |round, half| {
        keys.tracking_round(round, half)
    })
    .expect("a desk has more codes than it will ever have citizens")
}

/// Returns when every owner that was hired so far has its place: threads take their orders in turn.
fn moved_in(arbiters: &[ArbiterHandle]) {
    let (sender, receiver) = mpsc::sync_channel(arbiters.len());
    for arbiter in arbiters {
        let sender = sender.clone();
        // The receiver waits below for as long as any sender lives.
        arbiter.spawn_fn(move || sender.send(()).expect("whoever counts is there"));
    }
    drop(sender);
    let here = receiver.iter().count();
    debug_assert_eq!(here, arbiters.len(), "every thread answers once");
}

/// The desks send what they owe and have answers before the first tick reaches a shift: a hold
/// that a desk is about to book must not fall due first.
fn settle(roster: &Roster) {
    for _ in 0..SETTLE_ROUNDS {
        let left: usize = roster.desks().iter().filter_map(unanswered).sum();
        if left == 0 {
            break;
        }
        std::thread::park_timeout(SETTLE_PAUSE);
    }
    for desk in roster.desks() {
        if desk.send(Work::Finishing, ToDesk::BeginTicking).is_err() {
            tracing::error!("a desk has no room for its first message");
        }
    }
}

fn unanswered(desk: &Mailbox<DeskActor>) -> Option<usize> {
    let (caller, answer) = oneshot::channel();
    desk.send(Work::Finishing, ToDesk::Tick).ok()?;
    desk.send(Work::Finishing, ToDesk::Unanswered(caller)).ok()?;
    answer.blocking_recv().ok()
}
