//! The messages to citizens, in figures.

use axum::Extension;
use axum::extract::State;
use axum::response::Response;

use crate::app::App;
use crate::pages::counter::address;
use crate::pages::counter::messages::Messages;
use crate::problem;
use crate::staff::Inside;

/// GET: what waits, what became of the others, and what they cost.
pub async fn show(State(app): State<App>, Extension(inside): Extension<Inside>) -> Response {
    let figures = app.messages.ledger().figures();
    problem::private(Messages { frame: inside.frame(address::MESSAGES), figures })
}
