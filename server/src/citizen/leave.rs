//! «انصراف»: forgetting the session on this device. The request stays.

use axum::response::{IntoResponse, Response};
use axum_extra::extract::PrivateCookieJar;
use axum_extra::extract::cookie::Cookie;

use crate::citizen::visit::Form;
use crate::extract::session::COOKIE;
use crate::pages::address;
use crate::way;

pub async fn leave(jar: PrivateCookieJar, _ours: Form) -> Response {
    let gone = Cookie::build((COOKIE, "")).path("/").build();
    (jar.remove(gone), way::to(address::ENTRY)).into_response()
}
