//! Small changes: personal details, the mobile, and the seat itself.

use axum::response::Response;
use nobat_domain::person::Mobile;
use nobat_domain::request::{MoveCost, Operation, RequestCommand};
use nobat_domain::timestamp::Millis;

use crate::citizen::kept::Kept;
use crate::citizen::reading::{self, Found};
use crate::citizen::register::{Taken, take};
use crate::citizen::visit::{Sent, Visit};
use crate::citizen::{drafts, long_form, offices, views};
use crate::extract::Typed;
use crate::pages::address;
use crate::pages::changing::{ChangeMobile, Edit, EditNotice};
use crate::pages::choosing::{MoveSeat, MovesLeft};
use crate::pages::fault::{Fault, Field};
use crate::pages::forms::Faults;
use crate::pages::search::Search;
use crate::{problem, way};

/// GET of «ویرایش مشخصات».
pub async fn edit(visit: Visit) -> Result<Response, Response> {
    let visit = visit.allowed(Operation::EditDetails)?;
    let continued = !visit.state.draft.is_empty();
    let typed = match &visit.state.details {
        _ if continued => Typed::read(&visit.state.draft),
        Some(details) => reading::typed_from(details),
        None => Typed::default(),
    };
    let mut page = edit_page(&visit, &typed, Faults::none());
    page.notice = continued.then_some(EditNotice::Continued);
    Ok(problem::private(page))
}

/// POST of «محاسبه‌ی تاریخ قمری» on that page, of one more row of the family, or of the other
/// language.
pub async fn edit_again(Kept { visit, typed, .. }: Kept) -> Result<Response, Response> {
    let visit = visit.allowed(Operation::EditDetails)?;
    Ok(problem::private(edit_page(&visit, &typed, Faults::none())))
}

/// POST of the changes.
pub async fn edited(kept: Kept) -> Result<Response, Response> {
    let Kept { visit, typed, elsewhere, .. } = kept;
    let visit = visit.allowed(Operation::EditDetails)?;
    if elsewhere {
        let mut page = edit_page(&visit, &typed, Faults::none());
        page.notice = Some(EditNotice::TypedElsewhere);
        return Err(problem::refused(page));
    }
    let visit = changed(visit, &typed).await?;
    // New answers may ask for more than the chosen office has: then a move is the next step.
    let mut page = edit_page(&visit, &typed, Faults::none());
    if page.shut_out.is_some() {
        page.saved = true;
        return Ok(problem::private(page));
    }
    Ok(visit.onward())
}

/// The request with other details.
///
/// # Errors
/// The answer that says what is at fault.
pub async fn changed(visit: Visit, typed: &Typed) -> Result<Visit, Response> {
    let refused =
        |faults: Faults| problem::at_fields(&faults, || edit_page(&visit, typed, faults.clone()));
    let details = reading::details(typed, &visit).map_err(|found| refused(found.faults()))?;
    let admitted = visit.admit(details.mobile);
    admitted.map_err(|fault| refused(Faults::new([(Field::Mobile, fault)])))?;
    visit.ask(RequestCommand::Edit { details }).await
}

