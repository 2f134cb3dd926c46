//! A crash at each step of an erasure, a replay over what it took, and absences that no erasure
//! explains.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use nobat_domain::ids::{RequestKey, Sequence};
use nobat_domain::timestamp::Timestamp;
use nobat_engine::journal::medium::DiskMedium;
use nobat_engine::journal::{Journal, JournalConfig, Opened, Work, survey};
use nobat_engine::keyring::{DataDirectory, KeyNo, Keyring, master_key};
use nobat_engine::record::{self, Record};
use nobat_engine::storage::{SeatAt, Tables, TablesOptions};
use nobat_engine::verify::{DAMAGE, verify};
use nobat_engine::{Answered, Engine, EngineConfig, EngineError};

use crate::erasure::{KEPT, booked_long_ago, delivered, draft, erased, later};
use crate::support::{Citizen, config, copy, country, crashed, image, is, with_engine};

/// A stopped directory in which citizen 1 was erased, and entered anew; and the moments before.
struct Scene {
    dir: tempfile::TempDir,
    /// As it was when the country was founded: older tables, older keyring.
    before: tempfile::TempDir,
    cluster: [u8; 16],
    first: RequestKey,
    frames: Vec<Frame>,
}

/// One decision: its records, and whether it is the erasure.
struct Frame {
    records: Vec<Vec<u8>>,
    erases: bool,
}

fn scene() -> Scene {
    scene_of(Because::Wished)
}

/// Why citizen 1 is erased.
#[derive(Clone, Copy)]
enum Because {
    Wished,
    /// The card was handed over long ago.
    Over,
}

fn scene_of(because: Because) -> Scene {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |engine| drop(country(&engine, 2).await));
    let before = image(dir.path());
    let position = sound(before.path()).positions.tables;
    let first = with_engine(&config(dir.path()), async |engine| {
        let (first, second) = (Citizen::new(&engine, 1), Citizen::new(&engine, 2));
        let choice = nobat_domain::request::Choice {
            shift: crate::support::shift(0),
            day: nobat_engine::day_of(engine.now()).plus(3),
        };
        second.enter().await.expect("there is room");
        match because {
            Because::Wished => booked_long_ago(&engine, &first, choice).await,
            Because::Over => delivered(&engine, &first, choice).await,
        }
        second.ask(draft("something of somebody else")).await.expect("there is room");
        match because {
            Because::Wished => erased(&engine, &first).await,
            Because::Over => {
                engine.skip(KEPT);
                assert_eq!(engine.erase_over(KEPT).await.expect("there is room"), 1);
            }
        }
        is(first.enter().await.expect("there is room"));
        is(first.ask(draft("begun anew")).await.expect("there is room"));
        first.key
    });
    let tables = Tables::open_to_read(&config(dir.path()).tables_dir(), &TablesOptions::default());
    let cluster = tables.expect("they open").cluster();
    let frames = frames(dir.path(), Sequence(position));
    assert_eq!(frames.iter().filter(|frame| frame.erases).count(), 1);
    Scene { dir, before, cluster, first, frames }
}

#[track_caller]
fn sound(dir: &Path) -> nobat_engine::verify::Report {
    let report = verify(&later(dir)).expect("the directory can be looked at");
    assert!(report.sound(), "{:#?}", report.violations);
    report
}

/// The decisions after a position; those before make the first.
fn frames(dir: &Path, position: Sequence) -> Vec<Frame> {
    let config = config(dir);
    let medium = DiskMedium::new(config.journal_dir(), config.archive_dir()).expect("it opens");
    let mut reader = survey(Arc::new(medium)).expect("it is sound").records();
    let mut frames: Vec<Frame> = vec![Frame { records: Vec::new(), erases: false }];
    let mut last: Option<(RequestKey, Timestamp)> = None;
    while let Some(batch) = reader.next_batch().expect("it is sound") {
        for raw in batch.records() {
            let read = record::decode(raw.bytes).expect("it is a record");
            let whose = match &read {
                Record::Request(sealed) => Some((sealed.head.key, sealed.head.at)),
                _ => None,
            };
            let goes_on = whose.is_some() && whose == last;
            if raw.sequence > position && !goes_on {
                frames.push(Frame { records: Vec::new(), erases: false });
            }
            let frame = frames.last_mut().expect("there is a first");
            frame.records.push(raw.bytes.to_vec());
            frame.erases |= matches!(read, Record::Erased(_));
            last = whose;
        }
    }
    frames
}

