//! Which system calls, and what it may do.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use nobat_domain::staff::{Account, AccountNo, Scope, Scopes};

use super::key::Shown;
use super::refusal::Refusal;
use crate::api::bearer;
use crate::app::App;
use crate::extract::Client;
use crate::metric_names::SYSTEMS_REFUSED;
use crate::persian::Value;
use crate::problem;
use crate::staff::TryBy;

/// A system whose key was right.
#[derive(Clone)]
pub struct System {
    pub account: Arc<Account>,
    pub scopes: Scopes,
}

impl System {
    /// # Errors
    /// The problem that answers a system whose key is for something else.
    pub fn must_have(&self, scope: Scope) -> Result<(), Response> {
        if self.scopes.has(scope) {
            return Ok(());
        }
        metrics::counter!(SYSTEMS_REFUSED, "why" => "scope").increment(1);
        Err(Refusal::Scope
            .naming(&[("scope", Value::Code(scope.name().to_owned()))])
            .into_response())
    }

    /// Whether nobody has closed its account since.
    pub async fn stands(&self, app: &App) -> bool {
        let staff = app.engine.staff().await;
        staff.is_ok_and(|staff| staff.book.by_no(self.account.no).is_some_and(|it| it.active()))
    }

    #[must_use]
    pub fn no(&self) -> AccountNo {
        self.account.no
    }
}

impl FromRequestParts<App> for System {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let Client(network) = Client::from_request_parts(parts, app).await?;
        let Some(token) = bearer::token(&parts.headers) else {
            return Err(Refusal::NoKey.problem().into_response());
        };
        let shown = Shown::read(token);
        if let Some(shown) = &shown
            && let Some(system) = known(app, shown).await?
        {
            return Ok(system);
        }
        metrics::counter!(SYSTEMS_REFUSED, "why" => "key").increment(1);
        if shown.is_none() {
            return Err(Refusal::NoKey.problem().into_response());
        }
        // Only wrong keys count, and they close the way to further wrong ones alone.
        let now = app.wall();
        match app.staff.tries.take(TryBy::Key(network), now) {
            Ok(()) => Err(Refusal::NoKey.problem().into_response()),
            Err(until) => Err(Refusal::WrongKeys.for_now(until.since(now))),
        }
    }
}

async fn known(app: &App, shown: &Shown<'_>) -> Result<Option<System>, Response> {
    let staff = app.engine.staff().await.map_err(|error| problem::machine(app, error))?;
    let account = staff.book.by_name(&shown.name).filter(|account| account.active());
    let account = account.filter(|account| shown.is(&account.password));
    let system = account.and_then(|account| {
        let scopes = account.role.scopes()?;
        Some(System { account: Arc::clone(account), scopes })
    });
    Ok(system)
}