fn edit_page(visit: &Visit, typed: &Typed, faults: Faults) -> Edit {
    Edit {
        frame: visit.frame(),
        form_no: String::new(),
        identity: views::identity(&visit.state),
        personal: reading::personal(typed, visit.app.wall()),
        long: visit.app.engine.switches().long_form.then(|| long_form::typed(typed)),
        draft_mark: drafts::mark(&visit.state.draft),
        notice: None,
        answers: reading::answers(typed),
        faults,
        shut_out: views::shut_out(&visit.app.engine.board(), &visit.state),
        saved: false,
        booked: visit.state.booking.is_some(),
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
    Ok(reached_at(visit, text).await?.onward())
}

/// The request with another mobile.
///
/// # Errors
/// The answer that says what is at fault.
pub async fn reached_at(visit: Visit, text: &str) -> Result<Visit, Response> {
    let refused = |fault| {
        let faults = Faults::new([(Field::Mobile, fault)]);
        problem::at_fields(&faults, || mobile_page(&visit, text, faults.clone()))
    };
    let mobile = Mobile::parse(text).map_err(|fault| refused(reading::mobile_fault(fault)))?;
    if Some(mobile) == visit.state.reached_by() {
        return Err(refused(Fault::MobileSame));
    }
    visit.admit(mobile).map_err(refused)?;
    in_the_draft(visit.ask(RequestCommand::ChangeMobile { mobile }).await?, text).await
}

/// Before the form was sent, the number stands in it when it is opened next.
async fn in_the_draft(visit: Visit, mobile: &str) -> Result<Visit, Response> {
    if visit.state.details.is_some() {
        return Ok(visit);
    }
    let mut typed = Typed::read(&visit.state.draft);
    typed.put(Field::Mobile.name(), mobile);
    visit.ask(RequestCommand::SaveDraft { draft: typed.keep(drafts::fields()) }).await
}

fn mobile_page(visit: &Visit, typed: &str, faults: Faults) -> ChangeMobile {
    ChangeMobile {
        frame: visit.frame(),
        form_no: String::new(),
        current: visit.state.reached_by().map(|mobile| mobile.to_national()),
        typed: typed.to_owned(),
        faults,
    }
}

/// GET of «تغییر مکان و زمان تکمیل ثبت نام».
pub async fn moving(visit: Visit) -> Result<Response, Response> {
    let visit = excused(visit.allowed(Operation::ChangePlaceAndTime)?).await?;
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
    Ok(seated(visit, &typed).await?.onward())
}

/// The request with another seat.
///
/// # Errors
/// The answer that says why it stays as it was.
pub async fn seated(visit: Visit, typed: &Typed) -> Result<Visit, Response> {
    let visit = excused(visit.allowed(Operation::ChangePlaceAndTime)?).await?;
    let mut found = Found::default();
    let choice =
        visit.answers().and_then(|answers| offices::chosen(&visit.app, typed, answers, &mut found));
    let Some(choice) = choice else {
        return Err(unmoved(&visit, typed, found.faults()));
    };
    match take(visit, RequestCommand::Move { choice }).await? {
        Taken::Ready(visit) => Ok(visit),
        Taken::Refused(visit, _) => {
            let faults = Faults::new([(Field::Seat, Fault::MoveFailed)]);
            Err(unmoved(&visit, typed, faults))
        }
    }
}

fn unmoved(visit: &Visit, typed: &Typed, faults: Faults) -> Response {
    problem::fields(&faults).unwrap_or_else(|| {
        let search = searched(visit, typed, &mut Found::default());
        match move_page(visit, search, faults) {
            Ok(page) | Err(page) => page,
        }
    })
}

/// Whether the office of the booked seat has closed its day, as lists show it.
pub(super) fn is_closed(visit: &Visit) -> bool {
    let board = visit.app.engine.board();
    visit.state.booking.as_ref().is_some_and(|booking| {
        let standing = board.standing(booking.choice.shift, booking.choice.day);
        standing.is_some_and(|standing| !standing.is_open())
    })
}

/// Who must leave a closed day is told, and spends no move on it.
pub(super) async fn excused(visit: Visit) -> Result<Visit, Response> {
    if visit.state.excused || !is_closed(&visit) {
        return Ok(visit);
    }
    visit.ask(RequestCommand::Excuse).await
}

/// Hours that a move beyond the free ones waits.
pub(super) fn wait_hours(visit: &Visit) -> u64 {
    visit.app.terms.move_wait.0 / Millis::hours(1).0
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
    let hours = wait_hours(visit);
    let moves = match state.move_cost(&app.terms, app.engine.now()) {
        None | Some(MoveCost::NotCounted) => MovesLeft::NotCounted,
        Some(MoveCost::Free(1)) => MovesLeft::Last { hours },
        Some(MoveCost::Free(left)) => MovesLeft::Left(u32::from(left)),
        Some(MoveCost::Waited) => MovesLeft::Waited { hours },
        Some(MoveCost::Waits(from)) => MovesLeft::From(from),
    };
    let refused = !faults.is_empty();
    let page = MoveSeat {
        frame: visit.frame(),
        form_no: (state.holds_used + 1).to_string(),
        current: views::seat(&app.engine.board(), state, booking.choice),
        moves,
        search,
        faults,
    };
    if refused { Err(problem::refused(page)) } else { Ok(problem::private(page)) }
}
