//! Bodies in and out: bounded, of one media type, and refused with what is wrong in them.

use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::api::problem::{Kind, Problem};
use crate::persian::Value;

/// A body that was read whole: at most 64 KiB, within the time for a whole form.
pub struct Sent<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Sent<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        if !is_json(request.headers()) {
            return Err(Problem::new(Kind::NotJson).into_response());
        }
        // The router has read it whole already; what could fail has failed there.
        let body =
            Bytes::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        serde_json::from_slice(&body).map(Self).map_err(|fault| {
            let kind = if fault.is_data() { Kind::Shape } else { Kind::Malformed };
            let why = Value::Code(fault.to_string());
            Problem::because(kind, &[("why", why)]).into_response()
        })
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}

/// The part of an address after `?`.
pub struct Asked<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let asked = axum::extract::Query::from_request_parts(parts, state).await;
        asked.map(|axum::extract::Query(asked)| Self(asked)).map_err(|fault: QueryRejection| {
            let why = Value::Code(fault.body_text());
            Problem::because(Kind::Query, &[("why", why)]).into_response()
        })
    }
}

/// An answer for one caller: kept by no cache.
pub struct Answer<T>(pub T);

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.0).expect("our own types are always JSON");
        let fixed =
            [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
        (StatusCode::OK, fixed, body).into_response()
    }
}

/// The same of something that is new.
pub struct Made<T>(pub T);

impl<T: Serialize> IntoResponse for Made<T> {
    fn into_response(self) -> Response {
        let mut response = Answer(self.0).into_response();
        *response.status_mut() = StatusCode::CREATED;
        response
    }
}
