//! Each planted damage is found, and named where it is.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use nobat_domain::earlier::Scope;
use nobat_domain::ids::{BankId, DataKeyNo, RequestKey, SeatNo, Sequence};
use nobat_domain::keeper::Counters;
use nobat_domain::request::{RequestState, Stage, Waiting};
use nobat_domain::shift::DayState;
use nobat_domain::timestamp::Timestamp;
use nobat_engine::keyring::{DataDirectory, KeyNo, Keyring, master_key};
use nobat_engine::record;
use nobat_engine::storage::{Change, ReferenceRow, SeatAt, Tables, TablesOptions, Writes};
use nobat_engine::verify::{DAMAGE, Report};

use crate::support::{Citizen, config, image, is, office, verified, with_engine};
use crate::verify_clean::mixed_load;

/// A stopped directory in which citizen 4 has booked and everybody has done something.
struct Scene {
    dir: tempfile::TempDir,
    booked: RequestKey,
    state: Box<RequestState>,
}

/// The same directory for every test, each in a copy of its own.
fn scene() -> Scene {
    static ORIGINAL: OnceLock<Scene> = OnceLock::new();
    let original = ORIGINAL.get_or_init(original);
    let dir = image(original.dir.path());
    Scene { dir, booked: original.booked, state: original.state.clone() }
}

fn original() -> Scene {
    let dir = tempfile::tempdir().expect("a folder");
    let (booked, state) = with_engine(&config(dir.path()), async |engine| {
        mixed_load(&engine).await;
        let citizen = Citizen::new(&engine, 4);
        (citizen.key, citizen.view().await.expect("there is room"))
    });
    assert_eq!(Stage::of(&state), Stage::Booked);
    Scene { dir, booked, state }
}

