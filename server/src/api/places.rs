//! Days, areas and offices; and which offices have room, in the order of the law.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use nobat_domain::calendar::LunarDate;
use nobat_domain::office::{EnrolmentAnswers, OfficeKind};
use nobat_domain::person::AreaCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::bearer::Caller;
use crate::api::form::Form;
use crate::api::json::{Answer, Asked};
use crate::api::paging::{Page, Piece, cursor};
use crate::api::problem::{FieldProblem, Kind, Problem};
use crate::api::wire::{Date, Office, Seat};
use crate::app::App;
use crate::citizen::offices;
use crate::citizen::reading::{self, Found as Faulty};
use crate::citizen::visit::Visit;
use crate::extract::Typed;
use crate::pages::fault::Field;
use crate::pages::search::{Found, Further};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(days))
        .routes(routes!(lunar_dates))
        .routes(routes!(areas))
        .routes(routes!(all))
        .routes(routes!(with_room))
}

/// The days on which any office is open, nearest first.
#[utoipa::path(get, path = "/days", tag = "places", responses((status = 200, body = Vec<Date>)))]
async fn days(State(app): State<App>) -> Answer<Vec<Date>> {
    Answer(app.open_days.of(&app.engine).into_iter().map(Date::from).collect())
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Birth {
    /// Solar.
    #[param(example = "1370/01/15")]
    birth: String,
}

/// The five lunar dates that a solar birth date may be in a booklet.
#[utoipa::path(get, path = "/lunar-dates", tag = "places", params(Birth), responses(
    (status = 200, body = Vec<String>),
    (status = 422, body = Problem, content_type = "application/problem+json",
        description = "There is no such date.")))]
async fn lunar_dates(Asked(asked): Asked<Birth>) -> Result<Answer<Vec<String>>, Response> {
    let form = Form { birth: Some(asked.birth), ..Form::default() };
    let typed = form.typed();
    match reading::birth(&typed) {
        Ok(birth) => Ok(Answer(birth.lunar_choices().iter().map(LunarDate::to_string).collect())),
        Err(fault) => {
            let mut found = Faulty::default();
            found.add(Field::Birth, reading::birth_fault(fault, &typed));
            Err(Problem::fields(&found.faults()).into_response())
        }
    }
}

/// A telephone area with registry offices.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Area {
    #[schema(example = "041")]
    pub area_code: String,
    pub cities: Vec<String>,
}

/// The telephone areas that offices are searched by, with their cities.
#[utoipa::path(get, path = "/areas", tag = "places", params(Piece),
    responses((status = 200, body = Page<Area>)))]
async fn areas(
    State(app): State<App>,
    Asked(piece): Asked<Piece>,
) -> Result<Answer<Page<Area>>, Response> {
    let (limit, after) = piece.read::<u8>()?;
    let board = app.engine.board();
    let mut areas: BTreeMap<u8, Vec<String>> = BTreeMap::new();
    for office in board.directory().offices() {
        let cities = areas.entry(office.area.number()).or_default();
        if !cities.contains(&office.city) {
            cities.push(office.city.clone());
        }
    }
    let rest = areas.into_iter().filter(|(number, _)| after.is_none_or(|after| *number > after));
    let mut rest = rest.peekable();
    let taken: Vec<(u8, Vec<String>)> = rest.by_ref().take(limit).collect();
    let next = rest.peek().and(taken.last()).map(|(number, _)| cursor(number));
    let area = |(number, cities): (u8, Vec<String>)| Area { area_code: written(number), cities };
    Ok(Answer(Page { items: taken.into_iter().map(area).collect(), next }))
}

fn written(area: u8) -> String {
    format!("0{area}")
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Of one telephone area.
    #[param(example = "041")]
    area_code: Option<String>,
    /// Only those where cards lie.
    delivers: Option<bool>,
    /// How many items at most; 20 where it is not said.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u16>,
    /// `next` of the piece before.
    cursor: Option<String>,
}

/// Offices, by their number.
#[utoipa::path(get, path = "/offices", tag = "places", params(Which), responses(
    (status = 200, body = Page<Office>),
    (status = 422, body = Problem, content_type = "application/problem+json",
        description = "There is no such area.")))]
async fn all(
    State(app): State<App>,
    Asked(which): Asked<Which>,
) -> Result<Answer<Page<Office>>, Response> {
    let piece = Piece { limit: which.limit, cursor: which.cursor };
    let (limit, after) = piece.read::<u32>()?;
    let area = which.area_code.as_deref().map(AreaCode::parse).transpose();
    let area = area.map_err(|_| no_area())?;
    let delivers = which.delivers.unwrap_or_default();
    let board = app.engine.board();
    let mut found: Vec<_> = board
        .directory()
        .offices()
        .iter()
        .filter(|facts| area.is_none_or(|area| facts.area == area))
        .filter(|facts| !delivers || facts.kind == OfficeKind::RegistryOffice)
        .filter(|facts| after.is_none_or(|after| facts.id.0 > after))
        .collect();
    found.sort_by_key(|facts| facts.id.0);
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|facts| cursor(&facts.id.0));
    Ok(Answer(Page { items: found.into_iter().map(|facts| Office::of(facts)).collect(), next }))
}

