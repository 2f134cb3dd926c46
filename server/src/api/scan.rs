//! The scan of the booklet, where the operator asks for it.

use axum::extract::{FromRequestParts, Request, State};
use axum::response::Response;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::bearer::{Caller, Citizen};
use crate::api::json::Answer;
use crate::api::problem::Problem;
use crate::api::wire::Request as Told;
use crate::app::App;
use crate::citizen::documents;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(send, picture))
}

/// A form with a file.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes a form that is read piece by piece")]
struct Scan {
    /// A photograph or a PDF of one, of at most 5 MB.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    scan: Vec<u8>,
}

/// Send a scan in place of the one before; it is made anew and sealed.
#[utoipa::path(post, path = "/request/scan", tag = "request", security(("citizen" = [])),
    request_body(content = Scan, content_type = "multipart/form-data"), responses(
    (status = 200, body = Told),
    (status = 403, body = Problem, content_type = "application/problem+json",
        description = "Not at this stage.")))]
async fn send(State(app): State<App>, request: Request) -> Result<Answer<Told>, Response> {
    let (mut parts, body) = request.into_parts();
    let entered = Citizen::from_request_parts(&mut parts, &app).await;
    let session = entered.map(|Citizen(session)| session);
    let request = Request::from_parts(parts, body);
    Ok(Answer(Told::of(&documents::sent(&app, session, None, request).await?)))
}

/// The picture that is kept.
#[utoipa::path(get, path = "/request/scan", tag = "request", security(("citizen" = [])),
    responses(
    (status = 200, body = Vec<u8>, content_type = "image/jpeg"),
    (status = 404, body = Problem, content_type = "application/problem+json",
        description = "None was sent.")))]
async fn picture(Caller(visit): Caller) -> Result<Response, Response> {
    documents::picture(visit).await
}
