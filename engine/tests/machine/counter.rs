//! The people behind the counter: what they do is durable, written down in one chain, and proven.

use nobat_domain::ids::{OfficeId, RequestKey, Sequence};
use nobat_domain::office::OfficePhone;
use nobat_domain::staff::{
    Account, AccountName, AccountNo, AccountState, Announcement, AnnouncementNo, Deed, Entry,
    PasswordMark, PasswordState, Role, StaffRefusal, Subject, Who,
};
use nobat_domain::timestamp::{Millis, Timestamp};
use nobat_engine::EngineHandle;
use nobat_engine::keyring::StaffKeys;
use nobat_engine::record;
use nobat_engine::storage::{Place, PlacedRow, Tables, TablesOptions, Writes};
use nobat_engine::verify::{DAMAGE, Report};

use crate::support::{config, crashed, office, verified, with_engine};

fn account(no: u32, name: &str, role: Role) -> Account {
    Account {
        no: AccountNo(no),
        version: 1,
        name: AccountName::parse(name).expect("a name"),
        role,
        state: AccountState::Active,
        password: PasswordMark::new("$argon2id$mark").expect("short"),
        password_state: PasswordState::OneTime,
        second: None,
        recovery: Vec::new(),
        generation: 0,
        made_at: Timestamp(1),
    }
}

fn entry(deed: Deed, subject: Subject, words: &str) -> Entry {
    Entry { who: Who::Machine, deed, subject, words: words.to_owned() }
}

async fn make(engine: &EngineHandle, account: Account) -> Result<(), StaffRefusal> {
    let made = entry(Deed::MadeAccount, Subject::Account(account.no), "");
    engine.put_account(account, made).await.expect("there is room")
}

/// Two accounts, an announcement, an office with another phone, and a look-up.
async fn day_at_the_counter(engine: &EngineHandle) {
    engine.put_offices(vec![office(1)]).await.expect("there is room");
    make(engine, account(1, "zahra", Role::Operator)).await.expect("it is new");
    make(engine, account(2, "maraghe", Role::Office(OfficeId(1)))).await.expect("it is new");
    let who = Who::Account(AccountNo(1));
    let staff = engine.staff().await.expect("there is time");
    let (from, until) = (engine.now(), engine.now().plus(Millis::hours(8)));
    let (persian, english) = ("فردا تعطیل است".to_owned(), "Closed tomorrow".to_owned());
    let new = Announcement { no: AnnouncementNo(0), from, until, persian, english };
    let next = staff.announcements.with(new, from).expect("it fits");
    let announced = Entry { who, ..entry(Deed::Announced, Subject::Nobody, "") };
    engine.announce(next, announced).await.expect("there is room").expect("it follows");
    let mut changed = office(1);
    changed.phone = OfficePhone::parse("37250000");
    let of_it = entry(Deed::ChangedOffice, Subject::Office(OfficeId(1)), "phone");
    let put = engine.change_office(office(1), changed, of_it).await;
    put.expect("there is room").expect("it was seen");
    let looked = entry(Deed::LookedUp, Subject::Request(RequestKey([7; 16])), "شکایت تلفنی");
    engine.note(Entry { who, ..looked }).await.expect("there is room").expect("it is short");
}

#[test]
fn what_the_counter_did_is_there_after_a_stop_and_after_a_crash() {
    let dir = tempfile::tempdir().expect("a folder");
    let crashed = crashed(dir.path(), async |engine| day_at_the_counter(&engine).await);
    for dir in [&dir, &crashed] {
        let report = verified(dir.path());
        assert!(report.sound(), "{:#?}", report.violations);
        assert_eq!((report.counts.accounts, report.counts.audit_entries), (2, 5));
        assert_eq!(report.positions.audit_last, 5);
        with_engine(&config(dir.path()), async |engine| {
            let staff = engine.staff().await.expect("there is time");
            let name = AccountName::parse("maraghe").expect("a name");
            let kept = staff.book.by_name(&name).expect("it was acknowledged");
            assert_eq!(**kept, account(2, "maraghe", Role::Office(OfficeId(1))));
            let shown = engine.announcements();
            assert_eq!(
                shown.shown(engine.now()).next().map(|it| it.text("en")),
                Some("Closed tomorrow")
            );
            let board = engine.board();
            let facts = board.directory().office(OfficeId(1)).expect("it is there");
            assert_eq!(facts.phone, OfficePhone::parse("37250000"));
            // The chain goes on behind where it had ended.
            let more = entry(Deed::WentOut, Subject::Nobody, "");
            engine.note(more).await.expect("there is room").expect("it is short");
            let page = engine.audit(None).await.expect("it reads");
            let numbers: Vec<u64> = page.iter().map(|it| it.number).collect();
            assert_eq!(numbers, [6, 5, 4, 3, 2, 1]);
            assert!(page.iter().all(|it| it.holds));
            assert_eq!(page[1].words, "شکایت تلفنی");
            let older = engine.audit(Some(page[3].sequence)).await.expect("it reads");
            assert_eq!(older.iter().map(|it| it.number).collect::<Vec<_>>(), [2, 1]);
        });
        assert!(verified(dir.path()).sound());
    }
}

