//! A crash after every single decision of a script: whatever prefix of the journal was durable, a
//! start makes a sound machine of it, and everything that was owed is settled.
//!
//! The prefixes are written into journals of their own, since only the disk decides where a real
//! crash cuts.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use nobat_domain::ids::{DataKeyNo, OfficeId, Period, RequestKey, Sequence, ShiftId};
use nobat_domain::payment::BankSays;
use nobat_domain::request::{Choice, RequestCommand, RequestEvent};
use nobat_domain::timestamp::{Millis, Timestamp};
use nobat_engine::journal::medium::DiskMedium;
use nobat_engine::journal::{Journal, JournalConfig, Opened, Work, survey};
use nobat_engine::keyring::{DataDirectory, KeyNo, Keyring, master_key};
use nobat_engine::record::{self, Record};
use nobat_engine::storage::{Tables, TablesOptions};
use nobat_engine::{EngineConfig, EngineHandle, OpenDay, clock};

use crate::earlier::{round, waits};
use crate::support::{
    Citizen, config, copy, country, image, is, must_be_sound, office, with_engine,
};

/// One decision: its records, which no crash can part.
struct Frame {
    records: Vec<Vec<u8>>,
    /// How many payments were confirmed in it.
    verified: u64,
}

/// A directory before the script, and the decisions that the script led to.
struct Play {
    before: tempfile::TempDir,
    cluster: [u8; 16],
    opening: Vec<Frame>,
    script: Vec<Frame>,
}

async fn script(engine: &EngineHandle) {
    let today = nobat_engine::day_of(engine.now());
    let choice = |n, later| nobat_domain::request::Choice {
        shift: crate::support::shift(n),
        day: today.plus(later),
    };
    let first = Citizen::new(engine, 1);
    is(first.book(choice(0, 3)).await.expect("there is room"));
    is(first.ask(RequestCommand::Move { choice: choice(1, 3) }).await.expect("there is room"));
    is(first.ask(RequestCommand::GiveBack).await.expect("there is room"));
    // Nothing is chosen before the shift has its seat back.
    while !first.view().await.expect("there is room").giving_back.is_empty() {}
    is(first.ask(Citizen::choosing(choice(2, 4), 1_000)).await.expect("credit pays"));
    // Two tabs at the bank: one pays, and nobody asks about the other. The day is full.
    let fourth = Citizen::new(engine, 4);
    is(fourth.book(choice(3, 3)).await.expect("there is room"));
    let second = Citizen::new(engine, 2);
    second.hold(choice(3, 3)).await.expect("there is room");
    second.to_bank().await.expect("there is room");
    second.ask(Citizen::choosing(choice(3, 3), 1_000)).await.expect("there is room");
    let attempt = second.to_bank().await.expect("there is room");
    second.paid(&attempt).await.expect("there is room");
    let third = Citizen::new(engine, 3);
    third.hold(choice(3, 4)).await.expect("there is room");
    let attempt = third.to_bank().await.expect("there is room");
    let failed = RequestCommand::Returned { attempt: attempt.no, failed: true };
    third.ask(failed).await.expect("there is room");
    let not_paid = RequestCommand::BankSaid { attempt: attempt.no, says: BankSays::NotPaid };
    third.ask(not_paid).await.expect("there is room");
}

/// Of two who wait for an earlier seat one takes what is offered, the other keeps what is booked.
async fn offers(engine: &EngineHandle) {
    let day = nobat_engine::day_of(engine.now()).plus(4);
    let booked = nobat_domain::request::Choice { shift: crate::support::shift(1), day };
    let (first, second) = (Citizen::new(engine, 5), Citizen::new(engine, 6));
    for citizen in [&first, &second] {
        is(citizen.book(booked).await.expect("there is room"));
        waits(citizen).await;
    }
    assert_eq!(round(engine).await.len(), 2, "both are asked");
    let offer = async |citizen: &Citizen| {
        citizen.view().await.expect("there is room").offer().expect("it is held").no
    };
    let hold = offer(&first).await;
    is(first.ask(RequestCommand::AcceptOffer { hold }).await.expect("there is room"));
    let hold = offer(&second).await;
    is(second.ask(RequestCommand::DeclineOffer { hold }).await.expect("there is room"));
}

/// The same for every test.
fn play() -> &'static Play {
    static PLAY: OnceLock<Play> = OnceLock::new();
    PLAY.get_or_init(|| played(script))
}

fn played(script: impl AsyncFnOnce(&EngineHandle)) -> Play {
    played_in(async |engine| drop(country(engine, 2).await), script)
}

