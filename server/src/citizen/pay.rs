//! On the way to the bank and back: tokens, waiting, and what to do when it did not work.

use axum::extract::RawQuery;
use axum::response::Response;
use nobat_domain::ids::{AttemptNo, BankId};
use nobat_domain::payment::{Attempt, AttemptState, Closed};
use nobat_domain::request::{Choice, EndReason, LastChoice, RequestCommand, Stage};
use nobat_domain::timestamp::Millis;
use nobat_engine::clock::monotonic_ns;

use crate::citizen::reading::Found;
use crate::citizen::register::{Taken, desired, fault_of, take_to_pay};
use crate::citizen::visit::{Sent, Visit};
use crate::citizen::{choose, confirm, views};
use crate::extract::language::{Reader, spoken};
use crate::extract::{Client, Typed};
use crate::gateway::connector::TokenOrder;
use crate::gateway::{Redirect, ask};
use crate::metric_names::BANK_SECONDS;
use crate::middleware::figures::record;
use crate::pages::address;
use crate::pages::paying::{Asking, Leaving, NotPaid, NotPaidCause, SeatNow, Target};
use crate::pages::system::SystemCase;
use crate::{problem, way};

/// The next step of a citizen whose seat was just taken: the bank, or the confirmation where
/// nothing is to be paid.
pub async fn onward(visit: Visit, bank: BankId) -> Response {
    match begun(visit, bank).await {
        Ok(Begun::AtBank(visit, redirect)) => leave(&visit, &redirect),
        Ok(Begun::Elsewhere(visit)) if visit.stage() == Stage::Booked => way::to(address::CONFIRM),
        Ok(Begun::Elsewhere(visit)) => visit.onward(),
        Err(response) => response,
    }
}

/// Where a citizen goes whose seat was just taken.
pub enum Begun {
    /// To the page of the bank.
    AtBank(Visit, Redirect),
    /// To where the request stands: nothing is to be paid, or the seat was let go meanwhile.
    Elsewhere(Visit),
}

/// Asks the bank for a page to pay at, where something is to be paid.
///
/// # Errors
/// The answer that says why there is none.
pub async fn begun(visit: Visit, bank: BankId) -> Result<Begun, Response> {
    let ours =
        |attempt: &&Attempt| attempt.bank == bank && matches!(attempt.state, AttemptState::Opened);
    let opened = visit.state.attempts.iter().rev().find(ours).cloned();
    match (visit.stage(), opened) {
        (Stage::Unpaid { .. }, Some(attempt)) => to_bank(visit, &attempt).await,
        _ => Ok(Begun::Elsewhere(visit)),
    }
}

/// Asks the bank for a token and shows it only when it is durable and the hold outlives its page.
async fn to_bank(visit: Visit, attempt: &Attempt) -> Result<Begun, Response> {
    let app = visit.app.clone();
    let Some(bank) = app.banks.find(attempt.bank) else {
        return Err(problem::broken(&app, &"a request names a bank that is not active"));
    };
    let return_url = format!("{}{}/{}", app.public_url, address::PAY_RETURN, bank.path);
    let order = TokenOrder {
        order: attempt.order,
        amount: attempt.amount,
        return_url: &return_url,
        wall_time: app.wall(),
    };
    let begun = monotonic_ns();
    let asked = ask::token(&app.banks.transport, bank.id, &*bank.gateway, &order).await;
    let labels = [("bank", bank.path.to_owned()), ("kind", "token".to_owned())];
    record(BANK_SECONDS, begun, &labels);
    let token = match asked {
        Ok(token) => token,
        Err(error) => {
            tracing::warn!(%error, bank = bank.path, "no token");
            return Err(no_token(visit, attempt.no).await);
        }
    };
    // The window is the shorter of the bank's own and the configured one, on engine time.
    let window = bank.gateway.page_window().0.min(app.terms.bank_window.0);
    let window_ends = app.engine.now().plus(Millis(window));
    let command =
        RequestCommand::Tokened { attempt: attempt.no, token: token.clone(), window_ends };
    let visit = visit.ask(command).await?;
    if matches!(visit.stage(), Stage::Unpaid { .. }) {
        return Ok(Begun::AtBank(visit, bank.gateway.redirect(&token)));
    }
    // The shift has let the seat go meanwhile: nobody may pay for it.
    Ok(Begun::Elsewhere(visit))
}

