//! An office's way: who comes on a day, one who stands at the counter, and what was done. Behind
//! the door of the counter: name, password and second factor, the law's table of powers, the same
//! audit.

use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use nobat_domain::ids::SeatNo;
use nobat_domain::request::{Past, RequestState};
use nobat_domain::staff::Power;
use nobat_domain::timestamp::Timestamp;
use nobat_domain::tracking_code::TrackingCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::bearer;
use crate::api::json::{Answer, Asked, Made, Sent};
use crate::api::paging::{Piece, cursor};
use crate::api::problem::{FieldProblem, Kind, Problem};
use crate::api::wire::{Date, Shift, progressed};
use crate::app::App;
use crate::citizen::views;
use crate::extract::{Client, Typed};
use crate::office::completion::{self, Asked as AskedAct};
use crate::office::day::{self, Listed, Looked};
use crate::office::finding::{self, By, Unfound};
use crate::pages::counter::day_list::RowAct;
use crate::pages::counter::frame::CounterFaults;
use crate::persian::Language;
use crate::persian::gregorian::iso_moment;
use crate::problem;
use crate::staff::{self, Inside, StaffSession, Step, Stranger};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(enter))
        .routes(routes!(renew))
        .routes(routes!(list))
        .routes(routes!(find))
        .routes(routes!(act))
}

/// Somebody behind the counter, password and second factor and all.
pub struct Clerk(pub App, pub Inside);

impl FromRequestParts<App> for Clerk {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let none = || Problem::new(Kind::NoToken).into_response();
        let token = bearer::token(&parts.headers).ok_or_else(none)?;
        let session = StaffSession::of_token(app, token).ok_or_else(none)?;
        let inside = Inside::of(app, session).await?.filter(Inside::is_ready);
        inside.map(|inside| Self(app.clone(), inside)).ok_or_else(none)
    }
}

/// The same, of an office that keeps a list of its days.
pub struct Desk(pub App, pub Inside);

impl FromRequestParts<App> for Desk {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let Clerk(app, inside) = Clerk::from_request_parts(parts, app).await?;
        if inside.account.role.may(Power::SeeDay) {
            return Ok(Self(app, inside));
        }
        Err(inside.of_another_role())
    }
}

/// Who comes in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Door {
    pub name: String,
    pub password: String,
    /// Of the phone, or one on paper; each counts once.
    pub code: String,
}

/// A session at the counter: it ends when it rests for a quarter of an hour, and after ten hours.
#[derive(Debug, Serialize, ToSchema)]
pub struct StaffOpened {
    pub token: String,
    #[schema(format = DateTime)]
    pub expires_at: String,
    pub role: &'static str,
    /// The office that this account answers for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<u32>,
}

impl StaffOpened {
    fn of(app: &App, inside: &Inside) -> Self {
        let role = inside.account.role;
        Self {
            token: inside.session.token(app),
            expires_at: iso_moment(inside.session.rests_until()),
            role: role.name(),
            office: role.office().map(|office| office.0),
        }
    }
}

/// Come in by name, password and second factor. The first time, and whatever changes a password, is
/// for the counter's own pages.
#[utoipa::path(post, path = "/staff/sessions", tag = "office", request_body = Door, responses(
    (status = 201, body = StaffOpened),
    (status = 403, body = Problem, content_type = "application/problem+json",
        description = "The account has no second factor or no password of its own yet."),
    (status = 409, body = Problem, content_type = "application/problem+json",
        description = "The account was changed meanwhile."),
    (status = 429, body = Problem, content_type = "application/problem+json",
        description = "Too many tries: see `until`.")))]
async fn enter(
    State(app): State<App>,
    Client(network): Client,
    Sent(door): Sent<Door>,
) -> Result<Made<StaffOpened>, Response> {
    let mut typed = Typed::default();
    typed.put("name", door.name);
    typed.put("password", door.password);
    typed.put("code", door.code);
    let account = staff::by_password(&app, network, &typed).await;
    let account = account.map_err(|stranger| told(stranger, "password"))?;
    let session = staff::begun(&account, Step::Second, app.wall());
    let session = session.map_err(|error| problem::broken(&app, &error))?;
    let inside = Inside::of(&app, session).await?;
    let inside = inside.filter(Inside::is_ready);
    let inside = inside.ok_or_else(|| Problem::new(Kind::Power).into_response())?;
    let second = staff::by_code(&app, &account, &typed).await;
    second.map_err(|stranger| told(stranger, "code"))?;
    Ok(Made(StaffOpened::of(&app, &inside)))
}

