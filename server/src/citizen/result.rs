//! The result with its tracking code, and the receipt to print.

use axum::extract::State;
use axum::response::Response;
use nobat_domain::request::RequestState;

use crate::app::App;
use crate::citizen::{frame, views, way};
use crate::extract::Citizen;
use crate::pages::result::{Booking, Print, ResultPage};
use crate::problem;

/// GET: the result, at any time after a booking.
pub async fn show(State(app): State<App>, Citizen(session): Citizen) -> Result<Response, Response> {
    let state = way::look(&app, &session).await?;
    let booking = booked(&app, &state)?;
    let stage = views::stage(booking.seat.day, app.engine.now());
    let frame = frame::inside(&app, &session, &state);
    Ok(problem::private(ResultPage { frame, booking, stage }))
}

/// GET: the receipt, one page of A4.
pub async fn print(
    State(app): State<App>,
    Citizen(session): Citizen,
) -> Result<Response, Response> {
    let state = way::look(&app, &session).await?;
    let booking = booked(&app, &state)?;
    let frame = frame::inside(&app, &session, &state);
    Ok(problem::private(Print { frame, booking }))
}

fn booked(app: &App, state: &RequestState) -> Result<Booking, Response> {
    views::booking(&app.engine.board(), state).ok_or_else(|| way::to(way::on(state)))
}