impl Scene {
    /// What a crash after so many decisions leaves, with the keyring of one of two moments.
    fn crashed_after(&self, decisions: usize, keyring: &Path) -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a folder");
        copy(self.before.path(), dir.path());
        let config = config(dir.path());
        for folder in [config.journal_dir(), config.archive_dir()] {
            fs::remove_dir_all(folder).expect("it was copied");
        }
        let mut settings = JournalConfig::new(1, self.cluster, nobat_engine::clock::monotonic_ns);
        settings.segment_bytes = config.segment_bytes;
        settings.batch_bytes_max = (config.segment_bytes / 2) as usize;
        let medium = DiskMedium::new(config.journal_dir(), config.archive_dir());
        let medium = Arc::new(medium.expect("the folders are made"));
        let opened = Journal::open(&settings, medium, Sequence(0)).expect("it is new");
        let Opened { journal, mut lanes, .. } = opened;
        for frame in &self.frames[..decisions] {
            for records in frame.records.chunks(if frame.erases { 1 } else { 64 }) {
                while !lanes[0].has_room(Work::Finishing) {}
                let count = u32::try_from(records.len()).expect("few records");
                lanes[0].publish(&records.concat(), count);
            }
        }
        journal.close();
        fs::copy(keyring, config.keyring_path()).expect("it copies");
        dir
    }

    fn erasure(&self) -> usize {
        self.frames.iter().position(|frame| frame.erases).expect("it is there")
    }
}

async fn view(citizen: &Citizen) -> Answered {
    let look = nobat_domain::request::RequestCommand::View;
    citizen.ask(look).await.expect("there is room")
}

/// Journaled and not yet overwritten, overwritten and not yet in the tables: a start makes the same
/// of both, also where later records of the same request follow in one tail.
#[test]
fn a_crash_before_or_after_the_slot_is_overwritten_ends_in_an_erased_key() {
    crash_around(&scene());
}

#[test]
fn a_crash_around_an_erasure_by_age_ends_in_an_erased_key_and_one_before_it_is_made_good() {
    let scene = scene_of(Because::Over);
    crash_around(&scene);
    // The word was not durable yet: the next look after the start says it again.
    let dir = scene.crashed_after(scene.erasure(), &config(scene.before.path()).keyring_path());
    sound(dir.path());
    with_engine(&later(dir.path()), async |engine| {
        let citizen = Citizen::new(&engine, 1);
        assert!(is(view(&citizen).await).over_since().is_some());
        assert_eq!(engine.erase_over(KEPT).await.expect("there is room"), 1);
        assert_eq!(view(&citizen).await, Answered::Nobody);
    });
    assert_eq!(sound(dir.path()).counts.requests_erased, 1);
}

fn crash_around(scene: &Scene) {
    let (live, gone) =
        (config(scene.before.path()).keyring_path(), config(scene.dir.path()).keyring_path());
    for decisions in scene.erasure() + 1..=scene.frames.len() {
        for keyring in [&live, &gone] {
            let dir = scene.crashed_after(decisions, keyring);
            let crashed = sound(dir.path());
            assert_eq!(crashed.unfinished.erasures, u64::from(keyring == &live));
            with_engine(&later(dir.path()), async |engine| {
                let found = view(&Citizen::new(&engine, 1)).await;
                match decisions - scene.erasure() {
                    1 => assert_eq!(found, Answered::Nobody),
                    _ => assert!(is(found).booking.is_none()),
                }
                let second = is(view(&Citizen::new(&engine, 2)).await);
                assert_eq!(second.draft, b"something of somebody else");
            });
            let settled = sound(dir.path());
            assert_eq!(settled.unfinished.erasures, 0);
            assert_eq!(settled.counts.seats_booked, 1, "a past seat stays");
        }
    }
}

