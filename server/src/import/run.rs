//! From rows to requests: so many at a time, each durable before it counts.

use std::collections::HashSet;
use std::io::Read;
use std::time::Duration;

use csv::ByteRecord;
use nobat_domain::money::Rial;
use nobat_domain::request::import::ELSEWHERE;
use nobat_domain::request::{
    Desired, EndReason, RequestCommand, RequestRefusal, RequestState, Stage,
};
use nobat_engine::{Answered, AskError, EngineHandle, clock};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::portal::{Places, PortalRow};
use super::report::Report;
use super::table::{ImportFault, RowFault, Table};

/// Rows under way: enough to fill a batch of the journal, and few enough to be nothing in memory.
const AT_ONCE: usize = 1_024;
/// While the engine has no room: until the next try, and until it is given up.
const PAUSE: Duration = Duration::from_millis(20);
const GIVE_UP: Duration = Duration::from_secs(60);
/// The same while its disk is full: long enough for what is only late.
const GIVE_UP_FULL: Duration = Duration::from_secs(2);
/// Between two rounds of the engine's housekeeping.
const HOUSEKEEPING: Duration = Duration::from_secs(1);

/// What became of the rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    pub rows: u64,
    /// Taken over by this run.
    pub taken: u64,
    /// There already, with everything that the row says.
    pub before: u64,
    /// Taken over but for the seat, which its citizen chooses without paying. In the report.
    pub without_seat: u64,
    /// In the report.
    pub refused: u64,
    /// Bytes of the file that are behind.
    pub bytes: u64,
    /// The most rows that were in memory at once: it does not grow with the file.
    pub most_at_once: u64,
}

/// Rows under way, and what they speak of: of two that speak of the same, the first in the file
/// comes first.
#[derive(Default)]
struct UnderWay {
    rows: JoinSet<Asked>,
    names: HashSet<String>,
}

/// A row that was asked for, and what came of it.
struct Asked {
    line: u64,
    names: Vec<String>,
    row: ByteRecord,
    outcome: Result<Outcome, AskError>,
}

enum Outcome {
    Taken,
    Before,
    WithoutSeat(RowFault),
    Refused(RowFault),
}

/// Takes over every row that can be. `step` hears how far it has come, once a second.
///
/// # Errors
/// [`ImportFault`] names the line; what was taken until then stays taken.
pub async fn portal<R: Read>(
    engine: &EngineHandle,
    table: &mut Table<R>,
    report: &mut Report,
    step: &mut dyn FnMut(Tally),
) -> Result<Tally, ImportFault> {
    let places = Places::of(&engine.board());
    let mut tally = Tally::default();
    let mut under_way = UnderWay::default();
    let mut told = clock::monotonic_ns();
    while let Some((line, row)) = table.next_row()? {
        tally.rows += 1;
        tally.bytes = table.position();
        let read = table.fields(&row);
        match read.and_then(|fields| PortalRow::read(&fields, &places, engine.now())) {
            Err(fault) => {
                tally.refused += 1;
                report.write(line, &row, &fault)?;
            }
            Ok(wanted) => {
                let names = names(&wanted);
                while names.iter().any(|name| under_way.names.contains(name)) {
                    next(engine, &mut under_way, &mut tally, report).await?;
                }
                under_way.names.extend(names.iter().cloned());
                let engine = engine.clone();
                under_way.rows.spawn(async move {
                    let outcome = patiently(&engine, &wanted).await;
                    Asked { line, names, row, outcome }
                });
                tally.most_at_once = tally.most_at_once.max(under_way.rows.len() as u64);
            }
        }
        while under_way.rows.len() >= AT_ONCE {
            next(engine, &mut under_way, &mut tally, report).await?;
        }
        if since(told) >= HOUSEKEEPING {
            told = clock::monotonic_ns();
            step(tally);
            keep_house(engine, line).await?;
        }
    }
    while !under_way.rows.is_empty() {
        next(engine, &mut under_way, &mut tally, report).await?;
    }
    step(tally);
    Ok(tally)
}

/// Its citizen and its payment.
fn names(row: &PortalRow) -> Vec<String> {
    let paid = row.import.paid.as_ref();
    let paid = paid.map(|paid| format!("paid {}", paid.reference.as_str()));
    paid.into_iter().chain([row.national_id.as_str().to_owned()]).collect()
}

