//! The way in: a question, national ID and serial, a token. The same questions, locks and registry
//! as on the entry page.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::bearer::Caller;
use crate::api::json::{Made, Sent};
use crate::api::problem::Problem;
use crate::api::wire::Request;
use crate::app::App;
use crate::citizen::entry;
use crate::citizen::visit::Visit;
use crate::extract::{Client, Session, Typed};
use crate::pages::entry::{Asked, QUESTION, WORK};
use crate::pages::fault::Field;
use crate::persian::gregorian::iso_moment;
use crate::problem;
use crate::question::{Level, work};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(ask))
        .routes(routes!(wait))
        .routes(routes!(enter))
        .routes(routes!(renew))
}

/// For whom a question is asked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Whose {
    /// After wrong entries its question is harder.
    pub national_id: Option<String>,
}

/// A sum as a picture, or work in its place.
#[derive(Debug, Serialize, ToSchema)]
pub struct Question {
    /// Comes back with the answer.
    pub question: String,
    /// SVG: two numbers in Persian digits.
    pub picture: String,
    pub work: Work,
}

/// What a device may do in place of an answer: for each part from 0 on a number of 32 bits so that
/// SHA-256 of (SHA-256 of `question.national_id`, part, number), both as four bytes, the highest
/// first, begins with that many zero bits. The numbers, parted by dots, are `work`.
#[derive(Debug, Serialize, ToSchema)]
pub struct Work {
    pub parts: u32,
    pub zero_bits: u32,
}

/// A question for the entry.
#[utoipa::path(post, path = "/questions", tag = "entry", request_body = Whose,
    responses((status = 201, body = Question)))]
async fn ask(
    State(app): State<App>,
    client: Client,
    Sent(whose): Sent<Whose>,
) -> Result<Made<Question>, Response> {
    let typed = named(whose.national_id.as_deref());
    let level = entry::level(&app, &typed, client, app.wall());
    match app.questions.ask(level, app.wall()) {
        Ok(Asked::Sum { token, svg, level }) => Ok(Made(question(token, svg, level))),
        Ok(_) => Err(problem::broken(&app, &"a question that is no sum")),
        Err(error) => Err(problem::broken(&app, &error)),
    }
}

fn question(question: String, picture: String, level: Level) -> Question {
    Question { question, picture, work: Work { parts: work::PARTS, zero_bits: work::bits(level) } }
}

fn named(national_id: Option<&str>) -> Typed {
    let mut typed = Typed::default();
    typed.put(Field::Nid.name(), national_id.unwrap_or_default());
    typed
}

/// Who waits.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Waiting {
    pub national_id: String,
}

/// Leave to enter after a wait.
#[derive(Debug, Serialize, ToSchema)]
pub struct Wait {
    /// Comes back in place of an answered question.
    pub question: String,
    pub seconds: u64,
}

/// A wait in place of an answer, for whoever can neither see the picture nor have work done.
#[utoipa::path(post, path = "/questions/wait", tag = "entry", request_body = Waiting,
    responses((status = 201, body = Wait)))]
async fn wait(
    State(app): State<App>,
    client: Client,
    Sent(waiting): Sent<Waiting>,
) -> Result<Made<Wait>, Response> {
    let typed = named(Some(&waiting.national_id));
    match entry::wait(&app, &typed, client) {
        Ok(Asked::Wait { token, seconds }) => Ok(Made(Wait { question: token, seconds })),
        Ok(_) => Err(problem::broken(&app, &"a wait that is none")),
        Err(faults) => Err(Problem::fields(&faults).into_response()),
    }
}

/// Who enters, with what was asked of them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub national_id: String,
    /// Of the booklet.
    pub serial: String,
    pub question: String,
    /// The sum.
    pub answer: Option<String>,
    pub work: Option<String>,
}

/// A session: a token for `Authorization: Bearer`, which soon ends.
#[derive(Debug, Serialize, ToSchema)]
pub struct Opened {
    pub token: String,
    #[schema(format = DateTime)]
    pub expires_at: String,
    pub request: Request,
}

impl Opened {
    fn of(visit: &Visit) -> Self {
        let Visit { app, session, .. } = visit;
        Self {
            token: session.token(app),
            expires_at: iso_moment(session.seen_at.plus(app.session)),
            request: Request::of(visit),
        }
    }
}

/// Enter by national ID and serial of the booklet.
#[utoipa::path(post, path = "/sessions", tag = "entry", request_body = Entry, responses(
    (status = 201, body = Opened),
    (status = 409, body = Problem, content_type = "application/problem+json",
        description = "The booklet was entered with another serial since."),
    (status = 429, body = Problem, content_type = "application/problem+json",
        description = "Too many wrong entries: see `until`.")))]
async fn enter(
    State(app): State<App>,
    client: Client,
    Sent(sent): Sent<Entry>,
) -> Result<Made<Opened>, Response> {
    let mut typed = named(Some(&sent.national_id));
    typed.put(Field::Serial.name(), sent.serial);
    typed.put(QUESTION, sent.question);
    typed.put(Field::Answer.name(), sent.answer.unwrap_or_default());
    typed.put(WORK, sent.work.unwrap_or_default());
    let session = entry::admitted(&app, &typed, client).await?;
    let state = entry::entered(&app, &session).await?;
    Ok(Made(Opened::of(&Visit { app, session, state })))
}

/// Another while for a session that is not over.
#[utoipa::path(post, path = "/sessions/renewal", tag = "entry", security(("citizen" = [])),
    responses((status = 201, body = Opened)))]
async fn renew(Caller(visit): Caller) -> Made<Opened> {
    let session = Session { seen_at: visit.app.wall(), ..visit.session.clone() };
    Made(Opened::of(&Visit { session, ..visit }))
}
