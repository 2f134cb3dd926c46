//! The result with its tracking code.

use axum::response::Response;

use crate::citizen::views;
use crate::citizen::visit::Visit;
use crate::pages::result::ResultPage;
use crate::problem;

/// GET: the result, at any time after a booking.
pub async fn show(visit: Visit) -> Result<Response, Response> {
    let booking = views::booking(&visit.app.engine.board(), &visit.state);
    let booking = booking.ok_or_else(|| visit.onward())?;
    let board = visit.app.engine.board();
    let now = visit.app.engine.now();
    let (stage, known) = views::standing(&board, &visit.state, now);
    let shut_out = views::shut_out(&board, &visit.state);
    let offered = visit.state.offer().map(|offer| offer.deadline);
    let offered_until = offered.filter(|until| now < *until);
    let frame = visit.frame();
    Ok(problem::private(ResultPage { frame, booking, stage, known, shut_out, offered_until }))
}
