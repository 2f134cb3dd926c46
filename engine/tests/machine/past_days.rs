//! What time brings: days that are dropped, pages that are over, and moments that no record keeps.

use nobat_domain::limits::{DAY_KEPT, LAST_QUESTION_WITHIN};
use nobat_domain::payment::{BankSays, Closed};
use nobat_domain::request::{RequestCommand, RequestRefusal, Stage};
use nobat_domain::shift::Refusal;
use nobat_domain::timestamp::{Millis, Timestamp};
use nobat_engine::{Answered, EngineConfig, EngineHandle, OpenDay};

use crate::support::{
    Citizen, WINDOW, config, country, crashed, is, must_be_sound, receipt, with_engine,
};

/// The country's days are the third and the fourth from its opening.
const LONG: Millis = Millis(DAY_KEPT.0 + Millis::hours(6 * 24).0);
const SHIFT_DAYS: u64 = 8;

/// Waits until so many more records are in the tables than now; one that never sees them hangs.
async fn until_dropped(engine: &EngineHandle) {
    let (durable, ..) = engine.positions();
    engine.skip(LONG);
    while engine.positions().1.0 < durable.0 + SHIFT_DAYS {
        tokio::task::yield_now().await;
    }
}

fn later(dir: &std::path::Path, clock_ahead: Millis) -> EngineConfig {
    EngineConfig { clock_ahead, ..config(dir) }
}

/// Three citizens with seats on days to come.
fn booked(dir: &std::path::Path) {
    with_engine(&config(dir), async |engine| {
        let choices = country(&engine, 3).await;
        for (n, choice) in (0..).zip([choices[0], choices[0], choices[3]]) {
            is(Citizen::new(&engine, n).book(choice).await.expect("there is room"));
        }
    });
}

#[test]
fn a_day_that_is_long_past_leaves_memory_and_tables_and_its_bookings_stay_history() {
    let dir = tempfile::tempdir().expect("a folder");
    booked(dir.path());
    let counts = must_be_sound(dir.path()).counts;
    assert_eq!((counts.shift_days, counts.seats_booked, counts.bookings_past), (SHIFT_DAYS, 3, 0));
    with_engine(&config(dir.path()), async |engine| until_dropped(&engine).await);
    let counts = must_be_sound(dir.path()).counts;
    assert_eq!((counts.shift_days, counts.seats_approved, counts.seats_booked), (0, 0, 0));
    assert_eq!((counts.bookings, counts.bookings_past), (3, 3));

    // A seat of such a day is given back: the shift says that it is gone, which is success.
    with_engine(&later(dir.path(), LONG), async |engine| {
        let citizen = Citizen::new(&engine, 0);
        assert_eq!(Stage::of(&citizen.view().await.expect("there is room")), Stage::Booked);
        is(citizen.ask(RequestCommand::GiveBack).await.expect("there is room"));
        while !citizen.view().await.expect("there is room").giving_back.is_empty() {}
    });
    let counts = must_be_sound(dir.path()).counts;
    assert_eq!((counts.bookings_past, counts.credits), (2, 1));
}

#[test]
fn a_crash_before_the_tables_have_heard_of_it_drops_the_day_all_the_same() {
    let dir = tempfile::tempdir().expect("a folder");
    booked(dir.path());
    let left = crashed(dir.path(), async |engine| until_dropped(&engine).await);
    let tail = must_be_sound(left.path()).counts;
    assert!(tail.journal_tail_records >= SHIFT_DAYS, "the tables have all days still");
    assert_eq!((tail.shift_days, tail.seats_booked, tail.bookings_past), (0, 0, 3));
    with_engine(&later(left.path(), LONG), async |engine| {
        let opens_at = engine.now();
        let day = nobat_engine::day_of(opens_at).plus(-20);
        let again = OpenDay { shift: crate::support::shift(0), day, approved: 3, opens_at };
        assert_eq!(engine.open_days(&[again]).await, Ok(Err(Refusal::Past)));
    });
    assert_eq!(must_be_sound(left.path()).counts.bookings_past, 3);
}

