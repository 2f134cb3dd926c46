//! What tables say of requests that are over and of who looked at whom, against requests and
//! audit. Only where the tables stand: a start brings what is in the tail.

use nobat_domain::ids::RequestKey;
use nobat_domain::invariant::Violation;
use nobat_domain::request::RequestState;
use nobat_domain::staff::Subject;

use crate::error::EngineError;
use crate::record;
use crate::storage::{Place, PlacedRow};
use crate::verify::report::{Findings, request_place};
use crate::verify::run::Ground;

/// A request whose row is as the tables have it: since when it is over stands beside it.
///
/// # Errors
/// A disk that cannot be read.
pub(super) fn delivered(
    ground: &Ground,
    findings: &mut Findings,
    key: RequestKey,
    state: &RequestState,
) -> Result<(), EngineError> {
    if !ground.indexed {
        return Ok(());
    }
    let read = ground.rows.tables.delivered(key);
    let row = findings.read("the table of requests that are over", read)?.flatten();
    if row != state.over_since() {
        let what = "the table of requests that are over says another time than it does";
        findings.broken(Violation::Ack1, request_place(key), what);
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
    for row in tables.all_delivered() {
        let Some((key, _)) = findings.read("the table of requests that are over", row)? else {
            continue;
        };
        let read = findings.read("the table of requests", tables.read_request(key))?;
        let row = read.and_then(|read| read.row);
        // Whoever has a state is compared with it; here it is asked whether there is one.
        let has_state =
            row.is_some_and(|row| record::row_head(&row).is_ok_and(|head| head.erased.is_none()));
        if !has_state {
            let what = "the table of requests that are over names it, and it has none";
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
