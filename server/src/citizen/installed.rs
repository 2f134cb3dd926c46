//! The site as an app on a telephone: what such a telephone asks for. The same for everybody.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};

use crate::app::App;
use crate::citizen::frame;
use crate::pages::counter::address as counter;
use crate::pages::counter::day_list::DeskOffline;
use crate::pages::frame::Frame;
use crate::pages::system::SystemCase;
use crate::pages::{self, installable};
use crate::persian::Language;
use crate::problem;

/// A browser asks for these again once a day.
const A_DAY: &str = "public, max-age=86400";

/// GET of `/app/fa.webmanifest`.
pub async fn manifest(State(app): State<App>, Path(name): Path<String>) -> Response {
    let Some(language) = installable::manifest_language(&name) else {
        return problem::page(&app, SystemCase::NotFound);
    };
    let kind = [(header::CONTENT_TYPE, installable::MANIFEST_MEDIA_TYPE)];
    let body = installable::manifest(language).to_string();
    (kind, [(header::CACHE_CONTROL, A_DAY)], body).into_response()
}

/// GET of `/app/offline/fa`: its address names its language, since the worker asks for them all. Or
/// of the desk's page, which an office's list keeps for itself.
pub async fn offline(State(app): State<App>, Path(code): Path<String>) -> Response {
    if code == counter::DESK {
        return Html(pages::render(&DeskOffline::page())).into_response();
    }
    let Some(language) = Language::of(&code) else {
        return problem::page(&app, SystemCase::NotFound);
    };
    let around = frame::outside(&app);
    let frame = Frame { language, here: crate::pages::address::ENTRY.to_owned(), ..around };
    Html(pages::render(&installable::offline(frame))).into_response()
}

/// GET of `/worker.js`: small, and asked for anew each time, so that no old one stays.
pub async fn worker() -> Response {
    let kind = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")];
    let fresh = [(header::CACHE_CONTROL, "no-cache")];
    (kind, fresh, installable::worker()).into_response()
}
