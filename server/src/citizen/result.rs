//! The result with its tracking code, and the receipt to print.

use axum::response::Response;

use crate::citizen::views;
use crate::citizen::visit::Visit;
use crate::pages::result::{Booking, Print, ResultPage};
use crate::problem;

/// GET: the result, at any time after a booking.
pub async fn show(visit: Visit) -> Result<Response, Response> {
    let booking = booked(&visit)?;
    let stage = views::stage(&visit.state, booking.seat.day, visit.app.engine.now());
    let board = visit.app.engine.board();
    let collected_at =
        visit.state.collected_at().map_or_else(String::new, |it| views::office_name(&board, it));
    Ok(problem::private(ResultPage { frame: visit.frame(), booking, stage, collected_at }))
}

/// GET: the receipt, one page of A4.
pub async fn print(visit: Visit) -> Result<Response, Response> {
    let booking = booked(&visit)?;
    Ok(problem::private(Print { frame: visit.frame(), booking }))
}

fn booked(visit: &Visit) -> Result<Booking, Response> {
    views::booking(&visit.app.engine.board(), &visit.state).ok_or_else(|| visit.onward())
}
