//! What happens elsewhere is told: completion, production, delivery. The law decides, as it does
//! for an office, and nothing happens twice.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use nobat_domain::ids::{OfficeId, RequestKey};
use nobat_domain::request::{Denied, Follows, RequestCommand, RequestRefusal, RequestState, Step};
use nobat_domain::staff::{Deed, Entry, Scope, Subject, Who};
use nobat_domain::tracking_code::TrackingCode;
use nobat_engine::{Answered, AskError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::System;
use super::refusal::Refusal;
use super::view::{self, Request, Stage};
use crate::api::json::{Answer, Sent};
use crate::api::problem::{FieldProblem, Kind, Problem};
use crate::app::App;
use crate::metric_names::STEPS_REPORTED;
use crate::office::facts::by_code;
use crate::persian::Value;
use crate::persian::gregorian::iso;
use crate::{problem, staff};

/// What has happened to which request.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StageReport)]
pub struct Report {
    /// The tracking code, in any digits.
    #[schema(example = "497320167")]
    pub code: String,
    pub stage: Told,
    /// The office's number on paper: of the completion for `begun`, where the card lies for `ready`
    /// (where the request says it is collected, if this is absent). Others name none.
    pub office: Option<String>,
}

/// A stage after the booking.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = StageTold)]
pub enum Told {
    Missed,
    Begun,
    Finished,
    InProduction,
    Ready,
    Delivered,
}

/// What came of a report.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = StageReported)]
pub struct Reported {
    /// Whether this report was the first: else the same was told before, and nothing has changed.
    pub changed: bool,
    /// The request as it stands now.
    pub request: Request,
}

/// A report of a stage.
///
/// May be sent again at any time: what was told before changes nothing. A stage that lies behind
/// the request, or that skips one, is refused with the stage that the request stands at.
#[utoipa::path(
    post,
    path = "/stages",
    tag = "systems",
    request_body = Report,
    security(("system" = ["completion", "production", "delivery"])),
    responses(
        (status = 200, description = "It is so, or was before.", body = Reported),
        (status = 403, description = "The key is for something else.", body = Problem,
            content_type = "application/problem+json"),
        (status = 404, description = "No booked request has this code.", body = Problem,
            content_type = "application/problem+json"),
        (status = 409, description = "It does not follow where it stands.", body = Problem,
            content_type = "application/problem+json"),
        (status = 429, description = "Too many wrong keys from this network.", body = Problem,
            content_type = "application/problem+json"),
    )
)]
pub async fn report(
    State(app): State<App>,
    system: System,
    Sent(report): Sent<Report>,
) -> Result<Answer<Reported>, Response> {
    system.must_have(report.stage.scope())?;
    let machine = |error| problem::machine(&app, error);
    let found = found(&app, &report.code).await.map_err(machine)?;
    let Some((key, state)) = found else {
        return Err(Refusal::NoBooking.problem().into_response());
    };
    let step = step(&app, &report, &state)?;
    let told = told(&app, &system, key, state, step).await?;
    let (changed, state) = told.map_err(|refusal| refused(&app, refusal))?;
    let how = if changed { "new" } else { "again" };
    metrics::counter!(STEPS_REPORTED, "stage" => Stage::of_step(step).name(), "how" => how)
        .increment(1);
    let request = view::request(&app.engine.board(), system.scopes, key, Some(&state));
    Ok(Answer(Reported { changed, request }))
}

type Outcome = Result<(bool, Box<RequestState>), RequestRefusal>;

/// Tells the request's owner, after the audit; the law is asked before both, so that the audit
/// names nothing that was never possible.
async fn told(
    app: &App,
    system: &System,
    key: RequestKey,
    state: Box<RequestState>,
    step: Step,
) -> Result<Outcome, Response> {
    match (step.follows(state.step()), state.step()) {
        (Follows::Next, _) => {}
        (Follows::Again, _) => return Ok(Ok((false, state))),
        (Follows::Behind, Some(now)) => return Ok(Err(RequestRefusal::StepBehind { now })),
        (_, now) => return Ok(Err(RequestRefusal::StepSkips { now })),
    }
    let (who, subject) = (Who::Account(system.no()), Subject::Request(key));
    let words = Stage::of_step(step).name().to_owned();
    match app.engine.note(Entry { who, deed: Deed::ReportedStep, subject, words }).await {
        Ok(Ok(())) => {}
        Ok(Err(refusal)) => return Err(staff::refused(app, refusal)),
        Err(error) => return Err(problem::machine(app, error)),
    }
    match app.engine.ask(key, RequestCommand::Report { step }).await {
        Ok(Answered::Is(state)) => Ok(Ok((true, state))),
        // Somebody was quicker with the very same.
        Ok(Answered::Refused(RequestRefusal::StepAgain { .. }, Some(state))) => {
            Ok(Ok((false, state)))
        }
        Ok(Answered::Refused(refusal, _)) => Ok(Err(refusal)),
        Ok(Answered::Nobody) => Ok(Err(RequestRefusal::NotBooked)),
        Err(error) => Err(problem::machine(app, error)),
    }
}

