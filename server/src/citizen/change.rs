//! Small changes: personal details, the mobile, and the seat itself.

use axum::extract::State;
use axum::response::Response;
use nobat_domain::limits::MOVES_FREE;
use nobat_domain::office::Needs;
use nobat_domain::person::Mobile;
use nobat_domain::request::{Operation, RequestCommand, RequestState};

use crate::app::App;
use crate::citizen::reading::{self, Found};
use crate::citizen::register::{Taken, take};
use crate::citizen::{frame, offices, views, way};
use crate::extract::{Citizen, Session, Typed};
use crate::pages::address;
use crate::pages::changing::{ChangeMobile, Edit, ShutOut};
use crate::pages::choosing::{MoveSeat, MovesLeft};
use crate::pages::fault::{Fault, Field};
use crate::pages::forms::Faults;
use crate::pages::search::Search;
use crate::pages::system::SystemCase;
use crate::problem;

/// The law's table decides who may; the button's absence is not the lock.
async fn allowed(
    app: &App,
    session: &Session,
    operation: Operation,
) -> Result<Box<RequestState>, Response> {
    let state = way::look(app, session).await?;
    if operation.allowed(&state) {
        return Ok(state);
    }
    Err(problem::page_in(frame::inside(app, session, &state), SystemCase::NotAllowed))
}

/// GET of «ویرایش مشخصات».
pub async fn edit(State(app): State<App>, Citizen(session): Citizen) -> Result<Response, Response> {
    let state = allowed(&app, &session, Operation::EditDetails).await?;
    let typed = state.details.as_ref().map(reading::typed_from).unwrap_or_default();
    Ok(problem::private(edit_page(&app, &session, &state, &typed, Faults::none())))
}

/// POST of «محاسبه‌ی تاریخ قمری» on that page.
pub async fn edit_lunar(
    State(app): State<App>,
    Citizen(session): Citizen,
    typed: Typed,
) -> Result<Response, Response> {
    way::guard(&app, &session, &typed)?;
    let state = allowed(&app, &session, Operation::EditDetails).await?;
    Ok(problem::private(edit_page(&app, &session, &state, &typed, Faults::none())))
}

/// POST of the changes.
pub async fn edited(
    State(app): State<App>,
    Citizen(session): Citizen,
    typed: Typed,
) -> Result<Response, Response> {
    way::guard(&app, &session, &typed)?;
    let state = allowed(&app, &session, Operation::EditDetails).await?;
    let details = match reading::details(&typed, &session, app.wall()) {
        Ok(details) => details,
        Err(found) => {
            let page = edit_page(&app, &session, &state, &typed, found.faults());
            return Err(problem::refused(page));
        }
    };
    let needs = Needs::of(details.answers);
    let state = way::ask(&app, &session, RequestCommand::Edit { details }).await?;
    // New answers may ask for more than the chosen office has: then a move is the next step.
    let board = app.engine.board();
    let office = state.booking.as_ref().map(|booking| booking.choice.shift.office());
    let facts = office.and_then(|office| board.directory().office(office));
    if facts.is_some_and(|facts| !facts.can_serve(needs)) {
        let mut page = edit_page(&app, &session, &state, &typed, Faults::none());
        page.shut_out = ShutOut::Office;
        return Ok(problem::private(page));
    }
    Ok(way::to(way::on(&state)))
}

fn edit_page(
    app: &App,
    session: &Session,
    state: &RequestState,
    typed: &Typed,
    faults: Faults,
) -> Edit {
    Edit {
        frame: frame::inside(app, session, state),
        form_no: String::new(),
        identity: views::identity(state),
        personal: reading::personal(typed, app.wall()),
        answers: reading::answers(typed),
        faults,
        shut_out: ShutOut::No,
    }
}

/// GET of «تغییر موبایل».
pub async fn mobile(
    State(app): State<App>,
    Citizen(session): Citizen,
) -> Result<Response, Response> {
    let state = allowed(&app, &session, Operation::ChangeMobile).await?;
    Ok(problem::private(mobile_page(&app, &session, &state, "", Faults::none())))
}

