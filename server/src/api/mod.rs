//! The same shop for programs: JSON under `/api/v1`, described in OpenAPI 3.1 at
//! `/api/openapi.json`.
//!
//! Nothing is decided here, and no rule stands here twice: handlers call what the pages call, and
//! refusals come from the same place ([`crate::problem`]), in the form that programs read. Who
//! calls is known by a bearer alone; a cookie means nothing here. Read `problem`, `json`,
//! `idempotency` and `paging`, which every route shares, then the routes.

pub mod bearer;
pub mod description;
pub mod earlier;
pub mod entry;
pub mod form;
pub mod idempotency;
pub mod json;
pub mod office;
pub mod paging;
pub mod places;
pub mod problem;
pub mod profile;
pub mod request;
pub mod scan;
pub mod systems;
pub mod takeaway;
pub mod tracking;
pub mod wire;

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use json::Answer;
use problem::{Kind, Problem, ProblemKind};

/// Under which everything stands that is no page.
pub const ROOT: &str = "/api/";
/// Of this version. What a client has learnt of it stays true: fields are added, none is taken
/// away.
pub const V1: &str = "/api/v1";
/// Takes a scan, which is no body of JSON.
pub const SCAN: &str = "/api/v1/request/scan";
/// The description of all routes.
pub const DESCRIPTION: &str = "/api/openapi.json";

/// Everything of this version, with its description.
fn v1() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(description::frame())
        .merge(entry::routes())
        .merge(earlier::routes())
        .merge(places::routes())
        .merge(request::routes())
        .merge(scan::routes())
        .merge(takeaway::routes())
        .merge(tracking::routes())
        .merge(office::routes())
        .merge(systems::routes())
        .merge(profile::routes())
}

/// The routes of the API, mounted where they stand.
pub fn router(app: &App) -> Router<App> {
    let (v1, described) = v1().split_for_parts();
    let commands = Arc::new(description::commands(&described));
    let described = description::whole(described);
    let v1 = v1
        .fallback(nowhere)
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn_with_state((app.clone(), commands), idempotency::once));
    Router::new()
        .nest(V1, v1)
        .route(DESCRIPTION, get(async move || description::answer(described.clone())))
        .route(&format!("{}{{slug}}", problem::TYPES), get(kind))
}

/// What a problem's `type` leads to: the kind in words, without a case of it.
async fn kind(Path(slug): Path<String>) -> Response {
    match ProblemKind::find(&slug) {
        Some(kind) => Answer(kind).into_response(),
        None => Problem::new(Kind::Nowhere).into_response(),
    }
}

async fn nowhere() -> Problem {
    Problem::new(Kind::Nowhere)
}

async fn wrong_method() -> Problem {
    Problem::new(Kind::Method)
}