/// The same in a country of its own.
fn played_in(
    country: impl AsyncFnOnce(&EngineHandle),
    script: impl AsyncFnOnce(&EngineHandle),
) -> Play {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |engine| country(&engine).await);
    let before = image(dir.path());
    let opened_up_to = must_be_sound(before.path()).positions.tables;
    with_engine(&config(dir.path()), async |engine| script(&engine).await);
    let (opening, script) = frames(dir.path(), Sequence(opened_up_to));
    let tables = Tables::open_to_read(&config(dir.path()).tables_dir(), &TablesOptions::default());
    let cluster = tables.expect("they open").cluster();
    Play { before, cluster, opening, script }
}

/// All decisions in a stopped directory, up to and after a position.
fn frames(dir: &Path, position: Sequence) -> (Vec<Frame>, Vec<Frame>) {
    let config = config(dir);
    let options = TablesOptions::default();
    let tables = Tables::open_to_read(&config.tables_dir(), &options).expect("they open");
    let master = master_key(&config.master_key, DataDirectory::Existing).expect("it is there");
    let keyring = Keyring::open_to_read(&config.keyring_path(), &master, tables.cluster());
    let keyring = keyring.expect("it opens");
    let medium = DiskMedium::new(config.journal_dir(), config.archive_dir()).expect("it opens");
    let mut reader = survey(Arc::new(medium)).expect("it is sound").records();
    let (mut opening, mut script): (Vec<Frame>, Vec<Frame>) = (Vec::new(), Vec::new());
    let mut last: Option<(RequestKey, Timestamp)> = None;
    while let Some(batch) = reader.next_batch().expect("it is sound") {
        for raw in batch.records() {
            let frames = if raw.sequence <= position { &mut opening } else { &mut script };
            let (mut whose, mut verified) = (None, 0);
            if let Record::Request(sealed) = record::decode(raw.bytes).expect("it is a record") {
                whose = Some((sealed.head.key, sealed.head.at));
                let DataKeyNo(number) = sealed.head.data_key;
                let key = keyring.data_key(KeyNo(number)).expect("it is a live key");
                let event = sealed.open(&key).expect("it opens");
                verified = u64::from(matches!(event, RequestEvent::Verified { .. }));
            }
            // Events of one request at one moment were decided together, or might have been.
            match frames.last_mut().filter(|_| whose.is_some() && whose == last) {
                Some(frame) => {
                    frame.records.push(raw.bytes.to_vec());
                    frame.verified += verified;
                }
                None => frames.push(Frame { records: vec![raw.bytes.to_vec()], verified }),
            }
            last = whose;
        }
    }
    (opening, script)
}

impl Play {
    /// The directory that a crash after so many decisions of the script leaves behind.
    fn crashed_after(&self, decisions: usize) -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a folder");
        copy(self.before.path(), dir.path());
        let config = config(dir.path());
        for folder in [config.journal_dir(), config.archive_dir()] {
            std::fs::remove_dir_all(folder).expect("it was copied");
        }
        let mut settings = JournalConfig::new(1, self.cluster, clock::monotonic_ns);
        settings.segment_bytes = config.segment_bytes;
        settings.batch_bytes_max = (config.segment_bytes / 2) as usize;
        let medium = DiskMedium::new(config.journal_dir(), config.archive_dir());
        let medium = Arc::new(medium.expect("the folders are made"));
        let opened = Journal::open(&settings, medium, Sequence(0)).expect("it is new");
        let Opened { journal, mut lanes, .. } = opened;
        for frame in self.opening.iter().chain(&self.script[..decisions]) {
            assert!(lanes[0].has_room(Work::Finishing), "a script fits into a lane");
            let records = u32::try_from(frame.records.len()).expect("a frame has few records");
            lanes[0].publish(&frame.records.concat(), records);
        }
        journal.close();
        dir
    }

    fn survives_a_crash_after(&self, decisions: usize, later: Millis) {
        let dir = self.crashed_after(decisions);
        let crashed = must_be_sound(dir.path());
        let records: usize = self.script[..decisions].iter().map(|it| it.records.len()).sum();
        assert_eq!(crashed.counts.journal_tail_records, records as u64);
        let verified: u64 = self.script[..decisions].iter().map(|frame| frame.verified).sum();
        assert_eq!(crashed.counts.money, verified, "after {decisions} decisions");
        with_engine(&EngineConfig { clock_ahead: later, ..config(dir.path()) }, async |_| ());
        let settled = must_be_sound(dir.path());
        assert_eq!(settled.counts.money, verified, "after {decisions} decisions");
        let unsettled = settled.unfinished.total() - settled.unfinished.overdue;
        assert_eq!(unsettled, 0, "{:?}", settled.unfinished);
        assert!(settled.counts.bookings >= crashed.counts.bookings);
    }
}

