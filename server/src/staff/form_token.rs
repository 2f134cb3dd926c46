//! The token of the first form, before there is a session: a cookie and a field that agree.

use axum::response::Response;
use axum_extra::extract::PrivateCookieJar;

use super::session::sealed;
use crate::app::App;
use crate::extract::Session;
use crate::problem;

const COOKIE: &str = "nobat-staff-form";

/// The token as the browser brings it.
#[must_use]
pub fn brought(jar: &PrivateCookieJar) -> Option<String> {
    jar.get(COOKIE).map(|cookie| cookie.value().to_owned()).filter(|token| !token.is_empty())
}

/// The token that the browser has, or gets.
///
/// # Errors
/// The page that says that the machine gives no randomness.
pub fn given(app: &App, jar: PrivateCookieJar) -> Result<(PrivateCookieJar, String), Response> {
    if let Some(token) = brought(&jar) {
        return Ok((jar, token));
    }
    let token = Session::fresh_csrf().map_err(|error| problem::broken(app, &error))?;
    Ok((jar.add(sealed(app, COOKIE, token.clone())), token))
}
