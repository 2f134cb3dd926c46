//! Where a citizen is led: one page for each stage of a request, and no menu.

use nobat_domain::request::{RequestState, Stage};

use crate::app::App;
use crate::extract::{Session, Typed};
use crate::pages::address;
use crate::pages::system::SystemCase;
use crate::problem;
use axum::response::{IntoResponse, Redirect, Response};
use nobat_domain::request::RequestCommand;
use nobat_engine::Answered;

/// The page of the stage.
#[must_use]
pub fn on(state: &RequestState) -> &'static str {
    match Stage::of(state) {
        Stage::Booked => address::RESULT,
        Stage::Booking | Stage::Asking | Stage::Deciding => address::PAY_CHECKING,
        Stage::Credit | Stage::ChooseAgain(_) => address::CHOOSE,
        Stage::Unpaid { .. } | Stage::NotPaid(_) => address::CONFIRM,
        Stage::Filled | Stage::Form => address::REGISTER,
    }
}

#[must_use]
pub fn to(address: &str) -> Response {
    Redirect::to(address).into_response()
}

/// Asks the owner of the session's request.
///
/// # Errors
/// The page that answers instead.
pub async fn ask(
    app: &App,
    session: &Session,
    command: RequestCommand,
) -> Result<Box<RequestState>, Response> {
    let answered = app.engine.ask(session.key(app), command).await;
    match answered.map_err(|error| problem::machine(app, error))? {
        Answered::Is(state) => Ok(state),
        Answered::Nobody => Err(to(address::ENTRY)),
        Answered::Refused(refusal, _) => Err(problem::refusal(app, refusal)),
    }
}

/// The request as it is now.
///
/// # Errors
/// The page that answers instead.
pub async fn look(app: &App, session: &Session) -> Result<Box<RequestState>, Response> {
    ask(app, session, RequestCommand::View).await
}

/// Refuses a form that did not come from one of our pages.
///
/// # Errors
/// The page that says so.
pub fn guard(app: &App, session: &Session, typed: &Typed) -> Result<(), Response> {
    if typed.text("csrf") == session.csrf {
        return Ok(());
    }
    Err(problem::page(app, SystemCase::CsrfFault))
}
