//! «انصراف»: forgetting the session on this device. The request stays.

use axum::response::{IntoResponse, Response};
use axum_extra::extract::PrivateCookieJar;
use axum_extra::extract::cookie::Cookie;

use crate::citizen::visit::Form;
use crate::extract::session::COOKIE;
use crate::pages::address;
use crate::way;

pub async fn leave(jar: PrivateCookieJar, _ours: Form) -> Response {
    (forgotten(jar), way::to(address::ENTRY)).into_response()
}

/// The cookies of a browser that knows no citizen any more.
pub(super) fn forgotten(jar: PrivateCookieJar) -> PrivateCookieJar {
    jar.remove(Cookie::build((COOKIE, "")).path("/").build())
}