impl Scene {
    fn change(&self, change: impl FnOnce(&Tables, &mut Writes<'_>)) -> Report {
        let path = config(self.dir.path()).tables_dir();
        let tables = Tables::open(&path, &TablesOptions::default()).expect("they open");
        let mut writes = tables.writes();
        change(&tables, &mut writes);
        tables.commit(&writes, tables.applied()).expect("it is committed");
        tables.flush().expect("it is flushed");
        drop(tables);
        verified(self.dir.path())
    }

    fn seat(&self) -> SeatAt {
        let booking = self.state.booking.as_ref().expect("it has booked");
        SeatAt { shift: booking.choice.shift, day: booking.choice.day, seat: booking.seat }
    }

    fn reseal(&self, tables: &Tables, state: &RequestState) -> Vec<u8> {
        let config = config(self.dir.path());
        let master = master_key(&config.master_key, DataDirectory::Existing).expect("it is there");
        let keyring = Keyring::open_to_read(&config.keyring_path(), &master, tables.cluster());
        let keyring = keyring.expect("it opens");
        let DataKeyNo(number) = state.data_key;
        let key = keyring.data_key(KeyNo(number)).expect("it is a live key");
        let row = tables.read_request(self.booked).expect("it reads").row.expect("it is there");
        let last = record::row_head(&row).expect("it reads").last;
        let mut sealed = Vec::new();
        record::seal_row(&key, self.booked, last, state, &mut sealed).expect("it is sealed");
        sealed
    }

    fn hex(&self) -> String {
        self.booked.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[track_caller]
fn must_say(report: &Report, id: &str, place: &str, what: &str) {
    let said = report
        .violations
        .iter()
        .any(|found| found.id == id && found.place.contains(place) && found.what.contains(what));
    assert!(said, "no {id} at {place} that says {what:?}: {:#?}", report.violations);
    assert!(!report.sound());
}

#[test]
fn a_seat_that_names_another_owner_is_found() {
    let scene = scene();
    let at = scene.seat();
    let report = scene.change(|tables, writes| {
        let row = tables.seat(at).expect("it reads").expect("it is there");
        let (shift, mut image) = record::seat_of(&row).expect("it is a seat");
        image.request = RequestKey([9; 16]);
        writes.put_seat(at, &record::seat_bytes(shift, &image));
    });
    must_say(&report, "ACK-1", &scene.hex(), "not booked for it");
    must_say(&report, "ACK-1", "seat 0 of", "which does not exist");
    must_say(&report, "ACK-1", "seat 0 of", "not what its last event left behind");
}

#[test]
fn a_seat_row_that_is_gone_or_was_made_up_is_found() {
    let scene = scene();
    let at = scene.seat();
    let made_up = SeatAt { seat: SeatNo(7), ..at };
    let report = scene.change(|tables, writes| {
        let row = tables.seat(at).expect("it reads").expect("it is there");
        let (shift, mut image) = record::seat_of(&row).expect("it is a seat");
        image.seat = made_up.seat;
        writes.delete_seat(at);
        writes.put_seat(made_up, &record::seat_bytes(shift, &image));
    });
    must_say(&report, "ACK-1", "seat 0 of", "its events left no row behind");
    must_say(&report, "CAP-1", "seat 7 of", "beyond the most");
    must_say(&report, "ACK-1", "seat 7 of", "no event of the journal leads to its row");
    must_say(&report, "ACK-1", "seat 7 of", "which does not name it");
}

#[test]
fn a_day_that_is_gone_before_its_time_is_found() {
    let scene = scene();
    let at = scene.seat();
    let report = scene.change(|_, writes| {
        writes.delete_day(at.shift, at.day);
        writes.delete_seats_on(at.shift, at.day);
    });
    must_say(&report, "ACK-1", &scene.hex(), "not booked for it");
    must_say(&report, "ACK-1", "day ", "not what its last event left behind");
}

#[test]
fn a_day_that_was_dropped_and_is_there_is_found() {
    let scene = scene();
    let at = scene.seat();
    let report = scene.change(|tables, writes| {
        let row = tables.day(at.shift, at.day).expect("it reads").expect("it is there");
        let (shift, mut image) = record::day_of(&row).expect("it is a day");
        image.state = DayState::Dropped;
        writes.put_day(shift, at.day, &record::day_bytes(shift, &image));
    });
    must_say(&report, "DAMAGE", "day ", "it was dropped, and its row is there");
}

#[test]
fn a_day_with_more_taken_than_approved_is_found() {
    let scene = scene();
    let at = scene.seat();
    let report = scene.change(|tables, writes| {
        let row = tables.day(at.shift, at.day).expect("it reads").expect("it is there");
        let (shift, mut image) = record::day_of(&row).expect("it is a day");
        (image.approved, image.approved_max) = (0, 0);
        writes.put_day(shift, at.day, &record::day_bytes(shift, &image));
    });
    must_say(&report, "CAP-1", "shift ", "seats are taken, and never more than 0");
}

#[test]
fn a_booking_that_is_lost_from_its_request_is_found() {
    let scene = scene();
    let report = scene.change(|tables, writes| {
        let without = RequestState { booking: None, ..*scene.state.clone() };
        writes.put_request(scene.booked, &scene.reseal(tables, &without));
    });
    must_say(&report, "ACK-1", "seat 0 of", "which does not name it");
    must_say(&report, "PAY-1", &scene.hex(), "neither credit nor booking has it");
}

#[test]
fn money_that_is_there_twice_is_found() {
    let scene = scene();
    let report = scene.change(|tables, writes| {
        let mut twice = *scene.state.clone();
        twice.purse.extend(twice.booking.as_ref().and_then(|it| it.paid.clone()));
        writes.put_request(scene.booked, &scene.reseal(tables, &twice));
    });
    must_say(&report, "PAY-1", &scene.hex(), "its row contradicts itself");
}

#[test]
fn a_reference_that_is_claimed_twice_is_found() {
    let scene = scene();
    let paid = scene.state.booking.as_ref().and_then(|it| it.paid.clone()).expect("it is paid");
    let report = scene.change(|_, writes| {
        let claim = ReferenceRow { request: scene.booked, order: paid.order };
        writes.put_reference(BankId(0), b"another", claim);
    });
    must_say(&report, "PAY-1", &scene.hex(), "neither credit nor booking has it");
    let report = scene.change(|_, writes| {
        let claim = ReferenceRow { request: RequestKey([9; 16]), order: paid.order };
        writes.delete_reference(BankId(0), b"another");
        writes.put_reference(paid.bank, paid.reference.as_str().as_bytes(), claim);
    });
    must_say(&report, "PAY-1", &scene.hex(), "claimed by another payment");
}

#[test]
fn a_request_that_is_gone_is_found() {
    let scene = scene();
    let report = scene.change(|_, writes| writes.delete_request(scene.booked));
    must_say(&report, "ACK-1", &scene.hex(), "and it has no row");
    must_say(&report, "ACK-1", "seat 0 of", "which does not exist");
    must_say(&report, "ACK-1", &scene.hex(), "the table of orders leads to it");
    must_say(&report, "ACK-1", &scene.hex(), "the table of tracking codes leads to it");
    must_say(&report, "PAY-1", &scene.hex(), "there is no such request");
}

#[test]
fn a_row_from_yesterday_is_found() {
    let scene = scene();
    let yesterday = image(scene.dir.path());
    with_engine(&config(scene.dir.path()), async |engine| {
        let command = nobat_domain::request::RequestCommand::Edit { details: details(&scene) };
        is(Citizen::new(&engine, 4).ask(command).await.expect("there is room"));
    });
    let old =
        Tables::open_to_read(&config(yesterday.path()).tables_dir(), &TablesOptions::default());
    let old = old.expect("they open").read_request(scene.booked).expect("it reads").row;
    let report = scene.change(|_, writes| {
        writes.put_request(scene.booked, &old.expect("it was there"));
    });
    must_say(&report, "FEED-1", &scene.hex(), "the feed's last is of");
}

fn details(scene: &Scene) -> Box<nobat_domain::request::Details> {
    let mut details = scene.state.details.clone().expect("the form was filled in");
    details.mobile = nobat_domain::person::Mobile::parse("09121234567").expect("a mobile");
    Box::new(details)
}

#[test]
fn a_request_under_another_citizens_key_is_found() {
    let scene = scene();
    let report = scene.change(|tables, writes| {
        let other = crate::support::national_id(77);
        let renamed = RequestState { national_id: other, ..*scene.state.clone() };
        writes.put_request(scene.booked, &scene.reseal(tables, &renamed));
    });
    must_say(&report, "REQ-1", &scene.hex(), "another national ID");
}

#[test]
fn a_row_that_was_changed_by_a_bit_does_not_open() {
    let scene = scene();
    let report = scene.change(|tables, writes| {
        let row = tables.read_request(scene.booked).expect("it reads").row;
        let mut row = row.expect("it is there");
        *row.last_mut().expect("it has bytes") ^= 1;
        writes.put_request(scene.booked, &row);
    });
    must_say(&report, DAMAGE, &scene.hex(), "does not open");
}

#[test]
fn a_desk_that_forgets_what_it_gave_is_found() {
    let scene = scene();
    let desk = scene.booked.desk();
    let report = scene.change(|_, writes| {
        writes.put_desk(desk, &record::counters_bytes(Counters { orders: 0, codes: 0 }));
    });
    // Of a thousand desks two requests may share one by chance, and then it has given more.
    must_say(&report, "PAY-1", &format!("desk {}", desk.0), "it has given order ");
    must_say(&report, "REQ-1", &format!("desk {}", desk.0), "codes, and remembers 0");
}

#[test]
fn a_list_of_flights_that_is_wrong_is_found() {
    let scene = scene();
    let report = scene.change(|_, writes| writes.put_in_flight(scene.booked));
    must_say(&report, "ACK-1", &scene.hex(), "listed as in flight and is at rest");
}

#[test]
fn a_list_of_those_who_wait_that_is_wrong_is_found() {
    let scene = scene();
    let waiting = Waiting { since: Timestamp(7), area: office(1).area, scope: Scope::Area };
    let waits = RequestState { waiting: Some(waiting), ..(*scene.state).clone() };
    let waiter = waits.waiter(scene.booked).expect("it waits");
    let report = scene.change(|_, writes| writes.put_waiting(&waiter));
    must_say(&report, "ACK-1", &scene.hex(), "listed as waiting");
    let scene = self::scene();
    let report = scene.change(|tables, writes| {
        writes.put_request(scene.booked, &scene.reseal(tables, &waits));
    });
    must_say(&report, "ACK-1", &scene.hex(), "is not listed");
}

#[test]
fn a_change_that_is_missing_from_the_feed_or_made_up_is_found() {
    let scene = scene();
    let report = scene.change(|tables, writes| {
        let feed = tables.feed_from(Sequence(0)).expect("it reads");
        let mut feed: Vec<_> = feed.map(|change| change.expect("it reads")).collect();
        for change in &feed {
            writes.delete_changes(change.at);
        }
        let first = feed.iter().position(|change| change.request == scene.booked);
        feed.remove(first.expect("it has changes"));
        // The first record of all puts an office.
        let time = feed[0].time;
        writes.put_change(Change { at: Sequence(1), request: scene.booked, kind: 1, time });
        for change in feed {
            writes.put_change(change);
        }
    });
    must_say(&report, "FEED-1", "entry 1 of", "a request whose event this is not");
    must_say(&report, "FEED-1", &scene.hex(), "is not in the change feed");
}

#[test]
fn a_rotten_table_file_is_found() {
    let scene = scene();
    let tables = config(scene.dir.path()).tables_dir();
    let mut files: Vec<PathBuf> = files_in(&tables, "sst");
    files.sort_by_key(|path| fs::metadata(path).expect("it is there").len());
    flip(files.last().expect("tables were flushed"), 16);
    let report = verified(scene.dir.path());
    assert!(report.violations.iter().any(|found| found.id == DAMAGE), "{:#?}", report.violations);
}

#[test]
fn a_batch_of_the_journal_that_rotted_is_named_by_file_and_byte() {
    let scene = scene();
    // The first file of the ring, in the middle of what was written.
    let ring = files_in(&config(scene.dir.path()).journal_dir(), "journal");
    let first = ring.iter().min().expect("a ring has files").clone();
    flip(&first, 5 * 4_096 + 70);
    let report = verified(scene.dir.path());
    let fault = report.journal_faults.first().expect("it is found");
    assert!(fault.file.contains(&*first.to_string_lossy()), "{fault:?}");
    assert_eq!(fault.offset % 4_096, 0);
    must_say(&report, DAMAGE, &first.to_string_lossy(), "");
    assert!(!report.positions.history_whole);
}

pub fn files_in(dir: &Path, kind: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).expect("it lists");
    let paths = entries.map(|entry| entry.expect("it lists").path());
    paths.filter(|path| path.extension().is_some_and(|it| it == kind)).collect()
}

pub fn flip(path: &Path, byte: usize) {
    let mut bytes = fs::read(path).expect("it reads");
    bytes[byte] ^= 0x10;
    fs::write(path, bytes).expect("it is written");
}