fn told(stranger: Stranger, field: &'static str) -> Response {
    let fields = |key: &'static str| {
        let detail = Language::Persian.say(key).into_owned();
        let code = key.trim_start_matches("ops-").to_owned();
        vec![FieldProblem { field: field.to_owned(), code, detail }]
    };
    match stranger {
        Stranger::Limited(until) => limited(until),
        Stranger::Wrong(key) => {
            Problem { fields: fields(key), ..Problem::new(Kind::Fields) }.into_response()
        }
        Stranger::Answered(response) => *response,
    }
}

fn limited(until: Timestamp) -> Response {
    Problem::new(Kind::Tries).from_when(until).into_response()
}

/// Another while for a session that has not ended.
#[utoipa::path(post, path = "/staff/sessions/renewal", tag = "office", security(("staff" = [])),
    responses((status = 201, body = StaffOpened)))]
async fn renew(Clerk(app, inside): Clerk) -> Made<StaffOpened> {
    let session = StaffSession { seen_at: app.wall(), ..inside.session.clone() };
    Made(StaffOpened::of(&app, &Inside { session, ..inside }))
}

/// What an office may do with a booking.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    Begin,
    Finish,
    /// Nobody came.
    Miss,
    /// The last of these was a slip.
    Undo,
}

impl From<RowAct> for Deed {
    fn from(act: RowAct) -> Self {
        match act {
            RowAct::Begin => Self::Begin,
            RowAct::Finish => Self::Finish,
            RowAct::Miss => Self::Miss,
            RowAct::Undo => Self::Undo,
        }
    }
}

impl From<Deed> for RowAct {
    fn from(deed: Deed) -> Self {
        match deed {
            Deed::Begin => Self::Begin,
            Deed::Finish => Self::Finish,
            Deed::Miss => Self::Miss,
            Deed::Undo => Self::Undo,
        }
    }
}

/// A citizen of the day, without a name: what the counter needs and no more.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Row {
    /// Of the shift.
    pub seat: u32,
    pub tracking_code: String,
    pub date: Date,
    pub shift: Shift,
    /// As `progress` of a request.
    pub progress: String,
    /// Where it stands, in words.
    pub words: String,
    pub allowed: Vec<Deed>,
    /// The last four digits.
    pub mobile_ends: String,
    /// Names an `undo`: the step that was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reached: Option<u64>,
    /// Where the office's team goes to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
}

const MOBILE_END: usize = 4;

impl Row {
    fn of(
        app: &App,
        inside: &Inside,
        state: &RequestState,
        past: Option<&Past>,
    ) -> Result<Self, Response> {
        let office = inside.office()?;
        let Some(booking) = past.map(|past| &past.booking).or(state.booking.as_ref()) else {
            return Err(Problem::at_stage(state).into_response());
        };
        let row = day::row_of(app, office, state, past, 0);
        let code = past.map(|past| past.code).or(state.code);
        let (board, now) = (app.engine.board(), app.engine.now());
        let (progress, ..) = views::of_code(&board, state, code, now);
        let mobile = state.reached_by().map(|mobile| mobile.to_national()).unwrap_or_default();
        let shift = booking.choice.shift.period().into();
        Ok(Self {
            seat: row.seat,
            tracking_code: row.digits,
            date: booking.choice.day.into(),
            shift,
            progress: progressed(progress),
            words: row.state,
            allowed: row.acts.into_iter().map(Deed::from).collect(),
            mobile_ends: mobile[mobile.len().saturating_sub(MOBILE_END)..].to_owned(),
            reached: state.reached.filter(|_| past.is_none()).map(|reached| reached.at.0),
            street: row.home.map(|home| home.street),
        })
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Solar; today where it is not said.
    #[param(example = "1405/09/10")]
    date: Option<String>,
    /// `morning` or `evening`; that of the hour where it is not said.
    shift: Option<String>,
    /// How many items at most; 20 where it is not said.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u16>,
    /// `next` of the piece before.
    cursor: Option<String>,
}

/// A shift of a day, by its seats.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Day {
    pub date: Date,
    pub shift: Shift,
    pub items: Vec<Row>,
    /// The `cursor` of the next piece; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// The list of a shift.
#[utoipa::path(get, path = "/office/day", tag = "office", security(("staff" = [])),
    params(Which), responses(
    (status = 200, body = Day),
    (status = 403, body = Problem, content_type = "application/problem+json",
        description = "The account is of no office.")))]
async fn list(
    Desk(app, inside): Desk,
    Asked(which): Asked<Which>,
) -> Result<Answer<Day>, Response> {
    let piece = Piece { limit: which.limit, cursor: which.cursor };
    let (limit, after) = piece.read::<u32>()?;
    let mut typed = Typed::default();
    typed.put("day", which.date.unwrap_or_default());
    typed.put("shift", which.shift.unwrap_or_default());
    let looked = Looked::of(&app, inside.office()?, &typed);
    // One more than is shown says whether there is a next piece.
    let listed = day::listed(&app, looked, after.map(SeatNo), limit + 1).await;
    let listed = listed.map_err(|error| problem::machine(&app, error))?;
    let row = |(state, past): &Listed| Row::of(&app, &inside, state, past.as_ref());
    let rows: Result<Vec<Row>, Response> = listed.iter().take(limit).map(row).collect();
    let items = rows?;
    let next = items.last().filter(|_| listed.len() > limit).map(|row| cursor(&row.seat));
    Ok(Answer(Day { date: looked.day.into(), shift: looked.period.into(), items, next }))
}

