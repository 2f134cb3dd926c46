//! «تایید نهایی»: everything once more, paid or with a button to pay.

use axum::response::Response;
use nobat_domain::request::{Choice, Stage};

use crate::citizen::views;
use crate::citizen::visit::{Form, Visit};
use crate::pages::address;
use crate::pages::confirm::{Confirm, ConfirmState};
use crate::pages::forms::Faults;
use crate::{problem, way};

/// GET: the confirmation of a booked or an unpaid seat; or the way to where the request stands.
pub async fn show(visit: Visit) -> Response {
    match visit.stage() {
        Stage::Booked => booked_page(&visit),
        Stage::Unpaid { .. } | Stage::NotPaid(_) => unpaid_page(&visit, Faults::none()),
        _ => visit.onward(),
    }
}

/// POST of «تایید اطلاعات و چاپ رسید»: the seat is booked in any case; this only goes on.
pub async fn accept(_ours: Form) -> Response {
    way::to(address::RESULT)
}

fn booked_page(visit: &Visit) -> Response {
    match visit.state.booking.as_ref().map(|booking| booking.choice) {
        Some(choice) => {
            let booked = ConfirmState::Booked(views::paid(&visit.state));
            page(visit, choice, booked, Faults::none())
        }
        None => visit.onward(),
    }
}

/// The page with a button to pay, also when the form was refused.
pub(super) fn unpaid_page(visit: &Visit, faults: Faults) -> Response {
    if let Some(told) = problem::fields(&faults).filter(|_| !faults.is_empty()) {
        return told;
    }
    let choice = match visit.stage() {
        Stage::Unpaid { hold, .. } => visit.state.hold(hold).map(|hold| hold.choice),
        Stage::NotPaid(last) => Some(last.choice),
        _ => None,
    };
    match choice {
        Some(choice) => {
            let Visit { app, state, .. } = visit;
            let due = views::due_again(app, state);
            let unpaid = ConfirmState::Unpaid(views::payment(app, state, due, None));
            page(visit, choice, unpaid, faults)
        }
        None => visit.onward(),
    }
}

fn page(visit: &Visit, choice: Choice, shown: ConfirmState, faults: Faults) -> Response {
    let Visit { app, state, .. } = visit;
    let Some(details) = &state.details else {
        return way::to(address::REGISTER);
    };
    let refused = !faults.is_empty();
    let page = Confirm {
        frame: visit.frame(),
        form_no: (state.attempts_used + 1).to_string(),
        person: views::person(state, details),
        seat: views::seat(&app.engine.board(), state, choice),
        state: shown,
        service: state.service,
        faults,
    };
    if refused { problem::refused(page) } else { problem::private(page) }
}
