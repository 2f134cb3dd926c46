//! The tables that lead to requests, against the requests: orders, codes, references, desks.

use std::collections::BTreeMap;

use nobat_domain::ids::{BankId, DeskNo, OrderNo, RequestKey};
use nobat_domain::invariant::Violation;
use nobat_domain::keeper::Counters;
use nobat_domain::payment::Reference;
use nobat_domain::request::RequestState;
use nobat_domain::tracking_code::TrackingCode;

use crate::error::EngineError;
use crate::record;
use crate::storage::{ReferenceRow, StorageError};
use crate::verify::overlay::Known;
use crate::verify::report::{Counts, Findings, request_place};
use crate::verify::requests::Sums;
use crate::verify::rows::Opened;
use crate::verify::run::Ground;
use crate::verify::side_by_side::{Piece, side_by_side};
use crate::verify::ties::{Tie, Ties};
use crate::verify::waiting;

/// Values of the first byte of a code that make a piece of work.
const CODES_PIECE: u8 = 4;

pub(super) fn request_of_order(
    ground: &Ground,
    findings: &mut Findings,
    order: OrderNo,
) -> Result<Option<RequestKey>, EngineError> {
    if let Some(key) = ground.overlay.orders.get(&order) {
        return Ok(Some(*key));
    }
    let read = ground.rows.tables.request_of_order(order);
    Ok(findings.read("the table of orders", read)?.flatten())
}

pub(super) fn request_of_code(
    ground: &Ground,
    findings: &mut Findings,
    code: u32,
) -> Result<Option<RequestKey>, EngineError> {
    if let Some(key) = ground.overlay.codes.get(&code) {
        return Ok(Some(*key));
    }
    let read = ground.rows.tables.request_of_tracking(code);
    Ok(findings.read("the table of tracking codes", read)?.flatten())
}

pub(super) fn claim_of(
    ground: &Ground,
    findings: &mut Findings,
    bank: BankId,
    reference: &Reference,
) -> Result<Option<ReferenceRow>, EngineError> {
    let name = (bank, reference.as_str().to_owned());
    if let Some(claim) = ground.overlay.references.get(&name) {
        return Ok(Some(*claim));
    }
    let read = ground.rows.tables.claim_of_reference(bank, reference.as_str().as_bytes());
    Ok(findings.read("the table of references", read)?.flatten())
}

/// A request by its key, the tail laid over its row.
pub(super) fn state_of(
    ground: &Ground,
    findings: &mut Findings,
    key: RequestKey,
) -> Result<Option<Opened<RequestState>>, EngineError> {
    match ground.overlay.requests.get(&key) {
        Some(Known::Is(state)) => return Ok(Some(Opened::Is(RequestState::clone(state)))),
        Some(Known::Erased(remains)) => return Ok(Some(Opened::Erased(Some(*remains)))),
        None => {}
    }
    let read = match ground.rows.tables.read_request(key) {
        Err(StorageError::Damaged { what, .. }) => return Ok(Some(Opened::Damaged(what))),
        read => findings.read("the table of requests", read)?,
    };
    read.and_then(|read| read.row).map(|row| ground.rows.open(key, &row)).transpose()
}

/// What one table comes to: its rows with the tail over them, and for each desk the highest numbers
/// that it must have given.
#[derive(Default)]
struct Part {
    findings: Findings,
    given: BTreeMap<DeskNo, Counters>,
    orders: u64,
    codes: u64,
    references: u64,
    waiting: u64,
}

/// # Errors
/// A disk that cannot be read.
pub(super) fn check(
    ground: &Ground,
    ties: &mut Ties,
    sums: &Sums,
    findings: &mut Findings,
    counts: &Counts,
) -> Result<(), EngineError> {
    let mut all = Part::default();
    for part in side_by_side(&pieces(ground), ties)? {
        findings.join(part.findings);
        all.orders += part.orders;
        all.codes += part.codes;
        all.references += part.references;
        all.waiting += part.waiting;
        for (desk, given) in part.given {
            let most = all.given.entry(desk).or_default();
            most.orders = most.orders.max(given.orders);
            most.codes = most.codes.max(given.codes);
        }
    }
    desks(ground, findings, &all.given)?;
    let whole = sums.blind == 0;
    if whole && all.orders != sums.attempts {
        let (orders, attempts) = (all.orders, sums.attempts);
        let what = format!("{orders} orders, and requests have opened {attempts}");
        findings.broken(Violation::Ack1, "the table of orders".to_owned(), what);
        strays(ground, findings, "the table of orders", ground.rows.tables.orders())?;
    }
    if whole && all.codes != sums.codes {
        let (codes, named) = (all.codes, sums.codes);
        let what = format!("{codes} tracking codes, and requests have {named}");
        findings.broken(Violation::Ack1, "the table of tracking codes".to_owned(), what);
        let rows = ground.rows.tables.tracking_codes();
        strays(ground, findings, "the table of tracking codes", rows)?;
    }
    if whole && all.waiting != sums.waiting {
        waiting::strays(ground, findings)?;
    }
    if all.references != counts.money + sums.money_left {
        unmatched(ground, findings)?;
    }
    Ok(())
}