#[test]
fn a_crash_after_any_decision_leaves_a_sound_machine_that_settles_what_it_owes() {
    let play = play();
    assert!(play.script.len() > 30, "{} decisions", play.script.len());
    for decisions in 0..=play.script.len() {
        play.survives_a_crash_after(decisions, Millis(0));
    }
}

#[test]
fn a_crash_after_any_decision_about_an_offer_leaves_each_with_one_seat() {
    let play = played(offers);
    let paid = play.script.iter().rposition(|frame| frame.verified > 0).expect("two pay");
    for decisions in paid..=play.script.len() {
        play.survives_a_crash_after(decisions, Millis(0));
    }
}

/// The money is journaled, the booking is not: the seat is booked by the next start, also when
/// that comes after the hold's time, and on a day that is full but for that very seat.
#[test]
fn verified_money_has_its_seat_after_the_start_however_late_that_is() {
    let play = play();
    let paid = (1..).zip(&play.script).filter(|(_, frame)| frame.verified > 0);
    let paid: Vec<usize> = paid.map(|(decisions, _)| decisions).collect();
    assert_eq!(paid.len(), 3, "three citizens pay");
    // At once; after the bank's window; after every deadline, when the seat is taken anew.
    for (decisions, later) in paid.into_iter().flat_map(|it| [0, 18, 90].map(|late| (it, late))) {
        let dir = play.crashed_after(decisions);
        let crashed = must_be_sound(dir.path());
        assert_eq!(crashed.unfinished.bookings, 1, "the shift is owed the booking");
        let clock_ahead = Millis::minutes(later);
        with_engine(&EngineConfig { clock_ahead, ..config(dir.path()) }, async |_| ());
        let settled = must_be_sound(dir.path()).counts;
        assert_eq!(settled.bookings, crashed.counts.bookings + 1, "{later} minutes later");
        assert_eq!((settled.money, settled.credits), (settled.bookings, 0));
    }
}

/// Offices of the other thread: so many that its shifts take longer to move in than a desk takes to
/// look at what it owes.
const OFFICES: u32 = 6_000;

/// Hears what is logged when a letter finds nobody.
struct Ear;

static LOST: AtomicUsize = AtomicUsize::new(0);

impl tracing::Subscriber for Ear {
    fn enabled(&self, about: &tracing::Metadata<'_>) -> bool {
        *about.level() == tracing::Level::ERROR
    }
    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut |_: &tracing::field::Field, said: &dyn std::fmt::Debug| {
            let lost = format!("{said:?}").contains("a shift nobody owns");
            LOST.fetch_add(usize::from(lost), Ordering::Relaxed);
        });
    }
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

/// A desk on a thread with two shifts owes something to the last shift of a thread with thousands.
#[test]
fn no_letter_of_a_start_comes_before_its_shift() {
    assert!(tracing::subscriber::set_global_default(Ear).is_ok(), "nobody else listens here");
    // Offices of odd numbers live on the second of two threads.
    let far = ShiftId::of(OfficeId(2 * OFFICES + 1), Period::Morning);
    let choice = |engine: &EngineHandle| Choice {
        shift: far,
        day: nobat_engine::day_of(engine.now()).plus(3),
    };
    let play = played_in(
        async |engine| {
            let odd = (0..=OFFICES).map(|n| office(2 * n + 1));
            engine.put_offices(odd.chain([office(2)]).collect()).await.expect("there is room");
            let Choice { shift, day } = choice(engine);
            let open = OpenDay { shift, day, approved: 2, opens_at: engine.now() };
            engine.open_days(&[open]).await.expect("there is room").expect("the law allows it");
        },
        async |engine| {
            let mut citizens = (1..).map(|n| Citizen::new(engine, n));
            let first =
                citizens.find(|it| it.key.desk().0.is_multiple_of(2)).expect("half of them");
            first.hold(choice(engine)).await.expect("there is room");
        },
    );
    assert!(play.script.len() > 2, "entered, asked for, held, taken");
    for decisions in 1..=play.script.len() {
        let dir = play.crashed_after(decisions);
        with_engine(&config(dir.path()), async |_| ());
        assert_eq!(LOST.load(Ordering::Relaxed), 0, "after {decisions} decisions");
    }
}
