//! Other systems of the card: a feed of every change, and their reports of what happens elsewhere.
//! This room never shows a citizen's page, and gives nobody's number to whoever has no leave for
//! it. Read `caller` first, then `view`, `feed` and `report`.

pub mod caller;
pub mod feed;
pub mod key;
pub mod position;
pub mod refusal;
pub mod report;
pub mod stream;
pub mod streams;
pub mod view;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// Of systems' keys in the description.
pub const SYSTEM: &str = "system";

/// The routes of other systems.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(feed::changes))
        .routes(routes!(feed::requests))
        .routes(routes!(stream::follow))
        .routes(routes!(report::report))
}