fn no_area() -> Response {
    let language = crate::extract::language::spoken().language;
    let fault = crate::pages::fault::Fault::AreaUnknown;
    let fields = vec![FieldProblem::of(Field::Area, &fault, language)];
    Problem { fields, ..Problem::new(Kind::Fields) }.into_response()
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Search {
    /// Solar.
    #[param(example = "1405/09/10")]
    date: Option<String>,
    #[param(example = "041")]
    area_code: Option<String>,
    /// First digits of a landline of home: near offices come first. Neither stored nor logged.
    phone: Option<String>,
    /// The four answers of the form, as long as it is not on file.
    can_leave_home: Option<bool>,
    can_climb_stairs: Option<bool>,
    pupils_visible: Option<bool>,
    fingers_sound: Option<bool>,
    /// How many items at most; 20 where it is not said.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u16>,
    /// `next` of the piece before.
    cursor: Option<String>,
}

/// An office-shift of a day, with its room.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Room {
    #[serde(flatten)]
    pub seat: Seat,
    pub free: u32,
    /// Seats that others are paying for.
    pub held: u32,
    pub approved: u32,
}

/// Offices that can serve, in the order of the law: by the share of their free seats.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Rooms {
    pub items: Vec<Room>,
    /// The `cursor` of the next piece; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Days with room, where that day has none.
    pub nearest_days: Vec<Date>,
}

/// Which offices have room on a day. A list is of its moment: choosing is what takes a seat.
#[utoipa::path(get, path = "/request/offices", tag = "places", security(("citizen" = [])),
    params(Search), responses(
    (status = 200, body = Rooms),
    (status = 422, body = Problem, content_type = "application/problem+json",
        description = "The search is at fault: see `fields`.")))]
async fn with_room(
    Caller(visit): Caller,
    Asked(asked): Asked<Search>,
) -> Result<Answer<Rooms>, Response> {
    let piece = Piece { limit: asked.limit, cursor: asked.cursor.clone() };
    let (limit, place) = piece.read::<(usize, u32)>()?;
    let (seen, bands) = place.unwrap_or_default();
    let mut found = Faulty::default();
    let Some(answers) = answered(&visit, &asked, &mut found) else {
        return Err(Problem::fields(&found.faults()).into_response());
    };
    let mut typed = Typed::default();
    for (field, text) in
        [(Field::Date, &asked.date), (Field::Area, &asked.area_code), (Field::Phone, &asked.phone)]
    {
        typed.put(field.name(), text.as_deref().unwrap_or_default());
    }
    typed.put("rows", seen.saturating_add(limit).to_string());
    typed.put("bands", bands.to_string());
    let search = offices::same(&visit, &typed, answers, &mut found);
    if !found.none() {
        return Err(Problem::fields(&found.faults()).into_response());
    }
    let Found::Listed(list) = search.found else {
        return Ok(Answer(Rooms { items: Vec::new(), next: None, nearest_days: Vec::new() }));
    };
    let end = seen.saturating_add(limit).min(list.cards.len());
    let next = match list.further {
        _ if end < list.cards.len() => Some((end, bands)),
        Further::Rows => Some((end, bands)),
        Further::Band => Some((end, bands + 1)),
        Further::Nothing => None,
    };
    let app = &visit.app;
    let room = |card: crate::pages::search::Card| Room {
        seat: Seat::new(app, card.choice, Office::new(card.choice.shift.office(), card.office)),
        free: card.free,
        held: card.held,
        approved: card.approved,
    };
    let cards = list.cards.into_iter().take(end).skip(seen);
    Ok(Answer(Rooms {
        items: cards.map(room).collect(),
        // Beyond the most rows of a list there is no next piece.
        next: next.filter(|(place, _)| *place > seen).map(|place| cursor(&place)),
        nearest_days: list.nearest.into_iter().map(Date::from).collect(),
    }))
}

/// The answers on file, or those that are asked with.
fn answered(visit: &Visit, asked: &Search, found: &mut Faulty) -> Option<EnrolmentAnswers> {
    let form = Form {
        can_leave_home: asked.can_leave_home,
        can_climb_stairs: asked.can_climb_stairs,
        pupils_visible: asked.pupils_visible,
        fingers_sound: asked.fingers_sound,
        ..Form::default()
    };
    visit.answers().or_else(|| reading::enrolment(&form.typed(), found))
}