#[test]
fn a_crash_before_the_erasure_is_durable_leaves_everything_as_it_was() {
    let scene = scene();
    let live = config(scene.before.path()).keyring_path();
    let dir = scene.crashed_after(scene.erasure(), &live);
    sound(dir.path());
    with_engine(&later(dir.path()), async |engine| {
        assert!(is(view(&Citizen::new(&engine, 1)).await).booking.is_some());
    });
    assert_eq!(sound(dir.path()).counts.requests_erased, 0);
}

/// The order of the steps: were the slot overwritten first, this is what a crash would leave.
#[test]
fn a_slot_that_was_overwritten_without_a_durable_word_is_damage() {
    let scene = scene();
    let gone = config(scene.dir.path()).keyring_path();
    let dir = scene.crashed_after(scene.erasure(), &gone);
    must_refuse(&later(dir.path()));
    let report = verify(&later(dir.path())).expect("it can be looked at");
    let said = |it: &nobat_engine::verify::Finding| {
        it.id == DAMAGE && it.what.contains("no record says that it was erased")
    };
    assert!(report.violations.iter().any(said), "{:#?}", report.violations);
}

fn must_refuse(config: &EngineConfig) {
    let why = Engine::open(config).err().expect("such a directory is refused");
    assert!(matches!(why, EngineError::KeyAbsent { .. }), "{why}");
    let why = why.to_string();
    for part in ["record ", "request req:", "was erased", "put the keyring back"] {
        assert!(why.contains(part), "no {part:?} in {why}");
    }
}

#[test]
fn who_is_erased_again_and_again_is_replayed_out_of_one_tail() {
    let dir = tempfile::tempdir().expect("a folder");
    let left = crashed(dir.path(), async |engine| {
        let citizen = Citizen::new(&engine, 1);
        for _ in 0..3 {
            citizen.enter().await.expect("there is room");
            citizen.ask(draft("once more")).await.expect("there is room");
            erased(&engine, &citizen).await;
        }
        citizen.enter().await.expect("there is room");
    });
    let before = sound(left.path()).counts;
    assert_eq!((before.requests, before.journal_tail_records), (1, 3 * 3 + 1));
    with_engine(&config(left.path()), async |engine| {
        assert!(is(view(&Citizen::new(&engine, 1)).await).draft.is_empty());
    });
    assert_eq!(sound(left.path()).counts.requests, 1);
}

/// All tables are made anew from the archive: money, orders, codes and numbers come out the same,
/// though nobody can read the records that once made them.
#[test]
fn a_replay_of_the_whole_history_into_empty_tables_makes_the_same_of_an_erasure() {
    let scene = scene();
    let dir = image(scene.dir.path());
    let whole = sound(dir.path());
    let config = config(dir.path());
    fs::remove_dir_all(config.tables_dir()).expect("they are removed");
    let options = TablesOptions { cluster: Some(scene.cluster), ..TablesOptions::default() };
    drop(Tables::open(&config.tables_dir(), &options).expect("they are new"));
    let empty = sound(dir.path());
    assert_eq!(empty.counts.journal_tail_records, whole.positions.journal_last);
    with_engine(&later(dir.path()), async |engine| {
        let state = is(view(&Citizen::new(&engine, 1)).await);
        assert_eq!(state.draft, b"begun anew");
        assert!(state.holds_used > 0, "numbers go on behind the erased ones");
    });
    let rebuilt = sound(dir.path());
    let counts = |report: &nobat_engine::verify::Report| {
        let it = report.counts;
        (it.requests, it.bookings, it.money, it.seats_booked, it.feed_rows)
    };
    assert_eq!(counts(&rebuilt), counts(&whole));
    assert_eq!(rows(&config), rows(&self::config(scene.dir.path())));
}

/// What orders, references, codes, counters and erased keys say.
fn rows(config: &EngineConfig) -> Vec<String> {
    let tables = Tables::open_to_read(&config.tables_dir(), &TablesOptions::default());
    let tables = tables.expect("they open");
    let orders = tables.orders().map(|row| format!("{:?}", row.expect("it reads")));
    let references = tables.references().map(|row| format!("{:?}", row.expect("it reads")));
    let codes = tables.tracking_codes().map(|row| format!("{:?}", row.expect("it reads")));
    let desks = tables.desks().map(|row| format!("{:?}", row.expect("it reads")));
    let erased = tables.erased_keys().map(|row| format!("{:?}", row.expect("it reads")));
    orders.chain(references).chain(codes).chain(desks).chain(erased).collect()
}

