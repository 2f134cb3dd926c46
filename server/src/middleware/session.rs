//! Keeps a living session alive: every answered page gives it another while.

use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::PrivateCookieJar;
use nobat_domain::timestamp::Millis;

use crate::app::App;
use crate::extract::Session;

/// A cookie is written anew at most this often.
const RENEW_AFTER: Millis = Millis::minutes(1);

pub async fn slide(State(app): State<App>, request: Request, next: Next) -> Response {
    let jar = PrivateCookieJar::from_headers(request.headers(), app.cookie_key.clone());
    let response = next.run(request).await;
    let now = app.wall();
    match Session::of(&jar) {
        Some(mut session)
            if session.alive(&app, now)
                && now >= session.seen_at.plus(RENEW_AFTER)
                && !response.headers().contains_key(header::SET_COOKIE) =>
        {
            session.seen_at = now;
            let cookie = session.cookie(&app);
            (PrivateCookieJar::new(app.cookie_key.clone()).add(cookie), response).into_response()
        }
        _ => response,
    }
}
