//! On the way to the bank and back: tokens, waiting, and what to do when it did not work.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use nobat_domain::ids::{AttemptNo, BankId};
use nobat_domain::payment::{Attempt, AttemptState, Closed};
use nobat_domain::request::{Desired, EndReason, LastChoice, RequestCommand, RequestState, Stage};
use nobat_engine::Answered;
use nobat_engine::clock::monotonic_ns;

use crate::app::{App, Bank};
use crate::citizen::reading::Found;
use crate::citizen::register::{Taken, bank_of, fault_of, take};
use crate::citizen::{confirm, frame, views, way};
use crate::extract::{Citizen, Session, Typed};
use crate::gateway::ask;
use crate::gateway::connector::TokenOrder;
use crate::metric_names::BANK_SECONDS;
use crate::middleware::figures::record;
use crate::pages::address;
use crate::pages::paying::{Asking, Leaving, NotPaid, NotPaidCause, SeatNow, Target};
use crate::problem;

/// The next step of a citizen whose seat was just taken: the bank, or the confirmation where
/// nothing is to be paid.
pub async fn onward(app: &App, session: &Session, state: &RequestState, bank: BankId) -> Response {
    let opened = state
        .attempts
        .iter()
        .rev()
        .find(|attempt| attempt.bank == bank && matches!(attempt.state, AttemptState::Opened));
    match (Stage::of(state), opened) {
        (Stage::Unpaid { .. }, Some(attempt)) => to_bank(app, session, attempt).await,
        (Stage::Booked, _) => way::to(address::CONFIRM),
        _ => way::to(way::on(state)),
    }
}

/// Asks the bank for a token and shows it only when it is durable and the hold outlives its page.
async fn to_bank(app: &App, session: &Session, attempt: &Attempt) -> Response {
    let Some(bank) = app.banks.find(attempt.bank) else {
        return problem::broken(app, &"a request names a bank that is not active");
    };
    let now = app.wall();
    let return_url = format!("{}{}/{}", app.public_url, address::PAY_RETURN, bank.path);
    let order = TokenOrder {
        order: attempt.order,
        amount: attempt.amount,
        return_url: &return_url,
        wall_time: now,
    };
    let begun = monotonic_ns();
    let asked = ask::token(&app.banks.transport, bank.id, &*bank.gateway, &order).await;
    let labels = [("bank", bank.path.to_owned()), ("kind", "token".to_owned())];
    record(BANK_SECONDS, begun, &labels);
    let token = match asked {
        Ok(token) => token,
        Err(error) => {
            tracing::warn!(%error, bank = bank.path, "no token");
            return no_token(app, session, attempt.no).await;
        }
    };
    // The window is the shorter of the bank's own and the configured one, on engine time.
    let window = bank.gateway.page_window().0.min(app.terms.bank_window.0);
    let window_ends = app.engine.now().plus(nobat_domain::timestamp::Millis(window));
    let command =
        RequestCommand::Tokened { attempt: attempt.no, token: token.clone(), window_ends };
    let state = match app.engine.ask(session.key(app), command).await {
        Ok(Answered::Is(state)) => state,
        Ok(Answered::Nobody) => return way::to(address::ENTRY),
        Ok(Answered::Refused(refusal, _)) => return problem::refusal(app, refusal),
        Err(error) => return problem::machine(app, error),
    };
    if !matches!(Stage::of(&state), Stage::Unpaid { .. }) {
        // The shift has let the seat go meanwhile: nobody may pay for it.
        return way::to(way::on(&state));
    }
    leave(app, session, &state, bank, &bank.gateway.redirect(&token))
}

fn leave(
    app: &App,
    session: &Session,
    state: &RequestState,
    bank: &Bank,
    redirect: &crate::gateway::Redirect,
) -> Response {
    if let Some(location) = redirect.location() {
        return way::to(&location);
    }
    let Some(hold) = state.wanted_hold() else {
        return way::to(way::on(state));
    };
    let fields = redirect.fields.iter().map(|(name, text)| ((*name).to_owned(), text.clone()));
    problem::private(Leaving {
        frame: frame::inside(app, session, state),
        seat: views::seat(&app.engine.board(), hold.choice),
        fee: app.fee,
        bank: bank.name.to_owned(),
        bank_host: host(&bank.origin),
        held_until: hold.deadline,
        now: app.engine.now(),
        target: Target::Form { address: redirect.url.clone(), fields: fields.collect() },
    })
}

fn host(origin: &str) -> String {
    origin.split_once("://").map_or(origin, |(_, host)| host).to_owned()
}

/// The gateway gave no token: the seat stays held, and the citizen may try again.
async fn no_token(app: &App, session: &Session, attempt: AttemptNo) -> Response {
    let command = RequestCommand::NotTokened { attempt };
    match way::ask(app, session, command).await {
        Ok(state) => not_paid(app, session, &state, NotPaidCause::GatewayDown),
        Err(response) => response,
    }
}

