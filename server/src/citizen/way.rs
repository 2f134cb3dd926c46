//! Asking the engine for the citizen of a session, and the refusal of forms that are not ours.

use nobat_domain::request::{RequestCommand, RequestState};

use crate::app::App;
use crate::extract::{Session, Typed};
use crate::pages::address;
use crate::pages::system::SystemCase;
use crate::problem;
use axum::response::Response;
use nobat_engine::Answered;

pub use crate::way::{on, to};

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
