//! «پس دادن نوبت»: the seat goes to others, the payment stays for the next choice.

use axum::response::Response;
use nobat_domain::request::{MoveCost, Operation, RequestCommand};

use crate::citizen::visit::{Sent, Visit};
use crate::citizen::{change, views};
use crate::pages::give_back::{CountThen, GiveBack, MoneyThen};
use crate::problem;

/// GET: what follows from it, before anything happens.
pub async fn show(visit: Visit) -> Result<Response, Response> {
    let visit = visit.allowed(Operation::GiveSeatBack)?;
    let Visit { app, state, .. } = &visit;
    let (Some(booking), Some(cost)) =
        (&state.booking, state.move_cost(&app.terms, app.engine.now()))
    else {
        return Err(visit.onward());
    };
    let paid = booking.paid.is_some() || !state.purse.is_empty();
    let closed = change::is_closed(&visit);
    Ok(problem::private(GiveBack {
        frame: visit.frame(),
        current: views::seat(&app.engine.board(), state, booking.choice),
        money: if paid { MoneyThen::Credit } else { MoneyThen::Free },
        count: match cost {
            _ if closed => CountThen::NotCounted,
            MoveCost::NotCounted => CountThen::NotCounted,
            MoveCost::Free(_) => CountThen::Counted,
            MoveCost::Waited | MoveCost::Waits(_) => {
                CountThen::Waits { hours: change::wait_hours(&visit) }
            }
        },
    }))
}

/// POST: the seat is given back, and the way leads to the next choice.
pub async fn give_back(Sent { visit, .. }: Sent) -> Result<Response, Response> {
    Ok(given_back(visit).await?.onward())
}

/// The request without its seat.
///
/// # Errors
/// The answer that says why it keeps it.
pub async fn given_back(visit: Visit) -> Result<Visit, Response> {
    let visit = change::excused(visit.allowed(Operation::GiveSeatBack)?).await?;
    visit.ask(RequestCommand::GiveBack).await
}
