//! The list of those who wait for an earlier seat, against their requests.

use nobat_domain::earlier::Waiter;
use nobat_domain::invariant::Violation;

use crate::error::EngineError;
use crate::verify::indexes::state_of;
use crate::verify::overlay::Known;
use crate::verify::report::{Findings, request_place};
use crate::verify::rows::Opened;
use crate::verify::run::Ground;
use crate::verify::ties::{Tie, Ties};

/// Ties everybody who is listed; where the journal's tail changes a request, its own word counts.
///
/// # Errors
/// A disk that cannot be read.
pub(super) fn tie(
    ground: &Ground,
    ties: &mut Ties,
    findings: &mut Findings,
) -> Result<u64, EngineError> {
    let mut listed = 0;
    let mut take = |waiter: Waiter| {
        listed += 1;
        ties.take(waiter.request, Tie::Waits(waiter));
    };
    for (key, known) in &ground.overlay.requests {
        if let Known::Is(state) = known {
            state.waiter(*key).into_iter().for_each(&mut take);
        }
    }
    for row in ground.rows.tables.waiting() {
        let Some(waiter) = findings.read("the table of those who wait", row)? else { continue };
        if !ground.overlay.requests.contains_key(&waiter.request) {
            take(waiter);
        }
    }
    Ok(listed)
}

/// Whether the list has this request, and has it right.
///
/// # Errors
/// A disk that cannot be read.
pub(super) fn is_listed(
    ground: &Ground,
    findings: &mut Findings,
    waiter: &Waiter,
) -> Result<bool, EngineError> {
    if ground.overlay.requests.contains_key(&waiter.request) {
        return Ok(true);
    }
    let read = ground.rows.tables.waits(waiter);
    Ok(findings.read("the table of those who wait", read)?.unwrap_or_default())
}

/// Rows of requests that do not wait, or wait for something else.
///
/// # Errors
/// A disk that cannot be read.
pub(super) fn strays(ground: &Ground, findings: &mut Findings) -> Result<(), EngineError> {
    for row in ground.rows.tables.waiting() {
        let Ok(waiter) = row else { continue };
        let key = waiter.request;
        if ground.overlay.requests.contains_key(&key) {
            continue;
        }
        let waits = match state_of(ground, findings, key)? {
            Some(Opened::Is(state)) => state.waiter(key) == Some(waiter),
            Some(Opened::Damaged(_)) => continue,
            Some(Opened::Erased(_)) | None => false,
        };
        if !waits {
            let what = "is listed as waiting for an earlier seat and does not wait so";
            findings.broken(Violation::Ack1, request_place(key), what);
        }
    }
    Ok(())
}