/// The longest first, so that no core waits for the last one alone.
fn pieces(ground: &Ground) -> Vec<Piece<'_, Part>> {
    let mut pieces: Vec<Piece<'_, Part>> = Vec::new();
    for first in (0..=u8::MAX).step_by(usize::from(CODES_PIECE)) {
        let last = first + (CODES_PIECE - 1);
        pieces.push(Box::new(move |ties| codes(ground, (first, last), ties)));
    }
    pieces.push(Box::new(move |_| in_flight(ground)));
    pieces.push(Box::new(move |ties| {
        let mut part = Part::default();
        part.waiting = waiting::tie(ground, ties, &mut part.findings)?;
        Ok(part)
    }));
    pieces.push(Box::new(move |ties| references(ground, ties)));
    pieces.push(Box::new(move |ties| orders(ground, ties)));
    pieces
}

fn orders(ground: &Ground, ties: &mut Ties) -> Result<Part, EngineError> {
    let mut part = Part::default();
    // Those of erased requests are nobody's: no living request counts them.
    let erased = |key: &RequestKey, order: OrderNo| ground.erasures.has_order(*key, order);
    for (order, key) in &ground.overlay.orders {
        part.orders += u64::from(!erased(key, *order));
        ties.take(*key, Tie::Order(*order));
    }
    for row in ground.rows.tables.orders() {
        let Some((order, key)) = part.findings.read("the table of orders", row)? else { continue };
        if !ground.overlay.orders.contains_key(&order) {
            part.orders += u64::from(!erased(&key, order));
            ties.take(key, Tie::Order(order));
        }
        let desk = order.desk();
        if desk != key.desk() {
            let what = format!("order {} was given by another desk", order.0);
            part.findings.broken(Violation::Req1, request_place(key), what);
        }
        let counters = part.given.entry(desk).or_default();
        counters.orders = counters.orders.max(order.counter());
    }
    Ok(part)
}

fn codes(ground: &Ground, (first, last): (u8, u8), ties: &mut Ties) -> Result<Part, EngineError> {
    let mut part = Part::default();
    let keys = ground.rows.keyring.request_keys();
    let here = |code: &u32| (first..=last).contains(&code.to_be_bytes()[0]);
    for (code, key) in ground.overlay.codes.iter().filter(|(code, _)| here(code)) {
        part.codes += 1;
        ties.take(*key, Tie::Code(*code));
    }
    for row in ground.rows.tables.tracking_codes_between(first, last) {
        let read = part.findings.read("the table of tracking codes", row)?;
        let Some((number, key)) = read else { continue };
        let gone = ground.overlay.codes_gone.contains(&number);
        if !gone && !ground.overlay.codes.contains_key(&number) {
            part.codes += 1;
            ties.take(key, Tie::Code(number));
        }
        let code = TrackingCode::new(number);
        let origin =
            code.and_then(|code| code.origin(|round, half| keys.tracking_round(round, half)));
        match origin {
            Some(origin) if origin.desk == key.desk() => {
                let counters = part.given.entry(origin.desk).or_default();
                counters.codes = counters.codes.max(origin.counter + 1);
            }
            _ => {
                let what = format!("tracking code {number} was given by no desk of its own");
                part.findings.broken(Violation::Req1, request_place(key), what);
            }
        }
    }
    Ok(part)
}