/// Who stands at the counter: a code, typed or scanned; or national ID and serial.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Whom {
    pub tracking_code: Option<String>,
    pub national_id: Option<String>,
    pub serial: Option<String>,
}

/// A booking that was looked for. One of another office is told by its office's name alone.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundBooking {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<Row>,
    /// What the booklet is compared with, as long as the citizen stands here for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_office: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Identity {
    pub national_id: String,
    pub serial: String,
    /// Solar.
    pub birth: String,
    pub gender: &'static str,
    pub mother: String,
}

/// Look for one booking. That it was looked at is written down before anything is told.
#[utoipa::path(post, path = "/office/search", tag = "office", security(("staff" = [])),
    request_body = Whom, responses(
    (status = 200, body = FoundBooking),
    (status = 403, body = Problem, content_type = "application/problem+json",
        description = "The account is of no office."),
    (status = 429, body = Problem, content_type = "application/problem+json",
        description = "Too many were looked for who have no seat here: see `until`.")))]
async fn find(
    Desk(app, inside): Desk,
    Sent(whom): Sent<Whom>,
) -> Result<Answer<FoundBooking>, Response> {
    let office = inside.office()?;
    let mut typed = Typed::default();
    let texts = [("code", whom.tracking_code), ("nid", whom.national_id), ("serial", whom.serial)];
    for (name, text) in texts {
        typed.put(name, text.unwrap_or_default());
    }
    let by = By::read(&app, &typed).map_err(at_fields)?;
    let found = finding::found(&app, &inside, office, by).await.map_err(|why| match why {
        Unfound::Limited(until) => limited(until),
        Unfound::Answered(response) => *response,
    })?;
    let Some(state) = found else { return Err(at_fields(by.nobody())) };
    let elsewhere = state.booking.as_ref().map(|booking| booking.choice.shift.office());
    if let Some(other) = elsewhere.filter(|other| *other != office) {
        let other_office = Some(views::office_name(&app.engine.board(), other));
        return Ok(Answer(FoundBooking { row: None, identity: None, other_office }));
    }
    let details = finding::compared(&state, office, app.engine.now());
    let identity = details.map(|details| Identity {
        national_id: state.national_id.as_str().to_owned(),
        serial: state.serial.as_str().to_owned(),
        birth: details.birth.to_string(),
        gender: details.gender.key(),
        mother: details.mother.as_str().to_owned(),
    });
    let row = Some(Row::of(&app, &inside, &state, None)?);
    Ok(Answer(FoundBooking { row, identity, other_office: None }))
}

/// The counter's faults name its pages' fields, and are told in its language.
pub(super) fn at_fields(faults: CounterFaults) -> Response {
    let told = |(id, detail): (&'static str, String)| {
        let field = match id {
            "code" => "tracking_code",
            "nid" => "national_id",
            other => other,
        };
        FieldProblem { field: field.to_owned(), code: "wrong".to_owned(), detail }
    };
    let fields = faults.0.into_iter().map(told).collect();
    Problem { fields, ..Problem::new(Kind::Fields) }.into_response()
}

/// What was done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Done {
    pub tracking_code: String,
    pub act: Deed,
    /// Of an `undo`: `reached` of the row that was seen.
    pub reached: Option<u64>,
}

/// Begin or finish a completion, note that nobody came, undo a slip. Told twice it is done once.
#[utoipa::path(post, path = "/office/acts", tag = "office", security(("staff" = [])),
    request_body = Done, responses(
    (status = 200, body = Row),
    (status = 403, body = Problem, content_type = "application/problem+json",
        description = "The account is of no office.")))]
async fn act(Desk(app, inside): Desk, Sent(done): Sent<Done>) -> Result<Answer<Row>, Response> {
    let office = inside.office()?;
    let code = TrackingCode::parse(&done.tracking_code);
    let code = code.map_err(|_| at_fields(CounterFaults::of("code", "ops-find-code-wrong")))?;
    let asked = AskedAct::now(office, code, done.act.into(), done.reached.map(Timestamp));
    match asked.done(&app, &inside).await? {
        Ok(done) => Ok(Answer(Row::of(&app, &inside, &done.state, None)?)),
        Err(refusal) => {
            let detail = completion::sentence(refusal);
            Err(Problem { detail, ..Problem::new(Kind::Stage) }.into_response())
        }
    }
}
