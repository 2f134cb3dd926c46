//! Who calls: a token in `Authorization: Bearer …`, and nothing else.
//!
//! A token's first letters say whose it is, so that one kind is never taken for another, and a lost
//! one is found by whoever searches for such words.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use nobat_domain::ids::RequestKey;

use crate::api::problem::{Kind, Problem};
use crate::api::systems;
use crate::app::App;
use crate::citizen::visit::Visit;
use crate::extract::Session;
use crate::pages::system::SystemCase;
use crate::problem;
use crate::staff::StaffSession;

/// The token that a request brings, of whatever kind.
#[must_use]
pub fn token(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = text.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Who calls, as a name that is theirs alone, under which their commands are remembered; nothing
/// where the token is nobody's.
#[must_use]
pub fn caller(app: &App, headers: &HeaderMap) -> Option<Vec<u8>> {
    let token = token(headers)?;
    if token.starts_with(systems::key::PREFIX) {
        // Whether it is a right one is asked behind this; nobody has another's.
        return Some([&b"system:"[..], token.as_bytes()].concat());
    }
    if let Some(session) = Session::of_token(app, token) {
        return Some(mark(session.key(app)));
    }
    let session = StaffSession::of_token(app, token)?;
    Some([&b"staff:"[..], &session.account.0.to_be_bytes()].concat())
}

/// The name of a citizen among callers.
#[must_use]
pub fn mark(citizen: RequestKey) -> Vec<u8> {
    [&b"citizen:"[..], &citizen.0].concat()
}

/// A citizen's living session.
pub struct Citizen(pub Session);

impl FromRequestParts<App> for Citizen {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let none = || Problem::new(Kind::NoToken).into_response();
        let token = token(&parts.headers).ok_or_else(none)?;
        match Session::of_token(app, token) {
            Some(session) if session.alive(app, app.wall()) => Ok(Self(session)),
            Some(_) => Err(problem::page(app, SystemCase::SessionOver)),
            None => Err(none()),
        }
    }
}

/// A citizen and the request as its owner has just answered.
pub struct Caller(pub Visit);

impl FromRequestParts<App> for Caller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let Citizen(session) = Citizen::from_request_parts(parts, app).await?;
        Visit::look(app.clone(), session).await.map(Self)
    }
}