#[test]
fn a_cancelled_page_is_asked_about_once_more_also_after_a_crash() {
    let dir = tempfile::tempdir().expect("a folder");
    let left = crashed(dir.path(), async |engine| {
        let choice = country(&engine, 1).await[0];
        let citizen = Citizen::new(&engine, 1);
        citizen.hold(choice).await.expect("there is room");
        let attempt = citizen.to_bank().await.expect("there is room").no;
        let failed = RequestCommand::Returned { attempt, failed: true };
        citizen.ask(failed).await.expect("there is room");
        let says = BankSays::NotPaid;
        is(citizen.ask(RequestCommand::BankSaid { attempt, says }).await.expect("there is room"));
    });
    assert_eq!(must_be_sound(left.path()).counts.requests_in_flight, 1);
    let over = Millis(WINDOW.0 + Millis::minutes(4).0);
    with_engine(&later(left.path(), over), async |engine| {
        let asks = engine.asks_due(8).await.expect("the desks live");
        let [ask] = &asks[..] else { panic!("one page is over: {asks:?}") };
        let citizen = Citizen::new(&engine, 1);
        let state = citizen.view().await.expect("there is room");
        let attempt = state.attempt(ask.attempt).expect("it is remembered");
        assert_eq!(ask.order, attempt.order);
        let paid = is(citizen.paid(attempt).await.expect("there is room"));
        assert_eq!(Stage::of(&paid), Stage::Booked, "a free seat of the same shift and day");
        assert_eq!(engine.asks_due(8).await.expect("the desks live"), []);
    });
    let counts = must_be_sound(left.path()).counts;
    assert_eq!((counts.bookings, counts.requests_in_flight), (1, 0));

    // Where the bank never says anything, the request goes to rest and a person asks.
    let longest = Millis(over.0 + LAST_QUESTION_WITHIN.0);
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |engine| {
        let choice = country(&engine, 1).await[0];
        let citizen = Citizen::new(&engine, 1);
        citizen.hold(choice).await.expect("there is room");
        let attempt = citizen.to_bank().await.expect("there is room").no;
        let failed = RequestCommand::Returned { attempt, failed: true };
        citizen.ask(failed).await.expect("there is room");
        for says in [BankSays::NotPaid, BankSays::Unknown] {
            let told = RequestCommand::BankSaid { attempt, says };
            is(citizen.ask(told).await.expect("there is room"));
            engine.skip(longest);
        }
        let told = RequestCommand::BankSaid { attempt, says: BankSays::Unknown };
        let state = is(citizen.ask(told).await.expect("there is room"));
        assert!(!state.in_flight());
        let state = state.attempt(attempt).expect("it is remembered").state.clone();
        assert!(format!("{state:?}").contains(&format!("{:?}", Closed::Unanswered)), "{state:?}");
    });
    must_be_sound(dir.path());
}

#[test]
fn a_moment_that_no_record_can_keep_is_refused_and_nothing_stops() {
    let dir = tempfile::tempdir().expect("a folder");
    with_engine(&config(dir.path()), async |engine| {
        let choice = country(&engine, 1).await[0];
        for opens_at in [Timestamp(Timestamp::LATEST.0 + 1), Timestamp(u64::MAX)] {
            let open = OpenDay { shift: choice.shift, day: choice.day, approved: 1, opens_at };
            assert_eq!(engine.open_days(&[open]).await, Ok(Err(Refusal::OverLimit)));
        }
        let citizen = Citizen::new(&engine, 1);
        citizen.hold(choice).await.expect("there is room");
        let state = citizen.view().await.expect("there is room");
        let attempt = state.attempts.last().expect("an attempt was opened").clone();
        let token = nobat_domain::payment::Token::new("token").expect("plain text");
        for window_ends in [engine.now().plus(Millis::hours(25)), Timestamp(u64::MAX)] {
            let (attempt, token) = (attempt.no, token.clone());
            let tokened = RequestCommand::Tokened { attempt, token, window_ends };
            let answered = citizen.ask(tokened).await.expect("the engine lives");
            let Answered::Refused(refusal, _) = answered else { panic!("{answered:?}") };
            assert_eq!(refusal, RequestRefusal::WindowTooLong);
        }
        let attempt = citizen.to_bank().await.expect("there is room");
        let says = BankSays::Paid(receipt(&attempt, "1"));
        let paid = RequestCommand::BankSaid { attempt: attempt.no, says };
        assert_eq!(Stage::of(&is(citizen.ask(paid).await.expect("there is room"))), Stage::Booked);
    });
    must_be_sound(dir.path());
}
