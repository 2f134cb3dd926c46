//! «انصراف»: forgetting the session on this device. The request stays.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::PrivateCookieJar;
use axum_extra::extract::cookie::Cookie;

use crate::app::App;
use crate::citizen::way;
use crate::extract::session::COOKIE;
use crate::extract::{Citizen, Typed};
use crate::pages::address;

pub async fn leave(
    State(app): State<App>,
    jar: PrivateCookieJar,
    Citizen(session): Citizen,
    typed: Typed,
) -> Result<Response, Response> {
    way::guard(&app, &session, &typed)?;
    let gone = Cookie::build((COOKIE, "")).path("/").build();
    Ok((jar.remove(gone), way::to(address::ENTRY)).into_response())
}
