//! Where a request stands, for whoever says its tracking code: the stage alone, and the day and the
//! place for whoever says a second fact. As on the page, and counted with it.

use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::json::{Answer, Sent};
use crate::api::problem::Problem;
use crate::api::wire::{Told, progressed};
use crate::app::App;
use crate::citizen::tracking;
use crate::extract::{Client, Typed};
use crate::pages::fault::Field;
use crate::pages::tracking::ShownTo;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(track))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// Nine digits.
    pub tracking_code: String,
    /// The last four digits of the mobile: with them, day and place are told too.
    pub mobile_last_four: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Tracked {
    /// `booked` where the day may not be known; else as `progress` of a request.
    pub progress: String,
    /// Whether a card is made in the end.
    pub makes_card: bool,
    /// Only to whoever has said the second fact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told: Option<Told>,
}

/// Where a request stands, by its tracking code.
#[utoipa::path(post, path = "/tracking", tag = "tracking", request_body = Code, responses(
    (status = 200, body = Tracked),
    (status = 429, body = Problem, content_type = "application/problem+json",
        description = "Too many wrong ones: see `fields`.")))]
async fn track(
    State(app): State<App>,
    client: Client,
    Sent(code): Sent<Code>,
) -> Result<Answer<Tracked>, Response> {
    let mut typed = Typed::default();
    typed.put(Field::Tracking.name(), code.tracking_code);
    typed.put(Field::LastFour.name(), code.mobile_last_four.unwrap_or_default());
    let found = tracking::found(&app, client, &typed).await?;
    let told = match &found.shown_to {
        ShownTo::Anybody => None,
        ShownTo::Holder(known) | ShownTo::Citizen(known) => Some(Told::from(known)),
    };
    Ok(Answer(Tracked { progress: progressed(found.stage), makes_card: found.makes_card, told }))
}