/// The keyring of before the erasure is put back: the start applies the list again.
#[test]
fn an_older_keyring_that_is_put_back_loses_its_erased_keys_at_the_start() {
    let scene = scene();
    let dir = image(scene.dir.path());
    let config = config(dir.path());
    fs::copy(self::config(scene.before.path()).keyring_path(), config.keyring_path())
        .expect("it copies");
    assert_eq!(sound(dir.path()).unfinished.erasures, 1);
    with_engine(&later(dir.path()), async |_| ());
    assert_eq!(sound(dir.path()).unfinished.erasures, 0);
    assert!(
        keyring(&config, scene.cluster).is_erased(KeyNo(erased_key(&config))).expect("it reads")
    );
}

fn keyring(config: &EngineConfig, cluster: [u8; 16]) -> Keyring {
    let master = master_key(&config.master_key, DataDirectory::Existing).expect("it is there");
    Keyring::open(&config.keyring_path(), &master, cluster).expect("it opens")
}

fn erased_key(config: &EngineConfig) -> u64 {
    let tables = Tables::open_to_read(&config.tables_dir(), &TablesOptions::default());
    let tables = tables.expect("they open");
    let (number, _) = tables.erased_keys().next().expect("one was erased").expect("it reads");
    number
}

#[test]
fn an_absence_that_no_erasure_names_is_reported_by_verify_wherever_it_is() {
    let scene = scene();
    let said = |dir: &Path, part: &str| {
        let report = verify(&later(dir)).expect("it can be looked at");
        let named = report.violations.iter().any(|it| it.id == DAMAGE && it.place.contains(part));
        assert!(named, "no damage at {part:?}: {:#?}", report.violations);
    };
    // The erasure's row is gone: what is sealed under its key has no explanation any more.
    let dir = image(scene.dir.path());
    let config = config(dir.path());
    let number = erased_key(&config);
    let tables = Tables::open(&config.tables_dir(), &TablesOptions::default()).expect("they open");
    let mut writes = tables.writes();
    writes.delete_erased(number);
    tables.commit(&writes, tables.applied()).expect("it is committed");
    tables.flush().expect("it is flushed");
    drop(tables);
    said(dir.path(), "record ");
    // A living citizen's key is gone.
    let dir = image(scene.dir.path());
    let config = self::config(dir.path());
    let living = with_engine(&later(dir.path()), async |engine| {
        is(view(&Citizen::new(&engine, 1)).await).data_key.0
    });
    keyring(&config, scene.cluster).erase(KeyNo(living)).expect("it is overwritten");
    let hex: String = scene.first.0.iter().map(|byte| format!("{byte:02x}")).collect();
    said(dir.path(), &hex);
}

#[test]
fn money_or_a_past_seat_that_an_erased_request_has_lost_is_found() {
    let scene = scene();
    let dir = image(scene.dir.path());
    let config = config(dir.path());
    let number = erased_key(&config);
    let tables = Tables::open(&config.tables_dir(), &TablesOptions::default()).expect("they open");
    let row = tables.erased(number).expect("it reads").expect("it is there");
    let left = record::erased_of(&row).expect("it is an erasure").left.expect("version 2");
    let (money, seat) = (left.money[0].clone(), left.seats[0]);
    let mut writes = tables.writes();
    writes.delete_reference(money.bank, money.reference.as_str().as_bytes());
    let at = SeatAt { shift: seat.choice.shift, day: seat.choice.day, seat: seat.seat };
    let (shift, mut image) =
        record::seat_of(&tables.seat(at).expect("it reads").expect("it is there")).expect("a seat");
    image.request = RequestKey([9; 16]);
    writes.put_seat(at, &record::seat_bytes(shift, &image));
    tables.commit(&writes, tables.applied()).expect("it is committed");
    tables.flush().expect("it is flushed");
    drop(tables);
    let report = verify(&later(dir.path())).expect("it can be looked at");
    for (id, what) in [("PAY-1", "is not claimed by it"), ("ACK-1", "was booked by it and is not")]
    {
        let said = report.violations.iter().any(|it| it.id == id && it.what.contains(what));
        assert!(said, "no {id} that says {what:?}: {:#?}", report.violations);
    }
}
