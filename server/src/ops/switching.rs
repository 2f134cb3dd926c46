//! The switches of the service: what citizens are asked for, in force at once.

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use nobat_domain::staff::{Deed, Subject, Switches};

use crate::app::App;
use crate::extract::Typed;
use crate::pages::counter::address;
use crate::pages::counter::switching::Switching;
use crate::pages::field::YES;
use crate::staff::{self, Inside};
use crate::{problem, way};

const SAVED: &str = "saved";

/// GET: how they stand.
pub async fn show(
    State(app): State<App>,
    Extension(inside): Extension<Inside>,
    RawQuery(query): RawQuery,
) -> Response {
    let saved = query.as_deref() == Some(SAVED);
    let (frame, switches) = (inside.frame(address::SWITCHES), app.engine.switches());
    problem::private(Switching { frame, switches, saved })
}

/// POST: both together, made from what the page had shown.
pub async fn switch(
    State(app): State<App>,
    Extension(inside): Extension<Inside>,
    Extension(typed): Extension<Typed>,
) -> Response {
    let on = |name| typed.text(name) == YES;
    // A version that no page has shown is an old one.
    let version = typed.text("version").parse().unwrap_or(u32::MAX).min(u32::MAX - 1);
    let next = Switches { version, ..Switches::default() }.with(on("long_form"), on("scan"));
    let word = |on: bool| if on { "on" } else { "off" };
    let words = format!("long form {}, scan {}", word(next.long_form), word(next.scan));
    let entry = inside.entry(Deed::Switched, Subject::Nobody, &words);
    match app.engine.switch(next, entry).await {
        Ok(Ok(())) => way::to(address::SWITCHES_SAVED),
        Ok(Err(refusal)) => staff::refused(&app, refusal),
        Err(error) => problem::machine(&app, error),
    }
}
