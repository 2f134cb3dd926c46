//! What a citizen types into the registration form is kept whichever button sends it.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::Response;
use axum_extra::extract::PrivateCookieJar;
use nobat_domain::request::RequestCommand;
use nobat_domain::timestamp::Millis;

use crate::app::App;
use crate::citizen::reading::DRAFT;
use crate::citizen::visit::{Visit, guard};
use crate::extract::{Session, Typed};
use crate::pages::address;
use crate::pages::system::SystemCase;
use crate::{problem, way};

/// What is sent so long after its session has ended is kept still: the citizen was typing.
const KEPT_AFTER_SESSION: Millis = Millis::hours(1);

/// A registration form of ours whose draft the owner of the request has taken, without the phone:
/// also where the session has ended meanwhile, and then the page says so.
pub struct Kept {
    pub visit: Visit,
    pub typed: Typed,
}

impl FromRequest<App> for Kept {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let Ok(jar) = PrivateCookieJar::from_request_parts(&mut parts, app).await;
        let session = Session::of(&jar).ok_or_else(|| way::to(address::ENTRY))?;
        let now = app.wall();
        let over = || problem::page(app, SystemCase::SessionOver);
        if now >= session.seen_at.plus(app.session).plus(KEPT_AFTER_SESSION) {
            return Err(over());
        }
        let typed = Typed::from_request(Request::from_parts(parts, body), app).await?;
        guard(app, &session, &typed)?;
        let alive = session.alive(app, now);
        let command = RequestCommand::SaveDraft { draft: typed.keep(&DRAFT) };
        let visit = Visit::begin(app.clone(), session, command).await?;
        if alive { Ok(Self { visit, typed }) } else { Err(over()) }
    }
}
