//! The steps of a return: find the order, compare it with our record, ask the bank, lead on.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use nobat_domain::ids::RequestKey;
use nobat_domain::keeper::AskBank;
use nobat_domain::payment::{Attempt, AttemptState};
use nobat_domain::request::{RequestCommand, RequestState, Stage};
use nobat_domain::timestamp::Timestamp;
use nobat_engine::Answered;

use crate::app::{App, Bank};
use crate::gateway::connector::Claim;
use crate::gateway::{Callback, Expected};
use crate::pages::address;
use crate::pages::system::SystemCase;
use crate::problem;
use crate::settlement::inquire;
use crate::way;

/// POST of a browser that a bank sends back.
pub async fn back(
    State(app): State<App>,
    Path(bank): Path<String>,
    body: Bytes,
) -> Result<Response, Response> {
    let Some(bank) = app.banks.by_path(&bank) else {
        return Err(problem::page(&app, SystemCase::NotFound));
    };
    let callback = match bank.gateway.parse_callback(&body) {
        Ok(callback) => callback,
        Err(error) => {
            tracing::warn!(%error, bank = bank.path, "a return makes no sense");
            return Err(forged(&app));
        }
    };
    let (key, attempt) = find(&app, bank, &callback).await?;
    let command = RequestCommand::Returned {
        attempt: attempt.no,
        failed: matches!(callback.claim, Claim::Failed(_)),
    };
    let state = owner(&app, key, command).await?;
    let asking = state.attempt(attempt.no).filter(|attempt| attempt.asking());
    let question = asking.and_then(|attempt| {
        let Attempt { no, bank, order, amount, .. } = *attempt;
        let token = attempt.token()?.clone();
        Some(AskBank { request: key, attempt: no, bank, order, amount, token })
    });
    let state = match question {
        Some(question) => inquire::ask_bank(&app, bank, &question).await.unwrap_or(state),
        None => state,
    };
    // Nothing hangs on these but the words of the next page.
    let not_paid = if callback.given_up {
        address::PAY_GIVEN_UP
    } else if was_late(&attempt, app.engine.now()) {
        address::PAY_RAN_OUT
    } else {
        address::PAY_FAILED
    };
    Ok(way::to(onward(&state, not_paid)))
}

/// GET: nobody comes back this way; a reload of the address leads on.
pub async fn reloaded() -> Response {
    way::to(address::PAY_CHECKING)
}

/// Whether the bank's page had closed by itself before the browser came back.
fn was_late(attempt: &Attempt, at: Timestamp) -> bool {
    matches!(attempt.state, AttemptState::Shown { window_ends, .. } if at >= window_ends)
}

fn onward(state: &RequestState, not_paid: &'static str) -> &'static str {
    match Stage::of(state) {
        Stage::Booked => address::CONFIRM,
        Stage::NotPaid(_) => not_paid,
        _ => way::on(state),
    }
}

/// Our record of the attempt that the return names, if every named fact agrees with it.
async fn find(
    app: &App,
    bank: &Bank,
    callback: &Callback,
) -> Result<(RequestKey, Attempt), Response> {
    let order = callback.order;
    let found = app.engine.find_order(order).await;
    let Some(key) = found.map_err(|error| problem::machine(app, error))? else {
        tracing::warn!(bank = bank.path, "a return names an order that nobody has");
        return Err(forged(app));
    };
    let state = owner(app, key, RequestCommand::View).await?;
    let attempt = state.attempts.iter().find(|attempt| attempt.order == order).cloned();
    let Some(attempt) = attempt.filter(|attempt| attempt.bank == bank.id) else {
        return Err(forged(app));
    };
    let Some(token) = attempt.token() else {
        tracing::warn!(bank = bank.path, request = ?key, "a return for a token that was not shown");
        return Err(forged(app));
    };
    let ours = Expected { order, amount: attempt.amount, token };
    if let Err(mismatch) = bank.gateway.check_callback(callback, &ours) {
        tracing::warn!(%mismatch, bank = bank.path, request = ?key, "a return differs from ours");
        return Err(forged(app));
    }
    Ok((key, attempt))
}

async fn owner(
    app: &App,
    key: RequestKey,
    command: RequestCommand,
) -> Result<Box<RequestState>, Response> {
    let answered = app.engine.ask(key, command).await;
    match answered.map_err(|error| problem::machine(app, error))? {
        Answered::Is(state) => Ok(state),
        Answered::Nobody => Err(forged(app)),
        Answered::Refused(refusal, _) => {
            tracing::warn!(?refusal, request = ?key, "a return was refused");
            Err(forged(app))
        }
    }
}

/// One answer for everything that does not fit: nothing was changed, and nothing is told.
fn forged(app: &App) -> Response {
    metrics::counter!(crate::metric_names::BANK_RETURNS_REFUSED).increment(1);
    let page = problem::page(app, SystemCase::FormStale);
    (StatusCode::BAD_REQUEST, page).into_response()
}
