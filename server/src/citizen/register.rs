//! The registration page: one page in four parts, and what its buttons do.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use nobat_domain::ids::BankId;
use nobat_domain::money::Rial;
use nobat_domain::request::{
    Choice, Desired, Details, EndReason, RequestCommand, RequestRefusal, RequestState, Stage,
};
use nobat_domain::shift::Refusal;
use nobat_engine::Answered;

use crate::app::App;
use crate::citizen::kept::Kept;
use crate::citizen::reading::{self, Found};
use crate::citizen::visit::{Form, Visit};
use crate::citizen::{drafts, frame, long_form, offices, pay, views};
use crate::extract::{Client, Typed};
use crate::metric_names::HOLDS_LIMITED;
use crate::pages::changing::Clear;
use crate::pages::fault::{Fault, Field};
use crate::pages::forms::Faults;
use crate::pages::payment::{ASKED, Due};
use crate::pages::personal::Answers;
use crate::pages::registration::{Registration, RegistrationNotice};
use crate::pages::search::Search;
use crate::pages::system::SystemCase;
use crate::persian::Value;
use crate::persian::clock::next_minute;
use crate::problem;

/// Days for which a draft is promised to be kept while a booklet is corrected.
const DRAFT_KEPT_DAYS: u32 = 30;
/// Of the answer to the script that keeps a draft.
const DRAFT_MARK_HEADER: &str = "x-draft-mark";

/// GET: the form, empty or as it was left; or the way to where the request stands.
pub async fn show(visit: Visit) -> Response {
    if !matches!(visit.stage(), Stage::Form | Stage::Filled) {
        return visit.onward();
    }
    let typed = left_typed(&visit.state);
    let notice = (!typed.is_empty()).then_some(RegistrationNotice::Continued);
    page(&visit, &typed, offices::unasked(&visit.app, &typed), notice)
}

/// What the citizen had typed, or what is on file.
fn left_typed(state: &RequestState) -> Typed {
    match &state.details {
        _ if !state.draft.is_empty() => Typed::read(&state.draft),
        Some(details) => reading::typed_from(details),
        None => Typed::default(),
    }
}

/// POST of «محاسبه‌ی تاریخ قمری», or of the other language: the same page with five dates.
pub async fn lunar(Kept { visit, typed, .. }: Kept) -> Response {
    let answers = reading::enrolment(&typed, &mut Found::default());
    page(&visit, &typed, offices::again(&visit, &typed, answers), None)
}

/// POST of a button for one more row of the family: the same page with it.
pub async fn family(kept: Kept) -> Response {
    lunar(kept).await
}

/// POST of «جستجو»: the same page with the offices found.
pub async fn find(Kept { visit, typed, .. }: Kept) -> Response {
    let mut found = Found::default();
    let Some(answers) = reading::enrolment(&typed, &mut found) else {
        return refuse(&visit, &typed, offices::unasked(&visit.app, &typed), found);
    };
    let search = offices::search(&visit, &typed, answers, &mut found);
    if found.none() {
        return page(&visit, &typed, search, None);
    }
    refuse(&visit, &typed, search, found)
}

/// POST by the script while the citizen types: the draft is kept, and this says when. The header
/// is the mark of the draft, which the page carries from here on.
pub async fn draft(Kept { visit, saved, .. }: Kept) -> Response {
    if !saved {
        return StatusCode::CONFLICT.into_response();
    }
    let time = Value::Clock(visit.app.wall());
    let mark = [(DRAFT_MARK_HEADER, drafts::mark(&visit.state.draft))];
    (mark, visit.frame().with("draft-saved", "time", time)).into_response()
}

/// POST of «پاکسازی فرم»: asks once more, with everything kept until then.
pub async fn clear(Kept { visit, .. }: Kept) -> Response {
    problem::private(Clear { frame: visit.frame() })
}

/// POST of the page that asked: the draft is emptied.
pub async fn cleared(State(app): State<App>, form: Form) -> Result<Response, Response> {
    let empty = RequestCommand::SaveDraft { draft: Vec::new() };
    let visit = Visit::begin(app, form.session, empty).await?;
    let typed = Typed::default();
    let search = offices::unasked(&visit.app, &typed);
    Ok(page(&visit, &typed, search, Some(RegistrationNotice::Cleared)))
}

/// POST of «ثبت اطلاعات و پرداخت»: the seat is held, then the citizen leaves for the bank.
pub async fn submit(client: Client, kept: Kept) -> Result<Response, Response> {
    let (visit, bank) = taken(client, kept).await?;
    Ok(pay::onward(visit, bank).await)
}