/// POST of the new number.
pub async fn mobile_changed(
    State(app): State<App>,
    Citizen(session): Citizen,
    typed: Typed,
) -> Result<Response, Response> {
    way::guard(&app, &session, &typed)?;
    let state = allowed(&app, &session, Operation::ChangeMobile).await?;
    let text = typed.text(Field::Mobile.name());
    let old = state.details.as_ref().map(|details| details.mobile);
    let fault = match Mobile::parse(text) {
        Ok(mobile) if Some(mobile) != old => {
            let command = RequestCommand::ChangeMobile { mobile };
            let state = way::ask(&app, &session, command).await?;
            return Ok(way::to(way::on(&state)));
        }
        Ok(_) => Fault::MobileSame,
        Err(fault) => reading::mobile_fault(fault),
    };
    let faults = Faults::new([(Field::Mobile, fault)]);
    Err(problem::refused(mobile_page(&app, &session, &state, text, faults)))
}

fn mobile_page(
    app: &App,
    session: &Session,
    state: &RequestState,
    typed: &str,
    faults: Faults,
) -> ChangeMobile {
    ChangeMobile {
        frame: frame::inside(app, session, state),
        form_no: String::new(),
        current: state.details.as_ref().map(|details| details.mobile.to_national()),
        typed: typed.to_owned(),
        faults,
    }
}

/// GET of «تغییر مکان و زمان تکمیل ثبت نام».
pub async fn moving(
    State(app): State<App>,
    Citizen(session): Citizen,
) -> Result<Response, Response> {
    let state = allowed(&app, &session, Operation::ChangePlaceAndTime).await?;
    let search = offices::unasked(&app, &Typed::default());
    move_page(&app, &session, &state, search, Faults::none())
}

/// POST of «جستجو» on that page.
pub async fn moving_find(
    State(app): State<App>,
    Citizen(session): Citizen,
    typed: Typed,
) -> Result<Response, Response> {
    way::guard(&app, &session, &typed)?;
    let state = allowed(&app, &session, Operation::ChangePlaceAndTime).await?;
    let mut found = Found::default();
    let search = searched(&app, &session, &state, &typed, &mut found);
    move_page(&app, &session, &state, search, found.faults())
}

/// POST of the new seat: it is taken before the old one is given back.
pub async fn moved(
    State(app): State<App>,
    Citizen(session): Citizen,
    typed: Typed,
) -> Result<Response, Response> {
    way::guard(&app, &session, &typed)?;
    let state = allowed(&app, &session, Operation::ChangePlaceAndTime).await?;
    let mut found = Found::default();
    let answers = state.details.as_ref().map(|details| details.answers);
    let choice = answers.and_then(|answers| offices::chosen(&app, &typed, answers, &mut found));
    let Some(choice) = choice else {
        let search = searched(&app, &session, &state, &typed, &mut Found::default());
        return move_page(&app, &session, &state, search, found.faults());
    };
    match take(&app, &session, RequestCommand::Move { choice }).await? {
        Taken::Ready(state) => Ok(way::to(way::on(&state))),
        Taken::Refused(state, _) => {
            let search = searched(&app, &session, &state, &typed, &mut Found::default());
            let faults = Faults::new([(Field::Seat, Fault::MoveFailed)]);
            move_page(&app, &session, &state, search, faults)
        }
    }
}

fn searched(
    app: &App,
    session: &Session,
    state: &RequestState,
    typed: &Typed,
    found: &mut Found,
) -> Search {
    match state.details.as_ref().map(|details| details.answers) {
        Some(answers) => offices::search(app, session, typed, answers, found),
        None => offices::unasked(app, typed),
    }
}

fn move_page(
    app: &App,
    session: &Session,
    state: &RequestState,
    search: Search,
    faults: Faults,
) -> Result<Response, Response> {
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
        frame: frame::inside(app, session, state),
        form_no: (state.holds_used + 1).to_string(),
        current: views::seat(&app.engine.board(), booking.choice),
        moves,
        search,
        faults,
    };
    if refused { Err(problem::refused(page)) } else { Ok(problem::private(page)) }
}
