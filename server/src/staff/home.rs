//! The first page inside, and the way out.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::PrivateCookieJar;
use nobat_domain::staff::{Deed, Subject};

use super::gate::{Arrived, slide};
use super::session::forgotten;
use crate::app::App;
use crate::extract::Typed;
use crate::pages::counter::address;
use crate::pages::counter::door::Home;
use crate::{problem, way};

/// GET: what this account may do.
pub async fn show(arrived: Arrived) -> Response {
    if let Err(response) = arrived.belongs(address::HOME) {
        return response;
    }
    let page = Home { frame: arrived.inside.frame(address::HOME) };
    slide(&arrived.app, arrived.inside.session, problem::private(page))
}

/// POST of «خروج»: every session of this account is over, also one that somebody has copied.
pub async fn leave(
    State(app): State<App>,
    arrived: Arrived,
    jar: PrivateCookieJar,
    typed: Typed,
) -> Response {
    if let Err(response) = arrived.guard(&typed) {
        return response;
    }
    let account = &arrived.inside.account;
    let entry = arrived.inside.entry(Deed::WentOut, Subject::Account(account.no), "");
    match app.engine.put_account(account.with_sessions_ended(), entry).await {
        // Somebody else has just changed the account: the sessions of before may live on.
        Ok(Err(refusal)) => super::refused(&app, refusal),
        Ok(Ok(())) => (jar.remove(forgotten()), way::to(address::LOGIN)).into_response(),
        Err(error) => problem::machine(&app, error),
    }
}
