//! What tables say of requests that are over, of money to be reversed and of who looked at whom,
//! against requests and audit. Only where the tables stand: a start brings what is in the tail.

use nobat_domain::ids::RequestKey;
use nobat_domain::invariant::Violation;
use nobat_domain::request::RequestState;
use nobat_domain::staff::Subject;
use nobat_domain::timestamp::Timestamp;

use crate::error::EngineError;
use crate::record;
use crate::storage::{Place, PlacedRow};
use crate::verify::report::{Findings, request_place};
use crate::verify::run::Ground;

const OVER: &str = "the table of requests that are over";
const TO_REVERSE: &str = "the table of money to be reversed";

/// A request whose row is as the tables have it: since when it is over, and its money waits to be
/// reversed, stands beside it.
///
/// # Errors
/// A disk that cannot be read.
pub(super) fn dated(
    ground: &Ground,
    findings: &mut Findings,
    key: RequestKey,
    state: &RequestState,
) -> Result<(), EngineError> {
    if !ground.indexed {
        return Ok(());
    }
    let tables = &ground.rows.tables;
    for (name, read, says) in [
        (OVER, tables.delivered(key), state.over_since()),
        (TO_REVERSE, tables.to_reverse(key), state.to_reverse_since()),
    ] {
        let row: Option<Timestamp> = findings.read(name, read)?.flatten();
        if row != says {
            let what = format!("{name} says another time than it does");
            findings.broken(Violation::Ack1, request_place(key), what);
        }
    }
    Ok(())
}

/// Every row leads to somebody, and every look-up is found by whom it was about.
///
/// # Errors
/// A disk that cannot be read.
pub(super) fn check(ground: &Ground, findings: &mut Findings) -> Result<(), EngineError> {
    if !ground.indexed {
        return Ok(());
    }
    let tables = &ground.rows.tables;
    let over = tables.all_delivered().map(|row| (OVER, row));
    for (name, row) in over.chain(tables.all_to_reverse().map(|row| (TO_REVERSE, row))) {
        let Some((key, _)) = findings.read(name, row)? else { continue };
        let read = findings.read("the table of requests", tables.read_request(key))?;
        let row = read.and_then(|read| read.row);
        // Whoever has a state is compared with it; here it is asked whether there is one.
        let has_state =
            row.is_some_and(|row| record::row_head(&row).is_ok_and(|head| head.erased.is_none()));
        if !has_state {
            let what = format!("{name} names it, and it has none");
            findings.broken(Violation::Ack1, request_place(key), what);
        }
    }
    look_ups(ground, findings)
}

fn look_ups(ground: &Ground, findings: &mut Findings) -> Result<(), EngineError> {
    let tables = &ground.rows.tables;
    let (mut named, mut found) = (0_u64, 0_u64);
    for row in tables.all_looked_up() {
        named += u64::from(findings.read("the table of look-ups", row)?.is_some());
    }
    for row in tables.audit_from(Place::default()) {
        let Some(PlacedRow { at, row }) = findings.read("the audit", row)? else { continue };
        // What cannot be read is told where the chain is walked.
        let Ok(entry) = record::audit_of(&row) else { continue };
        let Subject::Request(key) = entry.subject else { continue };
        let read = findings.read("the table of look-ups", tables.is_looked_up(key, at))?;
        if read == Some(true) {
            found += 1;
        } else {
            let what = format!("entry {} is about it, and no table says so", entry.number);
            findings.broken(Violation::Ack1, request_place(key), what);
        }
    }
    if named > found {
        let what = format!("{} entries that are about nobody", named - found);
        findings.broken(Violation::Ack1, "the table of look-ups".to_owned(), what);
    }
    Ok(())
}
