//! What a citizen takes along: the receipt, the appointment, everything that is held.

use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use nobat_domain::request::Operation;

use crate::api::bearer::Caller;
use crate::api::json::{Answer, Sent};
use crate::api::problem::Problem;
use crate::app::App;
use crate::citizen::email;
use crate::citizen::{erasing, own_data, receipt};
use crate::extract::Client;
use crate::persian::gregorian::iso_moment;
use crate::problem;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(whole))
        .routes(routes!(pdf))
        .routes(routes!(html))
        .routes(routes!(appointment))
        .routes(routes!(send))
        .routes(routes!(data))
        .routes(routes!(erase))
}

/// The receipt, line by line as it stands on paper.
#[derive(Debug, Serialize, ToSchema)]
pub struct Receipt {
    /// Nine digits.
    pub tracking_code: String,
    /// What an office scans: the code with its check.
    pub scanned: String,
    pub when: String,
    pub office: String,
    /// Says that a team comes, where one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    pub preparations: Vec<String>,
    /// Where it is as a file and for a calendar.
    pub files: Vec<&'static str>,
}

/// The receipt.
#[utoipa::path(get, path = "/request/receipt", tag = "takeaway", security(("citizen" = [])),
    responses(
    (status = 200, body = Receipt),
    (status = 403, body = Problem, content_type = "application/problem+json",
        description = "No seat is booked."),
    (status = 409, body = Problem, content_type = "application/problem+json",
        description = "Not at this stage.")))]
async fn whole(Caller(visit): Caller) -> Result<Answer<Receipt>, Response> {
    let visit = visit.allowed(Operation::SaveReceipt)?;
    let receipt = receipt::receipt(&visit).ok_or_else(|| visit.onward())?;
    let files = vec![
        "/api/v1/request/receipt.pdf",
        "/api/v1/request/receipt.html",
        "/api/v1/request/appointment.ics",
    ];
    Ok(Answer(Receipt {
        tracking_code: receipt.tracking,
        scanned: receipt.scanned,
        when: receipt.when,
        office: receipt.office,
        team: receipt.team,
        preparations: receipt.preparations,
        files,
    }))
}

/// The receipt as PDF.
#[utoipa::path(get, path = "/request/receipt.pdf", tag = "takeaway", security(("citizen" = [])),
    responses(
    (status = 200, body = Vec<u8>, content_type = "application/pdf"),
    (status = 403, body = Problem, content_type = "application/problem+json",
        description = "No seat is booked."),
    (status = 409, body = Problem, content_type = "application/problem+json",
        description = "Not at this stage.")))]
async fn pdf(Caller(visit): Caller) -> Result<Response, Response> {
    receipt::pdf(visit).await
}

/// The receipt as a page of its own.
#[utoipa::path(get, path = "/request/receipt.html", tag = "takeaway", security(("citizen" = [])),
    responses(
    (status = 200, body = String, content_type = "text/html"),
    (status = 403, body = Problem, content_type = "application/problem+json",
        description = "No seat is booked."),
    (status = 409, body = Problem, content_type = "application/problem+json",
        description = "Not at this stage.")))]
async fn html(Caller(visit): Caller) -> Result<Response, Response> {
    receipt::html(visit).await
}

/// The appointment for a calendar, or its cancellation after the seat was given back.
#[utoipa::path(get, path = "/request/appointment.ics", tag = "takeaway",
    security(("citizen" = [])), responses(
    (status = 200, body = String, content_type = "text/calendar"),
    (status = 409, body = Problem, content_type = "application/problem+json",
        description = "No seat was ever booked.")))]
async fn appointment(Caller(visit): Caller) -> Result<Response, Response> {
    receipt::appointment(visit).await
}

/// Everything that is held of the citizen: sections of records of named values.
#[utoipa::path(get, path = "/request/data", tag = "takeaway", security(("citizen" = [])),
    responses((status = 200, body = serde_json::Value, content_type = "application/json")))]
async fn data(Caller(visit): Caller) -> Result<Response, Response> {
    own_data::json(visit).await
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MailTo {
    pub email: String,
}

/// How many more letters go today.
#[derive(Debug, Serialize, ToSchema)]
pub struct Mailed {
    /// No mail server has said that it has the letter: it is sent again if it has not gone.
    pub underway: bool,
    pub left_today: u32,
}

/// The receipt by e-mail. The address is used once and kept nowhere.
#[utoipa::path(post, path = "/request/receipt/email", tag = "takeaway",
    security(("citizen" = [])), request_body = MailTo, responses(
    (status = 200, body = Mailed),
    (status = 403, body = Problem, content_type = "application/problem+json",
        description = "No seat is booked."),
    (status = 429, body = Problem, content_type = "application/problem+json",
        description = "Today's letters are spent: see `until`.")))]
async fn send(Caller(visit): Caller, Sent(to): Sent<MailTo>) -> Result<Answer<Mailed>, Response> {
    let visit = visit.allowed(Operation::EmailReceipt)?;
    let gone = email::sent(&visit, to.email.trim()).await?;
    let left = visit.app.messages.letters_left(visit.session.key(&visit.app)).await;
    let left_today = left.map_err(|error| problem::machine(&visit.app, error))?;
    Ok(Answer(Mailed { underway: gone == email::Gone::Underway, left_today }))
}

/// The serial of the booklet once more: a session that was left open is not enough.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LastWord {
    pub serial: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Gone {
    #[schema(format = DateTime)]
    pub erased_at: String,
    /// From then on no copy of the key is left either.
    #[schema(format = DateTime)]
    pub complete_at: String,
}

/// Erase everything that is held. It cannot be undone; the token is nobody's then.
#[utoipa::path(post, path = "/request/erasure", tag = "takeaway", security(("citizen" = [])),
    request_body = LastWord, responses(
    (status = 200, body = Gone),
    (status = 429, body = Problem, content_type = "application/problem+json",
        description = "Too many wrong serials: see `until`.")))]
async fn erase(
    client: Client,
    Caller(visit): Caller,
    Sent(word): Sent<LastWord>,
) -> Result<Answer<Gone>, Response> {
    erasing::possible(&visit)?;
    erasing::proven(&visit, client, &word.serial)?;
    let (at, complete_at) = erasing::done(&visit).await?;
    Ok(Answer(Gone { erased_at: iso_moment(at), complete_at: iso_moment(complete_at) }))
}
