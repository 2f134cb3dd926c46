//! Choosing again: after the time ran out, a seat was lost, or the money came without a seat.

use axum::response::Response;
use nobat_domain::ids::BankId;
use nobat_domain::request::{EndReason, LastChoice, RequestCommand, Stage};

use crate::citizen::reading::Found;
use crate::citizen::register::{Taken, desired, fault_of, take_to_pay};
use crate::citizen::visit::{Sent, Visit};
use crate::citizen::{offices, pay, views};
use crate::extract::{Client, Typed};
use crate::pages::address;
use crate::pages::choosing::{Choose, ChooseReason, Wait};
use crate::pages::fault::Field;
use crate::pages::forms::Faults;
use crate::pages::payment::Due;
use crate::pages::search::Search;
use crate::{problem, way};

/// GET: the page, with the former seat first if it is still free.
pub async fn show(visit: Visit) -> Result<Response, Response> {
    let visit = may_choose(visit)?;
    let typed = Typed::default();
    let search = offices::unasked(&visit.app, &typed);
    Ok(page(&visit, &typed, search, Faults::none()))
}

/// POST of «جستجو», or of the other language.
pub async fn find(Sent { visit, typed }: Sent) -> Result<Response, Response> {
    let visit = may_choose(visit)?;
    let Some(answers) = visit.answers() else {
        return Ok(way::to(address::REGISTER));
    };
    if typed.is_again() {
        let search = offices::again(&visit, &typed, Some(answers));
        return Ok(page(&visit, &typed, search, Faults::none()));
    }
    let mut found = Found::default();
    let search = offices::search(&visit, &typed, answers, &mut found);
    Ok(page(&visit, &typed, search, found.faults()))
}

/// POST of «ثبت اطلاعات و پرداخت», or of «ثبت نوبت» where nothing is to be paid.
pub async fn submit(client: Client, Sent { visit, typed }: Sent) -> Result<Response, Response> {
    let (visit, bank) = taken(client, visit, &typed).await?;
    Ok(pay::onward(visit, bank).await)
}

/// Another seat, held, or booked where nothing is to be paid; and the bank.
///
/// # Errors
/// The answer that says what is at fault.
pub async fn taken(
    client: Client,
    visit: Visit,
    typed: &Typed,
) -> Result<(Visit, BankId), Response> {
    let visit = may_choose(visit)?;
    let Some(answers) = visit.answers() else {
        return Err(visit.onward());
    };
    let mut found = Found::default();
    let choice = offices::chosen(&visit.app, typed, answers, &mut found);
    let due = views::due(&visit.app, &visit.state);
    let desired = desired(&visit, due, typed, &mut found);
    let (Some(choice), Some(desired)) = (choice, desired) else {
        return Err(refused(&visit, typed, found));
    };
    let command = RequestCommand::Choose { choice, desired, details: None };
    match take_to_pay(visit, client, command).await? {
        Taken::Ready(visit) => Ok((visit, desired.bank)),
        Taken::Refused(visit, refusal) => {
            let mut found = Found::default();
            let (field, fault) = fault_of(&visit.app, choice, refusal);
            found.add(field, fault);
            Err(refused(&visit, typed, found))
        }
    }
}

/// A citizen who holds an unpaid seat may choose another in its place.
fn may_choose(visit: Visit) -> Result<Visit, Response> {
    match visit.stage() {
        Stage::Credit | Stage::ChooseAgain(_) | Stage::NotPaid(_) | Stage::Unpaid { .. } => {
            Ok(visit)
        }
        _ => Err(visit.onward()),
    }
}

/// The page with its faults, and with the list again if one had been searched.
pub(super) fn refused(visit: &Visit, typed: &Typed, found: Found) -> Response {
    let mut ignored = Found::default();
    let search = match visit.answers() {
        Some(answers) if typed.has(Field::Area.name()) => {
            offices::same(visit, typed, answers, &mut ignored)
        }
        _ => offices::unasked(&visit.app, typed),
    };
    let faults = found.faults();
    problem::fields(&faults).unwrap_or_else(|| page(visit, typed, search, faults))
}

fn page(visit: &Visit, typed: &Typed, search: Search, faults: Faults) -> Response {
    let Visit { app, state, .. } = visit;
    let board = app.engine.board();
    let last = match visit.stage() {
        Stage::ChooseAgain(last) | Stage::NotPaid(last) => Some(last),
        _ => state.last,
    };
    let still_free = |last: &LastChoice| {
        let standing = board.standing(last.choice.shift, last.choice.day);
        standing.is_some_and(|standing| standing.has_room())
    };
    // A seat that was given back is for others.
    let former = last
        .filter(|last| last.why != EndReason::GivenBack)
        .filter(still_free)
        .map(|last| (views::seat(&board, state, last.choice), views::seat_choice(last.choice)));
    let reason = match (visit.stage(), last.map(|last| last.why)) {
        (_, Some(EndReason::GivenBack)) => ChooseReason::GivenBack,
        _ if !state.purse.is_empty() => ChooseReason::Credited,
        (Stage::Unpaid { .. }, _) => ChooseReason::Instead,
        (_, Some(EndReason::RanOut)) => ChooseReason::TimedOut,
        (_, Some(EndReason::Refused(_))) => ChooseReason::Gone,
        _ => ChooseReason::Released,
    };
    let chosen = typed.text(Field::Gateway.name()).parse().ok().map(BankId);
    let refused = !faults.is_empty();
    let page = Choose {
        frame: visit.frame(),
        form_no: (state.holds_used + 1).to_string(),
        reason,
        former,
        search,
        payment: views::payment(app, state, views::due(app, state), chosen),
        faults,
        waits: waits(visit),
    };
    if refused { problem::refused(page) } else { problem::private(page) }
}

/// What the law would say to a choice now, before anything is chosen.
fn waits(visit: &Visit) -> Option<Wait> {
    let Visit { app, state, .. } = visit;
    let now = app.engine.now();
    let cools = || state.cools_until(&app.terms, now).map(Wait::Unpaid);
    let pays = matches!(views::due(app, state), Due::Fee(_));
    state.chooses_from(&app.terms, now).map(Wait::Moves).or_else(|| cools().filter(|_| pays))
}