fn references(ground: &Ground, ties: &mut Ties) -> Result<Part, EngineError> {
    let mut part = Part::default();
    for ((bank, name), claim) in &ground.overlay.references {
        part.references += 1;
        ties.take(claim.request, Tie::Claim(*bank, name.as_bytes(), claim.order));
    }
    for row in ground.rows.tables.references() {
        let read = part.findings.read("the table of references", row)?;
        let Some((bank, name, claim)) = read else { continue };
        let covered = || {
            let name = std::str::from_utf8(&name).ok()?;
            ground.overlay.references.get(&(bank, name.to_owned()))
        };
        if ground.overlay.references.is_empty() || covered().is_none() {
            part.references += 1;
            ties.take(claim.request, Tie::Claim(bank, &name, claim.order));
        }
    }
    Ok(part)
}

/// No desk may have given more than its row remembers: it would give those once more.
fn desks(
    ground: &Ground,
    findings: &mut Findings,
    given: &BTreeMap<DeskNo, Counters>,
) -> Result<(), EngineError> {
    let mut remembered: BTreeMap<DeskNo, Counters> = BTreeMap::new();
    for row in ground.rows.tables.desks() {
        let Some((desk, row)) = findings.read("the table of desks", row)? else { continue };
        match record::counters_of(&row) {
            Ok(counters) => drop(remembered.insert(desk, counters)),
            Err(error) => findings.damage(format!("desk {}", desk.0), error.to_string()),
        }
    }
    for (desk, given) in given {
        let row = remembered.get(desk).copied().unwrap_or_default();
        if row.orders < given.orders {
            let what = format!("it has given order {}, and remembers {}", given.orders, row.orders);
            findings.broken(Violation::Pay1, format!("desk {}", desk.0), what);
        }
        if row.codes < given.codes {
            let what = format!("it has given {} codes, and remembers {}", given.codes, row.codes);
            findings.broken(Violation::Req1, format!("desk {}", desk.0), what);
        }
    }
    Ok(())
}

/// At the tables' position, the list of requests in flight and their rows agree.
fn in_flight(ground: &Ground) -> Result<Part, EngineError> {
    let mut part = Part::default();
    let findings = &mut part.findings;
    let mut listed = ground.rows.tables.in_flight().peekable();
    for row in ground.rows.tables.requests() {
        // Damage was noted when the requests were read.
        let Ok(row) = row else { continue };
        let Ok(head) = record::row_head(&row.row) else { continue };
        let here = listed.next_if(|next| next.as_ref().is_ok_and(|next| next.key <= row.key));
        let here = here.is_some_and(|next| next.is_ok_and(|next| next.key == row.key));
        if here != head.in_flight {
            let what = if here {
                "is listed as in flight and is at rest"
            } else {
                "is in flight and not listed"
            };
            findings.broken(Violation::Ack1, request_place(row.key), what);
        }
    }
    for row in listed {
        if let Some(row) = findings.read("the table of requests in flight", row)? {
            findings.broken(Violation::Ack1, request_place(row.key), "is listed and has no row");
        }
    }
    Ok(part)
}

/// Rows that lead to a request which is not there.
fn strays<T>(
    ground: &Ground,
    findings: &mut Findings,
    table: &'static str,
    rows: impl Iterator<Item = Result<(T, RequestKey), StorageError>>,
) -> Result<(), EngineError> {
    for row in rows {
        let Ok((_, key)) = row else { continue };
        if state_of(ground, findings, key)?.is_none() {
            let what = format!("{table} leads to it, and it does not exist");
            findings.broken(Violation::Ack1, request_place(key), what);
        }
    }
    Ok(())
}

/// PAY-1 from the side of the claims: each is matched by money of the request that made it.
fn unmatched(ground: &Ground, findings: &mut Findings) -> Result<(), EngineError> {
    for row in ground.rows.tables.references() {
        let Ok((bank, name, claim)) = row else { continue };
        let what = match state_of(ground, findings, claim.request)? {
            Some(Opened::Is(state)) if has_money(&state, bank, &name, claim.order) => continue,
            Some(Opened::Damaged(_) | Opened::Erased(None)) => continue,
            _ if ground.erasures.has_money(claim.request, claim.order) => continue,
            Some(Opened::Is(_) | Opened::Erased(_)) => {
                "and neither credit nor booking has it, nor is it to be reversed"
            }
            None => "and there is no such request",
        };
        let what = format!("money of order {} was confirmed for it, {what}", claim.order.0);
        findings.broken(Violation::Pay1, request_place(claim.request), what);
    }
    Ok(())
}

fn has_money(state: &RequestState, bank: BankId, name: &[u8], order: OrderNo) -> bool {
    let same = |reference: &Reference| reference.as_str().as_bytes() == name;
    state.money().any(|money| money.bank == bank && money.order == order && same(&money.reference))
}
