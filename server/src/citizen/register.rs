//! The registration page: one page in four parts, and what its buttons do.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::PrivateCookieJar;
use nobat_domain::ids::BankId;
use nobat_domain::request::{
    Choice, Desired, Details, EndReason, RequestCommand, RequestRefusal, RequestState, Stage,
};
use nobat_domain::shift::Refusal;
use nobat_domain::timestamp::Millis;
use nobat_engine::Answered;

use crate::app::App;
use crate::citizen::reading::{self, DRAFT, Found};
use crate::citizen::{frame, offices, pay, views, way};
use crate::extract::{Citizen, Session, Typed};
use crate::pages::address;
use crate::pages::changing::Clear;
use crate::pages::fault::{Fault, Field};
use crate::pages::forms::Faults;
use crate::pages::registration::{Registration, RegistrationNotice};
use crate::pages::search::Search;
use crate::pages::system::SystemCase;
use crate::persian::clock::clock;
use crate::problem;

/// Days for which a draft is promised to be kept while a booklet is corrected.
const DRAFT_KEPT_DAYS: u32 = 30;
/// What is sent so long after its session has ended is kept still: the citizen was typing.
const KEPT_AFTER_SESSION: Millis = Millis::hours(1);

/// GET: the form, empty or as it was left; or the way to where the request stands.
pub async fn show(State(app): State<App>, Citizen(session): Citizen) -> Result<Response, Response> {
    let state = way::look(&app, &session).await?;
    if !matches!(Stage::of(&state), Stage::Form | Stage::Filled) {
        return Ok(way::to(way::on(&state)));
    }
    let typed = left_typed(&state);
    let notice = (!typed.is_empty()).then_some(RegistrationNotice::Continued);
    let search = offices::unasked(&app, &typed);
    Ok(page(&app, &session, &state, &typed, search, Faults::none(), notice))
}

/// What the citizen had typed, or what is on file.
fn left_typed(state: &RequestState) -> Typed {
    match &state.details {
        _ if !state.draft.is_empty() => Typed::read(&state.draft),
        Some(details) => reading::typed_from(details),
        None => Typed::default(),
    }
}

/// POST of «محاسبه‌ی تاریخ قمری»: the same page with five dates.
pub async fn lunar(
    State(app): State<App>,
    jar: PrivateCookieJar,
    typed: Typed,
) -> Result<Response, Response> {
    let (session, state) = keep(&app, &jar, &typed).await?;
    let search = offices::unasked(&app, &typed);
    Ok(page(&app, &session, &state, &typed, search, Faults::none(), None))
}

/// POST of «جستجو»: the same page with the offices found.
pub async fn find(
    State(app): State<App>,
    jar: PrivateCookieJar,
    typed: Typed,
) -> Result<Response, Response> {
    let (session, state) = keep(&app, &jar, &typed).await?;
    let mut found = Found::default();
    let Some(answers) = reading::enrolment(&typed, &mut found) else {
        let search = offices::unasked(&app, &typed);
        return Err(refuse(&app, &session, &state, &typed, search, found));
    };
    let search = offices::search(&app, &session, &typed, answers, &mut found);
    if found.none() {
        return Ok(page(&app, &session, &state, &typed, search, Faults::none(), None));
    }
    Err(refuse(&app, &session, &state, &typed, search, found))
}

/// POST by the script while the citizen types: keeps the draft and says when.
pub async fn draft(
    State(app): State<App>,
    jar: PrivateCookieJar,
    typed: Typed,
) -> Result<Response, Response> {
    let (session, state) = keep(&app, &jar, &typed).await?;
    let frame = frame::inside(&app, &session, &state);
    let time = crate::persian::Value::Plain(clock(app.wall()));
    Ok(frame.with("draft-saved", "time", time).into_response())
}

/// POST of «پاکسازی فرم»: asks once more, with everything kept until then.
pub async fn clear(
    State(app): State<App>,
    jar: PrivateCookieJar,
    typed: Typed,
) -> Result<Response, Response> {
    let (session, state) = keep(&app, &jar, &typed).await?;
    Ok(problem::private(Clear { frame: frame::inside(&app, &session, &state) }))
}

/// POST of the page that asked: the draft is emptied.
pub async fn cleared(
    State(app): State<App>,
    Citizen(session): Citizen,
    typed: Typed,
) -> Result<Response, Response> {
    way::guard(&app, &session, &typed)?;
    let empty = RequestCommand::SaveDraft { draft: Vec::new() };
    let state = way::ask(&app, &session, empty).await?;
    let typed = Typed::default();
    let search = offices::unasked(&app, &typed);
    let notice = Some(RegistrationNotice::Cleared);
    Ok(page(&app, &session, &state, &typed, search, Faults::none(), notice))
}

/// POST of «ثبت اطلاعات و پرداخت»: the seat is held, then the citizen leaves for the bank.
pub async fn submit(
    State(app): State<App>,
    jar: PrivateCookieJar,
    typed: Typed,
) -> Result<Response, Response> {
    let (session, state) = keep(&app, &jar, &typed).await?;
    if reading::lunar_missing(&typed) {
        return Err(problem::page(&app, SystemCase::LunarMissing { kept_days: DRAFT_KEPT_DAYS }));
    }
    let wish = wish(&app, &session, &state, &typed);
    let (details, choice, bank) = match wish {
        Ok(wish) => wish,
        Err((found, search)) => {
            return Err(refuse(&app, &session, &state, &typed, search, found));
        }
    };
    let desired = Desired { bank, fee: app.fee };
    let command = RequestCommand::Choose { choice, desired, details: Some(details) };
    match take(&app, &session, command).await? {
        Taken::Ready(state) => Ok(pay::onward(&app, &session, &state, bank).await),
        Taken::Refused(state, refusal) => {
            let mut found = Found::default();
            let (field, fault) = fault_of(&app, choice, refusal);
            found.add(field, fault);
            let answers = state.details.as_ref().map(|details| details.answers);
            let mut ignored = Found::default();
            let search = match answers {
                Some(answers) => offices::same(&app, &session, &typed, answers, &mut ignored),
                None => offices::unasked(&app, &typed),
            };
            Err(refuse(&app, &session, &state, &typed, search, found))
        }
    }
}

