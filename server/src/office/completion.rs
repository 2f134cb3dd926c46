//! The buttons of a row: the completion begins and is finished, nobody came, it was a slip.
//!
//! The law decides twice: before anything is written down, so that the audit names no deed that was
//! never possible, and at the request's owner, so that of two clerks at once one is refused.

use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use nobat_domain::ids::{OfficeId, RequestKey};
use nobat_domain::request::{OfficeAct, RequestCommand, RequestRefusal, RequestState};
use nobat_domain::staff::{Deed, Subject};
use nobat_domain::timestamp::Timestamp;
use nobat_domain::tracking_code::TrackingCode;
use nobat_engine::{Answered, AskError};
use serde_json::json;

use super::day::{Looked, Said, answer, state};
use super::row::in_law;
use crate::app::App;
use crate::extract::Typed;
use crate::ops::announcing::moment;
use crate::pages::counter::day_list::RowAct;
use crate::pages::counter::frame::CounterFaults;
use crate::pages::system::SystemCase;
use crate::persian::{Language, Value, dates};
use crate::problem;
use crate::staff::{self, Inside};

/// POST of a row's button.
pub async fn act(
    State(app): State<App>,
    Extension(inside): Extension<Inside>,
    Extension(typed): Extension<Typed>,
) -> Response {
    let office = match inside.office() {
        Ok(office) => office,
        Err(refused) => return refused,
    };
    let (Some(pressed), Ok(code)) =
        (RowAct::read(typed.text("act")), TrackingCode::parse(typed.text("code")))
    else {
        return problem::page(&app, SystemCase::FormStale);
    };
    // It is final, and its button stands where the one before it stood: no second click does it.
    if pressed == RowAct::Finish && !typed.has("taken") {
        let faults = CounterFaults::of("taken", "ops-day-take-first");
        let said = Said { faults, untaken: code.to_string(), ..Said::default() };
        return answer(&app, &inside, &typed, said).await;
    }
    let reached = typed.text("reached").parse().ok().map(Timestamp);
    match Asked::now(office, code, pressed, reached).done(&app, &inside).await {
        Ok(Ok(done)) => after(&app, office, &typed, &done.state),
        Ok(Err(refusal)) => {
            let refused = Some(sentence(refusal));
            answer(&app, &inside, &typed, Said { refused, ..Said::default() }).await
        }
        Err(page) => page,
    }
}

/// POST of an act that was noted while there was no line: done now, by the same rules, and answered
/// with what became of it. Whatever is no word of the law is no JSON, and is sent again.
pub async fn settle(
    State(app): State<App>,
    Extension(inside): Extension<Inside>,
    Extension(typed): Extension<Typed>,
) -> Response {
    let office = match inside.office() {
        Ok(office) => office,
        Err(refused) => return refused,
    };
    let pressed = RowAct::read(typed.text("act")).filter(|act| *act != RowAct::Undo);
    let code = TrackingCode::parse(typed.text("code"));
    let (Some(pressed), Ok(code), Ok(noted)) = (pressed, code, typed.text("at").parse()) else {
        return problem::page(&app, SystemCase::FormStale);
    };
    // The clock of a device is no clock of ours: what it said stands in the audit, and counts for
    // nothing.
    let noted = Timestamp(noted).min(app.wall());
    let words = Language::Persian.fill("ops-line-noted", &[("time", Value::Plain(moment(noted)))]);
    let asked = Asked { code, office, act: in_law(pressed, None), deed: deed(pressed), words };
    let say = |key| Language::Persian.say(key).into_owned();
    let (status, says) = match asked.done(&app, &inside).await {
        Ok(Ok(Done { anew: true, .. })) => (StatusCode::OK, say("ops-line-done")),
        Ok(Ok(Done { anew: false, .. })) => (StatusCode::OK, say("ops-line-again-done")),
        Ok(Err(refusal)) => (StatusCode::CONFLICT, sentence(refusal)),
        Err(page) => return page,
    };
    let told = json!({ "done": status == StatusCode::OK, "says": says });
    (status, [(header::CACHE_CONTROL, "no-store")], Json(told)).into_response()
}

/// An act that somebody at an office asks for.
pub struct Asked {
    code: TrackingCode,
    office: OfficeId,
    act: OfficeAct,
    deed: Deed,
    /// What the audit says beside it.
    words: String,
}