/// The booked request of a code.
async fn found(app: &App, code: &str) -> Result<Option<(RequestKey, Box<RequestState>)>, AskError> {
    let Ok(code) = TrackingCode::parse(code) else { return Ok(None) };
    let Some(key) = app.engine.find_code(code).await? else { return Ok(None) };
    match app.engine.ask(key, RequestCommand::View).await? {
        // The code of a request that has ended is not of the one that is open.
        Answered::Is(state) if state.code == Some(code) && state.booking.is_some() => {
            Ok(Some((key, state)))
        }
        _ => Ok(None),
    }
}

/// The step in words of the law.
fn step(app: &App, report: &Report, state: &RequestState) -> Result<Step, Response> {
    let named = match &report.office {
        Some(number) => match by_code(&app.engine.board(), number) {
            Some(office) => Some(office.id),
            None => return Err(at_office("office-unknown")),
        },
        None => None,
    };
    let plain = |step| if named.is_some() { Err(at_office("office-unasked")) } else { Ok(step) };
    match report.stage {
        Told::Missed => plain(Step::Missed),
        Told::Begun => match named {
            Some(office) => Ok(Step::Begun { office }),
            None => Err(at_office("office-missing")),
        },
        Told::Finished => plain(Step::Finished),
        Told::InProduction => plain(Step::InProduction),
        Told::Ready => {
            let place = named.or_else(|| state.collected_at());
            Ok(Step::Ready { place: place.unwrap_or(OfficeId(0)) })
        }
        Told::Delivered => plain(Step::Delivered),
    }
}

/// What is wrong with the office that a report names.
fn at_office(code: &'static str) -> Response {
    let detail = match code {
        "office-missing" => "api-office-missing",
        "office-unasked" => "api-office-unasked",
        _ => "api-office-unknown",
    };
    let field = FieldProblem::told("office", code, detail);
    Problem { fields: vec![field], ..Problem::new(Kind::Fields) }.into_response()
}

fn refused(app: &App, refusal: RequestRefusal) -> Response {
    let stage = |now: Option<Step>| {
        let stage = now.map_or(Stage::Booked, Stage::of_step);
        Some(stage.name().to_owned())
    };
    let office = |id| by_id(app, id);
    let problem = match refusal {
        RequestRefusal::NotBooked => Refusal::NoBooking.problem(),
        RequestRefusal::StepBehind { now } => {
            Problem { stage: stage(Some(now)), ..Refusal::StepBehind.problem() }
        }
        RequestRefusal::StepSkips { now } => {
            Problem { stage: stage(now), ..Refusal::StepSkips.problem() }
        }
        RequestRefusal::BookedElsewhere { office: booked } => {
            Refusal::StepElsewhere.naming(&[("office", Value::Code(office(booked)))])
        }
        RequestRefusal::DayNotOver { day } => {
            Refusal::DayNotOver.naming(&[("date", Value::Code(iso(day)))])
        }
        RequestRefusal::Denied(Denied::NoCardMade) => Refusal::NoCard.problem(),
        // A seat is being moved at this moment: it is decided within seconds.
        _ => Refusal::Moving.problem(),
    };
    problem.into_response()
}

fn by_id(app: &App, id: OfficeId) -> String {
    let board = app.engine.board();
    board.directory().office(id).map_or_else(|| id.0.to_string(), |office| office.code.clone())
}

impl Told {
    /// Whose word it is, by the law's table.
    const fn scope(self) -> Scope {
        let office = OfficeId(0);
        Scope::of_step(match self {
            Self::Missed => Step::Missed,
            Self::Begun => Step::Begun { office },
            Self::Finished => Step::Finished,
            Self::InProduction => Step::InProduction,
            Self::Ready => Step::Ready { place: office },
            Self::Delivered => Step::Delivered,
        })
    }
}
