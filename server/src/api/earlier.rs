//! Waiting for a seat before the booked one, and the answer to an offer.

use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::bearer::Caller;
use crate::api::json::{Answer, Sent};
use crate::api::problem::Problem;
use crate::api::wire::{Request, ToldSeat};
use crate::app::App;
use crate::citizen::earlier;
use crate::citizen::visit::Visit;
use crate::extract::Typed;
use crate::pages::earlier::Wish as Shown;
use crate::persian::gregorian::iso_moment;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(look, wait, leave)).routes(routes!(answer))
}

/// How the wish stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    None,
    Waits,
    Offered,
    /// The booked day is too near.
    Near,
    /// As many were offered as may be.
    UsedUp,
}

/// The wish for an earlier seat.
#[derive(Debug, Serialize, ToSchema)]
pub struct Wish {
    pub standing: Standing,
    /// Offers that are still possible.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<u64>,
    /// Of `waits`: whether only the own office is looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_office: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer: Option<Offer>,
}

/// A seat that is held for the answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct Offer {
    /// What the answer names.
    pub offer: u32,
    pub seat: ToldSeat,
    #[schema(format = DateTime)]
    pub until: String,
}

impl Wish {
    fn of(visit: &Visit) -> Result<Self, Response> {
        let wish = |standing, left| Self { standing, left, own_office: None, offer: None };
        Ok(match earlier::wish(visit)? {
            Shown::None { left } => wish(Standing::None, Some(left)),
            Shown::Waits { own_office, left } => {
                Self { own_office: Some(own_office), ..wish(Standing::Waits, Some(left)) }
            }
            Shown::Offered(shown) => {
                let (until, seat) = (iso_moment(shown.until), ToldSeat::from(&shown.seat));
                let offer = Some(Offer { offer: shown.hold, seat, until });
                Self { offer, ..wish(Standing::Offered, Some(shown.left)) }
            }
            Shown::Near | Shown::Over => wish(Standing::Near, None),
            Shown::UsedUp => wish(Standing::UsedUp, None),
        })
    }
}

/// The wish, or the offer.
#[utoipa::path(get, path = "/request/earlier", tag = "earlier", security(("citizen" = [])),
    responses(
    (status = 200, body = Wish),
    (status = 403, body = Problem, content_type = "application/problem+json",
        description = "No seat is booked."),
    (status = 409, body = Problem, content_type = "application/problem+json",
        description = "Not at this stage.")))]
async fn look(Caller(visit): Caller) -> Result<Answer<Wish>, Response> {
    let visit = visit.allowed(nobat_domain::request::Operation::AwaitEarlierSeat)?;
    Ok(Answer(Wish::of(&visit)?))
}

/// Where a seat is wanted.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    Area,
    Office,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    pub scope: Scope,
}

/// Wait for an earlier seat; the booked one stays.
#[utoipa::path(post, path = "/request/earlier", tag = "earlier", security(("citizen" = [])),
    request_body = Wanted, responses(
    (status = 200, body = Wish),
    (status = 403, body = Problem, content_type = "application/problem+json",
        description = "No seat is booked.")))]
async fn wait(Caller(visit): Caller, Sent(wanted): Sent<Wanted>) -> Result<Answer<Wish>, Response> {
    let scope = match wanted.scope {
        Scope::Area => "area",
        Scope::Office => "office",
    };
    let visit = earlier::waits(visit, &typed(earlier::SCOPE, scope)).await?;
    Ok(Answer(Wish::of(&visit)?))
}

/// Wait no more.
#[utoipa::path(delete, path = "/request/earlier", tag = "earlier", security(("citizen" = [])),
    responses(
    (status = 200, body = Wish),
    (status = 403, body = Problem, content_type = "application/problem+json",
        description = "No seat is booked.")))]
async fn leave(Caller(visit): Caller) -> Result<Answer<Wish>, Response> {
    Ok(Answer(Wish::of(&earlier::waits_no_more(visit).await?)?))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    pub offer: u32,
    /// Or keep the booked seat.
    pub accept: bool,
}

/// Take the offered seat, or keep the own.
#[utoipa::path(post, path = "/request/earlier/answer", tag = "earlier",
    security(("citizen" = [])), request_body = Reply, responses(
    (status = 200, body = Request),
    (status = 403, body = Problem, content_type = "application/problem+json",
        description = "No seat is booked.")))]
async fn answer(
    Caller(visit): Caller,
    Sent(reply): Sent<Reply>,
) -> Result<Answer<Request>, Response> {
    let typed = typed(earlier::OFFER, &reply.offer.to_string());
    let visit = if reply.accept {
        earlier::accepts(visit, &typed).await?
    } else {
        earlier::declines(visit, &typed).await?
    };
    Ok(Answer(Request::of(&visit)))
}

fn typed(name: &str, text: &str) -> Typed {
    let mut typed = Typed::default();
    typed.put(name, text);
    typed
}