fn since(begun_ns: u64) -> Duration {
    Duration::from_nanos(clock::monotonic_ns().saturating_sub(begun_ns))
}

async fn keep_house(engine: &EngineHandle, line: u64) -> Result<(), ImportFault> {
    engine.keep_house().await.map_err(|source| ImportFault::Engine { line, source })
}

async fn next(
    engine: &EngineHandle,
    under_way: &mut UnderWay,
    tally: &mut Tally,
    report: &mut Report,
) -> Result<(), ImportFault> {
    let Some(asked) = under_way.rows.join_next().await else { return Ok(()) };
    let Asked { line, names, row, outcome } = asked.expect("a row's task does not panic");
    for name in names {
        under_way.names.remove(&name);
    }
    let outcome = outcome.map_err(|source| match source {
        AskError::Busy | AskError::Unanswered if engine.disk_is_full() => {
            ImportFault::DiskFull { line }
        }
        AskError::Busy | AskError::Unanswered => {
            ImportFault::Stuck { line, seconds: GIVE_UP.as_secs() }
        }
        source => ImportFault::Engine { line, source },
    });
    match outcome? {
        Outcome::Taken => tally.taken += 1,
        Outcome::Before => tally.before += 1,
        Outcome::WithoutSeat(fault) => {
            tally.without_seat += 1;
            report.write(line, &row, &fault)?;
        }
        Outcome::Refused(fault) => {
            tally.refused += 1;
            report.write(line, &row, &fault)?;
        }
    }
    Ok(())
}

/// Every command may be repeated, so one that was not answered is asked again.
async fn patiently(engine: &EngineHandle, row: &PortalRow) -> Result<Outcome, AskError> {
    let begun = clock::monotonic_ns();
    let patience = || if engine.disk_is_full() { GIVE_UP_FULL } else { GIVE_UP };
    loop {
        match take(engine, row).await {
            Err(AskError::Busy | AskError::Unanswered) if since(begun) < patience() => {
                sleep(PAUSE).await;
            }
            done => return done,
        }
    }
}

async fn take(engine: &EngineHandle, row: &PortalRow) -> Result<Outcome, AskError> {
    let begun = engine.now();
    let state = match engine.import(row.national_id, row.serial, row.import.clone()).await? {
        Answered::Is(state) => state,
        Answered::Nobody => return Err(AskError::Unanswered),
        Answered::Refused(refusal, _) => return Ok(Outcome::Refused(refused(refusal))),
    };
    let fresh = state.entered_at >= begun;
    // Whoever has chosen since has gone on from here.
    let waits = state.booking.is_none() && state.holds_used == 0 && !state.purse.is_empty();
    let Some(choice) = row.seat.filter(|_| waits) else {
        return Ok(if fresh { Outcome::Taken } else { Outcome::Before });
    };
    let desired = Desired { bank: ELSEWHERE, fee: Rial::ZERO };
    let choose = RequestCommand::Choose { choice, desired, details: None };
    let why = match engine.ask(engine.request_key(&row.national_id), choose).await? {
        Answered::Is(state) if state.booking.is_some() => return Ok(Outcome::Taken),
        Answered::Is(state) => seat_fault(&state),
        Answered::Nobody => return Err(AskError::Unanswered),
        Answered::Refused(RequestRefusal::IntentOpen, _) => return Err(AskError::Busy),
        Answered::Refused(refusal, _) => format!("{refusal:?}"),
    };
    let why =
        format!("taken over with its payment, but not its seat ({why}): its owner chooses one");
    Ok(Outcome::WithoutSeat(RowFault::of("visit_date", why)))
}

fn seat_fault(state: &RequestState) -> String {
    match state.last.map(|last| last.why) {
        Some(EndReason::Refused(why)) => format!("{why:?}"),
        _ => format!("it stands at {:?}", Stage::of(state)),
    }
}

fn refused(refusal: RequestRefusal) -> RowFault {
    match refusal {
        RequestRefusal::EnteredBefore => {
            let why = "this citizen has a request here, without this payment or visit: a person \
                       must look";
            RowFault::of("national_id", why)
        }
        RequestRefusal::Payment(_) => {
            RowFault::of("bank_reference", "another citizen has this payment")
        }
        other => RowFault::of("", format!("the law refuses it: {other:?}")),
    }
}