/// The seat of a whole form, held, or booked where nothing is to be paid; and the bank.
///
/// # Errors
/// The answer that says what is at fault.
pub async fn taken(client: Client, kept: Kept) -> Result<(Visit, BankId), Response> {
    let Kept { visit, typed, elsewhere, .. } = kept;
    if elsewhere {
        // Nobody sends what this tab has never shown.
        let (search, notice) =
            (searched_before(&visit, &typed), RegistrationNotice::TypedElsewhere);
        let page = registration(&visit, &typed, search, Faults::none(), Some(notice));
        return Err(problem::refused(page));
    }
    if reading::lunar_missing(&typed) {
        let case = SystemCase::LunarMissing { kept_days: DRAFT_KEPT_DAYS };
        return Err(problem::page(&visit.app, case));
    }
    let (details, choice, desired) = match wish(&visit, &typed) {
        Ok(wish) => wish,
        Err((found, search)) => return Err(refuse(&visit, &typed, search, found)),
    };
    if let Err(fault) = visit.admit(details.mobile) {
        let mut found = Found::default();
        found.add(Field::Mobile, fault);
        let search = searched_before(&visit, &typed);
        return Err(refuse(&visit, &typed, search, found));
    }
    let command = RequestCommand::Choose { choice, desired, details: Some(details) };
    match take_to_pay(visit, client, command).await? {
        Taken::Ready(visit) => Ok((visit, desired.bank)),
        Taken::Refused(visit, refusal) => {
            let mut found = Found::default();
            let (field, fault) = fault_of(&visit.app, choice, refusal);
            found.add(field, fault);
            let search = searched_before(&visit, &typed);
            Err(refuse(&visit, &typed, search, found))
        }
    }
}

/// The list as it was searched, with fresh figures.
fn searched_before(visit: &Visit, typed: &Typed) -> Search {
    let mut ignored = Found::default();
    match reading::enrolment(typed, &mut ignored) {
        Some(answers) => offices::same(visit, typed, answers, &mut ignored),
        None => offices::unasked(&visit.app, typed),
    }
}

type Wish = (Box<Details>, Choice, Desired);

/// Every part parsed, or every fault at once with the list as it was searched.
fn wish(visit: &Visit, typed: &Typed) -> Result<Wish, (Found, Search)> {
    let app = &visit.app;
    let mut found = Found::default();
    let details = match reading::details(typed, visit) {
        Ok(details) => Some(details),
        Err(faults) => {
            found = faults;
            None
        }
    };
    let mut ignored = Found::default();
    let answers = reading::enrolment(typed, &mut ignored);
    let choice = answers.and_then(|answers| offices::chosen(app, typed, answers, &mut found));
    if answers.is_none() && !typed.has(Field::Seat.name()) {
        found.add(Field::Seat, Fault::SeatEmpty);
    }
    let desired = desired(visit, views::due(app, &visit.state), typed, &mut found);
    if let (Some(details), Some(choice), Some(desired)) = (details, choice, desired)
        && found.none()
    {
        return Ok((details, choice, desired));
    }
    Err((found, offices::again(visit, typed, answers)))
}

/// What a form that has shown what is due agrees to pay, and at which bank; where nothing is to be
/// paid there, none is chosen.
pub(super) fn desired(
    visit: &Visit,
    due: Due,
    typed: &Typed,
    found: &mut Found,
) -> Option<Desired> {
    let Visit { app, state, .. } = visit;
    let none = || app.banks.list.first().map_or(BankId(0), |bank| bank.id);
    let fee = match (due, app.fee_of(state.service)) {
        (Due::Free, _) => return Some(Desired { bank: none(), fee: Rial::ZERO }),
        // A credit that is not there after all is no reason to ask for nothing.
        (Due::Credit, Some(fee)) => return Some(Desired { bank: none(), fee }),
        (Due::Credit | Due::Unset, _) => {
            found.add(Field::Gateway, Fault::FeeUnset);
            return None;
        }
        (Due::Fee(fee), _) => fee,
    };
    // Nobody pays what the page has not said: a tariff begins at midnight.
    if typed.text(ASKED) != fee.amount().to_string() {
        found.add(Field::Gateway, Fault::FeeChanged { fee });
        return None;
    }
    let chosen = typed.text(Field::Gateway.name()).parse().ok().map(BankId);
    let active = chosen.filter(|bank| app.banks.find(*bank).is_some());
    if active.is_none() {
        found.add(Field::Gateway, Fault::GatewayEmpty);
    }
    active.map(|bank| Desired { bank, fee })
}

/// What became of a wish for a seat.
pub(super) enum Taken {
    /// Held, or booked already where nothing was to be paid.
    Ready(Visit),
    Refused(Visit, Refusal),
}