/// The request as it stands afterwards.
pub struct Done {
    pub state: Box<RequestState>,
    /// Whether it was not so before.
    pub anew: bool,
}

impl Asked {
    /// At this moment, with nothing more to say of it.
    #[must_use]
    pub fn now(
        office: OfficeId,
        code: TrackingCode,
        act: RowAct,
        reached: Option<Timestamp>,
    ) -> Self {
        let (deed, act, words) = (deed(act), in_law(act, reached), String::new());
        Self { code, office, act, deed, words }
    }

    /// The request as it stands afterwards, or the law's no.
    ///
    /// # Errors
    /// The answer where neither is to be had.
    pub async fn done(
        &self,
        app: &App,
        inside: &Inside,
    ) -> Result<Result<Done, RequestRefusal>, Response> {
        let found = self.found(app).await.map_err(|error| problem::machine(app, error))?;
        let Some((key, state)) = found else { return Ok(Err(RequestRefusal::NotBooked)) };
        match self.act.ruling(&state, self.office, app.engine.now()) {
            Ok(events) if events.is_empty() => return Ok(Ok(Done { state, anew: false })),
            Ok(_) => {}
            Err(refusal) => return Ok(Err(refusal)),
        }
        let entry = inside.entry(self.deed, Subject::Request(key), &self.words);
        match app.engine.note(entry).await {
            Ok(Ok(())) => {}
            Ok(Err(refusal)) => return Err(staff::refused(app, refusal)),
            Err(error) => return Err(problem::machine(app, error)),
        }
        let command = RequestCommand::AtOffice { office: self.office, act: self.act };
        match app.engine.ask(key, command).await {
            Ok(Answered::Is(state)) => Ok(Ok(Done { state, anew: true })),
            Ok(Answered::Refused(refusal, _)) => Ok(Err(refusal)),
            Ok(Answered::Nobody) => Ok(Err(RequestRefusal::NotBooked)),
            Err(error) => Err(problem::machine(app, error)),
        }
    }

    async fn found(&self, app: &App) -> Result<Option<(RequestKey, Box<RequestState>)>, AskError> {
        let Some(key) = app.engine.find_code(self.code).await? else { return Ok(None) };
        // The code of a request that has ended is not of the booking of today.
        let state = state(app, key).await?.filter(|state| state.code == Some(self.code));
        Ok(state.map(|state| (key, state)))
    }
}

const fn deed(act: RowAct) -> Deed {
    match act {
        RowAct::Begin => Deed::BeganCompletion,
        RowAct::Finish => Deed::FinishedCompletion,
        RowAct::Miss => Deed::NotedAbsence,
        RowAct::Undo => Deed::UndidStep,
    }
}

/// On to the list with the row: who reloads it does nothing once more.
fn after(app: &App, office: OfficeId, typed: &Typed, state: &RequestState) -> Response {
    let looked = Looked::of(app, office, typed);
    let place = state.booking.as_ref().map(|booking| {
        let (shift, day) = (booking.choice.shift, booking.choice.day);
        Looked { day, period: shift.period(), ..looked }.address_at(booking.seat)
    });
    place.map_or_else(
        || problem::page(app, SystemCase::FormStale),
        |place| Redirect::to(&place).into_response(),
    )
}

/// Why not, and what to do. Of a booking of another office nothing is said but that it is not here.
#[must_use]
pub fn sentence(refusal: RequestRefusal) -> String {
    let say = |key| Language::Persian.say(key).into_owned();
    match refusal {
        RequestRefusal::IntentOpen => say("ops-day-moving"),
        RequestRefusal::DayNotCome { day } => {
            let day = Value::Plain(dates::in_words(day));
            Language::Persian.fill("ops-day-not-come", &[("date", day)])
        }
        RequestRefusal::DayNotOver { .. } => say("ops-day-not-over"),
        RequestRefusal::StepBehind { .. } => say("ops-day-behind"),
        RequestRefusal::StepSkips { .. } => say("ops-day-skips"),
        RequestRefusal::NotBooked | RequestRefusal::BookedElsewhere { .. } => say("ops-day-gone"),
        // Whatever else it is, the page is behind.
        _ => say("ops-day-behind"),
    }
}
