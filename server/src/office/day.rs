//! The list of an office's day, by shift, and one of its citizens by the tracking code.

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use nobat_domain::calendar::SolarDate;
use nobat_domain::ids::{Day, OfficeId, Period, RequestKey, ShiftId};
use nobat_domain::office::Needs;
use nobat_domain::request::{RequestCommand, RequestState};
use nobat_engine::{Answered, AskError};

use crate::app::App;
use crate::citizen::views;
use crate::extract::Typed;
use crate::pages::counter::address;
use crate::pages::counter::day_list::{DayList, DayRow, FoundRow, ShiftLink};
use crate::pages::counter::frame::CounterFaults;
use crate::persian::clock::day_of;
use crate::persian::codes::tracking;
use crate::persian::dates;
use crate::persian::digits::persian;
use crate::persian::{Language, Value};
use crate::problem;
use crate::staff::Inside;
use crate::takeaway::scanned;

/// Rows of one shift that a page shows: more than any office has seats.
const ROWS_MAX: usize = 500;
const MOBILE_END: usize = 4;

/// Which list is looked at.
#[derive(Clone, Copy)]
struct Looked {
    office: OfficeId,
    day: Day,
    period: Period,
}

/// GET: the list of today, or of the day that the query names.
pub async fn show(
    State(app): State<App>,
    Extension(inside): Extension<Inside>,
    RawQuery(query): RawQuery,
) -> Response {
    let query = Typed::read(query.unwrap_or_default().as_bytes());
    answer(&app, &inside, &query, None, CounterFaults::default()).await
}

/// POST: one request by its code. Its page is no address, so that no code stands in a history.
pub async fn find(
    State(app): State<App>,
    Extension(inside): Extension<Inside>,
    Extension(typed): Extension<Typed>,
) -> Response {
    let office = match inside.office() {
        Ok(office) => office,
        Err(refused) => return refused,
    };
    let none = CounterFaults::of("code", "ops-day-code-none");
    let Some(code) = scanned::typed(&app.engine, typed.text("code")) else {
        let wrong = CounterFaults::of("code", "ops-find-code-wrong");
        return answer(&app, &inside, &typed, None, wrong).await;
    };
    let found = match app.engine.find_code(code).await {
        Ok(Some(key)) => state(&app, key).await,
        Ok(None) => Ok(None),
        Err(error) => Err(error),
    };
    match found {
        Ok(Some(state)) => {
            let found = card(&app, office, &state);
            let faults = if found.is_none() { none } else { CounterFaults::default() };
            answer(&app, &inside, &typed, found, faults).await
        }
        Ok(None) => answer(&app, &inside, &typed, None, none).await,
        Err(error) => problem::machine(&app, error),
    }
}

async fn answer(
    app: &App,
    inside: &Inside,
    query: &Typed,
    found: Option<FoundRow>,
    faults: CounterFaults,
) -> Response {
    let office = match inside.office() {
        Ok(office) => office,
        Err(refused) => return refused,
    };
    let day = SolarDate::parse(query.text("day")).map(SolarDate::to_day);
    let period = if query.text("shift") == "evening" { Period::Evening } else { Period::Morning };
    let looked = Looked { office, day: day.unwrap_or_else(|_| day_of(app.wall())), period };
    let rows = match rows(app, looked).await {
        Ok(rows) => rows,
        Err(error) => return problem::machine(app, error),
    };
    let refused = !faults.is_empty();
    let page = page(app, inside, looked, rows, found, faults);
    if refused { problem::refused(page) } else { problem::private(page) }
}

/// Each booked seat whose request says the same: what is being moved stands where it goes.
async fn rows(app: &App, looked: Looked) -> Result<Vec<DayRow>, AskError> {
    let shift = ShiftId::of(looked.office, looked.period);
    let mut rows = Vec::new();
    for seat in app.engine.booked_seats(shift, looked.day).await?.into_iter().take(ROWS_MAX) {
        let Some(state) = state(app, seat.request).await? else { continue };
        let here = state.booking.as_ref().is_some_and(|booking| {
            (booking.choice.shift, booking.choice.day) == (shift, looked.day)
        });
        if here {
            rows.push(row(&state, rows.len() + 1));
        }
    }
    Ok(rows)
}

async fn state(app: &App, key: RequestKey) -> Result<Option<Box<RequestState>>, AskError> {
    Ok(match app.engine.ask(key, RequestCommand::View).await? {
        Answered::Is(state) => Some(state),
        Answered::Nobody | Answered::Refused(..) => None,
    })
}

fn row(state: &RequestState, place: usize) -> DayRow {
    let details = state.details.as_ref();
    let mobile = details.map(|details| details.mobile.to_national()).unwrap_or_default();
    let end = mobile.len().saturating_sub(MOBILE_END);
    let needs = details.map(|details| Needs::of(details.answers).capabilities().iter().collect());
    DayRow {
        place: persian(place),
        code: state.code.map(|code| tracking(&code.to_string()).join("\u{a0}")).unwrap_or_default(),
        mobile_end: persian(&mobile[end..]),
        needs: needs.unwrap_or_default(),
    }
}

/// Who has no seat is nobody here; who has one elsewhere is told where.
fn card(app: &App, office: OfficeId, state: &RequestState) -> Option<FoundRow> {
    let booking = state.booking.as_ref()?;
    let seat = views::seat(&app.engine.board(), booking.choice);
    let say = |key, value: String| Language::Persian.fill(key, &[("where", Value::Name(value))]);
    let elsewhere = if booking.choice.shift.office() != office {
        Some(say("ops-day-other-office", seat.office.name.clone()))
    } else if booking.choice.day != day_of(app.wall()) {
        Some(say("ops-day-other-day", seat.when(Language::Persian)))
    } else {
        None
    };
    let scan = state.scan_for(office, day_of(app.wall())).and(state.code);
    Some(FoundRow { row: row(state, 1), elsewhere, scan: scan.map(|code| code.to_string()) })
}

fn page(
    app: &App,
    inside: &Inside,
    looked: Looked,
    rows: Vec<DayRow>,
    found: Option<FoundRow>,
    faults: CounterFaults,
) -> DayList {
    let Looked { office, day, period } = looked;
    let board = app.engine.board();
    let facts = board.directory().office(office);
    let shift = |period, here| ShiftLink { period, address: list(day, period), here };
    DayList {
        frame: inside.frame(address::OFFICE),
        office: facts.map(|facts| format!("{}، {}", facts.name, facts.city)).unwrap_or_default(),
        day: dates::in_words(day),
        before: list(day.plus(-1), period),
        after: list(day.plus(1), period),
        shifts: [Period::Morning, Period::Evening].map(|it| shift(it, it == period)).into(),
        rows,
        found,
        faults,
    }
}

fn list(day: Day, period: Period) -> String {
    let shift = match period {
        Period::Morning => "morning",
        Period::Evening => "evening",
    };
    format!("{}?day={}&shift={shift}", address::OFFICE, dates::wire(day))
}