#[test]
fn of_two_who_change_one_thing_one_is_told_to_look_again() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |engine| {
        day_at_the_counter(&engine).await;
        let seen = account(1, "zahra", Role::Operator);
        let first = make(&engine, seen.with_sessions_ended());
        let second = make(&engine, seen.changed());
        let (first, second) = tokio::join!(first, second);
        assert_eq!([first, second].iter().filter(|it| it.is_ok()).count(), 1);
        let nowhere = account(3, "nowhere", Role::Office(OfficeId(99)));
        assert_eq!(make(&engine, nowhere).await, Err(StaffRefusal::NoSuchOffice));
        let of_it = entry(Deed::ChangedOffice, Subject::Office(OfficeId(1)), "");
        let stale = engine.change_office(office(1), office(1), of_it).await;
        assert_eq!(stale.expect("there is room"), Err(StaffRefusal::Stale));
        let long = "x".repeat(2_000);
        let noted = engine.note(entry(Deed::LookedUp, Subject::Nobody, &long)).await;
        assert_eq!(noted.expect("there is room"), Err(StaffRefusal::TooLong));
        let page = engine.audit(None).await.expect("it reads");
        assert_eq!(page.len(), 6, "what was refused is not written down as done");
    });
}

/// The same day in tables, changed, and looked at.
fn changed(change: impl FnOnce(Vec<PlacedRow>, &Tables, &mut Writes<'_>)) -> Report {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |engine| day_at_the_counter(&engine).await);
    let path = config(dir.path()).tables_dir();
    let tables = Tables::open(&path, &TablesOptions::default()).expect("they open");
    let rows = tables.audit_from(Place::default()).map(|row| row.expect("it reads")).collect();
    let mut writes = tables.writes();
    change(rows, &tables, &mut writes);
    tables.commit(&writes, tables.applied()).expect("it is committed");
    tables.flush().expect("it is flushed");
    drop(tables);
    verified(dir.path())
}

#[track_caller]
fn first_of_the_audit(report: &Report) -> (&str, &str) {
    let first = report.violations.iter().find(|it| it.id == "AUDIT-1");
    let first = first.unwrap_or_else(|| panic!("none in {:#?}", report.violations));
    (&first.place, &first.what)
}

#[test]
fn the_first_broken_link_of_the_audit_is_named() {
    // Somebody's deed becomes another one.
    let report = changed(|rows, _, writes| {
        let mut row = rows[2].row.clone();
        row[84] = 1;
        writes.put_audit(rows[2].at, &row);
    });
    let (place, what) = first_of_the_audit(&report);
    assert!(place.starts_with("entry 3 of the audit") && what.contains("hash"), "{place}: {what}");

    // A look-up that nobody is to hear of, in the middle and at the end.
    let report = changed(|rows, _, writes| writes.delete_audit(rows[1].at));
    let (place, what) = first_of_the_audit(&report);
    assert!(place.starts_with("entry 3 ") && what.contains("follow entry 1"), "{place}: {what}");
    let report = changed(|rows, _, writes| writes.delete_audit(rows[4].at));
    let (place, what) = first_of_the_audit(&report);
    assert!(place.starts_with("record ") && what.contains("the table has not"), "{place}: {what}");

    // An entry that somebody else has made.
    let report = changed(|rows, _, writes| {
        let keys = StaffKeys::of_known_secret([9; 32]);
        let last = record::audit_of(&rows[4].row).expect("it reads").end();
        let made_up = entry(Deed::WentOut, Subject::Nobody, "");
        let mut row = Vec::new();
        record::write_audit(&keys, &last, Timestamp(1), &made_up, &mut row).expect("it fits");
        let Sequence(sequence) = rows[4].at.sequence;
        writes.put_audit(Place { sequence: Sequence(sequence + 1), n: 0 }, &row);
    });
    let (place, what) = first_of_the_audit(&report);
    assert!(place.starts_with("entry 6 ") && what.contains("hash"), "{place}: {what}");
}

#[test]
fn an_account_that_is_not_what_was_kept_is_found() {
    let report = changed(|_, tables, writes| {
        let first = record::account_setting(AccountNo(1));
        let row = tables.setting(&first).expect("it reads").expect("it is there");
        let (at, _, value) = record::setting_of(&row).expect("it is one");
        let second = record::account_setting(AccountNo(2));
        let mut moved = Vec::new();
        record::write_setting(at, &second, value, &mut moved).expect("it fits");
        writes.put_setting(&second, &moved);
    });
    let found = report.violations.iter().any(|it| {
        it.id == DAMAGE && it.place == "account/0000000002" && it.what.contains("another account")
    });
    assert!(found, "{:#?}", report.violations);
}

#[test]
fn neither_names_nor_reasons_stand_on_the_disk() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |engine| day_at_the_counter(&engine).await);
    let mut folders = vec![dir.path().to_owned()];
    let mut read = 0;
    while let Some(folder) = folders.pop() {
        for file in std::fs::read_dir(folder).expect("a folder of ours") {
            let path = file.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).expect("a file of ours");
            read += bytes.len();
            for secret in ["zahra", "$argon2id$mark", "شکایت تلفنی"] {
                let found = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
                assert!(!found, "{secret} stands in {}", path.display());
            }
        }
    }
    assert!(read > 100_000, "the journal was read");
}
