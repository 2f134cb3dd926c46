//! «تایید نهایی»: everything once more, paid or with a button to pay.

use axum::extract::State;
use axum::response::Response;
use nobat_domain::request::{Choice, RequestState, Stage};

use crate::app::App;
use crate::citizen::{frame, views, way};
use crate::extract::{Citizen, Session, Typed};
use crate::pages::address;
use crate::pages::confirm::{Confirm, ConfirmState};
use crate::pages::forms::Faults;
use crate::problem;

/// GET: the confirmation of a booked or an unpaid seat; or the way to where the request stands.
pub async fn show(State(app): State<App>, Citizen(session): Citizen) -> Result<Response, Response> {
    let state = way::look(&app, &session).await?;
    match Stage::of(&state) {
        Stage::Booked => Ok(booked_page(&app, &session, &state)),
        Stage::Unpaid { .. } | Stage::NotPaid(_) => {
            Ok(unpaid_page(&app, &session, &state, Faults::none()))
        }
        _ => Ok(way::to(way::on(&state))),
    }
}

/// POST of «تایید اطلاعات و چاپ رسید»: the seat is booked in any case; this only goes on.
pub async fn accept(
    State(app): State<App>,
    Citizen(session): Citizen,
    typed: Typed,
) -> Result<Response, Response> {
    way::guard(&app, &session, &typed)?;
    Ok(way::to(address::RESULT))
}

fn booked_page(app: &App, session: &Session, state: &RequestState) -> Response {
    match state.booking.as_ref().map(|booking| booking.choice) {
        Some(choice) => {
            let booked = ConfirmState::Booked(views::paid(state));
            page(app, session, state, choice, booked, Faults::none())
        }
        None => way::to(way::on(state)),
    }
}

/// The page with a button to pay, also when the form was refused.
pub(super) fn unpaid_page(
    app: &App,
    session: &Session,
    state: &RequestState,
    faults: Faults,
) -> Response {
    let choice = match Stage::of(state) {
        Stage::Unpaid { hold, .. } => state.hold(hold).map(|hold| hold.choice),
        Stage::NotPaid(last) => Some(last.choice),
        _ => None,
    };
    match choice {
        Some(choice) => {
            let unpaid = ConfirmState::Unpaid(views::payment(app, state, None));
            page(app, session, state, choice, unpaid, faults)
        }
        None => way::to(way::on(state)),
    }
}

fn page(
    app: &App,
    session: &Session,
    state: &RequestState,
    choice: Choice,
    shown: ConfirmState,
    faults: Faults,
) -> Response {
    let Some(details) = &state.details else {
        return way::to(address::REGISTER);
    };
    let refused = !faults.is_empty();
    let page = Confirm {
        frame: frame::inside(app, session, state),
        form_no: (state.attempts_used + 1).to_string(),
        person: views::person(state, details),
        seat: views::seat(&app.engine.board(), choice),
        state: shown,
        faults,
    };
    if refused { problem::refused(page) } else { problem::private(page) }
}
