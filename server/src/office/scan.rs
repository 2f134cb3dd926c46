//! The scan of a booklet at the counter: only of who is completed here and now, and only after the
//! look at it is written down.

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use nobat_domain::request::RequestCommand;
use nobat_domain::staff::{Deed, Subject};
use nobat_engine::Answered;

use crate::app::App;
use crate::extract::Typed;
use crate::pages::counter::address;
use crate::pages::counter::booklet::BookletScan;
use crate::problem;
use crate::staff::{self, Inside};
use crate::takeaway::scanned;

/// What the audit says of the look.
const WORDS: &str = "scan of the booklet";

/// POST: the picture in a page of its own, which is no address, so that none is left behind.
pub async fn show(
    State(app): State<App>,
    Extension(inside): Extension<Inside>,
    Extension(typed): Extension<Typed>,
) -> Result<Response, Response> {
    let office = inside.office()?;
    let machine = |error| problem::machine(&app, error);
    let frame = inside.frame(address::OFFICE);
    let none =
        || problem::refused(BookletScan { frame: inside.frame(address::OFFICE), data: None });
    let code = scanned::typed(&app.engine, typed.text("code")).ok_or_else(none)?;
    let key = app.engine.find_code(code).await.map_err(machine)?.ok_or_else(none)?;
    let Answered::Is(state) = app.engine.ask(key, RequestCommand::View).await.map_err(machine)?
    else {
        return Err(none());
    };
    if state.scan_for(office, app.engine.now()).is_none() {
        return Err(none());
    }
    let entry = inside.entry(Deed::LookedUp, Subject::Request(key), WORDS);
    match app.engine.note(entry).await.map_err(machine)? {
        Ok(()) => {}
        Err(refusal) => return Err(staff::refused(&app, refusal)),
    }
    let picture = app.engine.scan(key).await.map_err(machine)?.ok_or_else(none)?;
    let data = Some(STANDARD.encode(&*picture));
    Ok(problem::private(BookletScan { frame, data }))
}