/// As [`take`], from a network that may hold only so many seats unpaid.
pub(super) async fn take_to_pay(
    visit: Visit,
    Client(network): Client,
    command: RequestCommand,
) -> Result<Taken, Response> {
    let Visit { app, state, .. } = &visit;
    let pays = matches!(views::due(app, state), Due::Fee(_));
    if pays && state.booking.is_none() && matches!(command, RequestCommand::Choose { .. }) {
        let admitted = app.unpaid.admit(app, network, visit.session.key(app)).await;
        if let Err(until) = admitted {
            metrics::counter!(HOLDS_LIMITED, "limit" => "network").increment(1);
            return Err(problem::page_in(
                visit.frame(),
                SystemCase::NetworkHolds { until: next_minute(until) },
            ));
        }
    }
    take(visit, command).await
}

pub(super) async fn take(visit: Visit, command: RequestCommand) -> Result<Taken, Response> {
    let key = visit.session.key(&visit.app);
    let wished = match &command {
        RequestCommand::Choose { choice, .. } | RequestCommand::Move { choice } => Some(*choice),
        _ => None,
    };
    let answered = visit.app.engine.ask(key, command).await;
    match answered.map_err(|error| problem::machine(&visit.app, error))? {
        Answered::Nobody => Err(problem::nobody()),
        Answered::Refused(RequestRefusal::NoHold, Some(state)) => {
            Ok(Taken::Refused(visit.with(state), Refusal::HoldEnded))
        }
        Answered::Refused(refusal, state) => {
            let state = state.as_deref().unwrap_or(&visit.state);
            let frame = frame::inside(&visit.app, &visit.session, state);
            Err(problem::refusal(&visit.app, frame, refusal))
        }
        Answered::Is(state) => {
            // Only the newest hold's refusal is this wish's; paying for a seat that is held takes
            // no new hold, whatever was refused before.
            let newest = state.last.filter(|last| last.hold.0 == state.holds_used);
            let refused = match newest.map(|last| (Some(last.choice), last.why)) {
                Some((choice, EndReason::Refused(why))) if choice == wished => Some(why),
                _ => None,
            };
            Ok(match refused {
                Some(why) => Taken::Refused(visit.with(state), why),
                None => Taken::Ready(visit.with(state)),
            })
        }
    }
}

/// The sentence at the field that the refusal of a shift concerns.
pub(super) fn fault_of(app: &App, choice: Choice, refusal: Refusal) -> (Field, Fault) {
    let date = choice.day;
    match refusal {
        Refusal::NotOpenYet { opens_at } => (Field::Date, Fault::DateNotOpen { date, opens_at }),
        Refusal::Closed | Refusal::NoSuchDay => (Field::Date, Fault::DateClosed { date }),
        Refusal::Past => {
            (Field::Date, Fault::DatePast { from: nobat_engine::day_of(app.engine.now()).plus(1) })
        }
        Refusal::Full | Refusal::TooLate | Refusal::HoldEnded | Refusal::OverLimit => {
            (Field::Seat, Fault::SeatGone)
        }
    }
}

/// How long a team is waited for, once one was looked for.
fn team_in(visit: &Visit, typed: &Typed, search: &Search) -> Option<u32> {
    let answers = reading::enrolment(typed, &mut Found::default())?;
    offices::days_to_a_team(visit, search, answers)
}

fn refuse(visit: &Visit, typed: &Typed, search: Search, found: Found) -> Response {
    let faults = found.faults();
    problem::at_fields(&faults, || registration(visit, typed, search, faults.clone(), None))
}

fn page(
    visit: &Visit,
    typed: &Typed,
    search: Search,
    notice: Option<RegistrationNotice>,
) -> Response {
    problem::private(registration(visit, typed, search, Faults::none(), notice))
}

fn registration(
    visit: &Visit,
    typed: &Typed,
    search: Search,
    faults: Faults,
    notice: Option<RegistrationNotice>,
) -> Registration {
    let Visit { app, state, .. } = visit;
    let chosen = typed.text(Field::Gateway.name()).parse().ok().map(BankId);
    // A page that only shows an earlier draft has saved nothing now.
    let just_saved = notice.is_none() && !state.draft.is_empty();
    Registration {
        frame: visit.frame(),
        form_no: (state.holds_used + 1).to_string(),
        identity: views::identity(state),
        personal: reading::personal(typed, app.wall()),
        long: app.engine.switches().long_form.then(|| long_form::typed(typed)),
        draft_mark: drafts::mark(&state.draft),
        answers: Answers { home_days: team_in(visit, typed, &search), ..reading::answers(typed) },
        search,
        payment: views::payment(app, state, views::due(app, state), chosen),
        faults,
        notice,
        saved_at: just_saved.then(|| app.wall()),
    }
}