/// POST of «پرداخت» on the confirmation: for the seat that is held, or for the same one again.
pub async fn again(
    State(app): State<App>,
    Citizen(session): Citizen,
    typed: Typed,
) -> Result<Response, Response> {
    way::guard(&app, &session, &typed)?;
    let state = way::look(&app, &session).await?;
    let mut found = Found::default();
    let Some(bank) = bank_of(&app, &state, &typed, &mut found) else {
        return Err(confirm::unpaid_page(&app, &session, &state, found.faults()));
    };
    let desired = Desired { bank, fee: app.fee };
    let command = match Stage::of(&state) {
        Stage::Unpaid { .. } => RequestCommand::PayAgain { desired },
        Stage::NotPaid(LastChoice { choice, .. }) => {
            RequestCommand::Choose { choice, desired, details: None }
        }
        _ => return Ok(way::to(way::on(&state))),
    };
    match take(&app, &session, command).await? {
        Taken::Ready(state) => Ok(onward(&app, &session, &state, bank).await),
        Taken::Refused(state, refusal) => match Stage::of(&state) {
            Stage::ChooseAgain(last) => {
                let (field, fault) = fault_of(&app, last.choice, refusal);
                let mut found = Found::default();
                found.add(field, fault);
                Err(super::choose::refused(&app, &session, &state, &Typed::default(), found))
            }
            _ => Ok(way::to(way::on(&state))),
        },
    }
}

/// GET: the bank is being asked, or a shift decides; or the way on when it has.
pub async fn checking(
    State(app): State<App>,
    Citizen(session): Citizen,
) -> Result<Response, Response> {
    let state = way::look(&app, &session).await?;
    match Stage::of(&state) {
        Stage::Asking | Stage::Booking | Stage::Deciding => {}
        Stage::Booked => return Ok(way::to(address::CONFIRM)),
        Stage::NotPaid(_) => return Ok(way::to(address::PAY_FAILED)),
        _ => return Ok(way::to(way::on(&state))),
    }
    let choice = state
        .wanted_hold()
        .map(|hold| hold.choice)
        .or(state.intent.map(|intent| intent.choice))
        .or(state.last.map(|last| last.choice));
    let Some(choice) = choice else {
        return Ok(way::to(way::on(&state)));
    };
    let asked = state.attempts.iter().rev().find(|attempt| attempt.asking());
    let bank = asked.and_then(|attempt| app.banks.find(attempt.bank));
    Ok(problem::private(Asking {
        frame: frame::inside(&app, &session, &state),
        seat: views::seat(&app.engine.board(), choice),
        bank: bank.map_or("", |bank| bank.name).to_owned(),
        asked_at: app.wall(),
    }))
}

/// GET: why the payment did not work, and what to do next.
pub async fn failed(
    State(app): State<App>,
    RawQuery(query): RawQuery,
    Citizen(session): Citizen,
) -> Result<Response, Response> {
    let state = way::look(&app, &session).await?;
    let closed = state.attempts.iter().rev().find_map(|attempt| match attempt.state {
        AttemptState::Closed { why, .. } => Some(why),
        _ => None,
    });
    let cause = match Stage::of(&state) {
        Stage::NotPaid(_) | Stage::Unpaid { .. } if closed == Some(Closed::Returned) => {
            NotPaidCause::Debited
        }
        Stage::NotPaid(_) => match query.as_deref() {
            Some(address::GIVEN_UP) => NotPaidCause::Cancelled,
            Some(address::RAN_OUT) => NotPaidCause::TimedOut,
            _ => NotPaidCause::Refused,
        },
        Stage::Unpaid { .. } => NotPaidCause::Refused,
        Stage::ChooseAgain(last) if last.why == EndReason::RanOut => NotPaidCause::TimedOut,
        _ => return Ok(way::to(way::on(&state))),
    };
    Ok(not_paid(&app, &session, &state, cause))
}

fn not_paid(app: &App, session: &Session, state: &RequestState, cause: NotPaidCause) -> Response {
    let board = app.engine.board();
    let held = state.wanted_hold();
    let choice = held
        .map(|hold| hold.choice)
        .or(state.holds.last().map(|hold| hold.choice))
        .or(state.last.map(|last| last.choice));
    let free = |choice: nobat_domain::request::Choice| {
        board.standing(choice.shift, choice.day).is_some_and(|standing| standing.has_room())
    };
    let seat_now = match held {
        Some(hold) => SeatNow::Held { until: hold.deadline },
        None if choice.is_some_and(free) => SeatNow::Free,
        None => SeatNow::Gone,
    };
    problem::private(NotPaid {
        frame: frame::inside(app, session, state),
        form_no: (state.attempts_used + 1).to_string(),
        cause,
        seat: choice.map(|choice| views::seat(&board, choice)),
        seat_now,
        now: app.engine.now(),
    })
}
