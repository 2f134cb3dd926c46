//! An office's day: the list of each shift, on the screen and on paper.

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use nobat_domain::calendar::SolarDate;
use nobat_domain::calendar::tehran::day_begins;
use nobat_domain::ids::{Day, OfficeId, Period, RequestKey, SeatNo, ShiftId};
use nobat_domain::request::{Booking, Choice, Past, RequestCommand, RequestState};
use nobat_domain::staff::{Deed, Subject};
use nobat_engine::{Answered, AskError};

use super::row::{ended, row};
use crate::app::App;
use crate::citizen::views;
use crate::extract::Typed;
use crate::pages::counter::address;
use crate::pages::counter::day_list::{
    DayList, DayPaper, DayRow, FoundRow, ListOf, PAPER_OF_TEAM, ShiftLink, TeamPaper,
};
use crate::pages::counter::frame::CounterFaults;
use crate::persian::clock::day_of;
use crate::persian::dates;
use crate::problem;
use crate::staff::{self, Inside};

/// Rows of one shift that a page shows: more than any office has seats.
const ROWS_MAX: usize = 500;

/// Which list is looked at.
#[derive(Clone, Copy)]
pub struct Looked {
    pub office: OfficeId,
    pub day: Day,
    pub period: Period,
}

impl Looked {
    /// The list that is named, or that of today's shift at this hour.
    #[must_use]
    pub fn of(app: &App, office: OfficeId, named: &Typed) -> Self {
        let day = SolarDate::parse(named.text("day")).map(SolarDate::to_day);
        let day = day.unwrap_or_else(|_| day_of(app.wall()));
        let is_named = |period: &Period| named.text("shift") == wire(*period);
        let period = PERIODS.into_iter().find(is_named);
        Self { office, day, period: period.unwrap_or_else(|| of_the_hour(app, office, day)) }
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

const PERIODS: [Period; 2] = [Period::Morning, Period::Evening];

/// The evening's list once today's morning is over, the morning's before; and the other one where
/// the office has nobody in that shift of the day.
fn of_the_hour(app: &App, office: OfficeId, day: Day) -> Period {
    let (board, now) = (app.engine.board(), app.wall());
    let morning_ends = day_begins(day).plus(app.hours.morning.closes);
    let is_open = |period| {
        let standing = board.standing(ShiftId::of(office, period), day);
        standing.is_some_and(|standing| standing.approved() > 0)
    };
    let [morning, evening] = PERIODS.map(is_open);
    let is_over = day == day_of(now) && now >= morning_ends;
    if evening && (is_over || !morning) { Period::Evening } else { Period::Morning }
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

/// POST: the same list for paper, or the team's visits alone. That it leaves the screen is written
/// down before it does.
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
    let of_team = typed.text("of") == PAPER_OF_TEAM;
    let whose = if of_team { " team" } else { "" };
    let words = format!("{} {}{whose}", list.day, list.shift);
    let entry = inside.entry(Deed::PrintedList, Subject::Office(office), &words);
    match app.engine.note(entry).await {
        Ok(Ok(())) => {}
        Ok(Err(refusal)) => return staff::refused(&app, refusal),
        Err(error) => return problem::machine(&app, error),
    }
    let rows = match rows(&app, looked).await {
        Ok(rows) => rows,
        Err(error) => return problem::machine(&app, error),
    };
    let (frame, office) = (inside.frame(address::OFFICE), name(&app, office));
    let (day, period, back) = (dates::in_words(looked.day), looked.period, looked.address());
    if of_team {
        let visits = TeamPaper::visits(&rows);
        return problem::private(TeamPaper { frame, office, day, period, back, visits });
    }
    problem::private(DayPaper { frame, office, day, period, back, rows })
}

/// The rows of the page.
async fn rows(app: &App, looked: Looked) -> Result<Vec<DayRow>, AskError> {
    let listed = listed(app, looked, None, ROWS_MAX).await?;
    let row = |(place, (state, past)): (usize, &Listed)| {
        row_of(app, looked.office, state, past.as_ref(), place)
    };
    Ok(listed.iter().enumerate().map(row).collect())
}

/// A request on the list, by its booking of now or by one of its history.
pub type Listed = (Box<RequestState>, Option<Past>);

/// A row of its own office, at a place from 0 on.
#[must_use]
pub fn row_of(
    app: &App,
    office: OfficeId,
    state: &RequestState,
    past: Option<&Past>,
    place: usize,
) -> DayRow {
    if let Some(past) = past {
        return ended(state, past, place + 1);
    }
    let choice = state.booking.as_ref().map(|booking| booking.choice);
    let home = choice.and_then(|choice| views::seat(&app.engine.board(), state, choice).home);
    row(state, office, home, app.engine.now(), place + 1)
}

/// Requests in the order of their seats, so many behind a seat: each booked seat whose request says
/// the same, now or in its history. What is being moved stands where it goes.
///
/// # Errors
/// [`AskError`] if the engine has no answer of the law.
pub async fn listed(
    app: &App,
    looked: Looked,
    after: Option<SeatNo>,
    rows_max: usize,
) -> Result<Vec<Listed>, AskError> {
    let mut listed = Vec::new();
    let booked = app.engine.booked_seats(looked.shift(), looked.day).await?;
    for seat in booked.into_iter().filter(|it| after.is_none_or(|after| it.seat.0 > after.0)) {
        if listed.len() == rows_max {
            break;
        }
        let Some(state) = state(app, seat.request).await? else { continue };
        let choice = Choice { shift: looked.shift(), day: looked.day };
        let is_this = |it: &Booking| (it.choice, it.seat) == (choice, seat.seat);
        if state.booking.as_ref().is_some_and(is_this) {
            listed.push((state, None));
        } else if let Some(past) = state.past.iter().find(|past| is_this(&past.booking)).cloned() {
            // Its citizen has asked for something else since; who came that day stays on the list.
            listed.push((state, Some(past)));
        }
    }
    Ok(listed)
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
        number: looked.office.0,
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
