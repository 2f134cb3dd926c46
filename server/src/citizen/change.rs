//! Small changes: personal details, the mobile, and the seat itself.

use axum::response::Response;
use nobat_domain::limits::MOVES_FREE;
use nobat_domain::office::Needs;
use nobat_domain::person::Mobile;
use nobat_domain::request::{Operation, RequestCommand};

use crate::citizen::reading::{self, Found};
use crate::citizen::register::{Taken, take};
use crate::citizen::visit::{Sent, Visit};
use crate::citizen::{offices, views};
use crate::extract::Typed;
use crate::pages::address;
use crate::pages::changing::{ChangeMobile, Edit, ShutOut};
use crate::pages::choosing::{MoveSeat, MovesLeft};
use crate::pages::fault::{Fault, Field};
use crate::pages::forms::Faults;
use crate::pages::search::Search;
use crate::{problem, way};

/// GET of «ویرایش مشخصات».
pub async fn edit(visit: Visit) -> Result<Response, Response> {
    let visit = visit.allowed(Operation::EditDetails)?;
    let typed = visit.state.details.as_ref().map(reading::typed_from).unwrap_or_default();
    Ok(problem::private(edit_page(&visit, &typed, Faults::none())))
}

/// POST of «محاسبه‌ی تاریخ قمری» on that page, or of the other language.
pub async fn edit_lunar(Sent { visit, typed }: Sent) -> Result<Response, Response> {
    let visit = visit.allowed(Operation::EditDetails)?;
    Ok(problem::private(edit_page(&visit, &typed, Faults::none())))
}

/// POST of the changes.
pub async fn edited(Sent { visit, typed }: Sent) -> Result<Response, Response> {
    let visit = visit.allowed(Operation::EditDetails)?;
    let details = match reading::details(&typed, &visit.session, visit.app.wall()) {
        Ok(details) => details,
        Err(found) => {
            return Err(problem::refused(edit_page(&visit, &typed, found.faults())));
        }
    };
    let needs = Needs::of(details.answers);
    let visit = visit.ask(RequestCommand::Edit { details }).await?;
    // New answers may ask for more than the chosen office has: then a move is the next step.
    let board = visit.app.engine.board();
    let office = visit.state.booking.as_ref().map(|booking| booking.choice.shift.office());
    let facts = office.and_then(|office| board.directory().office(office));
    if facts.is_some_and(|facts| !facts.can_serve(needs)) {
        let mut page = edit_page(&visit, &typed, Faults::none());
        page.shut_out = ShutOut::Office;
        return Ok(problem::private(page));
    }
    Ok(visit.onward())
}

fn edit_page(visit: &Visit, typed: &Typed, faults: Faults) -> Edit {
    Edit {
        frame: visit.frame(),
        form_no: String::new(),
        identity: views::identity(&visit.state),
        personal: reading::personal(typed, visit.app.wall()),
        answers: reading::answers(typed),
        faults,
        shut_out: ShutOut::No,
    }
}

/// GET of «تغییر موبایل».
pub async fn mobile(visit: Visit) -> Result<Response, Response> {
    let visit = visit.allowed(Operation::ChangeMobile)?;
    Ok(problem::private(mobile_page(&visit, "", Faults::none())))
}

/// POST of the new number, or of the other language.
pub async fn mobile_changed(Sent { visit, typed }: Sent) -> Result<Response, Response> {
    let visit = visit.allowed(Operation::ChangeMobile)?;
    let text = typed.text(Field::Mobile.name());
    if typed.is_again() {
        return Ok(problem::private(mobile_page(&visit, text, Faults::none())));
    }
    let old = visit.state.details.as_ref().map(|details| details.mobile);
    let fault = match Mobile::parse(text) {
        Ok(mobile) if Some(mobile) != old => {
            let visit = visit.ask(RequestCommand::ChangeMobile { mobile }).await?;
            return Ok(visit.onward());
        }
        Ok(_) => Fault::MobileSame,
        Err(fault) => reading::mobile_fault(fault),
    };
    let faults = Faults::new([(Field::Mobile, fault)]);
    Err(problem::refused(mobile_page(&visit, text, faults)))
}

fn mobile_page(visit: &Visit, typed: &str, faults: Faults) -> ChangeMobile {
    let details = visit.state.details.as_ref();
    ChangeMobile {
        frame: visit.frame(),
        form_no: String::new(),
        current: details.map(|details| details.mobile.to_national()),
        typed: typed.to_owned(),
        faults,
    }
}

/// GET of «تغییر مکان و زمان تکمیل ثبت نام».
pub async fn moving(visit: Visit) -> Result<Response, Response> {
    let visit = visit.allowed(Operation::ChangePlaceAndTime)?;
    let search = offices::unasked(&visit.app, &Typed::default());
    move_page(&visit, search, Faults::none())
}

/// POST of «جستجو» on that page, or of the other language.
pub async fn moving_find(Sent { visit, typed }: Sent) -> Result<Response, Response> {
    let visit = visit.allowed(Operation::ChangePlaceAndTime)?;
    if typed.is_again() {
        let search = offices::again(&visit, &typed, visit.answers());
        return move_page(&visit, search, Faults::none());
    }
    let mut found = Found::default();
    let search = searched(&visit, &typed, &mut found);
    move_page(&visit, search, found.faults())
}

/// POST of the new seat: it is taken before the old one is given back.
pub async fn moved(Sent { visit, typed }: Sent) -> Result<Response, Response> {
    let visit = visit.allowed(Operation::ChangePlaceAndTime)?;
    let mut found = Found::default();
    let choice = visit
        .answers()
        .and_then(|answers| offices::chosen(&visit.app, &typed, answers, &mut found));
    let Some(choice) = choice else {
        let search = searched(&visit, &typed, &mut Found::default());
        return move_page(&visit, search, found.faults());
    };
    match take(visit, RequestCommand::Move { choice }).await? {
        Taken::Ready(visit) => Ok(visit.onward()),
        Taken::Refused(visit, _) => {
            let search = searched(&visit, &typed, &mut Found::default());
            let faults = Faults::new([(Field::Seat, Fault::MoveFailed)]);
            move_page(&visit, search, faults)
        }
    }
}

fn searched(visit: &Visit, typed: &Typed, found: &mut Found) -> Search {
    match visit.answers() {
        Some(answers) => offices::search(visit, typed, answers, found),
        None => offices::unasked(&visit.app, typed),
    }
}

fn move_page(visit: &Visit, search: Search, faults: Faults) -> Result<Response, Response> {
    let Visit { app, state, .. } = visit;
    let Some(booking) = &state.booking else {
        return Err(way::to(address::REGISTER));
    };
    let moves = match MOVES_FREE.saturating_sub(state.moves) {
        0 => MovesLeft::NotCounted,
        1 => MovesLeft::Last,
        left => MovesLeft::Left(u32::from(left)),
    };
    let refused = !faults.is_empty();
    let page = MoveSeat {
        frame: visit.frame(),
        form_no: (state.holds_used + 1).to_string(),
        current: views::seat(&app.engine.board(), booking.choice),
        moves,
        search,
        faults,
    };
    if refused { Err(problem::refused(page)) } else { Ok(problem::private(page)) }
}
