//! How many messages a second does the ledger bear? Noting what is owed to citizens; then taking
//! each message, as if it were sent, and writing down that it was taken: every step is synced.
//!
//! No rounds: a ledger has its messages once, so each figure is one run over all of them. How many
//! is an argument: `cargo bench -p nobat-benches --bench messages -- 50000`.

use nobat_benches::fixture::{details, fee, office};
use nobat_domain::ids::{Period, ShiftId};
use nobat_domain::message::{Kind, MessageTerms};
use nobat_domain::person::{BookletSerial, NationalId};
use nobat_domain::timestamp::Millis;
use nobat_engine::clock::monotonic_ns;
use nobat_engine::fill::{Citizen, FillPlan, fill};
use nobat_engine::messages::{Job, Lane, Ledger, Outcome};
use nobat_engine::{Engine, EngineConfig, OpenDay, day_of};
use std::path::Path;

const MESSAGES: u64 = 20_000;
/// Taken, sent and settled for one sync each: as many as a carrier bears at once.
const AT_ONCE: [usize; 3] = [16, 64, 256];
const OFFICES: u32 = 50;
const DAYS: i32 = 10;

fn citizen(n: u64) -> Citizen {
    let body = format!("{:09}", n + 1_000_000);
    let sum: u32 = body.bytes().zip(0_u32..).map(|(d, i)| u32::from(d - b'0') * (10 - i)).sum();
    let check = if sum % 11 < 2 { sum % 11 } else { 11 - sum % 11 };
    Citizen {
        national_id: NationalId::parse(&format!("{body}{check}")).expect("a right check digit"),
        serial: BookletSerial::parse("883810").expect("six digits"),
        details: details(),
    }
}

/// A directory in which everybody has a seat on a day to come.
fn country(folder: &Path, messages: u64) {
    let today = day_of(nobat_engine::clock::wall());
    let offices: Vec<_> = (1..=OFFICES).map(office).collect();
    let seats = u64::from(OFFICES) * 2 * u64::try_from(DAYS).expect("some days");
    let approved = u32::try_from(messages.div_ceil(seats)).expect("a small shift");
    let days = offices.iter().flat_map(|office| {
        [Period::Morning, Period::Evening].map(|period| ShiftId::of(office.id, period))
    });
    let opens_at = nobat_engine::clock::wall();
    let days = days.flat_map(|shift| {
        (2..2 + DAYS).map(move |later| {
            let day = today.plus(later);
            OpenDay { shift, day, approved, opens_at }
        })
    });
    let plan = FillPlan {
        days: days.collect(),
        offices,
        requests: messages,
        booked: messages,
        fee: fee(),
    };
    let config = EngineConfig::new(folder);
    fill(&config, &plan, (0..).map(citizen), &mut |_| {}).expect("it is filled");
}

fn rate(what: &str, count: u64, begun: u64) {
    let seconds = (monotonic_ns() - begun) as f64 / 1e9;
    println!("{what}: {count} in {seconds:.2} s, {:.0} a second", count as f64 / seconds);
}

/// Sends what is due, at most so many; tells how many there were.
fn send(ledger: &Ledger, at_once: usize, most: u64) -> u64 {
    let mut sent = 0;
    while sent < most {
        let jobs = ledger.take(Lane::TextsInTurn, at_once).expect("it is marked");
        let taken = |job| match job {
            Job::Send(post) => {
                let number = Some(ledger.name(&post.id));
                (post.id, Outcome::Taken { number, cost: 1_800, parts: 2, reported: true })
            }
            other => panic!("everything is to be sent: {other:?}"),
        };
        let outcomes: Vec<_> = jobs.into_iter().map(taken).collect();
        if outcomes.is_empty() {
            break;
        }
        ledger.settle(&outcomes).expect("it is written");
        sent += outcomes.len() as u64;
    }
    sent
}

fn main() {
    let asked = std::env::args().find_map(|argument| argument.parse().ok());
    let messages = asked.unwrap_or(MESSAGES);
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder on the disk");
    country(folder.path(), messages);
    let engine = Engine::open(&EngineConfig::new(folder.path())).expect("it opens");
    let handle = engine.handle();
    let ledger = handle.open_messages(&folder.path().join("messages"), MessageTerms::DEFAULT);
    let ledger = ledger.expect("it is new");
    let begun = monotonic_ns();
    while ledger.follow().expect("it is written") {}
    rate("noted", messages, begun);
    let line = |ledger: &Ledger| {
        let lines = ledger.figures().lines;
        *lines.iter().find(|line| line.kind == Kind::Reminder).expect("every kind has a line")
    };
    assert_eq!(line(&ledger).waits, messages, "everybody is to be reminded");
    let mut sent = 0;
    for day in 0..DAYS {
        // Each evening a tenth of them is due.
        let now = handle.now();
        let evening = nobat_domain::calendar::tehran::day_begins(day_of(now).plus(1));
        let evening = evening.plus(Millis::hours(17));
        handle.skip(evening.since(now));
        let at_once = AT_ONCE[usize::try_from(day).expect("some days") % AT_ONCE.len()];
        let begun = monotonic_ns();
        let count = send(&ledger, at_once, messages);
        rate(&format!("taken, sent and settled, {at_once} at once"), count, begun);
        sent += count;
    }
    assert_eq!(sent, messages);
    assert_eq!(line(&ledger).ever.taken, messages);
    drop((ledger, handle));
    engine.stop();
}
