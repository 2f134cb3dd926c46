//! Any office's facts, by an operator.

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use nobat_domain::ids::OfficeId;
use nobat_domain::person::fold::fold_digits;

use crate::app::App;
use crate::extract::Typed;
use crate::office::facts::{self, SAVED};
use crate::pages::counter::address;
use crate::pages::counter::office_facts::OfficeList;
use crate::pages::system::SystemCase;
use crate::problem;
use crate::staff::Inside;

/// Offices that one list shows.
const ROWS_MAX: usize = 50;

/// GET: offices by a part of their name, city or number; with `id`, one of them.
pub async fn show(
    State(app): State<App>,
    Extension(inside): Extension<Inside>,
    RawQuery(query): RawQuery,
) -> Response {
    let query = Typed::read(query.unwrap_or_default().as_bytes());
    if let Ok(id) = query.text("id").parse() {
        return facts::show(&app, &inside, OfficeId(id), address::OFFICES, query.has(SAVED));
    }
    let sought = fold_digits(query.text("q").trim());
    let board = app.engine.board();
    let all = board.directory().offices().iter();
    let mut found = all.filter(|office| {
        let named = [&office.name, &office.city, &office.code];
        !sought.is_empty() && named.iter().any(|text| fold_digits(text).contains(&sought))
    });
    let rows = found.by_ref().take(ROWS_MAX).map(|office| {
        (office.id.0, office.name.clone(), office.city.clone(), office.gaps().count())
    });
    let rows = rows.collect();
    let cut = found.next().is_some();
    let frame = inside.frame(address::OFFICES);
    problem::private(OfficeList { frame, sought: query.text("q").to_owned(), rows, cut })
}

/// POST: saves the facts of the office that the form names.
pub async fn save(
    State(app): State<App>,
    Extension(inside): Extension<Inside>,
    Extension(typed): Extension<Typed>,
) -> Response {
    match typed.text("id").parse() {
        Ok(id) => facts::save(&app, &inside, OfficeId(id), address::OFFICES, &typed).await,
        Err(_) => problem::page(&app, SystemCase::FormStale),
    }
}
