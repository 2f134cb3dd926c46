//! What a citizen types into the form, the first time or to edit it, is kept whichever button sends
//! it.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::Response;
use axum_extra::extract::PrivateCookieJar;
use nobat_domain::request::{Operation, RequestCommand, Stage};
use nobat_domain::timestamp::Millis;

use crate::app::App;
use crate::citizen::drafts::{Carried, Laid, lay};
use crate::citizen::visit::{Visit, guard};
use crate::extract::{Session, Typed};
use crate::pages::address;
use crate::pages::system::SystemCase;
use crate::{problem, way};

/// What is sent so long after its session has ended is kept still: the citizen was typing.
const KEPT_AFTER_SESSION: Millis = Millis::hours(1);

/// A form of ours whose draft the owner of the request has taken, without the phone: also where
/// the session has ended meanwhile, and then the page says so.
pub struct Kept {
    pub visit: Visit,
    /// With what another tab has typed where this one says nothing.
    pub typed: Typed,
    /// Whether there was any of that.
    pub elsewhere: bool,
    /// Past the form nothing is kept any more.
    pub saved: bool,
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
        let edits = parts.uri.path().starts_with(address::EDIT);
        let typed = Typed::from_request(Request::from_parts(parts, body), app).await?;
        guard(app, &session, &typed)?;
        let alive = session.alive(app, now);
        let visit = Visit::look(app.clone(), session).await?;
        let kept = Self::keep(visit, typed, edits).await?;
        if alive { Ok(kept) } else { Err(over()) }
    }
}

impl Kept {
    /// Lays what was typed over the draft, where one is kept still.
    ///
    /// # Errors
    /// The answer that says why nothing is.
    pub async fn keep(visit: Visit, typed: Typed, edits: bool) -> Result<Self, Response> {
        let saved = if edits {
            Operation::EditDetails.allowed(&visit.state)
        } else {
            matches!(visit.stage(), Stage::Form | Stage::Filled)
        };
        if !saved {
            return Ok(Self { visit, typed, elsewhere: false, saved });
        }
        let carried = if edits { Carried::Edit } else { Carried::Registration };
        let Laid { typed, draft, elsewhere } = lay(&visit.state.draft, typed, carried);
        let visit = visit.ask(RequestCommand::SaveDraft { draft }).await?;
        Ok(Self { visit, typed, elsewhere, saved })
    }
}
