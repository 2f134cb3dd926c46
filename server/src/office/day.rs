//! An office's day: the list of each shift, on the screen and on paper.

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use nobat_domain::calendar::SolarDate;
use nobat_domain::ids::{Day, OfficeId, Period, RequestKey, SeatNo, ShiftId};
use nobat_domain::request::{RequestCommand, RequestState};
use nobat_domain::staff::{Deed, Subject};
use nobat_engine::{Answered, AskError};

use super::row::row;
use crate::app::App;
use crate::citizen::views;
use crate::extract::Typed;
use crate::pages::counter::address;
use crate::pages::counter::day_list::{DayList, DayPaper, DayRow, FoundRow, ListOf, ShiftLink};
use crate::pages::counter::frame::CounterFaults;
use crate::persian::clock::day_of;
use crate::persian::dates;
use crate::problem;
use crate::staff::{self, Inside};

/// Rows of one shift that a page shows: more than any office has seats.
const ROWS_MAX: usize = 500;

/// Which list is looked at.
#[derive(Clone, Copy)]
pub(super) struct Looked {
    pub office: OfficeId,
    pub day: Day,
    pub period: Period,
}

impl Looked {
    /// The list that is named, or that of today's morning.
    pub(super) fn of(app: &App, office: OfficeId, named: &Typed) -> Self {
        let day = SolarDate::parse(named.text("day")).map(SolarDate::to_day);
        let is_evening = named.text("shift") == wire(Period::Evening);
        let period = if is_evening { Period::Evening } else { Period::Morning };
        Self { office, day: day.unwrap_or_else(|_| day_of(app.wall())), period }
    }

    /// What its forms send back.
    pub(super) fn named(self) -> ListOf {
        ListOf { day: dates::wire(self.day), shift: wire(self.period) }
    }

    fn address(self) -> String {
        let ListOf { day, shift } = self.named();
        format!("{}?day={day}&shift={shift}", address::OFFICE)
    }

    /// The same, at the row of a seat.
    pub(super) fn address_at(self, seat: SeatNo) -> String {
        format!("{}#row-{}", self.address(), seat.0)
    }

    fn shift(self) -> ShiftId {
        ShiftId::of(self.office, self.period)
    }
}

const fn wire(period: Period) -> &'static str {
    match period {
        Period::Morning => "morning",
        Period::Evening => "evening",
    }
}

/// What the page says beside its list.
#[derive(Default)]
pub(super) struct Said {
    pub found: Option<FoundRow>,
    pub faults: CounterFaults,
    /// What was typed to look for and is to be typed again.
    pub sought: [String; 3],
    /// The code of the row that the faults are about.
    pub untaken: String,
    /// Why something was not done.
    pub refused: Option<String>,
}

/// GET: the list of today, or of the day that the query names.
pub async fn show(
    State(app): State<App>,
    Extension(inside): Extension<Inside>,
    RawQuery(query): RawQuery,
) -> Response {
    let query = Typed::read(query.unwrap_or_default().as_bytes());
    answer(&app, &inside, &query, Said::default()).await
}

/// The page with the list that `typed` names.
pub(super) async fn answer(app: &App, inside: &Inside, typed: &Typed, said: Said) -> Response {
    let office = match inside.office() {
        Ok(office) => office,
        Err(refused) => return refused,
    };
    let looked = Looked::of(app, office, typed);
    let rows = match rows(app, looked).await {
        Ok(rows) => rows,
        Err(error) => return problem::machine(app, error),
    };
    let (is_faulty, is_refused) = (!said.faults.is_empty(), said.refused.is_some());
    let page = page(app, inside, looked, rows, said);
    if is_faulty {
        problem::refused(page)
    } else if is_refused {
        (StatusCode::CONFLICT, problem::private(page)).into_response()
    } else {
        problem::private(page)
    }
}

/// POST: the same list for paper. That it leaves the screen is written down before it does.
pub async fn paper(
    State(app): State<App>,
    Extension(inside): Extension<Inside>,
    Extension(typed): Extension<Typed>,
) -> Response {
    let office = match inside.office() {
        Ok(office) => office,
        Err(refused) => return refused,
    };
    let looked = Looked::of(&app, office, &typed);
    let list = looked.named();
    let words = format!("{} {}", list.day, list.shift);
    let entry = inside.entry(Deed::PrintedList, Subject::Office(office), &words);
    match app.engine.note(entry).await {
        Ok(Ok(())) => {}
        Ok(Err(refusal)) => return staff::refused(&app, refusal),
        Err(error) => return problem::machine(&app, error),
    }
    match rows(&app, looked).await {
        Ok(rows) => problem::private(DayPaper {
            frame: inside.frame(address::OFFICE),
            office: name(&app, office),
            day: dates::in_words(looked.day),
            period: looked.period,
            back: looked.address(),
            rows,
        }),
        Err(error) => problem::machine(&app, error),
    }
}

/// Each booked seat whose request says the same: what is being moved stands where it goes.
async fn rows(app: &App, looked: Looked) -> Result<Vec<DayRow>, AskError> {
    let Looked { office, day, .. } = looked;
    let mut rows = Vec::new();
    let booked = app.engine.booked_seats(looked.shift(), day).await?;
    for seat in booked.into_iter().take(ROWS_MAX) {
        let Some(state) = state(app, seat.request).await? else { continue };
        let Some(booking) = &state.booking else { continue };
        let here = (booking.choice.shift, booking.choice.day) == (looked.shift(), day);
        // A seat that an earlier request of the same citizen has used is not this one.
        if here && booking.seat == seat.seat {
            let home = views::seat(&app.engine.board(), &state, booking.choice).home;
            rows.push(row(&state, office, home, app.engine.now(), rows.len() + 1));
        }
    }
    Ok(rows)
}

/// The request as its owner has it.
pub(super) async fn state(
    app: &App,
    key: RequestKey,
) -> Result<Option<Box<RequestState>>, AskError> {
    Ok(match app.engine.ask(key, RequestCommand::View).await? {
        Answered::Is(state) => Some(state),
        Answered::Nobody | Answered::Refused(..) => None,
    })
}

fn name(app: &App, office: OfficeId) -> String {
    let board = app.engine.board();
    let facts = board.directory().office(office);
    facts.map(|facts| format!("{}، {}", facts.name, facts.city)).unwrap_or_default()
}

fn page(app: &App, inside: &Inside, looked: Looked, rows: Vec<DayRow>, said: Said) -> DayList {
    let Said { found, faults, sought, untaken, refused } = said;
    let other = |day, period| Looked { day, period, ..looked }.address();
    let shift = |period| ShiftLink {
        period,
        address: other(looked.day, period),
        here: period == looked.period,
    };
    DayList {
        frame: inside.frame(address::OFFICE),
        office: name(app, looked.office),
        day: dates::in_words(looked.day),
        before: other(looked.day.plus(-1), looked.period),
        after: other(looked.day.plus(1), looked.period),
        shifts: [Period::Morning, Period::Evening].map(shift).into(),
        list: looked.named(),
        rows,
        found,
        refused,
        sought,
        untaken,
        faults,
    }
}