fn leave(visit: &Visit, redirect: &Redirect) -> Response {
    if let Some(location) = redirect.location() {
        return way::to(&location);
    }
    let Visit { app, state, .. } = visit;
    let Some(hold) = state.wanted_hold() else {
        return visit.onward();
    };
    let asked = state.attempts.iter().rev().find(|attempt| attempt.hold == hold.no);
    let asked = asked.and_then(|attempt| Some((attempt.amount, app.banks.find(attempt.bank)?)));
    let Some((fee, bank)) = asked else {
        return visit.onward();
    };
    let fields = redirect.fields.iter().map(|(name, text)| ((*name).to_owned(), text.clone()));
    problem::private(Leaving {
        frame: visit.frame(),
        seat: views::seat(&app.engine.board(), state, hold.choice),
        fee,
        bank: bank.name,
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
async fn no_token(visit: Visit, attempt: AttemptNo) -> Response {
    match visit.ask(RequestCommand::NotTokened { attempt }).await {
        Ok(visit) => match spoken().reader {
            Reader::Person => not_paid(&visit, NotPaidCause::GatewayDown),
            Reader::Program => problem::page(&visit.app, SystemCase::BankDown),
        },
        Err(response) => response,
    }
}

/// POST of «پرداخت» on the confirmation: for the seat that is held, or for the same one again.
pub async fn again(client: Client, Sent { visit, typed }: Sent) -> Result<Response, Response> {
    let (visit, bank) = taken(client, visit, &typed).await?;
    Ok(onward(visit, bank).await)
}

/// The seat that is held, or the same one again, with another attempt to pay for it.
///
/// # Errors
/// The answer that says what is at fault.
pub async fn taken(
    client: Client,
    visit: Visit,
    typed: &Typed,
) -> Result<(Visit, BankId), Response> {
    let mut found = Found::default();
    let due = views::due_again(&visit.app, &visit.state);
    let Some(desired) = desired(&visit, due, typed, &mut found) else {
        return Err(confirm::unpaid_page(&visit, found.faults()));
    };
    let command = match visit.stage() {
        Stage::Unpaid { .. } => RequestCommand::PayAgain { desired },
        Stage::NotPaid(LastChoice { choice, .. }) => {
            RequestCommand::Choose { choice, desired, details: None }
        }
        _ => return Err(visit.onward()),
    };
    match take_to_pay(visit, client, command).await? {
        Taken::Ready(visit) => Ok((visit, desired.bank)),
        Taken::Refused(visit, refusal) => match visit.stage() {
            Stage::ChooseAgain(last) => {
                let (field, fault) = fault_of(&visit.app, last.choice, refusal);
                let mut found = Found::default();
                found.add(field, fault);
                Err(choose::refused(&visit, &Typed::default(), found))
            }
            _ => Err(visit.onward()),
        },
    }
}

/// GET: the bank is being asked, or a shift decides; or the way on when it has.
pub async fn checking(visit: Visit) -> Response {
    match visit.stage() {
        Stage::Asking | Stage::Booking | Stage::Deciding => {}
        Stage::Booked => return way::to(address::CONFIRM),
        Stage::NotPaid(_) => return way::to(address::PAY_FAILED),
        _ => return visit.onward(),
    }
    let Visit { app, state, .. } = &visit;
    let choice = state
        .wanted_hold()
        .map(|hold| hold.choice)
        .or(state.intent.map(|intent| intent.choice))
        .or(state.last.map(|last| last.choice));
    let Some(choice) = choice else {
        return visit.onward();
    };
    let asked = state.attempts.iter().rev().find(|attempt| attempt.asking());
    let bank = asked.and_then(|attempt| app.banks.find(attempt.bank));
    problem::private(Asking {
        frame: visit.frame(),
        seat: views::seat(&app.engine.board(), state, choice),
        bank: bank.map(|bank| bank.name),
        asked_at: app.wall(),
    })
}

/// GET: why the payment did not work, and what to do next.
pub async fn failed(RawQuery(query): RawQuery, visit: Visit) -> Response {
    let closed = visit.state.attempts.iter().rev().find_map(|attempt| match attempt.state {
        AttemptState::Closed { why, .. } => Some(why),
        _ => None,
    });
    let cause = match visit.stage() {
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
        _ => return visit.onward(),
    };
    not_paid(&visit, cause)
}

fn not_paid(visit: &Visit, cause: NotPaidCause) -> Response {
    let Visit { app, state, .. } = visit;
    let board = app.engine.board();
    let held = state.wanted_hold();
    let choice = held
        .map(|hold| hold.choice)
        .or(state.holds.last().map(|hold| hold.choice))
        .or(state.last.map(|last| last.choice));
    let free = |choice: Choice| {
        board.standing(choice.shift, choice.day).is_some_and(|standing| standing.has_room())
    };
    let seat_now = match held {
        Some(hold) => SeatNow::Held { until: hold.deadline },
        None if choice.is_some_and(free) => SeatNow::Free,
        None => SeatNow::Gone,
    };
    problem::private(NotPaid {
        frame: visit.frame(),
        form_no: (state.attempts_used + 1).to_string(),
        cause,
        seat: choice.map(|choice| views::seat(&board, state, choice)),
        seat_now,
        now: app.engine.now(),
    })
}
