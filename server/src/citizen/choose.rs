//! Choosing again: after the time ran out, a seat was lost, or the money came without a seat.

use axum::extract::State;
use axum::response::Response;
use nobat_domain::request::{Desired, EndReason, LastChoice, RequestCommand, RequestState, Stage};

use crate::app::App;
use crate::citizen::reading::Found;
use crate::citizen::register::{Taken, bank_of, fault_of, take};
use crate::citizen::{frame, offices, pay, views, way};
use crate::extract::{Citizen, Session, Typed};
use crate::pages::address;
use crate::pages::choosing::{Choose, ChooseReason};
use crate::pages::fault::Field;
use crate::pages::forms::Faults;
use crate::pages::search::Search;
use crate::problem;
use nobat_domain::ids::BankId;

/// GET: the page, with the former seat first if it is still free.
pub async fn show(State(app): State<App>, Citizen(session): Citizen) -> Result<Response, Response> {
    let state = may_choose(&app, &session).await?;
    let typed = Typed::default();
    let search = offices::unasked(&app, &typed);
    Ok(page(&app, &session, &state, &typed, search, Faults::none()))
}

/// POST of «جستجو».
pub async fn find(
    State(app): State<App>,
    Citizen(session): Citizen,
    typed: Typed,
) -> Result<Response, Response> {
    way::guard(&app, &session, &typed)?;
    let state = may_choose(&app, &session).await?;
    let Some(answers) = state.details.as_ref().map(|details| details.answers) else {
        return Ok(way::to(address::REGISTER));
    };
    let mut found = Found::default();
    let search = offices::search(&app, &session, &typed, answers, &mut found);
    Ok(page(&app, &session, &state, &typed, search, found.faults()))
}

/// POST of «ثبت اطلاعات و پرداخت», or of «ثبت نوبت» where nothing is to be paid.
pub async fn submit(
    State(app): State<App>,
    Citizen(session): Citizen,
    typed: Typed,
) -> Result<Response, Response> {
    way::guard(&app, &session, &typed)?;
    let state = may_choose(&app, &session).await?;
    let Some(answers) = state.details.as_ref().map(|details| details.answers) else {
        return Ok(way::to(address::REGISTER));
    };
    let mut found = Found::default();
    let choice = offices::chosen(&app, &typed, answers, &mut found);
    let bank = bank_of(&app, &state, &typed, &mut found);
    let (Some(choice), Some(bank)) = (choice, bank) else {
        return Err(refused(&app, &session, &state, &typed, found));
    };
    let desired = Desired { bank, fee: app.fee };
    let command = RequestCommand::Choose { choice, desired, details: None };
    match take(&app, &session, command).await? {
        Taken::Ready(state) => Ok(pay::onward(&app, &session, &state, bank).await),
        Taken::Refused(state, refusal) => {
            let mut found = Found::default();
            let (field, fault) = fault_of(&app, choice, refusal);
            found.add(field, fault);
            Err(refused(&app, &session, &state, &typed, found))
        }
    }
}

/// A citizen who holds an unpaid seat may choose another in its place.
async fn may_choose(app: &App, session: &Session) -> Result<Box<RequestState>, Response> {
    let state = way::look(app, session).await?;
    match Stage::of(&state) {
        Stage::Credit | Stage::ChooseAgain(_) | Stage::NotPaid(_) | Stage::Unpaid { .. } => {
            Ok(state)
        }
        _ => Err(way::to(way::on(&state))),
    }
}

/// The page with its faults, and with the list again if one had been searched.
pub(super) fn refused(
    app: &App,
    session: &Session,
    state: &RequestState,
    typed: &Typed,
    found: Found,
) -> Response {
    let answers = state.details.as_ref().map(|details| details.answers);
    let mut ignored = Found::default();
    let search = match answers {
        Some(answers) if typed.has(Field::Area.name()) => {
            offices::same(app, session, typed, answers, &mut ignored)
        }
        _ => offices::unasked(app, typed),
    };
    page(app, session, state, typed, search, found.faults())
}

fn page(
    app: &App,
    session: &Session,
    state: &RequestState,
    typed: &Typed,
    search: Search,
    faults: Faults,
) -> Response {
    let board = app.engine.board();
    let last = match Stage::of(state) {
        Stage::ChooseAgain(last) | Stage::NotPaid(last) => Some(last),
        _ => state.last,
    };
    let still_free = |last: &LastChoice| {
        let standing = board.standing(last.choice.shift, last.choice.day);
        standing.is_some_and(|standing| standing.has_room())
    };
    let former = last
        .filter(still_free)
        .map(|last| (views::seat(&board, last.choice), views::seat_choice(last.choice)));
    let reason = match (Stage::of(state), last.map(|last| last.why)) {
        _ if !state.purse.is_empty() => ChooseReason::Credited,
        (Stage::Unpaid { .. }, _) => ChooseReason::Instead,
        (_, Some(EndReason::RanOut)) => ChooseReason::TimedOut,
        (_, Some(EndReason::Refused(_))) => ChooseReason::Gone,
        _ => ChooseReason::Released,
    };
    let chosen = typed.text(Field::Gateway.name()).parse().ok().map(BankId);
    let refused = !faults.is_empty();
    let page = Choose {
        frame: frame::inside(app, session, state),
        form_no: (state.holds_used + 1).to_string(),
        reason,
        former,
        search,
        payment: views::payment(app, state, chosen),
        faults,
    };
    if refused { problem::refused(page) } else { problem::private(page) }
}