type Wish = (Box<Details>, Choice, BankId);

/// Every part parsed, or every fault at once with the list as it was searched.
fn wish(
    app: &App,
    session: &Session,
    state: &RequestState,
    typed: &Typed,
) -> Result<Wish, (Found, Search)> {
    let mut found = Found::default();
    let details = match reading::details(typed, session, app.wall()) {
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
    let bank = bank_of(app, state, typed, &mut found);
    if let (Some(details), Some(choice), Some(bank)) = (details, choice, bank)
        && found.none()
    {
        return Ok((details, choice, bank));
    }
    let searched = typed.has(Field::Area.name()) && typed.has(Field::Date.name());
    let search = match answers {
        Some(answers) if searched => offices::same(app, session, typed, answers, &mut ignored),
        _ => offices::unasked(app, typed),
    };
    Err((found, search))
}

/// The bank chosen on a form; without a fee none is needed.
pub(super) fn bank_of(
    app: &App,
    state: &RequestState,
    typed: &Typed,
    found: &mut Found,
) -> Option<BankId> {
    if app.fee.is_zero() || !state.purse.is_empty() {
        return Some(app.banks.list.first().map_or(BankId(0), |bank| bank.id));
    }
    let chosen = typed.text(Field::Gateway.name()).parse().ok().map(BankId);
    let active = chosen.filter(|bank| app.banks.find(*bank).is_some());
    if active.is_none() {
        found.add(Field::Gateway, Fault::GatewayEmpty);
    }
    active
}

/// What became of a wish for a seat.
pub(super) enum Taken {
    /// Held, or booked already where nothing was to be paid.
    Ready(Box<RequestState>),
    Refused(Box<RequestState>, Refusal),
}

pub(super) async fn take(
    app: &App,
    session: &Session,
    command: RequestCommand,
) -> Result<Taken, Response> {
    let key = session.key(app);
    let wished = match &command {
        RequestCommand::Choose { choice, .. } | RequestCommand::Move { choice } => Some(*choice),
        _ => None,
    };
    let answered = app.engine.ask(key, command).await;
    match answered.map_err(|error| problem::machine(app, error))? {
        Answered::Nobody => Err(way::to(address::ENTRY)),
        Answered::Refused(RequestRefusal::NoHold, Some(state)) => {
            Ok(Taken::Refused(state, Refusal::HoldEnded))
        }
        Answered::Refused(refusal, _) => Err(problem::refusal(app, refusal)),
        Answered::Is(state) => {
            // Only the newest hold's refusal is this wish's; paying for a seat that is held takes
            // no new hold, whatever was refused before.
            let newest = state.last.filter(|last| last.hold.0 == state.holds_used);
            let refused = match newest.map(|last| (Some(last.choice), last.why)) {
                Some((choice, EndReason::Refused(why))) if choice == wished => Some(why),
                _ => None,
            };
            Ok(match refused {
                Some(why) => Taken::Refused(state, why),
                None => Taken::Ready(state),
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

/// Checks the form's origin and keeps what was typed, without the phone: also where the session has
/// ended meanwhile, so that nothing typed is lost.
async fn keep(
    app: &App,
    jar: &PrivateCookieJar,
    typed: &Typed,
) -> Result<(Session, Box<RequestState>), Response> {
    let session = Session::of(jar).ok_or_else(|| way::to(address::ENTRY))?;
    let now = app.wall();
    let over = || problem::page(app, SystemCase::SessionOver);
    if now >= session.seen_at.plus(app.session).plus(KEPT_AFTER_SESSION) {
        return Err(over());
    }
    way::guard(app, &session, typed)?;
    let command = RequestCommand::SaveDraft { draft: typed.keep(&DRAFT) };
    let state = way::ask(app, &session, command).await?;
    if session.alive(app, now) { Ok((session, state)) } else { Err(over()) }
}

fn refuse(
    app: &App,
    session: &Session,
    state: &RequestState,
    typed: &Typed,
    search: Search,
    found: Found,
) -> Response {
    let page = registration(app, session, state, typed, search, found.faults(), None);
    problem::refused(page)
}

fn page(
    app: &App,
    session: &Session,
    state: &RequestState,
    typed: &Typed,
    search: Search,
    faults: Faults,
    notice: Option<RegistrationNotice>,
) -> Response {
    problem::private(registration(app, session, state, typed, search, faults, notice))
}

fn registration(
    app: &App,
    session: &Session,
    state: &RequestState,
    typed: &Typed,
    search: Search,
    faults: Faults,
    notice: Option<RegistrationNotice>,
) -> Registration {
    let chosen = typed.text(Field::Gateway.name()).parse().ok().map(BankId);
    // A page that only shows an earlier draft has saved nothing now.
    let just_saved = notice.is_none() && !state.draft.is_empty();
    Registration {
        frame: frame::inside(app, session, state),
        form_no: (state.holds_used + 1).to_string(),
        identity: views::identity(state),
        personal: reading::personal(typed, app.wall()),
        answers: reading::answers(typed),
        search,
        payment: views::payment(app, state, chosen),
        faults,
        notice,
        saved_at: just_saved.then(|| app.wall()),
    }
}
